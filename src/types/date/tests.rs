//! Dates as servers and people write them.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

/// Reads a date; where it is as the RFCs write it, the lenient way must agree.
fn check(input: &str, expected: Option<&str>) {
    let date = DateTime::parse(input.as_bytes());
    if parse_usual(input.as_bytes()).is_some() {
        let lenient = DateTime::parse_leniently(input.as_bytes());
        assert_eq!(date, lenient, "{input:?}");
    }
    assert_eq!(
        date.map(|date| date.to_string()).as_deref(),
        expected,
        "{input:?}"
    );
}

#[test]
fn dates_are_read_as_people_and_servers_write_them() {
    let cases = [
        (
            "Sun, 24 Mar 2013 22:06:10 +0200",
            "24-Mar-2013 22:06:10 +0200",
        ),
        (
            "Sun,  3 mar 2013 22:06:10 -0030",
            "03-Mar-2013 22:06:10 -0030",
        ),
        (" 9-Feb-2007 17:08:08 -0430", "09-Feb-2007 17:08:08 -0430"),
        ("9-Feb-2007 17:08:08 -0430", "09-Feb-2007 17:08:08 -0430"),
        ("09-Feb-2007 17:08:08 -0430", "09-Feb-2007 17:08:08 -0430"),
        ("19-Feb-2007 17:08:08 0400", "19-Feb-2007 17:08:08 +0400"),
        (
            "Sat, 8 May 2010 16.03.09 +0200",
            "08-May-2010 16:03:09 +0200",
        ),
        (
            "Tue, 18 May 2010 16.03.09 -0200",
            "18-May-2010 16:03:09 -0200",
        ),
        (
            "Wednesday,18 August 2010 16.03.09 -0200",
            "18-Aug-2010 16:03:09 -0200",
        ),
        ("1-Jan-2024 09.07.06 +0100", "01-Jan-2024 09:07:06 +0100"),
        ("9 Jul 2007 16:03:09 -0000", "09-Jul-2007 16:03:09 +0000"),
        ("9 Jul 2007 16:03:09 XYZ", "09-Jul-2007 16:03:09 +0000"),
        ("9 Jul 2007 16:03:09 Z", "09-Jul-2007 16:03:09 +0000"),
        ("9 Jul 2007 16:03:09 UT", "09-Jul-2007 16:03:09 +0000"),
        ("9 Jul 2007 16:03:09 +02:00", "09-Jul-2007 16:03:09 +0000"),
        ("9 Jul 2007 16:03:09 EST", "09-Jul-2007 16:03:09 -0500"),
        ("9 Jul 2007 16:03:09 edt", "09-Jul-2007 16:03:09 -0400"),
        ("9 Jul 07 16:03:09 +0000", "09-Jul-2007 16:03:09 +0000"),
        ("9 Jul 70 16:03:09 +0000", "09-Jul-1970 16:03:09 +0000"),
        ("09-Jul-0001 16:03:09 +0000", "09-Jul-2001 16:03:09 +0000"),
        ("9 July 2007 16:03:09 +0000", "09-Jul-2007 16:03:09 +0000"),
        ("Jul 9 2007 16:03:09 +0000", "09-Jul-2007 16:03:09 +0000"),
        (
            "Mon Jul  9 16:03:09 2007 +0130",
            "09-Jul-2007 16:03:09 +0130",
        ),
        (
            "Mon, 9 Jul 2007 16:03:09 +0000 (a comment)",
            "09-Jul-2007 16:03:09 +0000",
        ),
        ("Mon, 9 Jul 2007 16:03 +0000", "09-Jul-2007 16:03:00 +0000"),
        ("Mon, 9 Jul 2007 16:03:09", "09-Jul-2007 16:03:09 +0000"),
        (
            "Mon, 9 Jul 2007 16:03:09+0930",
            "09-Jul-2007 16:03:09 +0930",
        ),
        ("29 Feb 2024 00:00:00 +2359", "29-Feb-2024 00:00:00 +2359"),
        (
            "Wed , 17 Jul 1996 02:44:25 -0700",
            "17-Jul-1996 02:44:25 -0700",
        ),
        (
            "Wed (day), 17 Jul 1996 02:44:25 -0700",
            "17-Jul-1996 02:44:25 -0700",
        ),
        (
            "Date: Wed, 17 Jul 1996 02:44:25 -0700",
            "17-Jul-1996 02:44:25 -0700",
        ),
        (
            "Th\u{1ee9} T\u{1b0}, 17 Jul 1996 02:44:25 +0700",
            "17-Jul-1996 02:44:25 +0700",
        ),
        (
            "Wed, 17 Jul 1996 02:44:25, -0700",
            "17-Jul-1996 02:44:25 -0700",
        ),
        (
            "Wed, 17, Jul 1996 02:44:25 -0700",
            "17-Jul-1996 02:44:25 -0700",
        ),
        ("Wed, 17 Jul 2:44 1996 -0700", "17-Jul-1996 02:44:00 -0700"),
        ("17-Jul-1996 02:44:25 +-700", "17-Jul-1996 02:44:25 +0000"),
    ];
    for (input, expected) in cases {
        check(input, Some(expected));
    }
}

#[test]
fn what_the_rfcs_write_needs_no_lenient_reading() {
    for (input, expected) in [
        ("17-Jul-1996 02:44:25 -0700", "17-Jul-1996 02:44:25 -0700"),
        (" 7-jul-1996 02:44:25 -0700", "07-Jul-1996 02:44:25 -0700"),
        ("7-JUL-1996 02:44:25 +0000", "07-Jul-1996 02:44:25 +0000"),
        (
            "Wed, 17 Jul 1996 02:44:25 -0700",
            "17-Jul-1996 02:44:25 -0700",
        ),
        (
            "Wed, 7 Jul 1996 02:44:25 +0530",
            "07-Jul-1996 02:44:25 +0530",
        ),
    ] {
        let date = parse_usual(input.as_bytes()).map(|date| date.to_string());
        assert_eq!(date.as_deref(), Some(expected), "{input:?}");
    }
    for input in [
        "17 Jul 1996 02:44:25 -0700",
        "Wed, 17-Jul-1996 02:44:25 -0700",
        "17-Jul-0096 02:44:25 -0700",
        "17-Jul-1996 02:44:25 0700",
        "17-Jul-1996 02:44:60 -0700",
        "117-Jul-1996 02:44:25 -0700",
        "-Jul-1996 02:44:25 -0700",
    ] {
        assert_eq!(parse_usual(input.as_bytes()), None, "{input:?}");
    }
}

proptest! {
    #[test]
    fn both_ways_read_the_same(
        before in prop_oneof![Just(String::new()), "\\PC{3}, ", "[a-z ,\u{e9}]{3}, "],
        blank in " ?",
        day in 0..40,
        month in prop::sample::select(MONTHS.to_vec()),
        year in 0..10_000,
        (hour, minute, second) in (0..30, 0..70, 0..70),
        zone in "[+-][0-9]{4}",
    ) {
        let around = if before.is_empty() { '-' } else { ' ' };
        let input = format!(
            "{before}{blank}{day}{around}{month}{around}{year:04} {hour:02}:{minute:02}:{second:02} {zone}"
        );
        if let Some(usual) = parse_usual(input.as_bytes()) {
            prop_assert_eq!(Some(usual), DateTime::parse_leniently(input.as_bytes()));
        }
    }
}

#[test]
fn what_is_no_date_stays_none() {
    let inputs = [
        "",
        " ",
        ",",
        "ABC",
        "09-Feb-2007 17:08:08",
        "9 Jul 2007",
        "2007-07-09T16:03:09+02:00",
        "2007-07-09 16:03:09 +0200",
        "9 Jul 2007 25:03:09 +0000",
        "9 Jul 2007 16:60:09 +0000",
        "9 Jul 2007 16:03:60 +0000",
        "31 Feb 2007 16:03:09 +0000",
        "29-Feb-2023 16:03:09 +0000",
        "0 Jul 2007 16:03:09 +0000",
        "9 Jul 2007 16:03:09 +2400",
        "9 Jul 2007 16:03:09 -99999999999999999999",
        "9 Jul 99999 16:03:09 +0000",
        "+9 Jul 2007 16:03:09 +0000",
        "09-Jul-2007 16:03:09 +2400",
        "09-Jul-2007 -6:03:09 +0000",
        "1-2-3-4 Jul 2007 16:03:09 +0000",
        "--- 1 2 3",
        "9 Jul : : :",
    ];
    for input in inputs {
        check(input, None);
    }
    assert_eq!(DateTime::parse(b"\xff\xfe Jul \x00 :::: +"), None);
    assert!(DateTime::parse(b"9 Jul 2007 16:03:09 +0100 (Mitteleurop\xe4ische Zeit)").is_some());
}

#[test]
fn seconds_count_from_1970_whatever_the_offset() {
    let cases = [
        ("01-Jan-1970 00:00:00 +0000", 0),
        ("01-Jan-1970 01:00:00 +0100", 0),
        ("31-Dec-1969 23:59:59 +0000", -1),
        ("29-Feb-2000 12:00:00 +0000", 951_825_600),
        ("01-Mar-2000 00:00:00 -0530", 951_888_600),
        ("19-Jan-2038 03:14:08 +0000", 2_147_483_648),
        ("01-Jan-0100 00:00:00 +0000", -59_011_459_200),
    ];
    for (input, expected) in cases {
        assert_eq!(
            DateTime::parse(input.as_bytes()).unwrap().unix_seconds(),
            expected,
            "{input}"
        );
    }
}

#[test]
fn days_of_a_search_are_read_as_the_rfc_writes_them() {
    for (input, expected) in [
        ("1-Nov-2026", "1-Nov-2026"),
        ("01-nov-2026", "1-Nov-2026"),
        ("29-FEB-2024", "29-Feb-2024"),
    ] {
        assert_eq!(
            Date::parse_rfc(input)
                .map(|date| date.to_string())
                .as_deref(),
            Some(expected),
            "{input}"
        );
    }
    let inputs = [
        "",
        "1",
        "1-11-2026",
        "30-Feb-2026",
        "1-Nov-26",
        "1-Nov-2026 ",
        "1-Nov-+026",
        "001-Nov-2026",
        "1-Nov-2026-1",
    ];
    for input in inputs {
        assert_eq!(Date::parse_rfc(input), None, "{input}");
    }
}

#[test]
fn seconds_and_moments_go_both_ways() {
    let text = |seconds| DateTime::from_unix_seconds(seconds).to_string();
    assert_eq!(text(0), "01-Jan-1970 00:00:00 +0000");
    assert_eq!(text(951_827_696), "29-Feb-2000 12:34:56 +0000");
    assert_eq!(text(-1), "31-Dec-1969 23:59:59 +0000");
    assert_eq!(text(i64::MIN), "01-Jan-0001 00:00:00 +0000");
    assert_eq!(text(i64::MAX), "31-Dec-9999 23:59:59 +0000");
    let mut seconds = FIRST_SECOND;
    while seconds < LAST_SECOND {
        assert_eq!(DateTime::from_unix_seconds(seconds).unix_seconds(), seconds);
        seconds += 86_399 * 97;
    }
}
