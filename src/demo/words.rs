//! Reads the arguments of commands, and writes the strings of answers.

use std::iter::Peekable;

use super::refusal::{Refusal, Result};
use crate::types::SequenceSet;
use crate::wire::encode::quoted;
use crate::wire::names::Names;
use crate::wire::tree::{Kind, Node, Nodes};
use crate::wire::utf7;

/// The arguments of a command, taken one by one.
pub(super) struct Words<'a>(Peekable<Nodes<'a>>);

impl<'a> Words<'a> {
    pub(super) fn new(nodes: Nodes<'a>) -> Self {
        Words(nodes.peekable())
    }

    pub(super) fn take(&mut self, what: &str) -> Result<Node<'a>> {
        let missing = || Refusal::bad(format!("{what} is missing"));
        self.0.next().ok_or_else(missing)
    }

    pub(super) fn is_done(&mut self) -> bool {
        self.0.peek().is_none()
    }

    pub(super) fn next_is(&mut self, kind: Kind) -> bool {
        self.0.peek().is_some_and(|node| node.kind() == kind)
    }

    /// The next one, if it is of this kind.
    pub(super) fn take_if(&mut self, kind: Kind) -> Option<Node<'a>> {
        self.0.next_if(|node| node.kind() == kind)
    }

    /// Takes a word if it is the next.
    pub(super) fn skip(&mut self, expected: &str) -> bool {
        self.0.next_if(|node| word(*node) == expected).is_some()
    }

    pub(super) fn string(&mut self, what: &str) -> Result<Vec<u8>> {
        bytes(self.take(what)?, what)
    }

    /// A string that is text.
    pub(super) fn text(&mut self, what: &str) -> Result<String> {
        text(self.take(what)?, what)
    }

    /// A list, or else one word in its place.
    pub(super) fn texts(&mut self, what: &str) -> Result<Vec<String>> {
        let node = self.take(what)?;
        match node.kind() {
            Kind::List => node.children().map(|node| text(node, what)).collect(),
            _ => Ok(vec![text(node, what)?]),
        }
    }

    pub(super) fn list(&mut self, what: &str) -> Result<Words<'a>> {
        let list = self.take_if(Kind::List);
        let list = list.map(|list| Words::new(list.children()));
        list.ok_or_else(|| Refusal::bad(format!("{what} must be a list in parentheses")))
    }

    /// A list of words, in capitals.
    pub(super) fn options(&mut self, what: &str) -> Result<Vec<String>> {
        Ok(self.list(what)?.0.map(word).collect())
    }

    pub(super) fn number(&mut self, what: &str) -> Result<u64> {
        let number = self.take(what)?.number();
        number.ok_or_else(|| Refusal::bad(format!("{what} must be a number")))
    }

    pub(super) fn set(&mut self) -> Result<SequenceSet> {
        let set = SequenceSet::parse(&self.text("the message set")?);
        set.ok_or_else(|| Refusal::bad("that is no set of messages"))
    }

    /// A mailbox name in modified UTF-7.
    pub(super) fn mailbox(&mut self) -> Result<String> {
        match self.text("the mailbox name")? {
            name if name.eq_ignore_ascii_case("INBOX") => Ok("INBOX".to_owned()),
            name if utf7::is_canonical(name.as_bytes()) => Ok(name),
            _ => Err(Refusal::no("CANNOT", "the name is not in modified UTF-7")),
        }
    }

    /// A mailbox name with which the command ends.
    pub(super) fn last_mailbox(&mut self) -> Result<String> {
        let name = self.mailbox()?;
        self.end().map(|()| name)
    }

    pub(super) fn end(&mut self) -> Result<()> {
        match self.is_done() {
            true => Ok(()),
            false => Err(Refusal::bad(
                "there are more arguments than the command takes",
            )),
        }
    }
}

/// A string in any form.
fn bytes(node: Node<'_>, what: &str) -> Result<Vec<u8>> {
    match node.kind() {
        Kind::List => Err(Refusal::bad(format!("{what} must be a string"))),
        // A word that happens to spell NIL.
        Kind::Nil => Ok(node.raw().to_vec()),
        _ => Ok(node.bytes().unwrap_or_default().into_owned()),
    }
}

fn text(node: Node<'_>, what: &str) -> Result<String> {
    let text = String::from_utf8(bytes(node, what)?);
    text.map_err(|_| Refusal::bad(format!("{what} is not UTF-8")))
}

/// A word in capitals, for comparing.
pub(super) fn word(node: Node<'_>) -> String {
    String::from_utf8_lossy(node.raw()).to_ascii_uppercase()
}

/// Writes a string, as a literal where quotes cannot hold it.
pub(super) fn string(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let bytes = bytes.as_ref();
    let literal = || [format!("{{{}}}\r\n", bytes.len()).as_bytes(), bytes].concat();
    quoted(bytes, Names::ModifiedUtf7).unwrap_or_else(literal)
}

pub(super) fn nstring(bytes: Option<impl AsRef<[u8]>>) -> Vec<u8> {
    bytes.map_or_else(|| b"NIL".to_vec(), string)
}

/// Writes a list of what is written already, NIL for an empty one.
pub(super) fn list(values: &[Vec<u8>]) -> Vec<u8> {
    match values {
        [] => b"NIL".to_vec(),
        _ => [b"(", &values.join(&b' ')[..], b")"].concat(),
    }
}

/// Spells a mailbox name, which may be a word.
pub(super) fn spelt(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./&+,".contains(&byte);
    match name.bytes().all(plain) && name != "NIL" {
        true => name.to_owned(),
        false => format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}
