//! Literals in lines for the wire: `{5}` with its bytes on the lines that follow, and `{@file}`.

use super::argument::{RawPiece, Span};
use super::cursor::Cursor;
use super::error::{LineError, Why};

/// More than this nobody types; a file has room for it.
const LONGEST_TYPED: usize = 32 * 1024;

/// The announcement of a literal: `{5}` or `{5+}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Announcement {
    /// How many bytes follow.
    pub(crate) count: usize,
    /// Without a plus: the server's leave is waited for.
    pub(crate) waits: bool,
}

/// Takes off the announcement that a text ends in. RFC 9051 section 4.3; RFC 7888
pub(crate) fn announcement(text: &str) -> Option<(&str, Announcement)> {
    let (before, inside) = text.strip_suffix('}')?.rsplit_once('{')?;
    let digits = inside.strip_suffix('+').unwrap_or(inside);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let announcement = Announcement {
        // What does not fit is too long in any case.
        count: digits.parse().unwrap_or(usize::MAX),
        waits: digits.len() == inside.len(),
    };
    Some((before, announcement))
}

/// Takes the bytes of a literal that a sign at the end of this line announced from the lines that follow. A line end is
/// CR LF, and so two bytes.
///
/// # Errors
///
/// Too few bytes, which more lines would mend; a literal that ends in the middle of a character or a line end.
pub(super) fn take_bytes(
    cursor: &mut Cursor<'_>,
    announced: Announcement,
    sign: Span,
) -> Result<RawPiece, LineError> {
    if announced.count > LONGEST_TYPED {
        let message = "this many bytes nobody types; {@FILE} sends those of a file";
        return Err(LineError::new(sign, message));
    }
    let mut ahead = *cursor;
    ahead.take_line_end();
    let mut bytes = Vec::with_capacity(announced.count);
    while bytes.len() < announced.count {
        if ahead.take_line_end() {
            bytes.extend_from_slice(b"\r\n");
            continue;
        }
        let Some(character) = ahead.bump() else {
            return Err(LineError::unclosed(Why::Literal, sign));
        };
        bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    if bytes.len() > announced.count {
        let message = "the literal ends within a character or a line end: it counts bytes, and a line end is two";
        return Err(LineError::new(sign, message));
    }
    *cursor = ahead;
    Ok(RawPiece::Literal {
        bytes,
        waits: announced.waits,
    })
}

/// Takes `{@file}`, if it stands here.
///
/// # Errors
///
/// A name that is missing or does not end.
pub(super) fn take_file(cursor: &mut Cursor<'_>) -> Result<Option<RawPiece>, LineError> {
    let start = cursor.position();
    if !cursor.take("{@") {
        return Ok(None);
    }
    let path = cursor.take_while(|character| !matches!(character, '}' | '\n' | '\r'));
    let span: Span = start..cursor.position();
    if path.is_empty() || !cursor.take("}") {
        let message = "the name of a file and } must follow {@";
        return Err(LineError::new(span, message));
    }
    Ok(Some(RawPiece::File {
        path: path.to_owned(),
        span: start..cursor.position(),
    }))
}
