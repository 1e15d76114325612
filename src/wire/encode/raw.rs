//! A whole command as a person typed it.

use super::{Command, Piece};
use crate::error::{Error, Result};
use crate::types::Secret;

impl Command {
    /// Takes a whole command as a person typed it; only what would not end with its line is refused.
    ///
    /// # Errors
    /// [`Error::Argument`] for CR, LF and NUL, and for a literal announced at the end, as whose bytes the
    /// server would take the commands to come.
    pub fn raw(text: &str) -> Result<Self> {
        if text.bytes().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            return Err(Error::Argument(
                "a command is one line: CR, LF and NUL cannot be sent".to_owned(),
            ));
        }
        if announces_literal(text) {
            return Err(Error::Argument(
                "the line announces a literal, whose bytes cannot follow it".to_owned(),
            ));
        }
        let mut words = text.split_ascii_whitespace();
        let mut name = words.next().unwrap_or_default().to_ascii_uppercase();
        if name == "UID" {
            name.push(' ');
            name.push_str(&words.next().unwrap_or_default().to_ascii_uppercase());
        }
        let secret_at = if name == "LOGIN" {
            third_word(text)
        } else {
            None
        };
        let (open, secret) = text.split_at(secret_at.unwrap_or(text.len()));
        let mut command = Command {
            name,
            elements: Vec::new(),
            open: false,
        };
        command.push(open.as_bytes());
        if !secret.is_empty() {
            command.piece(Piece::SecretLine(Secret::new(secret)));
        }
        Ok(command)
    }
}

/// Says whether a line ends as the announcement of a literal: `{5}`, `{5+}`, `~{5}`.
fn announces_literal(text: &str) -> bool {
    text.strip_suffix('}')
        .and_then(|text| text.rsplit_once('{'))
        .is_some_and(|(_, size)| {
            let digits = size.strip_suffix(['+', '-']).unwrap_or(size);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Where the third word of a line begins; a second one in quotes may hold blanks.
fn third_word(text: &str) -> Option<usize> {
    let mut words = 0;
    let mut quoted = false;
    let mut escaped = false;
    let mut between = true;
    for (at, character) in text.char_indices() {
        let blank = character == ' ' && !quoted;
        if !blank && between {
            words += 1;
            if words == 3 {
                return Some(at);
            }
        }
        between = blank;
        quoted ^= character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
    }
    None
}
