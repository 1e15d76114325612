//! One Python call with plain values, as it stands in IMAPClient's manual and in bug reports. Nothing
//! is evaluated.

mod literal;
mod value;

use self::value::{Value, value};
use super::argument::{Argument, CommandLine, Form, Span, Word};
use super::cursor::Cursor;
use super::error::{LineError, Why};
use super::sign::{self, Sign};
use super::words;

/// The refusal of everything in Python that is not one call with plain values.
pub(super) fn one_call_only(span: Span) -> LineError {
    LineError::new(
        span,
        "one call with plain values works here; for programs use Python's IMAPClient",
    )
}

/// Says whether a text is `name.method`, so that a `(` after it can only be Python.
pub(super) fn looks_like_method(text: &str) -> bool {
    let mut cursor = Cursor::new(text);
    cursor.take_identifier().is_some()
        && cursor.take(".")
        && cursor.take_identifier().is_some()
        && cursor.at_end()
}

/// Reads `name.method(…)` or `method(…)`, or returns `None` if the line does not begin like that.
///
/// # Errors
///
/// Values that are not plain, and anything behind the call but a redirection, another command and a comment.
pub(super) fn call_line(start: &mut Cursor<'_>) -> Result<Option<CommandLine>, LineError> {
    let mut cursor = *start;
    let Some((object, verb)) = head(&mut cursor)? else {
        return Ok(None);
    };
    let arguments = arguments(&mut cursor)?;
    if !cursor.at_end() && !cursor.rest().starts_with([' ', '\t', '\r', '\n', ';']) {
        return Err(one_call_only(cursor.here()));
    }
    let outlet = words::tail(&mut cursor)?;
    if !cursor.at_end() && !matches!(sign::sign(&cursor)?, Some(Sign::Chain(_))) {
        return Err(one_call_only(cursor.here()));
    }
    *start = cursor;
    Ok(Some(CommandLine {
        verb,
        arguments,
        outlet,
        form: Form::Python { object },
    }))
}

/// Reads the names before the opening parenthesis, and that parenthesis too.
fn head(cursor: &mut Cursor<'_>) -> Result<Option<(Option<String>, Word)>, LineError> {
    let start = cursor.position();
    let mut names = Vec::new();
    loop {
        let begin = cursor.position();
        let Some(name) = cursor.take_identifier() else {
            return Ok(None);
        };
        names.push(Word {
            text: name.to_owned(),
            span: begin..cursor.position(),
            quoted: false,
        });
        if !cursor.take(".") {
            break;
        }
    }
    if cursor.peek() != Some('(') {
        return Ok(None);
    }
    let Some(verb) = names.pop() else {
        return Ok(None);
    };
    let object = names.pop().map(|word| word.text);
    if !names.is_empty() {
        return Err(one_call_only(start..cursor.position()));
    }
    Ok(Some((object, verb)))
}

/// Reads the parentheses of the call: values in order, then values by name.
fn arguments(cursor: &mut Cursor<'_>) -> Result<Vec<Argument>, LineError> {
    let open = cursor.here();
    cursor.bump();
    let mut positional: Vec<Value> = Vec::new();
    let mut named: Vec<(String, Span, Value)> = Vec::new();
    loop {
        skip_blanks(cursor);
        if cursor.at_end() {
            return Err(LineError::unclosed(Why::Bracket, open));
        }
        if cursor.take(")") {
            break;
        }
        let start = cursor.position();
        if let Some(name) = parameter_name(cursor) {
            if named.iter().any(|(known, ..)| known == name) {
                let message = "this argument is given twice";
                return Err(LineError::new(start..start + name.len(), message));
            }
            let value = value(cursor, 0, &open)?;
            named.push((name.to_owned(), start..cursor.position(), value));
        } else {
            let value = value(cursor, 0, &open)?;
            if !named.is_empty() {
                let message = "values without a name come before those with one";
                return Err(LineError::new(value.span, message));
            }
            positional.push(value);
        }
        skip_blanks(cursor);
        if !cursor.take(",") && cursor.peek().is_some_and(|next| next != ')') {
            return Err(one_call_only(cursor.here()));
        }
    }
    // A None at the end is what the method does without that argument.
    while positional.last().is_some_and(Value::is_none) {
        positional.pop();
    }
    let mut arguments: Vec<Argument> = positional.into_iter().map(Value::into_argument).collect();
    arguments.extend(
        named
            .into_iter()
            .filter_map(|(name, span, value)| value.into_option(name, span)),
    );
    Ok(arguments)
}

/// Takes `name =` if the next argument is given by name.
fn parameter_name<'t>(cursor: &mut Cursor<'t>) -> Option<&'t str> {
    let mut ahead = *cursor;
    let name = ahead.take_identifier()?;
    skip_blanks(&mut ahead);
    if !ahead.take("=") || ahead.peek() == Some('=') {
        return None;
    }
    skip_blanks(&mut ahead);
    *cursor = ahead;
    Some(name)
}

/// Skips what Python skips inside of brackets: blanks, line ends and comments.
fn skip_blanks(cursor: &mut Cursor<'_>) {
    loop {
        cursor.take_while(|character| matches!(character, ' ' | '\t' | '\r' | '\n'));
        if cursor.peek() != Some('#') {
            return;
        }
        cursor.take_while(|character| character != '\n');
    }
}
