//! The lines of `raw -`: commands with their literals from standard input, one at a time.

use std::io;

use imapclient::client::{Upcoming, Waker};
use imapclient::types::RawPart;
use memchr::memchr;
use rustix::event::Timespec;

use super::super::failure::{Class, Failure};
use super::super::line::announcement;
use super::super::waiting::Waiting;

/// Longer lines no server takes.
const LONGEST_LINE: usize = 64 << 10;

/// The literals of one command have so many bytes at most: they are held in memory.
const LARGEST_LITERALS: usize = 32 << 20;

/// Standard input, a command at a time. Of more than the present command no more is held than one reading brings.
pub(super) struct RawInput {
    waker: Waker,
    bytes: Vec<u8>,
    /// Where what was not yet taken begins.
    start: usize,
    ended: bool,
    /// How many lines were taken, those of literals included.
    lines: u64,
    /// The line on which the present command begins.
    first: u64,
    /// What there is of it.
    parts: Vec<RawPart>,
    /// The literal that goes on: its length, and whether it waits for leave.
    literal: Option<(usize, bool)>,
    literals: usize,
}

impl RawInput {
    pub(super) fn new(waker: Waker) -> Self {
        RawInput {
            waker,
            bytes: Vec::new(),
            start: 0,
            ended: false,
            lines: 0,
            first: 0,
            parts: Vec::new(),
            literal: None,
            literals: 0,
        }
    }

    /// The line on which the command begins that was taken last, counted from one.
    pub(super) fn line(&self) -> u64 {
        self.first
    }

    /// The next command, waiting for it if that may be.
    ///
    /// # Errors
    /// Lines that cannot be commands, and an end within one; `interrupted:` when the waker ended the wait.
    pub(super) fn next(&mut self, may_wait: bool) -> Result<Upcoming, Failure> {
        loop {
            let whole = match self.literal {
                Some((count, waits)) => self.take_literal(count, waits),
                None => self.take_line()?,
            };
            match whole {
                Taken::Command => return Ok(Upcoming::Command(std::mem::take(&mut self.parts))),
                Taken::Piece => {}
                Taken::Nothing if self.ended && self.parts.is_empty() => return Ok(Upcoming::End),
                Taken::Nothing if self.ended => return Err(self.unfinished()),
                Taken::Nothing if !self.read(may_wait)? => return Ok(Upcoming::Later),
                Taken::Nothing => {}
            }
        }
    }

    fn left(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// Takes a line of a command, or what follows a literal.
    fn take_line(&mut self) -> Result<Taken, Failure> {
        if self.parts.is_empty() {
            self.first = self.lines + 1;
        }
        let left = self.left();
        let end = memchr(b'\n', left);
        let (line, taken) = match end {
            Some(end) => (left.get(..end).unwrap_or_default(), end + 1),
            None if self.ended && !left.is_empty() => (left, left.len()),
            None => (left, 0),
        };
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.len() > LONGEST_LINE {
            return Err(self.mistake(&format!("it is longer than {LONGEST_LINE} bytes")));
        }
        if taken == 0 {
            return Ok(Taken::Nothing);
        }
        let Ok(text) = std::str::from_utf8(line) else {
            return Err(self.mistake("it is not UTF-8; a literal holds any bytes"));
        };
        let announced = announcement(text);
        let (text, literal) = match &announced {
            Some((before, literal)) => (*before, Some((literal.count, literal.waits))),
            None => (text, None),
        };
        let blank = self.parts.is_empty() && literal.is_none() && text.trim_ascii().is_empty();
        let text = RawPart::Text(text.to_owned());
        self.start += taken;
        self.lines += 1;
        if blank {
            return Ok(Taken::Piece);
        }
        self.parts.push(text);
        let Some((count, _)) = literal else {
            self.literals = 0;
            return Ok(Taken::Command);
        };
        self.literals = self.literals.saturating_add(count);
        if self.literals > LARGEST_LITERALS {
            return Err(self
                .mistake(&format!(
                    "its literals are larger than {LARGEST_LITERALS} bytes"
                ))
                .hint("raw with {@FILE} sends a literal of any size"));
        }
        self.literal = literal;
        Ok(Taken::Piece)
    }

    /// Takes the bytes of a literal, once they are there.
    fn take_literal(&mut self, count: usize, waits: bool) -> Taken {
        let Some(bytes) = self.left().get(..count) else {
            return Taken::Nothing;
        };
        let bytes = bytes.to_vec();
        self.lines += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        self.start += count;
        self.parts.push(RawPart::Literal { bytes, waits });
        self.literal = None;
        Taken::Piece
    }

    /// Reads what there is, waiting for it if that may be; false when there is nothing yet.
    fn read(&mut self, may_wait: bool) -> Result<bool, Failure> {
        let at_once = Timespec::default();
        let mut piece = [0; 16 * 1024];
        let limit = (!may_wait).then_some(&at_once);
        let read = Waiting::on(io::stdin(), &self.waker).read_within(&mut piece, limit);
        let read = read
            .map_err(|error| Failure::system(Class::Usage, "cannot read standard input", &error))?;
        let Some(count) = read else {
            return Ok(false);
        };
        self.ended = count == 0;
        self.bytes.drain(..std::mem::take(&mut self.start));
        let piece = piece.get(..count).unwrap_or_default();
        self.bytes.extend_from_slice(piece);
        Ok(true)
    }

    fn unfinished(&self) -> Failure {
        match self.literal {
            Some((count, _)) => self.mistake(&format!(
                "the input ends within its literal: {} of {count} bytes are there",
                self.left().len()
            )),
            None => self.mistake("the input ends behind its literal, before the line does"),
        }
    }

    fn mistake(&self, text: &str) -> Failure {
        Failure::usage(
            "raw",
            format!("line {} of standard input: {text}", self.first),
        )
    }
}

/// What was taken of the input.
enum Taken {
    /// The last piece of a command.
    Command,
    /// Another piece.
    Piece,
    /// More is to be read first.
    Nothing,
}
