//! Reading dates: exactly as the RFCs write them, or by their words.

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

/// Reads a date as the RFCs write it and nearly all programs do, without looking for its words: a day, then 24 bytes
/// that are the same in both forms but for what stands around the month.
///
/// ```text
/// 17-Jul-1996 02:44:25 -0700
/// Wed, 17 Jul 1996 02:44:25 -0700
/// ```
pub(super) fn parse_usual(bytes: &[u8]) -> Option<DateTime> {
    let (day, rest) = bytes.split_last_chunk::<24>()?;
    #[rustfmt::skip]
    let [
        before, m0, m1, m2, behind, y0, y1, y2, y3,
        b' ', h0, h1, b':', n0, n1, b':', s0, s1,
        b' ', sign @ (b'+' | b'-'), z0, z1, z2, z3,
    ] = *rest
    else {
        return None;
    };
    let day = match (day, before, behind) {
        (day, b'-', b'-') | ([_, _, _, b',', b' ', day @ ..], b' ', b' ') => day,
        _ => return None,
    };
    let day = match *day {
        [day] | [b' ', day] => digits([b'0', day])?,
        [tens, day] => digits([tens, day])?,
        _ => return None,
    };
    let year = u16::from(digits([y0, y1])?) * 100 + u16::from(digits([y2, y3])?);
    // Years below 100 are two digits padded by a server; the lenient reading knows the century.
    let date = Date::new(year, read_month(&[m0, m1, m2])?, day).filter(|date| date.year >= 100)?;
    let offset = i16::from(digits([z0, z1])?) * 60 + i16::from(digits([z2, z3])?);
    DateTime {
        date,
        hour: digits([h0, h1])?,
        minute: digits([n0, n1])?,
        second: digits([s0, s1])?,
        offset: if sign == b'-' { -offset } else { offset },
    }
    .checked()
}

/// Reads a number of two digits.
fn digits(pair: [u8; 2]) -> Option<u8> {
    let [tens, ones] = pair.map(|byte| byte.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| tens * 10 + ones)
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
        let (month, day) = match read_month(second.as_bytes()) {
            Some(month) => (month, first),
            None => (read_month(first.as_bytes())?, second),
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
pub(super) fn read_month(name: &[u8]) -> Option<u8> {
    let position = [MONTHS, FULL_MONTHS].iter().find_map(|months| {
        let mut months = months.iter();
        months.position(|month| month.as_bytes().eq_ignore_ascii_case(name))
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
