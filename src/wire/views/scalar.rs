//! Strings and numbers as servers write them, and the notes about both.

use std::borrow::Cow;

use crate::wire::tree::{Anomaly, Kind, Node};

/// How many notes one response may gather, so that a flood of oddities stays small in memory.
const NOTES: usize = 20;

/// Adds a note, once for a run of the same oddity.
pub(super) fn note(notes: &mut Vec<String>, text: impl Into<String>) {
    let text = text.into();
    if notes.len() < NOTES && notes.last() != Some(&text) {
        notes.push(text);
    } else if notes.len() == NOTES {
        notes.push("and more of this kind".to_owned());
    }
}

/// Notes what did not fit the grammar in a response.
pub(super) fn note_anomalies(notes: &mut Vec<String>, anomalies: &[Anomaly]) {
    for anomaly in anomalies {
        note(notes, anomaly.kind.as_str());
    }
}

/// A value as it came, short enough for a note.
pub(super) fn excerpt(node: Node<'_>) -> String {
    const LENGTH: usize = 60;
    let raw = node.raw();
    let shown = String::from_utf8_lossy(raw.get(..LENGTH).unwrap_or(raw)).into_owned();
    if raw.len() > LENGTH {
        shown + "..."
    } else {
        shown
    }
}

/// ```text
/// nstring = string / nil
/// ```
/// Words without quotes and numbers are strings too, and `()` is NIL.
pub(super) fn nstring(node: Node<'_>, what: &str) -> Result<Option<Vec<u8>>, String> {
    Ok(borrowed_nstring(node, what)?.map(Cow::into_owned))
}

/// The same, where it stands if it needs no unescaping.
pub(super) fn borrowed_nstring<'a>(
    node: Node<'a>,
    what: &str,
) -> Result<Option<Cow<'a, [u8]>>, String> {
    match node.kind() {
        Kind::Nil => Ok(None),
        Kind::List if node.children().next().is_none() => Ok(None),
        Kind::List => Err(format!("{what} is a list")),
        _ => match node.bytes() {
            Some(bytes) => Ok(Some(bytes)),
            None => Err(format!("{what} is too large to be held in memory")),
        },
    }
}

/// A word or string as text, whatever its bytes; NIL is a word here.
pub(super) fn text(node: Node<'_>) -> String {
    let bytes = node.bytes().unwrap_or(Cow::Borrowed(node.raw()));
    match std::str::from_utf8(&bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => String::from_utf8_lossy(&bytes).into_owned(),
    }
}

/// A name in upper case.
pub(super) fn upper(node: Node<'_>) -> String {
    let mut text = text(node);
    text.make_ascii_uppercase();
    text
}

/// A number, also with leading zeros, in quotes, or written as a float without a fraction.
pub(super) fn number(node: Node<'_>) -> Option<u64> {
    match node.kind() {
        Kind::Number => node.number(),
        Kind::Atom | Kind::Quoted => integral(&node.bytes()?),
        _ => None,
    }
}

/// A number of 32 bits.
pub(super) fn number32(node: Node<'_>) -> Option<u32> {
    u32::try_from(number(node)?).ok()
}

/// Says whether this is meant as a number, be it negative or too large.
pub(super) fn is_numeric(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::Number => true,
        Kind::Atom | Kind::Quoted => node.bytes().is_some_and(|bytes| {
            let digits = bytes.strip_prefix(b"-").unwrap_or(&bytes);
            integral(&bytes).is_some()
                || (!digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
        }),
        _ => false,
    }
}

/// Says whether this is a string or a word, not NIL, not a list, not a number.
pub(super) fn is_word(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        Kind::Atom | Kind::Quoted | Kind::Literal | Kind::Literal8
    )
}

/// The value of `12`, `007`, `12.0` or `9.3736e+06`, without rounding.
fn integral(bytes: &[u8]) -> Option<u64> {
    // 64 bits have 20 digits; zeros and exponents beyond that are made up.
    const LONGEST: usize = 64;
    let text = str::from_utf8(bytes)
        .ok()
        .filter(|text| text.len() <= LONGEST)?;
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if whole.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let shift = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let zeros = usize::try_from(shift.unsigned_abs()).ok()?;
    if shift >= 0 {
        let power = 10u64.checked_pow(shift.unsigned_abs());
        let number = digits.parse::<u64>().ok()?;
        return if number == 0 {
            Some(0)
        } else {
            number.checked_mul(power?)
        };
    }
    let (kept, cut) = digits.split_at(digits.len().saturating_sub(zeros));
    let exact = cut.bytes().all(|byte| byte == b'0');
    exact
        .then(|| {
            if kept.is_empty() {
                Some(0)
            } else {
                kept.parse().ok()
            }
        })
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_without_a_fraction_are_numbers() {
        let cases: [(&str, Option<u64>); 17] = [
            ("0", Some(0)),
            ("007", Some(7)),
            ("9.3736e+06", Some(9_373_600)),
            ("9.37365e+5", Some(937_365)),
            ("12.0", Some(12)),
            ("120e-1", Some(12)),
            ("0e99999", Some(0)),
            ("1.5", None),
            ("1e-1", None),
            ("9.37365e+4", None),
            ("1e20", None),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("-1", None),
            ("+1", None),
            (".5", None),
            ("1e2147483648", None),
        ];
        for (text, expected) in cases {
            assert_eq!(integral(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn notes_of_a_flood_are_few() {
        let mut notes = Vec::new();
        for index in 0..1000 {
            note(&mut notes, format!("odd {index}"));
        }
        assert_eq!(notes.len(), NOTES + 1);
    }
}
