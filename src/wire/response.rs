//! A complete response told apart: tagged, continuation, status, data; see RFC 9051 section 9, rule `response`.

use std::borrow::Cow;

use crate::types::{Condition, ResponseCode};
use crate::wire::framer::Frame;
use crate::wire::tree::{Nodes, Tape};

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

/// Reads a frame.
pub fn read<'a>(frame: Frame<'a>, tape: &'a mut Tape, depth: usize) -> Response<'a> {
    unimplemented!("{frame:?} {tape:?} {depth}")
}
