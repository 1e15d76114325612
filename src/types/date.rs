//! Dates as IMAP and mail write them: read leniently, kept with the offset as sent.

use std::fmt;

/// A calendar day, as SEARCH takes it (`1-Nov-2026`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// The year.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// The months in English, as IMAP and mail write them.
pub(crate) const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

impl Date {
    /// Takes a day, if it exists.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        (1..=days)
            .contains(&day)
            .then_some(Date { year, month, day })
    }

    /// Reads a day as SEARCH writes it: `1-Nov-2026`. RFC 9051 section 9, rule `date-text`
    pub fn parse_rfc(text: &str) -> Option<Self> {
        let mut fields = text.split('-');
        let (day, month, year) = (fields.next()?, fields.next()?, fields.next()?);
        if fields.next().is_some() || day.len() > 2 || month.len() != 3 || year.len() != 4 {
            return None;
        }
        Date::new(read_digits(year)?, read_month(month)?, read_digits(day)?)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let month = MONTHS[usize::from(self.month.clamp(1, 12)) - 1];
        write!(formatter, "{}-{month}-{:04}", self.day, self.year)
    }
}

/// A date with time and offset, as INTERNALDATE and `Date:` have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime {
    /// The day.
    pub date: Date,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 60.
    pub second: u8,
    /// Minutes east of UTC.
    pub offset: i16,
}

impl DateTime {
    /// Reads an INTERNALDATE: `17-Jul-1996 02:44:25 -0700`, and the ways servers miss it.
    /// RFC 9051 section 9, rule `date-time`
    pub fn parse_internal(bytes: &[u8]) -> Option<Self> {
        parse_exact(bytes).or_else(|| Self::parse_message(bytes))
    }

    /// Reads the date of a `Date:` field: weekday and comma or not, month names in full, dots in the time,
    /// the sign of the offset missing, names of American zones, comments behind it.
    /// An offset that cannot be read counts as UTC; a date without a time or that never was is none.
    /// RFC 5322 section 3.3
    pub fn parse_message(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let Fields {
            day,
            month,
            year,
            time,
            zone,
        } = Fields::split(&text)?;
        let year = match read_digits::<u16>(year)? {
            year @ 0..=68 => year + 2000,
            year @ 69..=99 => year + 1900,
            year @ 100..=9999 => year,
            _ => return None,
        };
        let (hour, minute, second) = read_time(time)?;
        let date = Date::new(year, month, read_digits(day)?)?;
        DateTime {
            date,
            hour,
            minute,
            second,
            offset: read_offset(zone)?,
        }
        .checked()
    }

    /// Seconds since the beginning of 1970, UTC.
    pub fn unix_seconds(&self) -> i64 {
        // Years are counted from March, so that the leap day is the last of its year; 400 years repeat.
        let month = i64::from(self.date.month);
        let year = i64::from(self.date.year) - i64::from(month <= 2);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.date.day) - 1;
        let days = year * 365 + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + day_of_year;
        let minutes =
            (days - DAYS_TO_1970) * 1440 + i64::from(self.hour) * 60 + i64::from(self.minute);
        (minutes - i64::from(self.offset)) * 60 + i64::from(self.second)
    }

    /// Itself, unless a field is out of its range.
    fn checked(self) -> Option<Self> {
        let fits = self.hour < 24
            && self.minute < 60
            && self.second < 60
            && self.offset.unsigned_abs() < DAY_MINUTES;
        fits.then_some(self)
    }
}

impl fmt::Display for DateTime {
    /// The form of INTERNALDATE and APPEND: `01-Nov-2026 09:15:22 +0100`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let offset = self.offset.unsigned_abs();
        let month = MONTHS[usize::from(self.date.month.clamp(1, 12)) - 1];
        write!(
            formatter,
            "{:02}-{month}-{:04} {:02}:{:02}:{:02} {sign}{:02}{:02}",
            self.date.day,
            self.date.year,
            self.hour,
            self.minute,
            self.second,
            offset / 60,
            offset % 60
        )
    }
}

/// From 1 March of the year 0 to 1 January 1970.
const DAYS_TO_1970: i64 = 719_468;

const DAY_MINUTES: u16 = 1440;

/// Offsets of the zone names of RFC 5322 section 4.3, as they would stand in digits.
const ZONES: [(&str, i32); 14] = [
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("AST", -400),
    ("ADT", -300),
    ("EST", -500),
    ("EDT", -400),
    ("CST", -600),
    ("CDT", -500),
    ("MST", -700),
    ("MDT", -600),
    ("PST", -800),
    ("PDT", -700),
];

const FULL_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Reads the one form the RFC gives INTERNALDATE, which nearly all servers send, without allocating.
fn parse_exact(bytes: &[u8]) -> Option<DateTime> {
    let text = str::from_utf8(bytes).ok()?;
    let marks = [
        (2, b'-'),
        (6, b'-'),
        (11, b' '),
        (14, b':'),
        (17, b':'),
        (20, b' '),
    ];
    if text.len() != 26 || marks.iter().any(|(at, mark)| bytes.get(*at) != Some(mark)) {
        return None;
    }
    let sign = match text.get(21..22)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let day = text.get(0..2)?;
    let date = Date::new(
        read_digits(text.get(7..11)?)?,
        read_month(text.get(3..6)?)?,
        read_digits(day.strip_prefix(' ').unwrap_or(day))?,
    )?;
    let offset =
        read_digits::<i16>(text.get(22..24)?)? * 60 + read_digits::<i16>(text.get(24..26)?)?;
    let date_time = DateTime {
        date,
        hour: read_digits(text.get(12..14)?)?,
        minute: read_digits(text.get(15..17)?)?,
        second: read_digits(text.get(18..20)?)?,
        offset: sign * offset,
    };
    // Years below 100 are two digits padded by a server; the lenient reading knows the century.
    date_time
        .checked()
        .filter(|date_time| date_time.date.year >= 100)
}

/// The words of a date, each in its place.
struct Fields<'a> {
    day: &'a str,
    month: u8,
    year: &'a str,
    time: &'a str,
    zone: &'a str,
}

impl<'a> Fields<'a> {
    /// Finds the words, in whichever order their writer put them.
    fn split(text: &'a str) -> Option<Self> {
        let words = words(text)?;
        let mut words = words.into_iter();
        let (first, second, third) = (words.next()?, words.next()?, words.next()?);
        let (fourth, fifth) = match (words.next()?, words.next()) {
            (fourth, Some(fifth)) => (fourth, fifth),
            // The offset may stick to the time: `16:03:09+0200`.
            (fourth, None) => match fourth.find(['+', '-']).filter(|at| *at > 0) {
                Some(at) => fourth.split_at(at),
                None => (fourth, ""),
            },
        };
        let (month, day) = match read_month(second) {
            Some(month) => (month, first),
            None => (read_month(first)?, second),
        };
        let (mut year, mut time, mut zone) = (third, fourth, fifth);
        if year.find(':').is_some_and(|at| at > 0) {
            (year, time) = (time, year);
        }
        let comma = |word: &'a str| word.strip_suffix(',').unwrap_or(word);
        let mut year = comma(year);
        if !year.starts_with(|first: char| first.is_ascii_digit()) {
            (year, zone) = (zone, year);
        }
        time = comma(time);
        Some(Fields {
            day: comma(day),
            month,
            year,
            time,
            zone,
        })
    }
}

/// The first five words of a date behind its weekday, `9-Feb-2007` being three.
fn words(text: &str) -> Option<Vec<&str>> {
    let mut words: Vec<&str> = text.split_ascii_whitespace().take(6).collect();
    let first = words.first_mut()?;
    if first.ends_with(',') || WEEKDAYS.iter().any(|day| first.eq_ignore_ascii_case(day)) {
        words.remove(0);
    } else if let Some((_, rest)) = first.rsplit_once(',') {
        *first = rest;
    }
    // Two words are a day and a time without an offset: too little to place it.
    if words.len() >= 3
        && words
            .first()
            .is_some_and(|first| first.matches('-').count() == 2)
    {
        let date = words.remove(0);
        words.splice(0..0, date.split('-'));
    }
    words.truncate(5);
    Some(words)
}

/// Reads `16:03:09`, `16:03`, `16.03.09`.
fn read_time(text: &str) -> Option<(u8, u8, u8)> {
    let mut fields = text.split(if text.contains(':') { ':' } else { '.' });
    let (hour, minute) = (fields.next()?, fields.next()?);
    let second = fields.next().unwrap_or("0");
    if fields.next().is_some() {
        return None;
    }
    Some((
        read_digits(hour)?,
        read_digits(minute)?,
        read_digits(second)?,
    ))
}

/// Reads an offset to minutes; what is none, or nothing, counts as UTC, and none is one of a day or more.
fn read_offset(zone: &str) -> Option<i16> {
    let named = ZONES
        .iter()
        .find(|(name, _)| zone.eq_ignore_ascii_case(name));
    let offset = match named {
        Some((_, offset)) => *offset,
        None => {
            let digits = zone.strip_prefix(['+', '-']).unwrap_or(zone);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Some(0);
            }
            let offset = digits.parse::<i32>().ok()?;
            if zone.starts_with('-') {
                -offset
            } else {
                offset
            }
        }
    };
    i16::try_from(offset / 100 * 60 + offset % 100).ok()
}

/// Reads a month by its name, short or in full, in any case.
fn read_month(name: &str) -> Option<u8> {
    let position = MONTHS
        .iter()
        .position(|month| month.eq_ignore_ascii_case(name));
    let position = position.or_else(|| {
        FULL_MONTHS
            .iter()
            .position(|month| month.eq_ignore_ascii_case(name))
    })?;
    u8::try_from(position + 1).ok()
}

/// Reads a number that is digits and nothing else.
fn read_digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    // `parse` takes a sign, which no field of a date has.
    if text.starts_with('+') {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Reads both ways; they must agree.
    fn check(input: &str, expected: Option<&str>) {
        let internal = DateTime::parse_internal(input.as_bytes());
        let message = DateTime::parse_message(input.as_bytes());
        assert_eq!(internal, message, "{input:?}");
        assert_eq!(
            message.map(|date| date.to_string()).as_deref(),
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
        ];
        for (input, expected) in cases {
            check(input, Some(expected));
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
        assert_eq!(DateTime::parse_message(b"\xff\xfe Jul \x00 :::: +"), None);
        assert!(
            DateTime::parse_message(b"9 Jul 2007 16:03:09 +0100 (Mitteleurop\xe4ische Zeit)")
                .is_some()
        );
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
                DateTime::parse_internal(input.as_bytes())
                    .unwrap()
                    .unix_seconds(),
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
}
