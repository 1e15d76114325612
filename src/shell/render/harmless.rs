//! THE escape function: nothing that came from a server, a mail or a file reaches a terminal but through it.

use std::borrow::Cow;

/// Makes one line of text harmless: controls, DEL, line ends, bidirectional and zero-width formatting
/// characters appear as `\x1b`, `\n`, `\u{202e}`. What needs nothing is not copied.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    escaped(text, false)
}

/// Makes text of several lines harmless: as [`line()`], but line feeds and tabs stay, and CR LF is a line feed.
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    escaped(text, true)
}

/// Makes bytes harmless as one line: as [`line()`], and bytes that are no UTF-8 appear as `\xff`.
pub(crate) fn bytes(bytes: &[u8]) -> String {
    decoded(bytes, false)
}

/// Makes bytes harmless as several lines.
pub(crate) fn text_bytes(bytes: &[u8]) -> String {
    decoded(bytes, true)
}

fn decoded(bytes: &[u8], lines: bool) -> String {
    let mut told = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        told.push_str(&escaped(chunk.valid(), lines));
        for byte in chunk.invalid() {
            told.push_str(&format!("\\x{byte:02x}"));
        }
    }
    told
}

fn escaped(text: &str, lines: bool) -> Cow<'_, str> {
    // Printable ASCII is nearly all there is, so one pass over the bytes settles most strings.
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let harmful =
        |character: char| is_harmful(character) && !(lines && matches!(character, '\n' | '\t'));
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let mut told = String::with_capacity(text.len() + 16);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if lines && character == '\r' && characters.peek() == Some(&'\n') {
            continue;
        }
        if harmful(character) {
            push_escape(&mut told, character)
        } else {
            told.push(character)
        }
    }
    Cow::Owned(told)
}

fn push_escape(told: &mut String, character: char) {
    match character {
        '\n' => told.push_str("\\n"),
        '\r' => told.push_str("\\r"),
        '\t' => told.push_str("\\t"),
        low if u32::from(low) < 0x80 => told.push_str(&format!("\\x{:02x}", u32::from(low))),
        high => told.push_str(&format!("\\u{{{:x}}}", u32::from(high))),
    }
}

/// Says whether a character steers instead of showing: C0, C1 and DEL, line and paragraph separators,
/// and what only changes the direction or the joining of its neighbours. UTR 36; CWE-150
pub(crate) fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' // soft hyphen
            | '\u{34f}' // combining grapheme joiner
            | '\u{61c}' // Arabic letter mark
            | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // Hangul fillers: blank, yet letters
            | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' // zero width, left-to-right and right-to-left marks
            | '\u{2028}'..='\u{202e}' // separators, embeddings and overrides
            | '\u{2060}'..='\u{206f}' // word joiner, isolates, deprecated formatting
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}' // tags and variation selectors of plane 14
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_nothing_is_not_copied() {
        for plain in ["plain", "", "Zoë 你好 e\u{301}"] {
            assert!(matches!(line(plain), Cow::Borrowed(same) if same == plain));
        }
    }

    #[test]
    fn what_steers_a_terminal_is_written_out() {
        for (given, told) in [
            ("\x1b[2J", "\\x1b[2J"),
            ("a\x07\x7f\0", "a\\x07\\x7f\\x00"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("a\r\nb\tc", "a\\r\\nb\\tc"),
            ("exe\u{202e}fdp", "exe\\u{202e}fdp"),
            (
                "a\u{200b}b\u{feff}\u{2066}",
                "a\\u{200b}b\\u{feff}\\u{2066}",
            ),
        ] {
            assert_eq!(line(given), told);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_written_out() {
        assert_eq!(bytes(b"caf\xe9 \xff\x1b"), "caf\\xe9 \\xff\\x1b");
    }

    #[test]
    fn bodies_keep_their_lines() {
        assert_eq!(text("a\r\n\tb\rc\x1b"), "a\n\tb\\rc\\x1b");
        assert_eq!(text_bytes(b"one\r\ntwo\xe9\r\n"), "one\ntwo\\xe9\n");
    }
}
