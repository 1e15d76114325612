//! Reads the arguments of commands, and writes the strings of answers.

use std::borrow::Cow;

use super::refusal::{Refusal, Result};
use crate::types::SequenceSet;
use crate::wire::encode::quoted;
use crate::wire::names::Names;
use crate::wire::tree::{Kind, Node, Nodes};
use crate::wire::utf7;

/// The arguments of a command, taken one by one.
pub(super) struct Words<'a>(std::iter::Peekable<Nodes<'a>>);

impl<'a> Words<'a> {
    pub(super) fn new(nodes: Nodes<'a>) -> Self {
        Words(nodes.peekable())
    }

    pub(super) fn next(&mut self, what: &str) -> Result<Node<'a>> {
        let missing = || Refusal::bad(format!("{what} is missing"));
        self.0.next().ok_or_else(missing)
    }

    pub(super) fn peek(&mut self) -> Option<Node<'a>> {
        self.0.peek().copied()
    }

    /// The next one if it fits.
    pub(super) fn next_if(&mut self, fits: impl FnOnce(&Node<'a>) -> bool) -> Option<Node<'a>> {
        self.0.next_if(fits)
    }

    /// Takes a word if it is the next.
    pub(super) fn skip(&mut self, word: &str) -> bool {
        self.0.next_if(|node| is(*node, word)).is_some()
    }

    pub(super) fn string(&mut self, what: &str) -> Result<Cow<'a, [u8]>> {
        string(self.next(what)?, what)
    }

    /// A string that is text.
    pub(super) fn text(&mut self, what: &str) -> Result<String> {
        text(self.next(what)?, what)
    }

    pub(super) fn list(&mut self, what: &str) -> Result<Words<'a>> {
        let node = self.next(what)?;
        match node.kind() {
            Kind::List => Ok(Words::new(node.children())),
            _ => Err(Refusal::bad(format!(
                "{what} must be a list in parentheses"
            ))),
        }
    }

    pub(super) fn number(&mut self, what: &str) -> Result<u64> {
        let number = self.next(what)?.number();
        number.ok_or_else(|| Refusal::bad(format!("{what} must be a number")))
    }

    pub(super) fn set(&mut self) -> Result<SequenceSet> {
        let text = self.text("the message set")?;
        SequenceSet::parse(&text).ok_or_else(|| Refusal::bad("that is no set of messages"))
    }

    /// A mailbox name in modified UTF-7.
    pub(super) fn mailbox(&mut self) -> Result<String> {
        let name = self.text("the mailbox name")?;
        if name.eq_ignore_ascii_case("INBOX") {
            return Ok("INBOX".to_owned());
        }
        match utf7::is_canonical(name.as_bytes()) {
            true => Ok(name),
            false => Err(Refusal::no("CANNOT", "the name is not in modified UTF-7")),
        }
    }

    pub(super) fn end(&mut self) -> Result<()> {
        match self.0.next() {
            None => Ok(()),
            Some(_) => Err(Refusal::bad(
                "there are more arguments than the command takes",
            )),
        }
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        self.0.next()
    }
}

/// Says whether a node is this word.
pub(super) fn is(node: Node<'_>, word: &str) -> bool {
    node.kind() == Kind::Atom && node.raw().eq_ignore_ascii_case(word.as_bytes())
}

pub(super) fn string<'a>(node: Node<'a>, what: &str) -> Result<Cow<'a, [u8]>> {
    match node.kind() {
        // A word that happens to spell NIL.
        Kind::Nil => Ok(Cow::Borrowed(node.raw())),
        _ => node
            .bytes()
            .ok_or_else(|| Refusal::bad(format!("{what} must be a string"))),
    }
}

pub(super) fn text(node: Node<'_>, what: &str) -> Result<String> {
    let bytes = string(node, what)?.into_owned();
    String::from_utf8(bytes).map_err(|_| Refusal::bad(format!("{what} is not UTF-8")))
}

/// A word in capitals, for comparing.
pub(super) fn word(node: Node<'_>) -> String {
    String::from_utf8_lossy(node.raw()).to_ascii_uppercase()
}

/// Writes a string in quotes or as a literal.
pub(super) fn push_string(out: &mut Vec<u8>, bytes: &[u8]) {
    match quoted(bytes, Names::ModifiedUtf7) {
        Some(text) => out.extend_from_slice(&text),
        None => push_literal(out, bytes),
    }
}

/// Writes a string, or NIL for none.
pub(super) fn push_nstring(out: &mut Vec<u8>, bytes: Option<&[u8]>) {
    match bytes {
        Some(bytes) => push_string(out, bytes),
        None => out.extend_from_slice(b"NIL"),
    }
}

pub(super) fn push_literal(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(format!("{{{}}}\r\n", bytes.len()).as_bytes());
    out.extend_from_slice(bytes);
}

/// Writes a mailbox name, which may be a word.
pub(super) fn push_name(out: &mut Vec<u8>, name: &str) {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./&+,".contains(&byte);
    match !name.is_empty() && name.bytes().all(plain) && name != "NIL" {
        true => out.extend_from_slice(name.as_bytes()),
        false => push_string(out, name.as_bytes()),
    }
}
