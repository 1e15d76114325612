//! The line of carets that points at a mistake.

use unicode_width::UnicodeWidthStr;

use super::argument::Span;

/// Draws `^^^` to stand under a place, by the width the text takes on a terminal. For a text of
/// several lines it belongs under the one in which the place begins. Tabs stay tabs.
pub(crate) fn caret(text: &str, span: Span) -> String {
    let start = text.floor_char_boundary(span.start);
    let (before, after) = text.split_at(start);
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    let marked = after
        .get(..after.ceil_char_boundary(span.end.saturating_sub(start)))
        .unwrap_or(after);
    let mut drawn = String::new();
    for (index, piece) in before.split('\t').enumerate() {
        if index > 0 {
            drawn.push('\t');
        }
        drawn.push_str(&" ".repeat(piece.width()));
    }
    drawn.push_str(&"^".repeat(marked.width().max(1)));
    drawn
}
