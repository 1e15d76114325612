//! The signs that end a command's arguments (`|`, `>`, `>>`, `;`, `&&`, `||`, `#`), and those that do not work yet.

use super::argument::{RedirectMode, Span, When};
use super::cursor::{Cursor, is_blank};
use super::error::LineError;

/// A sign at the beginning of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// `#`: nothing after it counts.
    Comment,
    /// `>` or `>>`: a file name follows.
    Redirect(RedirectMode),
    /// `|`: a program follows.
    Pipe,
    /// `;`, `&&` or `||`: another command follows.
    Chain(When),
}

/// Looks for a sign where a word could begin, so with a blank to the left and outside of brackets
/// and quotes.
///
/// # Errors
///
/// A sign that does not work yet.
pub(super) fn sign(cursor: &Cursor<'_>) -> Result<Option<Sign>, LineError> {
    let rest = cursor.rest();
    let alone = |length: usize| rest.get(length..).is_some_and(starts_blank);
    let refuse = |length: usize, message: &str| Err(LineError::new(span(cursor, length), message));
    if rest.starts_with("||") {
        return Ok(Some(Sign::Chain(When::Failed)));
    }
    if rest.starts_with("&&") {
        return Ok(Some(Sign::Chain(When::Done)));
    }
    if rest.starts_with('|') {
        return Ok(Some(Sign::Pipe));
    }
    if rest.starts_with("<<") {
        return refuse(2, "<<WORD stands among the arguments of a command in words");
    }
    if rest.starts_with('<') && alone(1) {
        return refuse(
            1,
            "< does not work here; @FILE stands for the contents of a file",
        );
    }
    if at_separator(rest) {
        return Ok(Some(Sign::Chain(When::Next)));
    }
    if rest.starts_with(">>") {
        return Ok(Some(Sign::Redirect(RedirectMode::Append)));
    }
    if rest.starts_with('>') {
        return Ok(Some(Sign::Redirect(RedirectMode::Replace)));
    }
    Ok((rest.starts_with('#') && alone(1)).then_some(Sign::Comment))
}

/// Says whether a `;` stands here that ends a command: one before a blank or the end.
pub(super) fn at_separator(rest: &str) -> bool {
    rest.strip_prefix(';').is_some_and(starts_blank)
}

/// Takes `;`, `&&` or `||` and gives its place.
pub(super) fn take_chain(cursor: &mut Cursor<'_>) -> Span {
    let start = cursor.position();
    let _ = cursor.take(";") || cursor.take("&&") || cursor.take("||");
    start..cursor.position()
}

fn starts_blank(rest: &str) -> bool {
    rest.chars().next().is_none_or(is_blank)
}

fn span(cursor: &Cursor<'_>, length: usize) -> Span {
    cursor.position()..cursor.position() + length
}
