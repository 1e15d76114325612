//! A complete response told apart: tagged, continuation, status, data; see RFC 9051 section 9, rule `response`.

mod code;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::types::{Condition, ResponseCode};
use crate::wire::framer::Frame;
use crate::wire::framer::line::{self, Status, blanks};
use crate::wire::tree::{self, Nodes, Tape};

/// The word of a tagged response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    /// `OK`
    Ok,
    /// `NO`
    No,
    /// `BAD`
    Bad,
    /// `BYE`, which some servers send tagged.
    Bye,
}

/// One response, read as far as its kind.
#[derive(Debug)]
pub enum Response<'a> {
    /// `tag OK ...`
    Tagged {
        /// The tag.
        tag: &'a [u8],
        /// OK, NO, BAD.
        completion: Completion,
        /// The response code.
        code: Option<ResponseCode>,
        /// The text after it.
        text: Cow<'a, str>,
    },
    /// `+ text`
    Continue(&'a [u8]),
    /// `* OK ...`, and a code line without a `* OK` before it.
    Status {
        /// OK, NO, BAD, BYE, PREAUTH.
        condition: Condition,
        /// The response code.
        code: Option<ResponseCode>,
        /// The text after it.
        text: Cow<'a, str>,
    },
    /// Any other untagged response.
    Data {
        /// The number before the name.
        number: Option<u64>,
        /// The name as sent.
        name: &'a str,
        /// What follows.
        values: Nodes<'a>,
    },
    /// A line that is none of these; what is wrong.
    Unparsed(String),
}

/// Reads a frame. Any line of the form `WORD OK ...` reads as tagged: whose tag it is the caller knows.
pub fn read<'a>(frame: Frame<'a>, tape: &'a mut Tape, depth: usize) -> Response<'a> {
    if let Some(text) = line::continuation(frame.bytes) {
        return Response::Continue(text);
    }
    if let Some(rest) = line::untagged(frame.bytes) {
        return untagged(frame, rest, tape, depth).unwrap_or_else(Response::Unparsed);
    }
    if let Some((tag, status, text)) = line::tagged(frame.bytes) {
        let (code, text) = text_and_code(text, depth);
        return Response::Tagged {
            tag,
            completion: completion(status),
            code,
            text,
        };
    }
    // Exchange sends codes on lines of their own.
    if let (Some(code), text) = text_and_code(frame.bytes, depth) {
        return Response::Status {
            condition: Condition::Ok,
            code: Some(code),
            text,
        };
    }
    let problem = if frame.bytes.is_empty() {
        "an empty line"
    } else {
        "no IMAP response"
    };
    Response::Unparsed(problem.to_owned())
}

/// Reads what follows the star.
fn untagged<'a>(
    frame: Frame<'a>,
    rest: &'a [u8],
    tape: &'a mut Tape,
    depth: usize,
) -> Result<Response<'a>, String> {
    let (first, text) = line::word(rest);
    if let Some(status) = line::status(first) {
        let (code, text) = text_and_code(text, depth);
        return Ok(Response::Status {
            condition: condition(status),
            code,
            text,
        });
    }
    if first.starts_with(b"[")
        && let (Some(code), text) = text_and_code(rest, depth)
    {
        return Ok(Response::Status {
            condition: Condition::Ok,
            code: Some(code),
            text,
        });
    }
    let (number, rest) = number(rest, first)?;
    let len = rest.iter().position(|byte| {
        matches!(
            byte,
            b' ' | b'\t' | b'\r' | b'\n' | b'(' | b')' | b'"' | b'{'
        )
    });
    let (name, values) = rest
        .split_at_checked(len.unwrap_or(rest.len()))
        .unwrap_or((rest, &[]));
    let name = std::str::from_utf8(name).map_err(|_| "a name that is not UTF-8".to_owned())?;
    if name.is_empty() {
        return Err("an untagged response without a name".to_owned());
    }
    let values = tree::parse(frame, frame.bytes.len() - values.len(), tape, depth)?;
    Ok(Response::Data {
        number,
        name,
        values,
    })
}

/// Reads the number before a name, where there is one.
fn number<'a>(rest: &'a [u8], first: &[u8]) -> Result<(Option<u64>, &'a [u8]), String> {
    if first.is_empty() || !first.iter().all(u8::is_ascii_digit) {
        return Ok((None, rest));
    }
    let number = line::number(first).ok_or("a message number that does not fit 64 bits")?;
    Ok((
        Some(number),
        blanks(rest.get(first.len()..).unwrap_or_default()),
    ))
}

/// Reads `[CODE ...] text`, of which both may be missing.
fn text_and_code(text: &[u8], depth: usize) -> (Option<ResponseCode>, Cow<'_, str>) {
    let (code, text) = code::split(blanks(text), depth);
    (code, String::from_utf8_lossy(text))
}

fn condition(status: Status) -> Condition {
    match status {
        Status::Ok => Condition::Ok,
        Status::No => Condition::No,
        Status::Bad => Condition::Bad,
        Status::Bye => Condition::Bye,
        Status::PreAuth => Condition::PreAuth,
    }
}

fn completion(status: Status) -> Completion {
    match status {
        Status::Ok | Status::PreAuth => Completion::Ok,
        Status::No => Completion::No,
        Status::Bad => Completion::Bad,
        Status::Bye => Completion::Bye,
    }
}
