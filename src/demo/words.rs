//! Reads the arguments of commands, and writes the strings of answers.

use super::Result;
use crate::types::{Flag, SequenceSet};
use crate::wire::encode::quoted;
use crate::wire::names::Names;
use crate::wire::tree::{Kind, Node};
use crate::wire::utf7;

/// A word in capitals, for comparing.
pub(super) fn word(node: &Node<'_>) -> String {
    String::from_utf8_lossy(node.raw()).to_ascii_uppercase()
}

/// The words of a list.
pub(super) fn words(list: &Node<'_>) -> Vec<String> {
    list.children().map(|node| word(&node)).collect()
}

/// A string in any form.
pub(super) fn bytes(node: &Node<'_>) -> Result<Vec<u8>> {
    match node.kind() {
        Kind::List => Err("BAD a list stands where a string is due".into()),
        // A word that happens to spell NIL.
        Kind::Nil => Ok(node.raw().to_vec()),
        _ => Ok(node.bytes().unwrap_or_default().into_owned()),
    }
}

/// A string that is text.
pub(super) fn text(node: &Node<'_>) -> Result<String> {
    let text = String::from_utf8(bytes(node)?);
    text.map_err(|_| "BAD a string is not UTF-8".into())
}

/// The flags of a list, or else one in its place.
pub(super) fn flags(node: &Node<'_>) -> Result<Vec<Flag>> {
    let listed = node.children().map(|node| text(&node).map(Flag::new));
    match node.kind() {
        Kind::List => listed.collect(),
        _ => Ok(vec![Flag::new(text(node)?)]),
    }
}

pub(super) fn set(node: &Node<'_>) -> Result<SequenceSet> {
    let set = SequenceSet::parse(&text(node)?);
    Ok(set.ok_or("BAD that is no set of messages")?)
}

/// A mailbox name in modified UTF-7.
pub(super) fn mailbox(node: &Node<'_>) -> Result<String> {
    match text(node)? {
        name if name.eq_ignore_ascii_case("INBOX") => Ok("INBOX".into()),
        name if utf7::is_canonical(name.as_bytes()) => Ok(name),
        _ => Err("NO [CANNOT] the name is not in modified UTF-7".into()),
    }
}

/// Writes a string, as a literal where quotes cannot hold it.
pub(super) fn string(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let bytes = bytes.as_ref();
    quoted(bytes, Names::ModifiedUtf7).unwrap_or_else(|| literal(bytes))
}

pub(super) fn literal(bytes: &[u8]) -> Vec<u8> {
    [format!("{{{}}}\r\n", bytes.len()).as_bytes(), bytes].concat()
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
    let word = !name.is_empty() && !name.eq_ignore_ascii_case("NIL");
    match word && name.bytes().all(plain) {
        true => name.to_owned(),
        false => format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

/// What is said of a command that is not taken as it stands.
pub(super) fn misused(name: &str) -> String {
    let mut known = include_str!("commands.txt").lines();
    let usage = known.find(|usage| usage.split(' ').next() == Some(name));
    usage.map_or("BAD unknown command".into(), |usage| format!("BAD {usage}"))
}
