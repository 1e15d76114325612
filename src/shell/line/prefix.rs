//! Words before a command: `dry`, `time`, `repeat 5`, `every 30s`.

use std::time::Duration;

use super::argument::Prefix;
use super::cursor::{Cursor, is_blank};
use super::error::LineError;
use super::words::{self, Place};

/// More of them mean nothing that fewer do not.
const MOST: usize = 8;

/// Nobody needs more, and a typing error should not run for a day.
const MOST_RUNS: u32 = 1_000_000;

/// More often is a flood.
const SHORTEST: Duration = Duration::from_millis(100);

/// Reads the words before a command.
pub(super) fn prefixes(cursor: &mut Cursor<'_>) -> Result<Vec<Prefix>, LineError> {
    let mut prefixes = Vec::new();
    loop {
        let start = cursor.position();
        let mut ahead = *cursor;
        let word = ahead.take_while(|character| !is_blank(character));
        let word = word.to_ascii_lowercase();
        if !matches!(word.as_str(), "dry" | "time" | "repeat" | "every") {
            return Ok(prefixes);
        }
        let span = start..ahead.position();
        let value = matches!(word.as_str(), "repeat" | "every")
            .then(|| value(&mut ahead))
            .transpose()?;
        words::skip_blanks(&mut ahead, Place::Line)?;
        if ahead.at_end() {
            return Err(LineError::new(span, format!("a command follows {word}")));
        }
        if prefixes.len() == MOST {
            return Err(LineError::new(span, "too many such words before a command"));
        }
        *cursor = ahead;
        let (text, place) = value.unwrap_or_default();
        prefixes.push(match word.as_str() {
            "dry" => Prefix::Dry,
            "time" => Prefix::Time,
            "repeat" => Prefix::Repeat(runs(&text).ok_or_else(|| {
                let text = "how many times, from 1 up to 1000000, such as: repeat 5 noop";
                LineError::new(place, text)
            })?),
            _ => Prefix::Every(interval(&text).ok_or_else(|| {
                let text = "how long between two runs, from 100ms up, such as: every 30s noop";
                LineError::new(place, text)
            })?),
        });
    }
}

/// The word that belongs to a prefix, and its place.
fn value(cursor: &mut Cursor<'_>) -> Result<(String, super::Span), LineError> {
    words::skip_blanks(cursor, Place::Line)?;
    let start = cursor.position();
    let text = cursor
        .take_while(|character| !is_blank(character))
        .to_owned();
    Ok((text, start..cursor.position()))
}

fn runs(text: &str) -> Option<u32> {
    digits(text).filter(|runs| (1..=MOST_RUNS).contains(runs))
}

/// Reads `30s`, `500ms`, `5m`, `1h`; a number alone is seconds.
pub(crate) fn interval(text: &str) -> Option<Duration> {
    let end = text.find(|letter: char| !letter.is_ascii_digit());
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let number = u64::from(digits(number)?);
    let interval = match unit {
        "" | "s" => Duration::from_secs(number),
        "ms" => Duration::from_millis(number),
        "m" | "min" => Duration::from_secs(number.checked_mul(60)?),
        "h" => Duration::from_secs(number.checked_mul(3600)?),
        _ => return None,
    };
    Some(interval).filter(|interval| *interval >= SHORTEST && number <= 1_000_000)
}

fn digits(text: &str) -> Option<u32> {
    text.parse()
        .ok()
        .filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::line::parse;

    fn check(text: &str, expected: Result<&[Prefix], (&str, &str)>) {
        match (parse(text), expected) {
            (Ok(steps), Ok(prefixes)) => {
                let found: Vec<_> = steps.iter().flat_map(|step| &step.prefixes).collect();
                assert_eq!(found, prefixes.iter().collect::<Vec<_>>(), "{text}");
            }
            (Err(error), Err((place, message))) => {
                assert_eq!(text.get(error.span.clone()), Some(place), "{text}");
                assert!(error.message.contains(message), "{text}: {}", error.message);
            }
            (found, expected) => panic!("{text}: {found:?}, not {expected:?}"),
        }
    }

    #[test]
    fn words_before_a_command_are_told_from_it() {
        let every = |milliseconds| Prefix::Every(Duration::from_millis(milliseconds));
        check("noop", Ok(&[]));
        check("dry noop", Ok(&[Prefix::Dry]));
        check(
            "DRY Time repeat 3 noop",
            Ok(&[Prefix::Dry, Prefix::Time, Prefix::Repeat(3)]),
        );
        check(
            "every 30s noop ; every 2m noop",
            Ok(&[every(30_000), every(120_000)]),
        );
        check("every 500ms noop", Ok(&[every(500)]));
        check("every 1 raw NOOP", Ok(&[every(1_000)]));
        check("every 1h c.noop()", Ok(&[every(3_600_000)]));
        check("$x = time search ALL", Ok(&[Prefix::Time]));
        check("noop dry", Ok(&[]));
        check("search \"dry\" time", Ok(&[]));
        check("dryer noop", Ok(&[]));
    }

    #[test]
    fn what_does_not_fit_is_marked() {
        for (text, place, message) in [
            ("dry", "dry", "a command follows dry"),
            ("time dry ", "dry", "a command follows dry"),
            ("repeat noop", "noop", "how many times"),
            ("repeat noop x", "noop", "how many times"),
            ("repeat 0 noop", "0", "how many times"),
            ("repeat +3 noop", "+3", "how many times"),
            ("repeat 99999999999 noop", "99999999999", "how many times"),
            ("every noop now", "noop", "how long"),
            ("every 10ms noop", "10ms", "how long"),
            ("every 3d noop", "3d", "how long"),
            ("every -1s noop", "-1s", "how long"),
            (
                "every 99999999999999999999s noop",
                "99999999999999999999s",
                "how long",
            ),
            (
                "dry dry dry dry dry dry dry dry dry noop",
                "dry",
                "too many",
            ),
        ] {
            let expected = match text {
                "repeat noop" => ("repeat", "a command follows"),
                _ => (place, message),
            };
            check(text, Err(expected));
        }
    }
}
