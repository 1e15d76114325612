//! Days for SEARCH and times for APPEND, as the RFC, ISO 8601 and people write them.

use imapclient::types::{Date, DateTime};
use jiff::civil;
use jiff::fmt::temporal::Pieces;
use jiff::tz::TimeZone;

use super::mistake::{Mistake, word};
use crate::shell::line::{Argument, Word};

/// The day it is here.
pub(crate) fn today() -> Date {
    from_civil(jiff::Zoned::now().date()).unwrap_or(Date {
        year: 1970,
        month: 1,
        day: 1,
    })
}

/// Reads `1-Nov-2026`, `1-Nov` of this year, `2026-11-01` with or without a time behind it, `today`,
/// `yesterday`, `7d` and `2w` ago.
///
/// RFC 9051 section 9, rule `date`
pub(crate) fn date(word: &Word, today: Date) -> Result<Date, Mistake> {
    let text = word.text.trim();
    let found = match text.to_ascii_lowercase().as_str() {
        "today" => Some(today),
        "yesterday" => days_before(today, 1),
        _ => match count_of_days(text) {
            Some(days) => days_before(today, days),
            None => return calendar_day(word, text, today),
        },
    };
    found.ok_or_else(|| Mistake::new(word.span.clone(), "this is too long ago for a date"))
}

/// Reads `7d` and `2w` as days.
fn count_of_days(text: &str) -> Option<i64> {
    let (number, length) = match text.strip_suffix(['d', 'D']) {
        Some(number) => (number, 1),
        None => (text.strip_suffix(['w', 'W'])?, 7),
    };
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    // A number that is too large is still a number of days, only out of the calendar.
    digits.then(|| number.parse().unwrap_or(i64::MAX).saturating_mul(length))
}

fn days_before(today: Date, days: i64) -> Option<Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    from_civil(to_civil(today)?.checked_sub(span).ok()?)
}

fn calendar_day(word: &Word, text: &str, today: Date) -> Result<Date, Mistake> {
    let found = day_parts(text, today).filter(|_| time_is_sound(text));
    let (year, month, day) = found.ok_or_else(|| {
        let message =
            "not a date, such as 1-Nov-2026, 2026-11-01, 1-Nov, today, yesterday, 7d or 2w";
        Mistake::new(word.span.clone(), message)
    })?;
    Date::new(year, month, day)
        .ok_or_else(|| Mistake::new(word.span.clone(), "there is no such day in the calendar"))
}

/// Says whether what stands behind the day, if anything, is a time. No search looks at it.
fn time_is_sound(text: &str) -> bool {
    match text.split_once(['T', 't', ' ']) {
        // Not the T of OCT.
        Some((day, _)) if day.ends_with(|last: char| last.is_ascii_digit()) => {
            Pieces::parse(text).is_ok()
        }
        _ => true,
    }
}

/// Takes a day apart into year, month and day, none of which has to exist.
fn day_parts(text: &str, today: Date) -> Option<(u16, u8, u8)> {
    let mut fields = text.splitn(3, '-');
    let (first, second, third) = (fields.next()?, fields.next()?, fields.next());
    if let Some(month) = month(second) {
        let year = third.map_or(Some(today.year), |year| number(year, 4..=4))?;
        return Some((year, month, narrow(first)?));
    }
    // Python's datetime and ISO 8601 have a time behind the day.
    let day = third?.split(['T', 't', ' ']).next()?;
    Some((number(first, 4..=4)?, narrow(second)?, narrow(day)?))
}

fn month(text: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let place = MONTHS
        .iter()
        .position(|month| month.eq_ignore_ascii_case(text))?;
    u8::try_from(place + 1).ok()
}

fn narrow(text: &str) -> Option<u8> {
    u8::try_from(number(text, 1..=2)?).ok()
}

fn number(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<u16> {
    let digits = length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// Reads when a message arrived, for APPEND: `01-Nov-2026 09:15:22 +0100`, or ISO 8601 with or
/// without a time and an offset. What has no offset is local time, in `zone`.
///
/// RFC 9051 section 9, rule `date-time`
pub(crate) fn date_time(argument: &Argument, zone: &TimeZone) -> Result<DateTime, Mistake> {
    let word = word(
        argument,
        "a date with time such as \"01-Nov-2026 09:15:22 +0100\"",
    )?;
    let text = word.text.trim();
    let time = match month(text.split('-').nth(1).unwrap_or_default()) {
        Some(_) => rfc_date_time(text),
        None => iso_date_time(text, zone),
    };
    time.ok_or_else(|| {
        let message = "not a date with time, or there is no such time";
        Mistake::new(word.span.clone(), message).with_hint(
            "it is written \"01-Nov-2026 09:15:22 +0100\", 2026-11-01, 2026-11-01T09:15:22 or 2026-11-01T09:15:22+01:00",
        )
    })
}

fn rfc_date_time(text: &str) -> Option<DateTime> {
    let mut fields = text.split_ascii_whitespace();
    let (day, time, offset) = (fields.next()?, fields.next()?, fields.next()?);
    let mut clock = time.split(':').map(|part| number(part, 2..=2));
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let sign = match offset.bytes().next()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = i16::try_from(number(offset.get(1..)?, 4..=4)?).ok()?;
    let possible = hour < 24 && minute < 60 && second <= 60 && digits < 2400 && digits % 100 < 60;
    if !possible || fields.next().is_some() || clock.next().is_some() {
        return None;
    }
    Some(DateTime {
        date: Date::parse_rfc(day)?,
        hour: u8::try_from(hour).ok()?,
        minute: u8::try_from(minute).ok()?,
        second: u8::try_from(second).ok()?,
        offset: sign * (digits / 100 * 60 + digits % 100),
    })
}

fn iso_date_time(text: &str, zone: &TimeZone) -> Option<DateTime> {
    // Shorter forms of ISO 8601 (`20261101`) are too easily something else.
    day_parts(text, Date::new(1970, 1, 1)?)?;
    let pieces = Pieces::parse(text).ok()?;
    if pieces.time_zone_annotation().is_some() {
        return None;
    }
    let civil = pieces.date().to_datetime(pieces.time().unwrap_or_default());
    let (civil, offset) = match pieces.to_numeric_offset() {
        Some(offset) => (civil, offset),
        None => {
            // In the hour that is skipped in spring the clock shows the one after it.
            let zoned = zone.to_zoned(civil).ok()?;
            (zoned.datetime(), zoned.offset())
        }
    };
    Some(DateTime {
        date: from_civil(civil.date())?,
        hour: u8::try_from(civil.hour()).ok()?,
        minute: u8::try_from(civil.minute()).ok()?,
        second: u8::try_from(civil.second()).ok()?,
        offset: i16::try_from(offset.seconds() / 60).ok()?,
    })
}

fn from_civil(date: civil::Date) -> Option<Date> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    // IMAP has four digits for the year, and no years before the first.
    let year = u16::try_from(year).ok().filter(|year| *year > 0)?;
    Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

fn to_civil(date: Date) -> Option<civil::Date> {
    let (year, month, day) = (date.year, date.month, date.day);
    civil::Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use imapclient::types::Date;
    use jiff::tz::TimeZone;

    use super::{date, date_time, today};
    use crate::shell::arguments::mistake::word;
    use crate::shell::arguments::tests::{arguments, shown};

    fn check_date(typed: &str, expected: &str) {
        let arguments = arguments(typed);
        let word = word(arguments.first().unwrap(), "a date").unwrap();
        let found = date(word, Date::new(2026, 11, 22).unwrap()).map(|date| date.to_string());
        assert_eq!(shown(typed, found), expected, "{typed}");
    }

    #[test]
    fn days_are_read_in_every_spelling() {
        for (typed, expected) in [
            ("1-Nov-2026", "1-Nov-2026"),
            ("\"01-nov-2026\"", "1-Nov-2026"),
            ("1-Nov", "1-Nov-2026"),
            ("2026-11-01", "1-Nov-2026"),
            ("1-OCT-2026", "1-Oct-2026"),
            ("2026-11-01T09:15:22", "1-Nov-2026"),
            ("2026-11-01T09:15:22Z", "1-Nov-2026"),
            ("today", "22-Nov-2026"),
            ("Yesterday", "21-Nov-2026"),
            ("7d", "15-Nov-2026"),
            ("0d", "22-Nov-2026"),
            ("2W", "8-Nov-2026"),
            ("366d", "21-Nov-2025"),
            ("29-Feb-2024", "29-Feb-2024"),
        ] {
            check_date(typed, expected);
        }
    }

    #[test]
    fn days_that_never_were_are_refused() {
        let message =
            "not a date, such as 1-Nov-2026, 2026-11-01, 1-Nov, today, yesterday, 7d or 2w";
        for typed in [
            "tomorrow",
            "5",
            "d",
            "7x",
            "1-Nov-26",
            "1-November-2026",
            "11/01/2026",
            "2026-11",
            "2026-11-001",
            "1-2-2026",
            "1-Nov-2026-x",
            "2026-11-01Tx",
            "2026-11-01T25:00",
            "é",
        ] {
            check_date(typed, &format!("{typed}: {message}"));
        }
        for typed in ["30-Feb-2026", "29-Feb", "2026-13-01", "0-Nov", "2026-11-31"] {
            check_date(
                typed,
                &format!("{typed}: there is no such day in the calendar"),
            );
        }
        for typed in ["9999999d", "99999999999999999999w"] {
            check_date(typed, &format!("{typed}: this is too long ago for a date"));
        }
    }

    #[test]
    fn today_is_a_day() {
        assert!(today().year > 2000);
    }

    fn check_time(typed: &str, expected: &str) {
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let arguments = arguments(typed);
        let found = date_time(arguments.first().unwrap(), &zone).map(|time| time.to_string());
        let found = found.map_err(|mut mistake| {
            mistake.hint = None;
            mistake
        });
        assert_eq!(shown(typed, found), expected, "{typed}");
    }

    #[test]
    fn times_are_read_in_both_spellings() {
        for (typed, expected) in [
            (
                "\"01-Nov-2026 09:15:22 +0100\"",
                "01-Nov-2026 09:15:22 +0100",
            ),
            (
                "\" 1-nov-2026 09:15:60 -0330\"",
                "01-Nov-2026 09:15:60 -0330",
            ),
            ("2026-11-01T09:15:22+01:00", "01-Nov-2026 09:15:22 +0100"),
            ("2026-11-01T09:15:22Z", "01-Nov-2026 09:15:22 +0000"),
            (
                "2026-11-01T09:15:22.125-05:00",
                "01-Nov-2026 09:15:22 -0500",
            ),
            ("'2026-11-01 09:15'", "01-Nov-2026 09:15:00 +0100"),
            ("2026-11-01", "01-Nov-2026 00:00:00 +0100"),
            ("2026-07-01T12:00:00", "01-Jul-2026 12:00:00 +0200"),
            ("2026-03-29T02:30:00", "29-Mar-2026 03:30:00 +0200"),
        ] {
            check_time(typed, expected);
        }
    }

    #[test]
    fn times_that_never_were_are_refused() {
        for typed in [
            "'31-Nov-2026 09:15:22 +0100'",
            "'01-Nov-2026 24:00:00 +0100'",
            "'01-Nov-2026 09:15:22'",
            "'01-Nov-2026 09:15:22 0100'",
            "'01-Nov-2026 09:15:22 +0160'",
            "'01-Nov-2026 09:15:22 +0100 x'",
            "'01-Nov-2026 09:15:22:00 +0100'",
            "1-Nov-2026",
            "2026-02-30",
            "2026-11-01T25:00:00",
            "2026-11-01T09:15:22+01:00[Europe/Paris]",
            "20261101",
            "today",
            "''",
        ] {
            check_time(
                typed,
                &format!("{typed}: not a date with time, or there is no such time"),
            );
        }
    }
}
