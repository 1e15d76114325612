//! Reading dates: exactly as the RFC writes them, or by their words.

use super::{Date, DateTime, MONTHS};

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
pub(super) fn parse_exact(bytes: &[u8]) -> Option<DateTime> {
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
pub(super) struct Fields<'a> {
    pub(super) day: &'a str,
    pub(super) month: u8,
    pub(super) year: &'a str,
    pub(super) time: &'a str,
    pub(super) zone: &'a str,
}

impl<'a> Fields<'a> {
    /// Finds the words where they stand as the RFC has them, which nearly all programs write, without allocating.
    pub(super) fn usual(text: &'a str) -> Option<Self> {
        let (_, text) = text.split_once(", ").unwrap_or_default();
        let mut words = text.split(' ');
        let (day, month, year, time, zone) = (
            words.next()?,
            words.next()?,
            words.next().filter(|year| year.len() == 4)?,
            words.next()?,
            words.next().filter(|zone| zone.len() == 5)?,
        );
        let fields = Fields {
            day,
            month: read_month(month)?,
            year,
            time,
            zone,
        };
        words.next().is_none().then_some(fields)
    }

    /// Finds the words, in whichever order their writer put them.
    pub(super) fn split(text: &'a str) -> Option<Self> {
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
pub(super) fn read_time(text: &str) -> Option<(u8, u8, u8)> {
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
pub(super) fn read_offset(zone: &str) -> Option<i16> {
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
pub(super) fn read_month(name: &str) -> Option<u8> {
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
pub(super) fn read_digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    // `parse` takes a sign, which no field of a date has.
    if text.starts_with('+') {
        return None;
    }
    text.parse().ok()
}
