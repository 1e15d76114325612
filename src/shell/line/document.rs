//! Here-documents: `append Drafts <<EOF`, the text in the lines that follow, and `EOF` alone on a line.

use super::argument::{Argument, Word};
use super::cursor::Cursor;
use super::error::{LineError, Why};

/// Takes `<<WORD` and the text it announces, which the rest of the line stands before.
///
/// # Errors
///
/// `<<` without a word, and a text that is not ended.
pub(super) fn document(cursor: &mut Cursor<'_>) -> Result<Option<Argument>, LineError> {
    let start = cursor.position();
    if !cursor.take("<<") {
        return Ok(None);
    }
    let quote = ["'", "\""].into_iter().find(|quote| cursor.take(quote));
    let word = cursor.take_while(|next| next.is_alphanumeric() || matches!(next, '_' | '-'));
    let closed = quote.is_none_or(|quote| cursor.take(quote));
    let span = start..cursor.position();
    if word.is_empty() || !closed {
        let message =
            "a word must follow <<; the text ends at a line with that word: append Drafts <<EOF";
        return Err(LineError::new(span, message));
    }
    let unended = || LineError::unclosed(Why::Document(word.to_owned()), span.clone());
    let text = cursor.take_document(word).ok_or_else(unended)?;
    Ok(Some(Argument::Word(Word {
        text: text.to_owned(),
        span,
        quoted: true,
    })))
}
