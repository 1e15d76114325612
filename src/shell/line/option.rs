//! Options: `--name`, `--name=value`, `-x`, and `name=value` as in Python.

use super::argument::Argument;
use super::bracket;
use super::cursor::Cursor;
use super::error::LineError;
use super::words::{Place, argument, bare, ends_word, expect_end};

/// Takes the `--` after which no word is an option.
pub(super) fn take_end_of_options(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    let there = ahead.take("--") && ends_word(&ahead, Place::Line);
    if there {
        *cursor = ahead;
    }
    there
}

/// Reads `--name`, `--name=value`, `-x`, and `name=value` where the value looks like Python's.
pub(super) fn option(cursor: &mut Cursor<'_>) -> Result<Option<Argument>, LineError> {
    let start = cursor.position();
    let mut ahead = *cursor;
    let (name, value) = if ahead.take("--") {
        long_option(&mut ahead, start)?
    } else if ahead.take("-") {
        let letter = ahead.bump().filter(char::is_ascii_alphabetic);
        match letter.filter(|_| ends_word(&ahead, Place::Line)) {
            Some(letter) => (letter.to_string(), None),
            None => return Ok(None),
        }
    } else {
        match python_option(&mut ahead)? {
            Some((name, value)) => (name, Some(value)),
            None => return Ok(None),
        }
    };
    *cursor = ahead;
    let value = value.filter(|value| !is_true(value)).map(Box::new);
    Ok(Some(Argument::Option {
        name,
        value,
        span: start..cursor.position(),
    }))
}

fn long_option(
    cursor: &mut Cursor<'_>,
    start: usize,
) -> Result<(String, Option<Argument>), LineError> {
    let name = cursor.take_while(|character| {
        character.is_ascii_alphanumeric() || matches!(character, '-' | '_')
    });
    if !name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
        let message = "this is not an option; put -- before it if it is meant as a word";
        return Err(LineError::new(start..cursor.position(), message));
    }
    if cursor.take("=") {
        if ends_word(cursor, Place::Line) {
            return Err(LineError::new(
                start..cursor.position(),
                "a value must follow =",
            ));
        }
        return Ok((name.to_owned(), Some(argument(cursor, Place::Line, 0)?)));
    }
    expect_end(cursor, Place::Line)?;
    Ok((name.to_owned(), None))
}

/// Reads `name=value` if the value is quoted, a list, a number, or one of Python's constants; other
/// words with an equals sign (`AUTH=PLAIN`, `I18NLEVEL=1`) mean themselves.
fn python_option(cursor: &mut Cursor<'_>) -> Result<Option<(String, Argument)>, LineError> {
    let Some(name) = cursor.take_identifier() else {
        return Ok(None);
    };
    // Names in capitals are IMAP's: APPENDLIMIT=35651584 is a capability.
    let capitals = !name.bytes().any(|byte| byte.is_ascii_lowercase());
    if capitals || !cursor.take("=") || ends_word(cursor, Place::Line) {
        return Ok(None);
    }
    let literal = match cursor.peek() {
        Some('"' | '\'' | '(') => true,
        Some('[') => bracket::opens_list(cursor, false)?,
        _ => is_python_constant(bare(&mut cursor.clone(), Place::Line)?),
    };
    if !literal {
        return Ok(None);
    }
    Ok(Some((name.to_owned(), argument(cursor, Place::Line, 0)?)))
}

fn is_python_constant(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    matches!(text, "True" | "False" | "None")
        || (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_true(value: &Argument) -> bool {
    matches!(value, Argument::Word(word) if !word.quoted && word.text == "True")
}
