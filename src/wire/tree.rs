//! The value tree: a complete response as a flat tape of nodes over its bytes, for any response,
//! known or not. What it means is left to [`super::views`].
//!
//! A node takes 16 bytes; numbers that follow on each other outside of lists, as in SEARCH, share one.

mod anomaly;
mod node;
mod numbers;
mod quote;
mod tape;
#[cfg(test)]
mod tests;
mod tokens;

use self::tape::Form;
use self::tokens::{Token, Tokens};
use crate::wire::framer::Frame;

pub use self::anomaly::{Anomaly, AnomalyKind};
pub use self::node::{Node, Nodes};
pub use self::numbers::{Numbers, numbers};
pub use self::tape::Tape;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `NIL`, in any case.
    Nil,
    /// Digits only, no leading zero, fits 64 bits.
    Number,
    /// Any other word, a section (`BODY[HEADER.FIELDS (A B)]<0>`) being one word.
    Atom,
    /// `"..."`
    Quoted,
    /// `{n}` and its bytes.
    Literal,
    /// `~{n}` and its bytes.
    Literal8,
    /// `( ... )`
    List,
}

/// Reads the bytes of a frame from an offset on, which is no offset inside a literal. Whatever does not fit
/// the grammar is noted in the tape and read as well as can be.
///
/// # Errors
/// Says what is wrong when lists are nested deeper than `depth`, or there are more values than a tape holds.
pub fn parse<'a>(
    frame: Frame<'a>,
    from: usize,
    tape: &'a mut Tape,
    depth: usize,
) -> Result<Nodes<'a>, String> {
    tape.clear();
    if u32::try_from(frame.bytes.len()).is_err() {
        return Err("a response of more than 4 GiB".to_owned());
    }
    let mut tokens = Tokens::new(frame, from);
    while let Some((token, start, end)) = tokens.next(&mut |at, kind| tape.note(at, kind)) {
        let span = (start as u32, end as u32);
        match token {
            Token::Open => tape.open_list(span, depth)?,
            Token::Close if tape.close_list(span.1) => {}
            Token::Close => tape.note(start, AnomalyKind::StrayParenthesis),
            Token::Number if tape.at_top() => match tokens.more_numbers() as u32 {
                last if last > span.1 => tape.push(Form::Numbers, (span.0, last), 0)?,
                _ => tape.push(Form::Number, span, 0)?,
            },
            Token::Number => tape.push(Form::Number, span, 0)?,
            Token::Nil => tape.push(Form::Nil, span, 0)?,
            Token::Atom => tape.push(Form::Atom, span, 0)?,
            Token::Plain => tape.push(Form::Plain, span, 0)?,
            Token::Escaped => tape.push(Form::Escaped, span, 0)?,
            Token::Unclosed => tape.push(Form::Unclosed, span, 0)?,
            Token::Literal(index) => tape.push(Form::Literal, span, index)?,
            Token::Literal8(index) => tape.push(Form::Literal8, span, index)?,
        }
    }
    let end = frame.bytes.len();
    while tape.close_list(end as u32) {
        tape.note(end, AnomalyKind::UnclosedList);
    }
    let tape: &'a Tape = tape;
    Ok(Nodes::all(tape, frame))
}
