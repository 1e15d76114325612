//! Lines for the wire: `raw …`, and an IMAP command behind a tag, as typed into telnet.

use super::argument::{Outlet, RawLine, Word};
use super::cursor::{Cursor, is_blank};
use super::error::LineError;
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
/// It is sent as typed: nothing in it is unquoted, and it never goes on over several lines. It ends at the signs
/// that end any command, with the blanks before them.
///
/// # Errors
///
/// Literals and signs that do not work yet, a tag without a command, and nothing to send.
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
    let (text, outlet) = text_and_outlet(&mut cursor)?;
    *start = cursor;
    let sent = begin..begin + text.len();
    match text.trim_matches([' ', '\t']) {
        "" => Err(LineError::new(
            span,
            "raw needs the text to send, such as: raw NOOP",
        )),
        "-" => Err(LineError::new(
            sent,
            "raw - is not built yet; type the line to send after raw",
        )),
        _ if announces_literal(text) => Err(words::literal_not_built(sent)),
        _ => Ok(Some(RawLine {
            text: text.to_owned(),
            span: sent,
            tag,
            outlet,
        })),
    }
}

/// Splits off where the answer goes and what follows, leaving alone what is in quotes or brackets. Brackets and quotes that
/// do not match are the user's to send.
fn text_and_outlet<'t>(cursor: &mut Cursor<'t>) -> Result<(&'t str, Outlet), LineError> {
    let start = cursor.position();
    let mut quoted = false;
    let mut depth = 0_usize;
    while let Some(character) = cursor.peek() {
        if matches!(character, '\n' | '\r') {
            break;
        }
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
        match character {
            '"' => quoted = !quoted,
            '\\' if quoted => {
                cursor.bump();
                if matches!(cursor.peek(), None | Some('\n' | '\r')) {
                    break;
                }
            }
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        cursor.bump();
    }
    let text = cursor.since(start).trim_end_matches([' ', '\t']);
    Ok((text, words::tail(cursor)?))
}

/// Says whether a line ends in the announcement of a literal, or wants one made from a file.
fn announces_literal(text: &str) -> bool {
    text.rfind('{')
        .and_then(|start| text.get(start..))
        .is_some_and(words::is_literal)
        || text
            .split_ascii_whitespace()
            .any(|word| word.starts_with("{@"))
}

/// Says whether a word looks like a tag: letters, then digits.
fn is_tag(word: &str) -> bool {
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
