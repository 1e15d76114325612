//! Python's strings and bytes.

use crate::shell::line::cursor::Cursor;
use crate::shell::line::error::{LineError, Why};

use super::{one_call_only, skip_blanks};

/// What a string literal says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// A `str`.
    Str(String),
    /// A `bytes`.
    Bytes(Vec<u8>),
}

impl Text {
    /// Adds a character, or a byte; `None` when there is no such character or byte.
    fn push(&mut self, code: u32) -> Option<()> {
        match self {
            Text::Str(text) => text.push(char::from_u32(code)?),
            Text::Bytes(bytes) => bytes.push(u8::try_from(code).ok()?),
        }
        Some(())
    }
}

/// How a literal is written.
struct Style {
    bytes: bool,
    raw: bool,
    quote: &'static str,
}

impl Style {
    /// Takes the prefix and the opening quotes.
    fn take(cursor: &mut Cursor<'_>) -> Option<Self> {
        let prefix = cursor
            .take_while(|character| character.is_ascii_alphabetic())
            .to_ascii_lowercase();
        let (bytes, raw) = match prefix.as_str() {
            "" | "u" => (false, false),
            "r" => (false, true),
            "b" => (true, false),
            "br" | "rb" => (true, true),
            _ => return None,
        };
        let quote = ["'''", "\"\"\"", "'", "\""]
            .into_iter()
            .find(|quote| cursor.take(quote))?;
        Some(Style { bytes, raw, quote })
    }
}

/// Says whether a string begins here.
pub(super) fn is_string(cursor: &Cursor<'_>) -> bool {
    Style::take(&mut cursor.clone()).is_some()
}

/// Reads a string, and those that follow it directly, which are one with it in Python.
pub(super) fn strings(cursor: &mut Cursor<'_>) -> Result<Text, LineError> {
    let mut whole = string(cursor)?;
    loop {
        let mut ahead = *cursor;
        skip_blanks(&mut ahead);
        if !is_string(&ahead) {
            return Ok(whole);
        }
        let next = string(&mut ahead)?;
        match (&mut whole, next) {
            (Text::Str(text), Text::Str(more)) => text.push_str(&more),
            (Text::Bytes(bytes), Text::Bytes(more)) => bytes.extend(more),
            _ => {
                return Err(LineError::new(
                    cursor.here(),
                    "bytes and text cannot be joined",
                ));
            }
        }
        *cursor = ahead;
    }
}

fn string(cursor: &mut Cursor<'_>) -> Result<Text, LineError> {
    let start = cursor.position();
    let Some(style) = Style::take(cursor) else {
        return Err(one_call_only(cursor.here()));
    };
    let open = start..cursor.position();
    let mut text = if style.bytes {
        Text::Bytes(Vec::new())
    } else {
        Text::Str(String::new())
    };
    loop {
        if cursor.take(style.quote) {
            return Ok(text);
        }
        let here = cursor.here();
        if cursor.at_end() && style.quote.len() == 3 {
            return Err(LineError::unclosed(Why::Quote, open));
        }
        if cursor.at_end() || (style.quote.len() == 1 && matches!(cursor.peek(), Some('\n' | '\r')))
        {
            return Err(LineError::new(
                open,
                "the quote opened here is not closed on its line",
            ));
        }
        let done = if cursor.take_line_end() {
            text.push(u32::from('\n'))
        } else if cursor.peek() == Some('\\') {
            backslash(cursor, &style, &mut text)
        } else {
            cursor
                .bump()
                .filter(|next| !style.bytes || next.is_ascii())
                .and_then(|next| text.push(next.into()))
        };
        if done.is_none() {
            return Err(LineError::new(here, refusal(style.bytes)));
        }
    }
}

fn refusal(bytes: bool) -> &'static str {
    if bytes {
        "bytes are written in ASCII, others as \\x and two digits"
    } else {
        "Python has no such character, or it cannot be sent"
    }
}

/// Reads a backslash and what it escapes; `None` when that makes no character. An escape Python does
/// not know stands for itself, so `'\Seen'` is the flag.
fn backslash(cursor: &mut Cursor<'_>, style: &Style, text: &mut Text) -> Option<()> {
    cursor.bump();
    if style.raw {
        return raw_backslash(cursor, text);
    }
    if cursor.take_line_end() {
        return Some(());
    }
    let Some(escape) = cursor.peek() else {
        return text.push(u32::from('\\'));
    };
    if matches!(escape, '0'..='7') {
        return octal(cursor, text);
    }
    let simple = match escape {
        '\\' | '\'' | '"' => escape,
        'a' => '\x07',
        'b' => '\x08',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        'x' => return hexadecimal(cursor, 2, text),
        'u' if !style.bytes => return hexadecimal(cursor, 4, text),
        'U' if !style.bytes => return hexadecimal(cursor, 8, text),
        'N' if !style.bytes => return None,
        _ => return text.push(u32::from('\\')),
    };
    cursor.bump();
    text.push(simple.into())
}

/// In a raw string a backslash stands for itself, and keeps a quote after it from closing the string.
fn raw_backslash(cursor: &mut Cursor<'_>, text: &mut Text) -> Option<()> {
    text.push(u32::from('\\'))?;
    match cursor.peek() {
        Some(next @ ('\\' | '\'' | '"')) => {
            cursor.bump();
            text.push(next.into())
        }
        _ => Some(()),
    }
}

fn octal(cursor: &mut Cursor<'_>, text: &mut Text) -> Option<()> {
    let mut code = 0;
    for _ in 0..3 {
        let Some(digit) = cursor.peek().and_then(|next| next.to_digit(8)) else {
            break;
        };
        cursor.bump();
        code = code * 8 + digit;
    }
    text.push(code)
}

fn hexadecimal(cursor: &mut Cursor<'_>, length: usize, text: &mut Text) -> Option<()> {
    cursor.bump();
    let mut code = 0_u32;
    for _ in 0..length {
        code = code
            .checked_mul(16)?
            .checked_add(cursor.bump()?.to_digit(16)?)?;
    }
    text.push(code)
}
