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

/// Breaks a line between words where it is wider than this; what follows stands under the text that the line
/// begins with, or under what stands behind its first gap.
pub(crate) fn hang(line: &str, most: usize) -> Vec<String> {
    hang_by(line, most, hanging_indent(line, most / 2))
}

/// The same with what follows so far in.
pub(crate) fn hang_by(line: &str, most: usize, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut before = 0;
    let mut rest = line;
    while width(rest) > most - before {
        // A break must lie behind the indent, or the rest would never get shorter.
        let behind = prefix(rest, indent - before).len();
        let fitting = prefix(rest, most - before + 1);
        let place = fitting.rfind(' ').filter(|place| *place > behind);
        let place = place.or_else(|| Some(behind + rest.get(behind..)?.find(' ')?));
        let Some((told, after)) = place.and_then(|place| rest.split_at_checked(place)) else {
            break;
        };
        lines.push(format!("{}{}", " ".repeat(before), told.trim_end()));
        rest = after.trim_start();
        before = indent;
    }
    if !rest.is_empty() || lines.is_empty() {
        lines.push(format!("{}{rest}", " ".repeat(before)));
    }
    lines
}

/// Where the lines begin that continue this one.
fn hanging_indent(line: &str, most: usize) -> usize {
    let text = line.trim_start();
    let leading = line.len() - text.len();
    let behind_gap = text.find("  ").and_then(|gap| {
        let (name, after) = text.split_at_checked(gap)?;
        let blanks = after.len() - after.trim_start().len();
        Some(leading + width(name) + blanks)
    });
    [behind_gap, Some(leading)]
        .into_iter()
        .flatten()
        .find(|indent| *indent <= most)
        .unwrap_or(0)
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
    fn a_broken_line_goes_on_under_its_text() {
        for (line, told) in [
            ("short", &["short"][..]),
            ("", &[""]),
            ("one two three four five", &["one two three four", "five"]),
            (
                "  --all  every row there is",
                &["  --all  every row", "         there is"],
            ),
            (
                "  no gap in this line here",
                &["  no gap in this", "  line here"],
            ),
            ("unbreakableunbreakable", &["unbreakableunbreakable"]),
            (
                "a unbreakableunbreakable b",
                &["a", "unbreakableunbreakable", "b"],
            ),
            (
                "你好世界 你好世界 你好世界",
                &["你好世界 你好世界", "你好世界"],
            ),
            (
                "a very long name indeed  text",
                &["a very long name", "indeed  text"],
            ),
        ] {
            assert_eq!(hang(line, 18), told, "{line}");
        }
    }

    #[test]
    fn wrapping_breaks_between_words() {
        assert_eq!(wrap(["aa", "bb", "cc"], " · ", 8), ["aa · bb", "cc"]);
    }
}
