//! A whole command as a person typed it.

use super::{Command, Piece};
use crate::error::{Error, Result};
use crate::types::{RawPart, Secret};

/// The word of LOGIN and AUTHENTICATE from which on nobody may see what was typed.
const FIRST_SECRET: usize = 3;

impl Command {
    /// Takes a whole command as a person typed it; only what would not end with its line is refused. The password
    /// of LOGIN and the response of AUTHENTICATE are secrets, and wait for leave however they were typed.
    ///
    /// # Errors
    /// [`Error::Argument`] for CR, LF and NUL outside of literals, and for text that announces a literal, as whose
    /// bytes the server would take what follows.
    pub fn raw(parts: &[RawPart]) -> Result<Self> {
        let name = name(parts);
        let hides = matches!(name.as_str(), "LOGIN" | "AUTHENTICATE");
        let mut command = Command {
            name,
            elements: Vec::new(),
            open: false,
            typed: true,
        };
        let mut words = Words::default();
        for part in parts {
            match part {
                RawPart::Text(text) => {
                    check(text)?;
                    let secret_at = words.read(text).filter(|_| hides);
                    let (open, secret) = text.split_at(secret_at.unwrap_or(text.len()));
                    command.push(open.as_bytes());
                    if !secret.is_empty() {
                        command.piece(Piece::SecretLine(Secret::new(secret)));
                    }
                }
                RawPart::Literal { bytes, waits } => {
                    let secret = words.literal() && hides;
                    command.piece(match secret {
                        true => Piece::SecretLiteral(Secret::new(bytes.clone())),
                        false => Piece::TypedLiteral {
                            bytes: bytes.clone(),
                            waits: *waits,
                        },
                    });
                }
                RawPart::Stream(len) => {
                    words.literal();
                    // Nobody has looked at what stands before it.
                    command.piece(Piece::Stream {
                        len: *len,
                        waits: true,
                    });
                }
            }
        }
        Ok(command)
    }
}

/// The command's name in capitals, `UID FETCH` for two words.
fn name(parts: &[RawPart]) -> String {
    let Some(RawPart::Text(text)) = parts.first() else {
        return String::new();
    };
    let mut words = text.split_ascii_whitespace();
    let mut name = words.next().unwrap_or_default().to_ascii_uppercase();
    if name == "UID" {
        name.push(' ');
        name.push_str(&words.next().unwrap_or_default().to_ascii_uppercase());
    }
    name
}

/// Refuses text that would not stay in its line.
fn check(text: &str) -> Result<()> {
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
    Ok(())
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

/// Counts the words of a command over its parts; one in quotes may hold blanks.
#[derive(Default)]
struct Words {
    count: usize,
    inside: bool,
    quoted: bool,
    escaped: bool,
}

impl Words {
    /// Reads text and gives where in it the first secret word begins or goes on.
    fn read(&mut self, text: &str) -> Option<usize> {
        let mut secret_at = (self.count >= FIRST_SECRET).then_some(0);
        for (at, character) in text.char_indices() {
            let blank = character == ' ' && !self.quoted;
            if !blank && !self.inside {
                self.count += 1;
                if self.count == FIRST_SECRET {
                    secret_at = Some(at);
                }
            }
            self.inside = !blank;
            self.quoted ^= character == '"' && !self.escaped;
            self.escaped = character == '\\' && !self.escaped;
        }
        secret_at
    }

    /// Reads a literal and says whether it is secret.
    fn literal(&mut self) -> bool {
        if !self.inside {
            self.count += 1;
        }
        self.inside = true;
        self.count >= FIRST_SECRET
    }
}
