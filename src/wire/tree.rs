//! The value tree: a complete response as a flat tape of nodes over its bytes, for any response,
//! known or not. What it means is left to [`super::views`].

use std::borrow::Cow;

use crate::types::Value;
use crate::wire::framer::Frame;

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

/// The nodes of one response; kept between responses so that its memory is reused.
#[derive(Debug, Default)]
pub struct Tape {}

/// One value of a response.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    tape: &'a Tape,
    frame: Frame<'a>,
}

impl<'a> Node<'a> {
    /// What it is.
    pub fn kind(self) -> Kind {
        unimplemented!()
    }

    /// Its bytes as they stand on the wire, quotes and braces included.
    pub fn raw(self) -> &'a [u8] {
        unimplemented!()
    }

    /// The bytes of an atom, number or string, unescaped; nothing for NIL, a list, and a literal kept elsewhere.
    pub fn bytes(self) -> Option<Cow<'a, [u8]>> {
        unimplemented!()
    }

    /// The value of a number.
    pub fn number(self) -> Option<u64> {
        unimplemented!()
    }

    /// The index among the frame's literals of a literal whose bytes are kept elsewhere.
    pub fn elsewhere(self) -> Option<usize> {
        unimplemented!()
    }

    /// The children of a list; none for anything else.
    pub fn children(self) -> Nodes<'a> {
        unimplemented!()
    }

    /// An owned copy.
    pub fn to_value(self) -> Value {
        unimplemented!()
    }
}

/// Nodes that follow on each other.
#[derive(Debug, Clone)]
pub struct Nodes<'a> {
    next: Option<Node<'a>>,
}

impl<'a> Iterator for Nodes<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        unimplemented!()
    }
}
