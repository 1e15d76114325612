//! The value tree: a complete response as a flat tape of nodes over its bytes, for any response,
//! known or not. What it means is left to [`super::views`].
//!
//! A node takes 16 bytes; numbers that follow on each other outside of lists, as in SEARCH, share one.

#[cfg(test)]
mod tests;
mod tokens;

use std::borrow::Cow;

use crate::types::{StringForm, Value};
use crate::wire::framer::{Frame, line};
use crate::wire::tree::tokens::{Token, Tokens};

/// More values than this in one response are not read; it bounds the tape at 64 MiB.
const MOST_NODES: usize = 4 << 20;

/// How many anomalies of one response are told.
const MOST_ANOMALIES: usize = 100;

/// How many nodes a tape keeps room for between responses.
const KEPT_NODES: usize = 64 << 10;

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

/// Something that does not fit the grammar and was read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anomaly {
    /// Where it is in the frame's bytes.
    pub at: usize,
    /// What it is.
    pub kind: AnomalyKind,
}

/// What does not fit the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnomalyKind {
    /// A list that is not closed ends with the response.
    UnclosedList,
    /// A `)` without its `(` is left out.
    StrayParenthesis,
    /// A string that is not closed ends with the line.
    UnclosedString,
    /// A quote inside a string without a backslash before it.
    BareQuote,
    /// A backslash before the quote that ends a string.
    BackslashAtEnd,
    /// A section that is not closed is read as a word.
    UnclosedSection,
}

impl AnomalyKind {
    /// What is wrong, in words fit to follow a colon.
    pub fn as_str(self) -> &'static str {
        match self {
            AnomalyKind::UnclosedList => "a list is not closed",
            AnomalyKind::StrayParenthesis => "a parenthesis closes no list",
            AnomalyKind::UnclosedString => "a quoted string is not closed",
            AnomalyKind::BareQuote => "a quote inside a string is not escaped",
            AnomalyKind::BackslashAtEnd => "a backslash stands before the quote that ends a string",
            AnomalyKind::UnclosedSection => "a section is not closed",
        }
    }
}

/// How the bytes of a node are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Nil,
    Number,
    /// Numbers with blanks between them.
    Numbers,
    Atom,
    /// A quoted string without a backslash.
    Plain,
    /// A quoted string with backslashes.
    Escaped,
    /// A quoted string without its closing quote.
    Unclosed,
    Literal,
    Literal8,
    List,
}

/// One entry of the tape.
#[derive(Debug, Clone, Copy)]
struct Entry {
    form: Form,
    /// The first byte, in the frame.
    start: u32,
    /// The byte after the last.
    end: u32,
    /// Of a list the entry that follows its last child; of a literal its index in the frame.
    link: u32,
}

/// The nodes of one response; kept between responses so that its memory is reused.
#[derive(Debug, Default)]
pub struct Tape {
    entries: Vec<Entry>,
    anomalies: Vec<Anomaly>,
    /// The lists that are open while a response is read.
    open: Vec<u32>,
}

impl Tape {
    /// What did not fit the grammar in the response read last, in the order it was come across.
    pub fn anomalies(&self) -> &[Anomaly] {
        &self.anomalies
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.entries.shrink_to(KEPT_NODES);
        self.anomalies.clear();
        self.open.clear();
    }

    fn note(&mut self, at: usize, kind: AnomalyKind) {
        if self.anomalies.len() < MOST_ANOMALIES {
            self.anomalies.push(Anomaly { at, kind });
        }
    }

    fn push(&mut self, form: Form, (start, end): (u32, u32), link: u32) -> Result<(), String> {
        if self.entries.len() >= MOST_NODES {
            return Err(format!("more than {MOST_NODES} values in one response"));
        }
        self.entries.push(Entry {
            form,
            start,
            end,
            link,
        });
        Ok(())
    }

    /// Adds a number, to those before it where it follows on them outside of lists.
    fn push_number(&mut self, span: (u32, u32), follows: bool) -> Result<(), String> {
        if follows && let Some(last) = self.entries.last_mut() {
            last.form = Form::Numbers;
            last.end = span.1;
            return Ok(());
        }
        self.push(Form::Number, span, 0)
    }

    fn open_list(&mut self, (start, end): (u32, u32), depth: usize) -> Result<(), String> {
        if self.open.len() >= depth {
            return Err(format!("nested deeper than {depth}"));
        }
        self.open.push(self.len());
        self.push(Form::List, (start, end), 0)
    }

    fn close_list(&mut self, end: u32) -> bool {
        let Some(open) = self.open.pop() else {
            return false;
        };
        let next = self.len();
        if let Some(list) = self.entries.get_mut(open as usize) {
            list.end = end;
            list.link = next;
        }
        true
    }

    /// The number of entries, which [`MOST_NODES`] keeps within 32 bits.
    fn len(&self) -> u32 {
        self.entries.len() as u32
    }
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
    // Whether the last entry is a number, or numbers, outside of any list and right before the next token.
    let mut number_before = false;
    while let Some((token, start, end)) = tokens.next(&mut |at, kind| tape.note(at, kind)) {
        let span = (start as u32, end as u32);
        let mut number = false;
        match token {
            Token::Open => tape.open_list(span, depth)?,
            Token::Close if tape.close_list(span.1) => {}
            Token::Close => tape.note(start, AnomalyKind::StrayParenthesis),
            Token::Number => {
                tape.push_number(span, number_before)?;
                number = tape.open.is_empty();
            }
            Token::Nil => tape.push(Form::Nil, span, 0)?,
            Token::Atom => tape.push(Form::Atom, span, 0)?,
            Token::Plain => tape.push(Form::Plain, span, 0)?,
            Token::Escaped => tape.push(Form::Escaped, span, 0)?,
            Token::Unclosed => tape.push(Form::Unclosed, span, 0)?,
            Token::Literal(index) => tape.push(Form::Literal, span, index)?,
            Token::Literal8(index) => tape.push(Form::Literal8, span, index)?,
        }
        number_before = number;
    }
    let end = frame.bytes.len();
    while tape.close_list(end as u32) {
        tape.note(end, AnomalyKind::UnclosedList);
    }
    let tape: &'a Tape = tape;
    Ok(Nodes {
        tape,
        frame,
        at: 0,
        end: tape.len(),
        run: None,
    })
}

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
            Form::Nil | Form::List => None,
            Form::Number | Form::Numbers | Form::Atom => Some(Cow::Borrowed(raw)),
            Form::Plain => Some(Cow::Borrowed(raw.get(1..raw.len().checked_sub(1)?)?)),
            Form::Escaped => Some(unescaped(raw.get(1..raw.len().checked_sub(1)?)?)),
            Form::Unclosed => Some(unescaped(raw.get(1..)?)),
            Form::Literal | Form::Literal8 => {
                let literal = self.frame.literals.get(self.entry.link as usize)?;
                let bytes = self.frame.bytes.get(literal.start..self.end())?;
                (!literal.elsewhere).then_some(Cow::Borrowed(bytes))
            }
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
    /// All bytes that are left, from the first node to the last, as they stand on the wire.
    pub fn raw(&self) -> &'a [u8] {
        let mut rest = self.clone();
        let Some(first) = rest.next() else { return &[] };
        let mut last = first.end();
        // The last sibling ends where the last entry ends, or with the list that entry is in.
        while let Some(entry) = self
            .tape
            .entries
            .get(rest.at as usize)
            .filter(|_| rest.at < rest.end)
        {
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

    /// What did not fit the grammar in the response these are of.
    pub fn anomalies(&self) -> &'a [Anomaly] {
        self.tape.anomalies()
    }

    /// The next number of a run.
    fn of_run(&mut self) -> Option<Node<'a>> {
        let run = self.run?;
        let bytes = self
            .frame
            .bytes
            .get(run.start as usize..run.end as usize)
            .unwrap_or_default();
        let len = bytes
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (_, after) = bytes.split_at_checked(len)?;
        let blanks = after
            .iter()
            .take_while(|byte| !byte.is_ascii_digit())
            .count();
        let start = run.start + (len + blanks) as u32;
        self.run = (start < run.end).then_some(Entry { start, ..run });
        let entry = Entry {
            form: Form::Number,
            end: run.start + len as u32,
            ..run
        };
        Some(Node {
            tape: self.tape,
            frame: self.frame,
            index: self.at,
            entry,
        })
    }
}

impl<'a> Iterator for Nodes<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        if self.run.is_some() {
            return self.of_run();
        }
        if self.at >= self.end {
            return None;
        }
        let index = self.at;
        let entry = *self.tape.entries.get(index as usize)?;
        self.at = if entry.form == Form::List {
            entry.link
        } else {
            index + 1
        };
        if entry.form == Form::Numbers {
            self.run = Some(entry);
            return self.of_run();
        }
        Some(Node {
            tape: self.tape,
            frame: self.frame,
            index,
            entry,
        })
    }
}

/// The numbers at the beginning of some bytes, blanks between them, and what follows the last:
/// `1 2 3 (MODSEQ 9)` read straight off the wire. Leading zeros are allowed.
#[derive(Debug, Clone)]
pub struct Numbers<'a> {
    rest: &'a [u8],
}

/// Reads numbers straight off bytes, without a tape.
pub fn numbers(bytes: &[u8]) -> Numbers<'_> {
    Numbers { rest: bytes }
}

impl<'a> Numbers<'a> {
    /// What was not read yet; after the last number what is none.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl Iterator for Numbers<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.rest = line::blanks(self.rest);
        let len = self
            .rest
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (digits, rest) = self.rest.split_at_checked(len)?;
        if !matches!(rest.first(), None | Some(b' ' | b'\t' | b'(')) {
            return None;
        }
        let number = line::number(digits)?;
        self.rest = rest;
        Some(number)
    }
}
