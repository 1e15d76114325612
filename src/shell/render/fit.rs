//! Text in columns: how wide it is on the screen, cut and filled up to a width.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::shell::output::Align;

/// The columns a text takes on the screen; wide characters take two, combining ones none.
pub(crate) fn width(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.width()
    }
}

/// Cuts a text to a width, between what people see as characters, with a mark where something is missing.
pub(crate) fn cut(text: &str, most: usize, mark: &str) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let room = most.saturating_sub(width(mark));
    let mut kept = prefix(text, room).to_owned();
    kept.push_str(if most >= width(mark) { mark } else { "" });
    kept
}

/// The longest beginning that is no wider than this.
pub(crate) fn prefix(text: &str, most: usize) -> &str {
    let mut used = 0;
    for (start, cluster) in text.grapheme_indices(true) {
        used += width(cluster);
        if used > most {
            return text.get(..start).unwrap_or_default();
        }
    }
    text
}

/// The blanks that fill a text up to a width.
pub(crate) fn filling(text: &str, to: usize) -> String {
    " ".repeat(to.saturating_sub(width(text)))
}

/// A text filled up to a width.
pub(crate) fn filled(text: &str, to: usize, align: Align) -> String {
    match align {
        Align::Left => format!("{text}{}", filling(text, to)),
        Align::Right => format!("{}{text}", filling(text, to)),
    }
}

/// Breaks words into lines no wider than this; a word that is wider stands alone.
pub(crate) fn wrap<'t>(
    words: impl IntoIterator<Item = &'t str>,
    separator: &str,
    most: usize,
) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if width(line) + width(separator) + width(word) <= most => {
                line.push_str(separator);
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_counts_what_the_screen_shows() {
        for (text, most, told) in [
            ("plain", 5, "plain"),
            ("plainer", 5, "plai…"),
            ("你好世界", 5, "你好…"),
            ("你好世界", 4, "你…"),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
            ("abc", 0, ""),
        ] {
            assert_eq!(cut(text, most, "…"), told, "{text}");
            assert!(width(told) <= most);
        }
    }

    #[test]
    fn filling_counts_wide_characters_twice() {
        assert_eq!(filled("你", 4, Align::Right), "  你");
        assert_eq!(filled("e\u{301}", 3, Align::Left), "e\u{301}  ");
    }

    #[test]
    fn wrapping_breaks_between_words() {
        assert_eq!(wrap(["aa", "bb", "cc"], " · ", 8), ["aa · bb", "cc"]);
    }
}
