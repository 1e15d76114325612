//! Lines for the wire: `raw …`, and an IMAP command behind a tag, as typed into telnet.

use super::argument::{RawLine, RawPiece, Word};
use super::cursor::{Cursor, is_blank};
use super::error::LineError;
use super::literal;
use super::sign::{self, Sign};
use super::words;

/// The commands of IMAP and its extensions; only before one of these is a word a tag.
pub(crate) const VERBS: &str = "APPEND AUTHENTICATE CANCELUPDATE CAPABILITY CHECK CLOSE COMPARATOR COMPRESS CONVERSIONS \
    CONVERT COPY CREATE DELETE DELETEACL ENABLE ESEARCH EXAMINE EXPUNGE FETCH GENURLAUTH GETACL \
    GETANNOTATION GETJMAPACCESS GETMETADATA GETQUOTA GETQUOTAROOT ID IDLE LANGUAGE LIST LISTRIGHTS LOGIN \
    LOGOUT LSUB MOVE MYRIGHTS NAMESPACE NOOP NOTIFY PROXYAUTH RENAME REPLACE RESETKEY RLIST RLSUB SEARCH \
    SELECT SETACL SETANNOTATION SETMETADATA SETQUOTA SORT STARTTLS STATUS STORE SUBSCRIBE THREAD UID \
    UIDBATCHES UNAUTHENTICATE UNSELECT UNSUBSCRIBE URLFETCH XLIST";

/// Reads a line for the wire, or returns `None` if this is no such line.
///
/// It is sent as typed: nothing in it is unquoted, and only for the bytes of a literal it goes on over several lines.
/// It ends at the signs that end any command, with the blanks before them.
///
/// # Errors
///
/// A tag without a command, nothing to send, and literals that are not whole.
pub(super) fn raw_line(start: &mut Cursor<'_>) -> Result<Option<RawLine>, LineError> {
    let mut cursor = *start;
    let first = token(&mut cursor);
    let span = start.position()..cursor.position();
    let tag = if first.eq_ignore_ascii_case("raw") {
        // One blank parts the word from the text; any more belong to the text.
        cursor
            .peek()
            .filter(|next| matches!(next, ' ' | '\t'))
            .and_then(|_| cursor.bump());
        None
    } else if first == "." || is_tag(first) {
        skip_blanks(&mut cursor);
        let verb = token(&mut cursor.clone());
        let mut verbs = VERBS.split_ascii_whitespace();
        if !verbs.any(|known| known.eq_ignore_ascii_case(verb)) {
            let message =
                "after a tag (a7, or a dot) an IMAP command must follow; raw sends anything";
            return Err(LineError::new(span, message));
        }
        Some(Word {
            text: first.to_owned(),
            span: span.clone(),
            quoted: false,
        })
    } else {
        return Ok(None);
    };
    let begin = cursor.position();
    let parts = pieces(&mut cursor)?;
    let sent = begin..begin + cursor.since(begin).trim_end().len();
    let outlet = words::tail(&mut cursor)?;
    *start = cursor;
    let line = RawLine {
        parts,
        span: sent,
        tag,
        outlet,
    };
    match line.text().trim_matches([' ', '\t']) {
        "" => Err(LineError::new(
            span,
            "raw needs the text to send, such as: raw NOOP",
        )),
        _ => Ok(Some(line)),
    }
}

/// Reads the pieces of the line up to a sign, leaving alone what is in quotes or brackets. Brackets and quotes that
/// do not match are the user's to send.
fn pieces(cursor: &mut Cursor<'_>) -> Result<Vec<RawPiece>, LineError> {
    let mut parts = Vec::new();
    let mut start = cursor.position();
    let mut quoted = false;
    let mut depth = 0_usize;
    loop {
        let Some(character) = cursor.peek().filter(|next| !matches!(next, '\n' | '\r')) else {
            let typed = cursor.since(start).trim_end_matches([' ', '\t']);
            let Some((text, announced)) = literal::announcement(typed).filter(|_| !quoted) else {
                break;
            };
            let sign = start + text.len()..start + typed.len();
            parts.push(RawPiece::Text(text.to_owned()));
            parts.push(literal::take_bytes(cursor, announced, sign)?);
            start = cursor.position();
            continue;
        };
        if !quoted && depth == 0 && (cursor.after_blank() || character == ';') {
            match sign::sign(cursor)? {
                Some(Sign::Redirect(_) | Sign::Pipe | Sign::Chain(_)) => break,
                Some(Sign::Comment) => {
                    let message = "raw is sent as typed; give a comment its own line";
                    return Err(LineError::new(cursor.here(), message));
                }
                None => {}
            }
        }
        let text = cursor.since(start);
        if !quoted && let Some(file) = literal::take_file(cursor)? {
            parts.push(RawPiece::Text(text.to_owned()));
            parts.push(file);
            start = cursor.position();
            continue;
        }
        match character {
            '"' => quoted = !quoted,
            '\\' if quoted => {
                cursor.bump();
                if matches!(cursor.peek(), None | Some('\n' | '\r')) {
                    continue;
                }
            }
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        cursor.bump();
    }
    let rest = cursor.since(start).trim_end_matches([' ', '\t']);
    if !rest.is_empty() {
        parts.push(RawPiece::Text(rest.to_owned()));
    }
    Ok(parts)
}

/// Says whether a word looks like a tag: letters, then digits.
pub(super) fn is_tag(word: &str) -> bool {
    let digits = word.trim_start_matches(|character: char| character.is_ascii_alphabetic());
    digits.len() < word.len()
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn token<'t>(cursor: &mut Cursor<'t>) -> &'t str {
    cursor.take_while(|character| !is_blank(character))
}

fn skip_blanks(cursor: &mut Cursor<'_>) {
    cursor.take_while(|character| matches!(character, ' ' | '\t'));
}
