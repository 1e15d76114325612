//! A line of words: arguments, lists, options, files, and where the answer goes.

use super::argument::{Argument, Bracket, FileSource, Outlet, Redirect, RedirectMode, Word};
use super::bracket;
use super::cursor::{Cursor, is_blank};
use super::document;
use super::error::{LineError, Why};
use super::option;
use super::program;
use super::python;
use super::quote;
use super::sign::{self, Sign};
use super::variable;

/// How deep lists may lie in lists; more is no command but an attack on the stack.
pub(super) const DEPTH_LIMIT: usize = 32;

/// Where a word stands, which decides what ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Outside of lists, where signs count.
    Line,
    /// In `( )`.
    Round,
    /// In `[ ]`, where commas part words too.
    Square,
}

/// A line of words, the command among them.
#[derive(Debug)]
pub(super) struct Words {
    /// All words in order.
    pub(super) arguments: Vec<Argument>,
    /// Where the answer goes.
    pub(super) outlet: Outlet,
}

/// Reads words up to the end of the text.
pub(super) fn words(cursor: &mut Cursor<'_>) -> Result<Words, LineError> {
    let mut arguments = Vec::new();
    let mut options = true;
    loop {
        skip_blanks(cursor, Place::Line)?;
        if let Some(document) = document::document(cursor)? {
            expect_end(cursor, Place::Line)?;
            arguments.push(document);
            continue;
        }
        if cursor.at_end() || sign::sign(cursor)?.is_some() {
            return Ok(Words {
                arguments,
                outlet: tail(cursor)?,
            });
        }
        if options && !arguments.is_empty() && option::take_end_of_options(cursor) {
            options = false;
        } else if options && let Some(option) = option::option(cursor)? {
            arguments.push(option);
        } else {
            arguments.push(argument(cursor, Place::Line, 0)?);
        }
    }
}

/// Takes blanks, line ends inside of lists, and a `\` at the end of a line together with that end.
/// Line ends at the very end of the text do not count.
pub(super) fn skip_blanks(cursor: &mut Cursor<'_>, place: Place) -> Result<(), LineError> {
    loop {
        cursor.take_while(|character| matches!(character, ' ' | '\t'));
        cursor.skip_documents();
        match cursor.peek() {
            Some('\n' | '\r') if place != Place::Line || cursor.rest().chars().all(is_blank) => {
                cursor.take_while(is_blank);
            }
            Some('\n' | '\r') => {
                let message = "a second line begins here; end the first one with \\ if it goes on";
                return Err(LineError::new(cursor.here(), message));
            }
            Some('\\') if cursor.after_blank() && cursor.position() > 0 => {
                let mut ahead = *cursor;
                ahead.bump();
                ahead.take_while(|character| matches!(character, ' ' | '\t'));
                ahead.skip_documents();
                if ahead.at_end() {
                    return Err(LineError::unclosed(Why::Backslash, cursor.here()));
                }
                if !ahead.take_line_end() {
                    return Ok(());
                }
                *cursor = ahead;
            }
            _ => return Ok(()),
        }
    }
}

/// Reads what may follow the arguments: a program, a redirection and a comment. Stops before anything else, such as
/// the sign of another command.
pub(super) fn tail(cursor: &mut Cursor<'_>) -> Result<Outlet, LineError> {
    skip_blanks(cursor, Place::Line)?;
    let outlet = match sign::sign(cursor)? {
        Some(Sign::Pipe) => {
            let (program, redirect) = program::pipe(cursor)?;
            Outlet {
                program: Some(program),
                redirect,
            }
        }
        Some(Sign::Redirect(mode)) => Outlet {
            program: None,
            redirect: Some(redirect(cursor, mode)?),
        },
        Some(Sign::Comment | Sign::Chain(_)) | None => Outlet::default(),
    };
    if sign::sign(cursor)? == Some(Sign::Comment) {
        cursor.take_while(|character| character != '\n');
    }
    skip_blanks(cursor, Place::Line)?;
    Ok(outlet)
}

fn redirect(cursor: &mut Cursor<'_>, mode: RedirectMode) -> Result<Redirect, LineError> {
    let start = cursor.position();
    cursor.take_while(|character| character == '>');
    let sign = start..cursor.position();
    skip_blanks(cursor, Place::Line)?;
    if sign.len() > 2 || cursor.at_end() || sign::sign(cursor)?.is_some() {
        return Err(LineError::new(sign, "> needs the name of a file"));
    }
    let path = word(cursor, Place::Line)?;
    let span = start..cursor.position();
    skip_blanks(cursor, Place::Line)?;
    if cursor.at_end() || matches!(sign::sign(cursor)?, Some(Sign::Comment | Sign::Chain(_))) {
        return Ok(Redirect { path, mode, span });
    }
    Err(LineError::new(
        cursor.here(),
        "> FILE must come last; quote a file name that holds blanks",
    ))
}

/// Reads one argument that is no option.
pub(super) fn argument(
    cursor: &mut Cursor<'_>,
    place: Place,
    depth: usize,
) -> Result<Argument, LineError> {
    match cursor.peek() {
        Some('(') => list(cursor, place, depth),
        Some('[') if bracket::opens_list(cursor, place == Place::Square)? => {
            list(cursor, place, depth)
        }
        Some('@') => file(cursor, place),
        _ => word(cursor, place).map(Argument::Word),
    }
}

fn list(cursor: &mut Cursor<'_>, outer: Place, depth: usize) -> Result<Argument, LineError> {
    let open = cursor.here();
    if depth == DEPTH_LIMIT {
        return Err(LineError::new(open, "the brackets are nested too deeply"));
    }
    let (bracket, place, close) = match cursor.bump() {
        Some('[') => (Bracket::Square, Place::Square, ']'),
        _ => (Bracket::Round, Place::Round, ')'),
    };
    let mut items = Vec::new();
    let mut comma_may_follow = false;
    loop {
        skip_blanks(cursor, place)?;
        match cursor.peek() {
            None => return Err(LineError::unclosed(Why::Bracket, open)),
            Some(character) if character == close => {
                cursor.bump();
                break;
            }
            Some(')' | ']') => {
                let message = format!("{close} is needed before this bracket");
                return Err(LineError::new(cursor.here(), message));
            }
            Some(',') if place == Place::Square => {
                if !comma_may_follow {
                    return Err(LineError::new(
                        cursor.here(),
                        "nothing stands before this comma",
                    ));
                }
                cursor.bump();
                comma_may_follow = false;
            }
            Some(_) => {
                items.push(argument(cursor, place, depth + 1)?);
                comma_may_follow = true;
            }
        }
    }
    // `(FROM ann)(FROM bob)` leaves no doubt, so the blank between lists may be missing.
    if cursor.peek() != Some('(') {
        expect_end(cursor, outer)?;
    }
    Ok(Argument::List {
        items,
        bracket,
        span: open.start..cursor.position(),
    })
}

/// Reads `@file`, `@-`, and `@@word`, which is a word that begins with an at sign.
fn file(cursor: &mut Cursor<'_>, place: Place) -> Result<Argument, LineError> {
    let start = cursor.position();
    cursor.bump();
    if ends_word(cursor, place) {
        let message = "the name of a file must follow @; write @@ for an at sign";
        return Err(LineError::new(start..cursor.position(), message));
    }
    let Word { text, quoted, .. } = word(cursor, place)?;
    let span = start..cursor.position();
    Ok(match text.as_str() {
        _ if !quoted && text.starts_with('@') => Argument::Word(Word { text, span, quoted }),
        "-" if !quoted => Argument::File {
            source: FileSource::Stdin,
            span,
        },
        _ => Argument::File {
            source: FileSource::Path(text),
            span,
        },
    })
}

/// Reads a word, in quotes or without.
fn word(cursor: &mut Cursor<'_>, place: Place) -> Result<Word, LineError> {
    let start = cursor.position();
    let (text, quoted) = match cursor.peek() {
        Some('"') => (quote::take_double_quoted(cursor)?, true),
        Some('\'') => (quote::take_single_quoted(cursor)?, true),
        _ => (unfold(bare(cursor, place)?), false),
    };
    expect_end(cursor, place)?;
    Ok(Word {
        text,
        span: start..cursor.position(),
        quoted,
    })
}

/// Reads a word without quotes: every character means itself, and `[ ]` holds it together.
pub(super) fn bare<'t>(cursor: &mut Cursor<'t>, place: Place) -> Result<&'t str, LineError> {
    let start = cursor.position();
    while !ends_word(cursor, place) {
        match cursor.peek() {
            Some('[') => bracket::take_section(cursor)?,
            Some('(') if python::looks_like_method(cursor.since(start)) => {
                return Err(python::one_call_only(start..cursor.position()));
            }
            Some('(') => {
                let message = "a blank is missing before (, or quotes around the word";
                return Err(LineError::new(cursor.here(), message));
            }
            Some(')' | ']') => {
                let message =
                    "this bracket was not opened; put quotes around a word that holds one";
                return Err(LineError::new(cursor.here(), message));
            }
            Some('"') => {
                let message = "a quote inside a word; put quotes around the whole word";
                return Err(LineError::new(cursor.here(), message));
            }
            Some('$') if cursor.rest().starts_with("${") => {
                let start = cursor.position();
                return Err(variable::in_braces(start..start + 2));
            }
            _ => {
                cursor.bump();
            }
        }
    }
    let text = cursor.since(start);
    if text.is_empty() {
        return Err(LineError::new(cursor.here(), "a word is missing here"));
    }
    if place == Place::Line && is_literal(text) {
        return Err(literal_refused(start..cursor.position()));
    }
    Ok(text)
}

/// Says whether a word is the announcement of a literal: `{12}`, `{12+}`, `~{12}`, or `{@file}`.
pub(super) fn is_literal(text: &str) -> bool {
    let text = text.strip_prefix('~').unwrap_or(text);
    let Some(inside) = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'))
    else {
        return false;
    };
    let count = inside.strip_suffix(['+', '-']).unwrap_or(inside);
    inside.starts_with('@')
        || (!count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The refusal of a literal where the client decides about them.
pub(super) fn literal_refused(span: super::Span) -> LineError {
    LineError::new(
        span,
        "literals ({12}) are for raw; here type the text itself, or @FILE",
    )
}

/// Refuses what is glued to the end of a quoted word, a list or an option.
pub(super) fn expect_end(cursor: &Cursor<'_>, place: Place) -> Result<(), LineError> {
    if ends_word(cursor, place) || matches!(cursor.peek(), Some(')' | ']')) {
        return Ok(());
    }
    let message = match cursor.peek() {
        Some(',') => "blanks part words, not commas; only [a, b] takes commas",
        _ => "a blank is missing here, or quotes around the whole word",
    };
    Err(LineError::new(cursor.here(), message))
}

/// A word in one line: where a section goes on over several, each line end is a blank.
fn unfold(text: &str) -> String {
    text.replace("\r\n", " ").replace('\n', " ")
}

/// Says whether a word is over here. At the end of a line only a `;` before a blank is a sign; the
/// others need a blank to their left and so are part of the word.
pub(super) fn ends_word(cursor: &Cursor<'_>, place: Place) -> bool {
    match cursor.peek() {
        None => true,
        Some(')') => place != Place::Line,
        Some(']') => place != Place::Line,
        Some(',') => place == Place::Square,
        Some(';') => place == Place::Line && sign::at_separator(cursor.rest()),
        Some(character) => is_blank(character),
    }
}
