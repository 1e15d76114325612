//! Square brackets: part of a word (`BODY.PEEK[HEADER.FIELDS (FROM TO)]`, `[Gmail]/Trash`), or a list
//! (`[FLAGS, ENVELOPE]`).

use super::cursor::{Cursor, is_blank};
use super::error::{LineError, Why};
use super::quote;
use super::sign::at_separator;

/// Takes a section, from its `[` to the matching `]`. Blanks and parentheses inside belong to it, and
/// so do double-quoted strings, in which brackets do not count.
pub(super) fn take_section(cursor: &mut Cursor<'_>) -> Result<(), LineError> {
    take_balanced(cursor, |_| false)
}

/// Says whether the `[` at the beginning of a word opens a list.
///
/// It is a word when the matching `]` is followed by more of the word (`[Gmail]/Trash`), and when
/// the brackets hold just one plain name (`[Gmail]`). It is a list when they are empty or hold a
/// comma, a blank, a quote, a bracket, or nothing but the signs of a message set (`[5]`).
pub(super) fn opens_list(cursor: &Cursor<'_>, in_square: bool) -> Result<bool, LineError> {
    let mut ahead = *cursor;
    let start = ahead.position();
    take_balanced(&mut ahead, |before| {
        is_blank(before) || matches!(before, '[' | ',' | '(')
    })?;
    let ends = ahead.peek().is_none_or(|next| {
        is_blank(next) || matches!(next, ')' | ']') || (in_square && next == ',')
    });
    if !ends && !at_separator(ahead.rest()) {
        return Ok(false);
    }
    let whole = ahead.since(start);
    let inside = whole
        .get(1..whole.len().saturating_sub(1))
        .unwrap_or_default();
    let set = inside
        .chars()
        .all(|character| character.is_ascii_digit() || matches!(character, ':' | '*'));
    let several = inside.contains(|character| {
        is_blank(character) || matches!(character, ',' | '"' | '\'' | '[' | ']' | '(' | ')')
    });
    Ok(set || several)
}

/// Takes brackets with all that is in them. A single quote opens a string only after a character
/// that `may_quote` accepts, for it is an ordinary letter of a word.
fn take_balanced(
    cursor: &mut Cursor<'_>,
    may_quote: impl Fn(char) -> bool,
) -> Result<(), LineError> {
    let open = cursor.here();
    let mut depth = 0_usize;
    let mut before = ' ';
    while let Some(character) = cursor.peek() {
        match character {
            '"' => {
                quote::take_double_quoted(cursor)?;
            }
            '\'' if may_quote(before) => {
                quote::take_single_quoted(cursor)?;
            }
            _ => {
                cursor.bump();
            }
        }
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Ok(());
        }
        before = character;
    }
    Err(LineError::unclosed(Why::Bracket, open))
}
