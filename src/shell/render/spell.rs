//! A value as a person reads it, in one line and harmless.

use std::borrow::Cow;

use imapclient::types;

use super::dates::{self, Clock};
use super::{harmless, words};
use crate::shell::output::{Look, Value};

/// The signs of our own that are not ASCII, and what stands for them with `--plain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    /// Where something was cut.
    pub(crate) cut: &'static str,
    /// What is absent.
    pub(crate) none: &'static str,
    /// Between the parts of a footer.
    pub(crate) dot: &'static str,
}

impl Marks {
    /// The signs for a terminal that is, or is not, plain.
    pub(crate) fn new(plain: bool) -> Self {
        if plain {
            Marks {
                cut: "...",
                none: "-",
                dot: " - ",
            }
        } else {
            Marks {
                cut: "…",
                none: "–",
                dot: " · ",
            }
        }
    }
}

impl Marks {
    /// A text of our own with these signs in it.
    pub(crate) fn ours<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let usual = Marks::new(false);
        if self.dot == usual.dot || text.is_ascii() {
            return text.into();
        }
        text.replace(usual.dot, self.dot)
            .replace(usual.cut, self.cut)
            .replace('→', "->")
            .into()
    }
}

/// A set that is longer is not shown whole within a sentence.
const SHOWN_SET: usize = 40;

/// What spelling needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Speller {
    /// Our signs.
    pub(crate) marks: Marks,
    /// The zone of dates.
    pub(crate) clock: Clock,
}

impl Speller {
    /// Spells a value.
    pub(crate) fn spell(&self, value: &Value, look: Look) -> String {
        match value {
            Value::Nil => self.marks.none.to_owned(),
            Value::Bool(true) => "yes".to_owned(),
            Value::Bool(false) => "no".to_owned(),
            Value::Int(number) => self::number(*number, look),
            Value::Ids(set) => set.to_string(),
            Value::Bytes(bytes) => harmless::bytes(bytes),
            Value::Text(text) => harmless::line(text).into_owned(),
            Value::HeaderText(bytes) => harmless::line(&words::decode(bytes)).into_owned(),
            Value::Date(date) => match dates::moment(date) {
                Some(moment) => self.clock.short(&moment),
                None => date.to_string(),
            },
            Value::Mailbox(name) => harmless::line(name.as_str()).into_owned(),
            Value::Flag(flag) => harmless::line(flag.as_str()).into_owned(),
            Value::List(items) | Value::Tuple(items) => self.joined(items.iter(), look),
            Value::Map(pairs) => {
                let told = pairs.iter().map(|(key, value)| {
                    format!(
                        "{} {}",
                        self.spell(key, Look::Text),
                        self.nested(value, look)
                    )
                });
                told.collect::<Vec<_>>().join(", ")
            }
            Value::Record { fields, .. } | Value::Sparse(fields) => {
                self.joined(fields.iter().map(|(_, value)| value), look)
            }
            Value::Envelope(envelope) => {
                harmless::line(&words::decode(envelope.subject().unwrap_or_default())).into_owned()
            }
            Value::Structure(structure) => super::structure::summary(structure),
            Value::Message(message) => match message.uid {
                Some(uid) => format!("UID {uid}"),
                None => format!("{}", message.seq),
            },
            Value::Any(any) => imap(any),
        }
    }

    fn joined<'v>(&self, items: impl Iterator<Item = &'v Value>, look: Look) -> String {
        items
            .map(|item| self.nested(item, look))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// As inside of a list: lists have their parentheses.
    fn nested(&self, value: &Value, look: Look) -> String {
        match value {
            Value::List(_)
            | Value::Tuple(_)
            | Value::Map(_)
            | Value::Record { .. }
            | Value::Sparse(_) => {
                format!("({})", self.spell(value, look))
            }
            other => self.spell(other, look),
        }
    }
}

/// A number as counts, sizes and plain numbers are written.
pub(crate) fn number(number: i128, look: Look) -> String {
    match look {
        Look::Text => number.to_string(),
        Look::Count => grouped(number),
        Look::Size => size(number.unsigned_abs()),
    }
}

/// A set of messages as it fits into a sentence: `1:3,7,9,…,400` where it is long.
pub(crate) fn short_set(set: &types::SequenceSet) -> String {
    let mut text = String::new();
    for (index, range) in set.ranges().iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&range.to_string());
        if text.len() > SHOWN_SET {
            return cut_set(set);
        }
    }
    text
}

/// The first ranges of a set, and the last.
fn cut_set(set: &types::SequenceSet) -> String {
    let [first, second, third, .., last] = set.ranges() else {
        return set.to_string();
    };
    format!("{first},{second},{third},…,{last}")
}

/// Thousands apart: `20,417`.
pub(crate) fn grouped(number: i128) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut told = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        told.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            told.push(',');
        }
        told.push(digit);
    }
    told
}

/// A size in people's units, one digit after the point, never rounded down to nothing.
pub(crate) fn size(bytes: u128) -> String {
    let mut unit = 1_000;
    let mut name = "kB";
    for (larger, its_name) in [
        (1_000_000, "MB"),
        (1_000_000_000, "GB"),
        (1_000_000_000_000, "TB"),
    ] {
        if bytes >= larger {
            (unit, name) = (larger, its_name);
        }
    }
    let tenths = match bytes.saturating_mul(10).saturating_add(unit / 2) / unit {
        0 if bytes > 0 => 1,
        tenths => tenths,
    };
    format!(
        "{}.{} {name}",
        grouped(i128::try_from(tenths / 10).unwrap_or(i128::MAX)),
        tenths % 10
    )
}

/// A value in IMAP's own syntax, near enough for people to read.
pub(crate) fn imap(value: &types::Value) -> String {
    match value {
        types::Value::Nil => "NIL".to_owned(),
        types::Value::Number(number) => number.to_string(),
        types::Value::Atom(bytes) => harmless::bytes(bytes),
        types::Value::String(bytes, _) => format!("\"{}\"", harmless::bytes(bytes)),
        types::Value::List(items) => {
            format!("({})", items.iter().map(imap).collect::<Vec<_>>().join(" "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_their_thousands_apart() {
        for (given, told) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (-20417, "-20,417"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(given), told);
        }
    }

    #[test]
    fn sizes_are_in_peoples_units() {
        for (given, told) in [
            (0, "0.0 kB"),
            (12, "0.1 kB"),
            (300, "0.3 kB"),
            (48_200, "48.2 kB"),
            (412_000_000, "412.0 MB"),
            (2_500_000_000, "2.5 GB"),
            (5_000_000_000_000_000, "5,000.0 TB"),
        ] {
            assert_eq!(size(given), told);
        }
    }
}
