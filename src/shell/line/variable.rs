//! Variables: `$name` stands for a result, and `$name = COMMAND` keeps one. The one collision: common keywords
//! (`$Forwarded`, `$Junk`) begin with the same sign; which is meant is for the command to say.

use super::argument::{Span, Word};
use super::cursor::Cursor;
use super::error::LineError;

/// Takes `$name =`.
///
/// # Errors
///
/// Anything else that begins with `$`, and a name that cannot be one.
pub(super) fn assigned(cursor: &mut Cursor<'_>) -> Result<Word, LineError> {
    let start = cursor.position();
    cursor.bump();
    let name = cursor.take_while(|character| {
        character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
    });
    let span = start..cursor.position();
    cursor.take_while(|character| matches!(character, ' ' | '\t'));
    if !cursor.take("=") {
        let message = "a line starts with a command; $name = COMMAND keeps its result";
        return Err(LineError::new(span, message));
    }
    let letter = name.starts_with(|first: char| first.is_ascii_alphabetic());
    if !letter || name == "env" {
        let message =
            "a name for a result is letters, digits and _, such as $old; $env is the environment";
        return Err(LineError::new(span, message));
    }
    cursor.take_while(|character| matches!(character, ' ' | '\t'));
    if cursor.at_end() {
        return Err(LineError::new(span, "a command must follow the ="));
    }
    Ok(Word {
        text: name.to_owned(),
        span,
        quoted: false,
    })
}

/// The refusal of `${`.
pub(super) fn in_braces(span: Span) -> LineError {
    LineError::new(
        span,
        "variables are written $name and $env.NAME, without braces",
    )
}

/// Says whether a word would be read as a variable if it stood without quotes.
pub(crate) fn is_variable(text: &str) -> bool {
    text.split(',').any(|piece| {
        let mut characters = piece.chars();
        characters.next() == Some('$')
            && characters
                .next()
                .is_some_and(|next| next.is_alphanumeric() || next == '_')
    })
}
