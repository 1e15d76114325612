//! The form of one command's answer: its format and its columns, as the line and the session say.

use super::call::Call;
use super::failure::Failure;
use super::render::Format;

/// What the options of a line, or else the session, want an answer to look like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AnswerForm {
    /// The format.
    pub(crate) format: Format,
    /// The columns; all when empty.
    pub(crate) columns: Vec<String>,
}

/// The options that stand for a format.
const SHORT: [(&str, Format); 5] = [
    ("json", Format::Json),
    ("jsonl", Format::Jsonl),
    ("csv", Format::Csv),
    ("python", Format::Python),
    ("raw", Format::Raw),
];

impl AnswerForm {
    /// Reads the options of a line. A Python call is answered in Python unless another format is asked for.
    ///
    /// # Errors
    /// `usage:` for an unknown format, two of them, and columns where there are none.
    pub(crate) fn of(call: &Call<'_>, usual: Format) -> Result<Self, Failure> {
        let mut given: Vec<(String, Format)> = SHORT
            .iter()
            .filter(|(name, _)| call.has(name))
            .map(|(name, format)| (format!("--{name}"), *format))
            .collect();
        if let Some(word) = call.value_word("format")? {
            let Some(format) = Format::named(&word.to_ascii_lowercase()) else {
                let known = Format::NAMES.join(", ");
                let place = call
                    .value("format")
                    .map_or(call.verb.clone(), |value| value.span());
                return Err(call.mistake(place, format!("{word} is no format: {known}")));
            };
            given.push(("--format".to_owned(), format));
        }
        let format = match given.as_slice() {
            [] if call.python && usual == Format::Pretty => Format::Python,
            [] => usual,
            [(_, format)] => *format,
            [(one, _), (other, _), ..] => {
                let message = format!("{one} cannot be combined with {other}");
                return Err(call.mistake(call.verb.clone(), message));
            }
        };
        let columns = columns(call)?;
        if let (Format::Python | Format::Raw, false) = (format, columns.is_empty()) {
            let place = call
                .value("columns")
                .map_or(call.verb.clone(), |value| value.span());
            let message = "python and raw have no columns; pretty, json, jsonl and csv have";
            return Err(call.mistake(place, message));
        }
        Ok(AnswerForm { format, columns })
    }

    /// Says whether each row is a line of its own, so that none need be kept until all are there.
    pub(crate) fn comes_by_lines(&self) -> bool {
        matches!(self.format, Format::Jsonl | Format::Csv | Format::Raw)
    }
}

/// The names of `--columns`, separated by commas outside of brackets.
fn columns(call: &Call<'_>) -> Result<Vec<String>, Failure> {
    let Some(value) = call.value("columns") else {
        return Ok(Vec::new());
    };
    let word = call.value_word("columns")?.unwrap_or_default();
    let mut depth = 0_usize;
    let names = word.split(|character| {
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ',' && depth == 0
    });
    let names: Vec<String> = names.map(|name| name.trim().to_owned()).collect();
    if names.iter().any(String::is_empty) {
        return Err(call.mistake(value.span(), "a column has no name: uid,date,from,subject"));
    }
    Ok(names)
}
