//! `alias NAME = LINE`: a word of one's own. The rest of the line is kept as it was typed, signs and all.

use super::argument::{Step, Word};
use super::cursor::{Cursor, is_blank};
use super::error::LineError;
use super::{raw, template};

/// `alias NAME = LINE`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Definition {
    /// The word, as it was typed.
    pub(crate) name: Word,
    /// What it stands for, as it was typed.
    pub(crate) text: String,
    /// The same, read; its places are those of the whole line.
    pub(crate) steps: Vec<Step>,
}

/// Takes `alias NAME = LINE`; nothing where this is no definition. `kept` says that an alias would stand for it.
///
/// # Errors
///
/// A name that can never be typed as a command, and a line that cannot be read or is none to keep.
pub(super) fn definition(
    start: &mut Cursor<'_>,
    kept: bool,
) -> Result<Option<Definition>, LineError> {
    let mut cursor = *start;
    let verb = cursor.take_while(|character| !is_blank(character));
    if !verb.eq_ignore_ascii_case("alias") {
        return Ok(None);
    }
    let begin = cursor.position();
    skip_blanks(&mut cursor);
    let place = cursor.position();
    let name = cursor.take_while(|character| !is_blank(character) && character != '=');
    let span = place..cursor.position();
    skip_blanks(&mut cursor);
    if !cursor.take("=") {
        return Ok(None);
    }
    if kept {
        let message = "an alias cannot make another";
        return Err(LineError::new(span, message));
    }
    check_name(
        name,
        if name.is_empty() {
            begin..begin
        } else {
            span.clone()
        },
    )?;
    let steps = super::steps(&mut cursor, true)?;
    let Some(first) = steps.first() else {
        let message = "what it stands for must follow: alias new = search UNSEEN SINCE $1";
        return Err(LineError::new(span, message));
    };
    template::check(start.text(), &steps)?;
    let rest = start.text().get(first.span.start..).unwrap_or_default();
    start.take_to(start.text().len());
    Ok(Some(Definition {
        name: Word {
            text: name.to_owned(),
            span,
            quoted: false,
        },
        // A line end may stand behind a backslash.
        text: rest.trim_end_matches([' ', '\t']).to_owned(),
        steps,
    }))
}

fn check_name(name: &str, span: super::Span) -> Result<(), LineError> {
    let fits = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
    if !name.starts_with(char::is_alphabetic) || !name.chars().all(fits) {
        let message = "a name is letters, digits, _ and -, beginning with a letter";
        return Err(LineError::new(span, message));
    }
    if raw::is_tag(name) {
        let message =
            "letters and then digits are a tag, before a command for the wire; take another name";
        return Err(LineError::new(span, message));
    }
    Ok(())
}

fn skip_blanks(cursor: &mut Cursor<'_>) {
    cursor.take_while(|character| matches!(character, ' ' | '\t'));
}
