//! Python's spelling of bytes and text, as its `repr` has it.

use crate::shell::render::harmless;

/// `b'…'`, in the quotes that `repr` takes.
pub(super) fn bytes(bytes: &[u8]) -> String {
    let quote = quote(bytes.contains(&b'\''), bytes.contains(&b'"'));
    let mut told = String::with_capacity(bytes.len() + 3);
    told.push('b');
    told.push(quote);
    for &byte in bytes {
        match byte {
            b'\\' => told.push_str("\\\\"),
            b'\n' => told.push_str("\\n"),
            b'\r' => told.push_str("\\r"),
            b'\t' => told.push_str("\\t"),
            0x20..=0x7e if char::from(byte) == quote => {
                told.push('\\');
                told.push(quote);
            }
            0x20..=0x7e => told.push(char::from(byte)),
            _ => told.push_str(&format!("\\x{byte:02x}")),
        }
    }
    told.push(quote);
    told
}

/// `'…'`, in the quotes that `repr` takes. What steers a terminal is escaped; letters of all scripts stay.
pub(crate) fn text(text: &str) -> String {
    let quote = quote(text.contains('\''), text.contains('"'));
    let mut told = String::with_capacity(text.len() + 2);
    told.push(quote);
    for character in text.chars() {
        match character {
            '\\' => told.push_str("\\\\"),
            '\n' => told.push_str("\\n"),
            '\r' => told.push_str("\\r"),
            '\t' => told.push_str("\\t"),
            ' '..='~' if character == quote => {
                told.push('\\');
                told.push(quote);
            }
            ' '..='~' => told.push(character),
            _ if is_printable(character) => told.push(character),
            _ => told.push_str(&escape(u32::from(character))),
        }
    }
    told.push(quote);
    told
}

/// Double quotes only where they save escaping.
fn quote(single: bool, double: bool) -> char {
    if single && !double { '"' } else { '\'' }
}

fn escape(code: u32) -> String {
    match code {
        0..=0xff => format!("\\x{code:02x}"),
        0x100..=0xffff => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    }
}

/// Rust's own debug form escapes the categories that Python calls unprintable. It escapes a combining mark
/// at the beginning too, so something stands before it.
fn is_printable(character: char) -> bool {
    let mut pair = [0; 8];
    let Some((first, rest)) = pair.split_first_mut() else {
        return false;
    };
    *first = b'a';
    let length = character.encode_utf8(rest).len();
    let shown = pair
        .get(..=length)
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
        .map(|text| text.escape_debug().count());
    shown == Some(2) && !harmless::is_harmful(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_spelt_as_python_spells_them() {
        for (given, told) in [
            (&b""[..], "b''"),
            (b"INBOX", "b'INBOX'"),
            (b"\\Seen", r"b'\\Seen'"),
            (b"it's", r#"b"it's""#),
            (b"it's \"it\"", r#"b'it\'s "it"'"#),
            (b"\r\n\t\0\x1b\x7f\xe9", r"b'\r\n\t\x00\x1b\x7f\xe9'"),
        ] {
            assert_eq!(bytes(given), told);
        }
    }

    #[test]
    fn text_is_spelt_as_python_spells_it() {
        for (given, told) in [
            ("", "''"),
            ("Entwürfe 你好 ☢ 😀", "'Entwürfe 你好 ☢ 😀'"),
            ("e\u{301} \u{301}", "'e\u{301} \u{301}'"),
            ("\u{301}", "'\u{301}'"),
            ("it's", "\"it's\""),
            ("a\\b\r\n", r"'a\\b\r\n'"),
            ("\x1b\u{7f}\u{9b}\u{a0}", r"'\x1b\x7f\x9b\xa0'"),
            ("\u{202e}\u{2028}\u{e000}", r"'\u202e\u2028\ue000'"),
            ("\u{e0041}", r"'\U000e0041'"),
        ] {
            assert_eq!(text(given), told);
        }
    }
}
