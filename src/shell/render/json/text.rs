//! The strings and numbers of JSON. What steers a terminal is escaped too; a reader sees no difference.

use std::io::{self, Write};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::shell::render::harmless;

/// Writes a string with its quotes.
pub(crate) fn string<W: Write + ?Sized>(out: &mut W, text: &str) -> io::Result<()> {
    out.write_all(b"\"")?;
    fragment(out, text)?;
    out.write_all(b"\"")
}

/// Writes bytes of which [`is_plain`] is true as a string.
pub(super) fn plain<W: Write + ?Sized>(out: &mut W, bytes: &[u8]) -> io::Result<()> {
    out.write_all(b"\"")?;
    out.write_all(bytes)?;
    out.write_all(b"\"")
}

/// Writes the inside of a string. What steers a terminal is escaped too; a JSON reader sees no difference.
pub(super) fn fragment<W: Write + ?Sized>(out: &mut W, text: &str) -> io::Result<()> {
    let special = |character: char| match u8::try_from(character) {
        Ok(byte) if byte.is_ascii() => !stands_for_itself(byte),
        _ => harmless::is_harmful(character),
    };
    let mut rest = text;
    loop {
        // Bytes are told apart faster than characters.
        let plain = plain_run(rest.as_bytes());
        let found = rest.get(plain..).and_then(|rest| rest.find(special));
        let Some(at) = found.map(|at| plain + at) else {
            return out.write_all(rest.as_bytes());
        };
        let (before, after) = rest.split_at(at);
        out.write_all(before.as_bytes())?;
        let Some(character) = after.chars().next() else {
            return Ok(());
        };
        match character {
            '"' => out.write_all(b"\\\"")?,
            '\\' => out.write_all(b"\\\\")?,
            '\n' => out.write_all(b"\\n")?,
            '\r' => out.write_all(b"\\r")?,
            '\t' => out.write_all(b"\\t")?,
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
        }
        rest = after.get(character.len_utf8()..).unwrap_or_default();
    }
}

/// Says whether all bytes stand for themselves inside of a string, as they do in nearly all there are.
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    plain_run(bytes) == bytes.len()
}

/// How many bytes stand for themselves before the first that may not; sixteen are looked at together.
fn plain_run(bytes: &[u8]) -> usize {
    let (blocks, _) = bytes.as_chunks::<16>();
    let plain = |block: &&[u8; 16]| {
        let each = block.iter().map(|byte| stands_for_itself(*byte));
        each.fold(true, |all, one| all & one)
    };
    let whole = blocks.iter().take_while(plain).count() * 16;
    let rest = bytes.get(whole..).unwrap_or_default();
    whole
        + rest
            .iter()
            .take_while(|byte| stands_for_itself(**byte))
            .count()
}

fn stands_for_itself(byte: u8) -> bool {
    (b' '..=b'~').contains(&byte) & (byte != b'"') & (byte != b'\\')
}

/// Writes a number: there are several to each message, and `write!` takes four times as long.
pub(crate) fn number<W: Write + ?Sized>(out: &mut W, value: u64) -> io::Result<()> {
    let mut digits = [b'0'; 20];
    let mut rest = value;
    let mut first = digits.len() - 1;
    for (place, digit) in digits.iter_mut().enumerate().rev() {
        *digit = b'0' + (rest % 10) as u8;
        first = place;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.write_all(digits.get(first..).unwrap_or_default())
}

/// Bytes that are UTF-8 are a string, others `{"base64": "…"}`.
pub(super) fn write_bytes<W: Write + ?Sized>(out: &mut W, bytes: &[u8]) -> io::Result<()> {
    if is_plain(bytes) {
        return plain(out, bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => string(out, text),
        Err(_) => write!(out, "{{\"base64\": \"{}\"}}", BASE64_STANDARD.encode(bytes)),
    }
}

/// Ready-made JSON as text in which nothing steers a terminal.
pub(crate) fn text_of(value: &serde_json::Value) -> String {
    let text = value.to_string();
    let mut told = String::with_capacity(text.len());
    for character in text.chars() {
        if harmless::is_harmful(character) {
            // Controls below DEL are escaped already, so this stands inside of a string.
            for unit in character.encode_utf16(&mut [0; 2]) {
                told.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            told.push(character);
        }
    }
    told
}
