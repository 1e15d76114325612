//! Python expressions on lines: on one where they fit, else laid out as `pprint` does, elements below each
//! other behind their bracket.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read, Write};

use imapclient::types::{Body, SequenceSet};

use super::literal;
use crate::shell::render::fit;

/// The width lines are kept to where that is possible.
pub(super) const WIDTH: usize = 80;

/// A line of a body is cut into literals of this many bytes at most, so that none is whole in memory.
const PIECE: u64 = 64 * 1024;

/// A part of an expression.
pub(super) enum Node<'v> {
    /// A word that is never broken: a number, `None`, a date.
    Word(Cow<'static, str>),
    /// A `str`.
    Text(Cow<'v, str>),
    /// `bytes`.
    Bytes(Cow<'v, [u8]>),
    /// The bytes of a body, wherever they are.
    Body(&'v Body),
    /// A list of numbers.
    Ids(&'v SequenceSet),
    /// Brackets and what stands in them, each with what stands before it: a key, the name of a field.
    Group {
        /// `[`, `(`, `{`, `Envelope(`
        open: Cow<'static, str>,
        /// What is in it.
        items: Vec<(String, Node<'v>)>,
        /// `]`, `)`, `,)`, `}`
        close: &'static str,
    },
}

impl<'v> Node<'v> {
    /// A word that is always the same.
    pub(super) fn word(word: &'static str) -> Self {
        Node::Word(Cow::Borrowed(word))
    }

    /// A number.
    pub(super) fn number(number: impl ToString) -> Self {
        Node::Word(Cow::Owned(number.to_string()))
    }

    /// Bytes, or `None` where there are none.
    pub(super) fn perhaps(bytes: Option<&'v [u8]>) -> Self {
        bytes.map_or(Node::word("None"), |bytes| {
            Node::Bytes(Cow::Borrowed(bytes))
        })
    }

    /// A list.
    pub(super) fn list(items: impl IntoIterator<Item = Node<'v>>) -> Self {
        Node::group("[", items.into_iter().map(bare), "]")
    }

    /// A tuple.
    pub(super) fn tuple(items: impl IntoIterator<Item = Node<'v>>) -> Self {
        let items: Vec<_> = items.into_iter().map(bare).collect();
        // One element in parentheses is no tuple without its comma.
        let close = if items.len() == 1 { ",)" } else { ")" };
        Node::group("(", items, close)
    }

    /// A dict, its keys spelt.
    pub(super) fn dict(pairs: impl IntoIterator<Item = (String, Node<'v>)>) -> Self {
        let pairs = pairs
            .into_iter()
            .map(|(key, value)| (format!("{key}: "), value));
        Node::group("{", pairs, "}")
    }

    /// A call with keywords.
    pub(super) fn call(
        name: &str,
        fields: impl IntoIterator<Item = (&'static str, Node<'v>)>,
    ) -> Self {
        let fields = fields
            .into_iter()
            .map(|(field, value)| (format!("{field}="), value));
        Node::group(format!("{name}("), fields, ")")
    }

    fn group(
        open: impl Into<Cow<'static, str>>,
        items: impl IntoIterator<Item = (String, Node<'v>)>,
        close: &'static str,
    ) -> Self {
        Node::Group {
            open: open.into(),
            items: items.into_iter().collect(),
            close,
        }
    }
}

fn bare(node: Node<'_>) -> (String, Node<'_>) {
    (String::new(), node)
}

/// Spells a node on one line, if that is at most so wide.
pub(super) fn flat(node: &Node<'_>, most: usize) -> Option<String> {
    let mut told = String::new();
    push_flat(&mut told, node, most)?;
    (fit::width(&told) <= most).then_some(told)
}

fn push_flat(told: &mut String, node: &Node<'_>, most: usize) -> Option<()> {
    // Bytes are at least as many as columns are not: a character of four bytes may be two columns wide.
    let over = |bytes: usize| bytes > most.saturating_mul(4);
    match node {
        Node::Word(word) => told.push_str(word),
        Node::Text(text) if over(text.len()) => return None,
        Node::Text(text) => told.push_str(&literal::text(text)),
        Node::Bytes(bytes) if bytes.len() > most => return None,
        Node::Bytes(bytes) => told.push_str(&literal::bytes(bytes)),
        Node::Body(body) => match body.bytes() {
            Some(bytes) if bytes.len() <= most => told.push_str(&literal::bytes(bytes)),
            _ => return None,
        },
        Node::Ids(ids) => {
            if ids.count().is_none_or(|count| count > most as u64) {
                return None;
            }
            let ids: Vec<_> = ids.iter().map(|id| id.to_string()).collect();
            told.push_str(&format!("[{}]", ids.join(", ")));
        }
        Node::Group { open, items, close } => {
            told.push_str(open);
            for (index, (label, item)) in items.iter().enumerate() {
                if index > 0 {
                    told.push_str(", ");
                }
                told.push_str(label);
                push_flat(told, item, most)?;
            }
            told.push_str(close);
        }
    }
    (!over(told.len())).then_some(())
}

/// Writes an expression that stands by itself.
pub(super) fn alone(out: &mut dyn Write, node: &Node<'_>) -> io::Result<()> {
    let in_lines = matches!(node, Node::Text(_) | Node::Bytes(_) | Node::Body(_));
    match flat(node, WIDTH) {
        Some(line) => out.write_all(line.as_bytes())?,
        // Literals on several lines are one only within brackets.
        None if in_lines => {
            out.write_all(b"(")?;
            write(out, node, 1, 1)?;
            out.write_all(b")")?;
        }
        None => write(out, node, 0, 0)?,
    }
    out.write_all(b"\n")
}

/// Writes a node from a column on; behind it a few closing brackets have to find room.
pub(super) fn write(
    out: &mut dyn Write,
    node: &Node<'_>,
    column: usize,
    closing: usize,
) -> io::Result<()> {
    if let Some(line) = flat(node, WIDTH.saturating_sub(column + closing)) {
        return out.write_all(line.as_bytes());
    }
    match node {
        Node::Word(word) => out.write_all(word.as_bytes()),
        Node::Text(text) => {
            let lines = text.split_inclusive('\n').map(literal::text);
            below(out, lines, column)
        }
        Node::Bytes(bytes) => byte_lines(out, &mut &**bytes, column),
        Node::Body(Body::Passed(_)) => out.write_all(b"None"),
        Node::Body(body) => byte_lines(out, &mut BufReader::new(body.reader()?), column),
        Node::Ids(ids) => {
            out.write_all(b"[")?;
            fill(out, ids.iter().map(|id| id.to_string()), column + 1)?;
            out.write_all(b"]")
        }
        Node::Group { open, items, close } => {
            out.write_all(open.as_bytes())?;
            let inner = column + fit::width(open);
            match words(items) {
                Some(words) => fill(out, words.into_iter(), inner)?,
                None => group(out, items, inner, closing + close.len())?,
            }
            out.write_all(close.as_bytes())
        }
    }
}

fn group(
    out: &mut dyn Write,
    items: &[(String, Node<'_>)],
    column: usize,
    closing: usize,
) -> io::Result<()> {
    for (index, (label, item)) in items.iter().enumerate() {
        if index > 0 {
            out.write_all(b",")?;
            new_line(out, column)?;
        }
        out.write_all(label.as_bytes())?;
        let behind = if index + 1 == items.len() { closing } else { 1 };
        write(out, item, column + fit::width(label), behind)?;
    }
    Ok(())
}

/// The elements of a group of nothing but short words, which share lines.
fn words(items: &[(String, Node<'_>)]) -> Option<Vec<String>> {
    let word = |(label, item): &(String, Node<'_>)| match item {
        Node::Word(_) | Node::Bytes(_) | Node::Text(_) if label.is_empty() => flat(item, WIDTH / 2),
        _ => None,
    };
    items.iter().map(word).collect()
}

/// Writes words with commas, as many on a line as there is room for.
fn fill(out: &mut dyn Write, words: impl Iterator<Item = String>, column: usize) -> io::Result<()> {
    let mut at = column;
    for (index, word) in words.enumerate() {
        let width = fit::width(&word);
        if index > 0 {
            out.write_all(b",")?;
            if at + width + 3 > WIDTH {
                new_line(out, column)?;
                at = column;
            } else {
                out.write_all(b" ")?;
                at += 2;
            }
        }
        out.write_all(word.as_bytes())?;
        at += width;
    }
    Ok(())
}

/// Writes bytes as a literal for each of their lines, which Python joins.
fn byte_lines(out: &mut dyn Write, bytes: &mut dyn BufRead, column: usize) -> io::Result<()> {
    let mut line = Vec::new();
    let mut first = true;
    while bytes.take(PIECE).read_until(b'\n', &mut line)? > 0 || first {
        if !first {
            new_line(out, column)?;
        }
        first = false;
        out.write_all(literal::bytes(&line).as_bytes())?;
        line.clear();
    }
    Ok(())
}

fn below(
    out: &mut dyn Write,
    pieces: impl Iterator<Item = String>,
    column: usize,
) -> io::Result<()> {
    for (index, piece) in pieces.enumerate() {
        if index > 0 {
            new_line(out, column)?;
        }
        out.write_all(piece.as_bytes())?;
    }
    Ok(())
}

fn new_line(out: &mut dyn Write, column: usize) -> io::Result<()> {
    write!(out, "\n{:column$}", "")
}
