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
    let mut rest = text;
    let mut plain = 0;
    loop {
        // Bytes are told apart faster than characters.
        plain += plain_run(rest.as_bytes().get(plain..).unwrap_or_default());
        let (before, after) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        let ends = |character: char| character.is_ascii() || harmless::is_harmful(character);
        let others = after.find(ends).unwrap_or(after.len());
        if others > 0 {
            plain += others;
            continue;
        }
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
        plain = 0;
    }
}

/// Says whether all bytes stand for themselves inside of a string, as they do in nearly all there are.
fn is_plain(bytes: &[u8]) -> bool {
    are_all(bytes, stands_for_itself)
}

/// Says whether a header is, decoded and as JSON, what it is on the wire.
pub(super) fn is_plain_header(bytes: &[u8]) -> bool {
    are_all(bytes, |byte| stands_for_itself(byte) & (byte != b'?'))
}

/// Says whether something is true of all bytes; sixteen, or else eight, are looked at together.
fn are_all(bytes: &[u8], is: impl Fn(u8) -> bool + Copy) -> bool {
    are_all_by::<16>(bytes, is)
        .or_else(|| are_all_by::<8>(bytes, is))
        .unwrap_or_else(|| bytes.iter().all(|byte| is(*byte)))
}

/// The same of `N` at a time, where there are as many; the last `N` may overlap those before them.
fn are_all_by<const N: usize>(bytes: &[u8], is: impl Fn(u8) -> bool + Copy) -> Option<bool> {
    let last = bytes.last_chunk::<N>()?;
    let (blocks, _) = bytes.as_chunks::<N>();
    Some(
        blocks
            .iter()
            .chain([last])
            .all(|block| is_of_each(block, is)),
    )
}

fn is_of_each<const N: usize>(block: &[u8; N], is: impl Fn(u8) -> bool) -> bool {
    block.iter().fold(true, |all, byte| all & is(*byte))
}

/// How many bytes stand for themselves before the first that may not.
fn plain_run(bytes: &[u8]) -> usize {
    let (blocks, _) = bytes.as_chunks::<16>();
    let plain = blocks
        .iter()
        .take_while(|block| is_of_each(block, stands_for_itself));
    let whole = plain.count() * 16;
    let rest = bytes.get(whole..).unwrap_or_default().iter();
    whole + rest.take_while(|byte| stands_for_itself(**byte)).count()
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// A string as JSON, one character at a time.
    fn slowly(text: &str) -> String {
        let mut told = String::new();
        for character in text.chars() {
            match character {
                '"' | '\\' => told.extend(['\\', character]),
                '\n' => told.push_str("\\n"),
                '\r' => told.push_str("\\r"),
                '\t' => told.push_str("\\t"),
                ' '..='~' => told.push(character),
                _ if !character.is_ascii() && !harmless::is_harmful(character) => {
                    told.push(character)
                }
                _ => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        told.push_str(&format!("\\u{unit:04x}"));
                    }
                }
            }
        }
        told
    }

    #[test]
    fn characters_are_escaped_wherever_they_stand() {
        for odd in [
            "\"",
            "\\",
            "\n",
            "\u{7f}",
            "\u{1}",
            "\u{e9}",
            "\u{202e}",
            "\u{65e5}\"",
            "\u{e0041}\u{e9}",
        ] {
            for len in 0..40 {
                for at in 0..=len {
                    let text = format!("{}{odd}{}", "a".repeat(at), "b".repeat(len - at));
                    let mut told = Vec::new();
                    fragment(&mut told, &text).unwrap();
                    assert_eq!(String::from_utf8(told).unwrap(), slowly(&text), "{text:?}");
                    assert_eq!(
                        is_plain(text.as_bytes()),
                        slowly(&text) == text && text.is_ascii()
                    );
                }
            }
        }
    }

    #[test]
    fn one_byte_makes_a_header_other_than_plain_wherever_it_stands() {
        for len in 0..40 {
            let text = "a ~".repeat(14);
            let mut bytes = text.as_bytes()[..len].to_vec();
            assert!(is_plain_header(&bytes));
            for at in 0..len {
                for odd in *b"?\"\\\x1f\x7f\xe9" {
                    let plain = std::mem::replace(&mut bytes[at], odd);
                    assert!(!is_plain_header(&bytes), "{bytes:?}");
                    bytes[at] = plain;
                }
            }
        }
    }
}
