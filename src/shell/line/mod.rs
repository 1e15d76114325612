//! Lines as people type them: text in, words with their places in the text out.
//!
//! Three spellings are read: words (`fetch 1:10 FLAGS`), one Python call with plain values
//! (`c.fetch([1, 2], ['FLAGS'])`), and lines for the wire (`raw …`, `a7 FETCH …`). No word is given a
//! meaning here: which arguments a command takes, what a set or a date is, and whether a mailbox
//! exists is for the command. Signs of the grammar that do not work yet are refused, never passed on
//! as arguments.

mod alias;
mod argument;
mod bracket;
mod caret;
mod cursor;
mod document;
mod error;
mod form;
mod literal;
mod option;
mod prefix;
mod program;
mod python;
mod quote;
mod raw;
mod sign;
mod template;
mod variable;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use self::alias::Definition;
pub(crate) use self::argument::{
    Argument, Bracket, CommandLine, FileSource, Form, Help, Outlet, Prefix, Program, RawLine,
    RawPiece, Redirect, RedirectMode, Span, Statement, Step, When, Word,
};
pub(crate) use self::caret::caret;
pub(crate) use self::error::{LineError, Why};
pub(crate) use self::form::{path_form, quoted_form, spelt, words_form};
pub(crate) use self::literal::announcement;
pub(crate) use self::prefix::interval;
pub(crate) use self::raw::VERBS as RAW_VERBS;
pub(crate) use self::template::{Expansion, Given, Misfit, expanded};
pub(crate) use self::variable::is_variable;

use self::cursor::Cursor;
use self::sign::Sign;
use self::words::Words;

/// Reads one line with all its commands; it may go on over several lines of text where a bracket or a quote is
/// open, or after a ` \` at the end of a line.
///
/// # Errors
///
/// The first thing that does not fit, with its place. Messages never repeat what was typed, which may
/// be a password.
pub(crate) fn parse(text: &str) -> Result<Vec<Step>, LineError> {
    error::refuse_control_characters(text)?;
    steps(&mut Cursor::new(text), false)
}

/// Reads commands up to the end of the text; `kept` says that they are what an alias stands for.
fn steps(cursor: &mut Cursor<'_>, kept: bool) -> Result<Vec<Step>, LineError> {
    let mut steps = Vec::new();
    let mut when = When::Next;
    loop {
        words::skip_blanks(cursor, words::Place::Line)?;
        let comment = steps.is_empty() && cursor.peek() == Some('#');
        if cursor.at_end() || comment || sign::sign(cursor)? == Some(Sign::Comment) {
            return Ok(steps);
        }
        let start = cursor.position();
        let name = match cursor.peek() {
            Some('$') => Some(variable::assigned(cursor)?),
            _ => None,
        };
        let prefixes = prefix::prefixes(cursor)?;
        let statement = match alias::definition(cursor, kept)? {
            Some(definition) => Statement::Alias(definition),
            None => statement(cursor)?,
        };
        if let (
            Some(name),
            Statement::Help(_) | Statement::Raw(_) | Statement::Program(_) | Statement::Alias(_),
        ) = (&name, &statement)
        {
            let message = "only the result of a command of the shell can be kept";
            return Err(LineError::new(name.span.clone(), message));
        }
        let span = start..start + cursor.since(start).trim_end().len();
        steps.push(Step {
            when,
            name,
            prefixes,
            statement,
            span,
        });
        let Some(Sign::Chain(next)) = sign::sign(cursor)? else {
            return Ok(steps);
        };
        let sign = sign::take_chain(cursor);
        words::skip_blanks(cursor, words::Place::Line)?;
        if next != When::Next && (cursor.at_end() || sign::sign(cursor)?.is_some()) {
            return Err(LineError::new(sign, "a command must follow here"));
        }
        when = next;
    }
}

/// Reads one command up to the sign of the next, or to the end.
fn statement(cursor: &mut Cursor<'_>) -> Result<Statement, LineError> {
    let start = cursor.position();
    match cursor.peek() {
        Some('?') => return help(cursor).map(Statement::Help),
        Some('!') => return program::program(cursor).map(Statement::Program),
        _ => {}
    }
    if let Some(line) = raw::raw_line(cursor)? {
        return Ok(Statement::Raw(line));
    }
    if let Some(line) = python::call_line(cursor)? {
        return Ok(Statement::Command(line));
    }
    command_or_help(words::words(cursor)?, start)
}

/// Reads a line of one command.
#[cfg(test)]
pub(crate) fn parse_one(text: &str) -> Result<Statement, LineError> {
    let mut steps = parse(text)?;
    match (steps.pop(), steps.is_empty()) {
        (Some(step), true) => Ok(step.statement),
        _ => panic!("{text} is not one command"),
    }
}

/// Says why the text is only the beginning of a line, if it is.
pub(crate) fn is_incomplete(text: &str) -> Option<Why> {
    parse(text).err().and_then(|error| error.incomplete())
}

/// Reads `?`, `?topic` and `??topic`.
fn help(cursor: &mut Cursor<'_>) -> Result<Help, LineError> {
    cursor.take("?");
    let grammar = cursor.take("?");
    let Words {
        mut arguments,
        outlet,
    } = words::words(cursor)?;
    if let Some(second) = arguments.get(1) {
        return Err(LineError::new(second.span(), "help takes one topic"));
    }
    let topic = match arguments.pop() {
        None => None,
        Some(Argument::Word(word)) => Some(word),
        Some(other) => return Err(LineError::new(other.span(), "a topic of help is one word")),
    };
    Ok(Help {
        topic,
        grammar,
        outlet,
    })
}

fn command_or_help(words: Words, start: usize) -> Result<Statement, LineError> {
    let Words { arguments, outlet } = words;
    let mut arguments = arguments.into_iter();
    let verb = match arguments.next() {
        Some(Argument::Word(word)) if is_name(&word) => word,
        Some(other) => return Err(LineError::new(other.span(), "a line starts with a command")),
        None => {
            return Err(LineError::new(
                start..start + 1,
                "a line starts with a command",
            ));
        }
    };
    let arguments: Vec<Argument> = arguments.collect();
    if let [Argument::Word(word)] = arguments.as_slice()
        && !word.quoted
        && (word.text == "?" || word.text == "??")
    {
        let grammar = word.text == "??";
        return Ok(Statement::Help(Help {
            topic: Some(verb),
            grammar,
            outlet,
        }));
    }
    Ok(Statement::Command(CommandLine {
        verb,
        arguments,
        outlet,
        form: Form::Words,
    }))
}

/// Says whether a word can name a command: it begins with a letter, no quotes stand around it, and it cannot be
/// taken for one that ends at a sign.
fn is_name(word: &Word) -> bool {
    !word.quoted && word.text.starts_with(char::is_alphabetic) && !word.text.ends_with(';')
}
