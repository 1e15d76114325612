//! Dates as IMAP and mail write them: read leniently, kept with the offset as sent.

mod parse;
#[cfg(test)]
mod tests;

use std::fmt;

use self::parse::{Fields, parse_usual, read_digits, read_month, read_offset, read_time};

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
        Date::new(
            read_digits(year)?,
            read_month(month.as_bytes())?,
            read_digits(day)?,
        )
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
    /// Reads an INTERNALDATE (`17-Jul-1996 02:44:25 -0700`) or the date of a `Date:` field, and the ways servers and
    /// programs miss either: weekday and comma or not, month names in full, dots in the time, the sign of the offset
    /// missing, names of American zones, comments behind it.
    /// An offset that cannot be read counts as UTC; a date without a time or that never was is none.
    /// RFC 9051 section 9, rule `date-time`; RFC 5322 section 3.3
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        parse_usual(bytes).or_else(|| Self::parse_leniently(bytes))
    }

    fn parse_leniently(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        // Where more than a weekday stands before the comma, it is none of the words.
        let Fields {
            day,
            month,
            year,
            time,
            zone,
        } = Fields::split(&text).or_else(|| Fields::split(text.split_once(", ")?.1))?;
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

    /// The moment so many seconds after the beginning of 1970, told in UTC. What is beyond the years 1 to 9999
    /// is told as the nearest moment within.
    pub fn from_unix_seconds(seconds: i64) -> Self {
        let seconds = seconds.clamp(FIRST_SECOND, LAST_SECOND);
        let (days, second_of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        // The way back of `unix_seconds`: whole cycles of 400 years first, then years that begin in March.
        let days = days + DAYS_TO_1970;
        let (cycle, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year + cycle * 400 + i64::from(month <= 2);
        // The clamp above keeps every field within its type.
        DateTime {
            date: Date {
                year: year as u16,
                month: month as u8,
                day: day as u8,
            },
            hour: (second_of_day / 3600) as u8,
            minute: (second_of_day / 60 % 60) as u8,
            second: (second_of_day % 60) as u8,
            offset: 0,
        }
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

/// The beginning of the year 1, UTC.
const FIRST_SECOND: i64 = -62_135_596_800;

/// The end of the year 9999, UTC.
const LAST_SECOND: i64 = 253_402_300_799;

const DAY_MINUTES: u16 = 1440;
