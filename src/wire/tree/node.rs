//! One value of a response, and several that follow on each other.

use std::borrow::Cow;
use std::ops::Range;

use super::tape::{Entry, Form};
use super::{Anomaly, Kind, Tape};
use crate::types::{StringForm, Value};
use crate::wire::framer::{Frame, line};
use crate::wire::names::Names;

/// One value of a response.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    tape: &'a Tape,
    frame: Frame<'a>,
    index: u32,
    entry: Entry,
}

impl<'a> Node<'a> {
    /// What it is.
    pub fn kind(self) -> Kind {
        match self.entry.form {
            Form::Nil => Kind::Nil,
            Form::Number | Form::Numbers => Kind::Number,
            Form::Atom => Kind::Atom,
            Form::Plain | Form::Escaped | Form::Unclosed => Kind::Quoted,
            Form::Literal => Kind::Literal,
            Form::Literal8 => Kind::Literal8,
            Form::List => Kind::List,
        }
    }

    /// Its bytes as they stand on the wire, quotes and braces included.
    pub fn raw(self) -> &'a [u8] {
        self.frame
            .bytes
            .get(self.start()..self.end())
            .unwrap_or_default()
    }

    /// Where it begins in the frame's bytes.
    pub fn start(self) -> usize {
        self.entry.start as usize
    }

    /// Where it ends in the frame's bytes.
    pub fn end(self) -> usize {
        self.entry.end as usize
    }

    /// The bytes of an atom, number or string, unescaped; nothing for NIL, a list, and a literal kept elsewhere.
    pub fn bytes(self) -> Option<Cow<'a, [u8]>> {
        let raw = self.raw();
        match self.entry.form {
            Form::Escaped => Some(unescaped(raw.get(1..raw.len().checked_sub(1)?)?)),
            Form::Unclosed => Some(unescaped(raw.get(1..)?)),
            Form::Nil
            | Form::Number
            | Form::Numbers
            | Form::Atom
            | Form::Plain
            | Form::Literal
            | Form::Literal8
            | Form::List => Some(Cow::Borrowed(self.frame.bytes.get(self.place()?)?)),
        }
    }

    /// Where these bytes stand in the frame's: nowhere where they have to be unescaped, and of what has none.
    pub(in crate::wire) fn place(self) -> Option<Range<usize>> {
        let (start, end) = (self.start(), self.end());
        match self.entry.form {
            Form::Number | Form::Numbers | Form::Atom => Some(start..end),
            Form::Plain => Some(start + 1..end.checked_sub(1)?),
            Form::Literal | Form::Literal8 => {
                let literal = self.frame.literals.get(self.entry.link as usize)?;
                (!literal.elsewhere).then_some(literal.start..end)
            }
            Form::Nil | Form::List | Form::Escaped | Form::Unclosed => None,
        }
    }

    /// The value of a number.
    pub fn number(self) -> Option<u64> {
        matches!(self.entry.form, Form::Number).then(|| line::number(self.raw()))?
    }

    /// The index among the frame's literals of a literal whose bytes are kept elsewhere.
    pub fn elsewhere(self) -> Option<usize> {
        let index = match self.entry.form {
            Form::Literal | Form::Literal8 => self.entry.link as usize,
            _ => return None,
        };
        self.frame
            .literals
            .get(index)
            .is_some_and(|literal| literal.elsewhere)
            .then_some(index)
    }

    /// The children of a list; none for anything else.
    pub fn children(self) -> Nodes<'a> {
        let end = if self.entry.form == Form::List {
            self.entry.link
        } else {
            self.index + 1
        };
        Nodes {
            tape: self.tape,
            frame: self.frame,
            at: self.index + 1,
            end,
            run: None,
        }
    }

    /// An owned copy; a literal kept elsewhere is an empty string in it.
    pub fn to_value(self) -> Value {
        // The lists that are not finished yet, outermost first, each with what is left of it.
        let mut open: Vec<(Nodes<'a>, Vec<Value>)> = Vec::new();
        let mut node = self;
        loop {
            let mut done = node.leaf();
            if done.is_none() {
                open.push((node.children(), Vec::new()));
            }
            node = loop {
                match (done.take(), open.last_mut()) {
                    (Some(value), None) => return value,
                    (Some(value), Some((_, values))) => values.push(value),
                    (None, _) => {}
                }
                let Some((rest, _)) = open.last_mut() else {
                    return Value::Nil;
                };
                match rest.next() {
                    Some(next) => break next,
                    None => done = open.pop().map(|(_, values)| Value::List(values)),
                }
            };
        }
    }

    /// An owned copy of anything but a list.
    fn leaf(self) -> Option<Value> {
        let bytes = || self.bytes().unwrap_or_default().into_owned();
        Some(match self.kind() {
            Kind::List => return None,
            Kind::Nil => Value::Nil,
            Kind::Number => self
                .number()
                .map_or_else(|| Value::Atom(bytes()), Value::Number),
            Kind::Atom => Value::Atom(bytes()),
            Kind::Quoted => Value::String(bytes(), StringForm::Quoted),
            Kind::Literal => Value::String(bytes(), StringForm::Literal),
            Kind::Literal8 => Value::String(bytes(), StringForm::Literal8),
        })
    }
}

/// Takes the backslashes away that escape a quote or a backslash; any other stays.
fn unescaped(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.contains(&b'\\') {
        return Cow::Borrowed(bytes);
    }
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        let escaped = if byte == b'\\' {
            rest.next_if(|next| matches!(next, b'"' | b'\\'))
        } else {
            None
        };
        plain.push(escaped.unwrap_or(byte));
    }
    Cow::Owned(plain)
}

/// Nodes that follow on each other.
#[derive(Debug, Clone)]
pub struct Nodes<'a> {
    tape: &'a Tape,
    frame: Frame<'a>,
    at: u32,
    end: u32,
    /// Numbers that share an entry, and how far they were given out.
    run: Option<Entry>,
}

impl<'a> Nodes<'a> {
    /// All there are at the top of a tape.
    pub(super) fn all(tape: &'a Tape, frame: Frame<'a>) -> Self {
        Nodes {
            tape,
            frame,
            at: 0,
            end: tape.len(),
            run: None,
        }
    }

    /// All bytes that are left, from the first node to the last, as they stand on the wire.
    pub fn raw(&self) -> &'a [u8] {
        let mut rest = self.clone();
        let Some(first) = rest.next() else { return &[] };
        let mut last = first.end();
        // The last sibling ends where the last entry ends, or with the list that entry is in.
        while let Some(entry) = self.tape.entry(rest.at).filter(|_| rest.at < rest.end) {
            last = entry.end as usize;
            rest.at = if entry.form == Form::List {
                entry.link
            } else {
                rest.at + 1
            };
        }
        if let Some(run) = rest.run {
            last = last.max(run.end as usize);
        }
        self.frame
            .bytes
            .get(first.start()..last)
            .unwrap_or_default()
    }

    /// How the response these are of spells mailbox names.
    pub fn names(&self) -> Names {
        self.tape.names()
    }

    /// What did not fit the grammar in the response these are of.
    pub fn anomalies(&self) -> &'a [Anomaly] {
        self.tape.anomalies()
    }

    /// The next number of a run; a blank stands before each but the first.
    fn of_run(&mut self, run: Entry) -> Node<'a> {
        let bytes = self
            .frame
            .bytes
            .get(run.start as usize..run.end as usize)
            .unwrap_or_default();
        let blank = bytes.iter().position(|byte| !byte.is_ascii_digit());
        let end = blank.map_or(run.end, |len| run.start + len as u32);
        self.run = blank.map(|_| Entry {
            start: end + 1,
            ..run
        });
        Node {
            tape: self.tape,
            frame: self.frame,
            index: self.at,
            entry: Entry {
                form: Form::Number,
                end,
                ..run
            },
        }
    }
}

impl<'a> Iterator for Nodes<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        if let Some(run) = self.run {
            return Some(self.of_run(run));
        }
        if self.at >= self.end {
            return None;
        }
        let index = self.at;
        let entry = self.tape.entry(index)?;
        self.at = if entry.form == Form::List {
            entry.link
        } else {
            index + 1
        };
        if entry.form == Form::Numbers {
            return Some(self.of_run(entry));
        }
        Some(Node {
            tape: self.tape,
            frame: self.frame,
            index,
            entry,
        })
    }
}
