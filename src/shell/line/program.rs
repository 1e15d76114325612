//! Commands for the system's shell: `!cmd`, and ` | prog` behind a command. They take the rest of the line, but for
//! a redirection at its very end.

use super::argument::{Program, Redirect};
use super::cursor::{Cursor, is_blank};
use super::error::LineError;
use super::words;

/// Takes `!cmd` or `| cmd` with its sign, to the end of the line.
///
/// # Errors
///
/// A sign without a command.
pub(super) fn program(cursor: &mut Cursor<'_>) -> Result<Program, LineError> {
    let sign = cursor.here();
    cursor.bump();
    cursor.take_while(|character| matches!(character, ' ' | '\t'));
    let start = cursor.position();
    let text = cursor.take_while(|character| !matches!(character, '\n' | '\r'));
    let text = text.trim_end();
    if text.is_empty() {
        return Err(LineError::new(
            sign,
            "a command of the system's shell must follow here",
        ));
    }
    Ok(Program {
        text: text.to_owned(),
        arguments: Vec::new(),
        span: start..start + text.len(),
    })
}

/// Takes `| cmd`, and a redirection at its end that is one of ours: of the whole output, to a plain file name.
/// All others are for the system's shell.
pub(super) fn pipe(cursor: &mut Cursor<'_>) -> Result<(Program, Option<Redirect>), LineError> {
    let mut ahead = *cursor;
    let mut program = program(&mut ahead)?;
    let Some(place) = last_redirect(&program.text) else {
        *cursor = ahead;
        return Ok((program, None));
    };
    let command = program.text.get(..place).unwrap_or_default().trim_end();
    let (command, place) = (command.to_owned(), program.span.start + place);
    if command.is_empty() {
        return Err(LineError::new(
            cursor.here(),
            "a command of the system's shell must follow here",
        ));
    }
    cursor.take_to(place);
    let redirect = words::tail(cursor)?.redirect;
    program.span.end = program.span.start + command.len();
    program.text = command;
    Ok((program, redirect))
}

/// Where ` > file` begins that ends a text, outside of quotes and with nothing in the name that the system's shell
/// would read as more than a name.
fn last_redirect(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    let mut before = ' ';
    let mut found = None;
    for (place, character) in text.char_indices() {
        match (quote, character) {
            _ if escaped => escaped = false,
            (None | Some('"'), '\\') => escaped = true,
            (None, '\'' | '"' | '`') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, '>') if is_blank(before) => found = Some(place),
            _ => {}
        }
        before = character;
    }
    let place = found.filter(|_| quote.is_none())?;
    let name = text.get(place..)?.trim_start_matches('>').trim();
    let signs = text
        .get(place..)?
        .bytes()
        .take_while(|byte| *byte == b'>')
        .count();
    let plain = name.chars().all(|character| {
        character.is_alphanumeric()
            || matches!(
                character,
                '/' | '.' | '-' | '_' | '~' | ',' | '+' | '=' | ':' | '@'
            )
    });
    (signs <= 2 && plain && !name.is_empty()).then_some(place)
}

/// The highest `$n` that the system's shell would replace: not one in single quotes or behind a backslash.
pub(super) fn program_places(text: &str) -> usize {
    let (mut single, mut double, mut highest) = (false, false, 0);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' if !double => single = !single,
            _ if single => {}
            '"' => double = !double,
            '\\' => {
                characters.next();
            }
            '$' => {
                characters.next_if_eq(&'{');
                let digit = characters.peek().and_then(|next| next.to_digit(10));
                highest = highest.max(digit.unwrap_or(0) as usize);
            }
            _ => {}
        }
    }
    highest
}
