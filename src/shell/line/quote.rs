//! Words in quotes.

use super::cursor::Cursor;
use super::error::{LineError, Why};

/// Takes a string in double quotes, in which `\"` and `\\` are escapes, and returns what it says.
pub(super) fn take_double_quoted(cursor: &mut Cursor<'_>) -> Result<String, LineError> {
    let open = cursor.here();
    cursor.bump();
    let mut text = String::new();
    while !cursor.at_end() {
        if cursor.take("\"") {
            return Ok(text);
        }
        if cursor.take("\\\"") {
            text.push('"');
        } else if cursor.take("\\\\") {
            text.push('\\');
        } else if cursor.take_line_end() {
            text.push('\n');
        } else {
            text.extend(cursor.bump());
        }
    }
    Err(LineError::unclosed(Why::Quote, open))
}

/// Takes a string in single quotes, which has no escapes, and returns what it says.
pub(super) fn take_single_quoted(cursor: &mut Cursor<'_>) -> Result<String, LineError> {
    let open = cursor.here();
    cursor.bump();
    let mut text = String::new();
    while !cursor.at_end() {
        if cursor.take("'") {
            return Ok(text);
        }
        if cursor.take_line_end() {
            text.push('\n');
        } else {
            text.extend(cursor.bump());
        }
    }
    Err(LineError::unclosed(Why::Quote, open))
}
