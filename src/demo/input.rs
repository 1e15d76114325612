//! Reads commands off a stream, lines and literals, within bounds. What they say is left to the session.

use std::io::{self, BufRead, ErrorKind, Read, Write};

use crate::wire::framer::{Frame, Literal, announced};

/// A command may be this long, literals included, and so may a line.
const LONGEST_COMMAND: usize = 64 << 10;
/// An APPEND, which brings a message, this long.
const LONGEST_APPEND: usize = 16 << 20;
/// So many literals.
const MOST_LITERALS: usize = 50;

/// A command with its literals.
#[derive(Debug, Default)]
pub(super) struct Command {
    bytes: Vec<u8>,
    literals: Vec<Literal>,
}

impl Command {
    pub(super) fn frame(&self) -> Frame<'_> {
        Frame {
            bytes: &self.bytes,
            literals: &self.literals,
        }
    }

    /// Its tag, if it begins with one.
    pub(super) fn tag(&self) -> Option<&str> {
        let tag = self.bytes.split(|byte| *byte == b' ').next()?;
        let fits = |byte: &u8| byte.is_ascii_graphic() && !b"(){%*\"\\+".contains(byte);
        let fits = !tag.is_empty() && tag.len() <= 100 && tag.iter().all(fits);
        std::str::from_utf8(tag).ok().filter(|_| fits)
    }

    /// Says whether a literal of this size may be added.
    fn has_room(&self, size: u64) -> bool {
        let name = self.bytes.split(|byte| *byte == b' ').nth(1);
        let limit = match name {
            Some(name) if name.eq_ignore_ascii_case(b"APPEND") => LONGEST_APPEND,
            _ => LONGEST_COMMAND,
        };
        let length = size.saturating_add(self.bytes.len() as u64);
        length <= limit as u64 && self.literals.len() < MOST_LITERALS
    }
}

/// What comes of the client.
pub(super) struct Input<'a>(pub(super) &'a mut dyn BufRead);

impl Input<'_> {
    /// Reads a line, and gives it without its end.
    ///
    /// # Errors
    /// The line is too long, or the link was lost.
    pub(super) fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        Read::take(&mut *self.0, LONGEST_COMMAND as u64).read_until(b'\n', &mut line)?;
        match line.strip_suffix(b"\n") {
            Some(text) => Ok(text.strip_suffix(b"\r").unwrap_or(text).to_vec()),
            None if line.len() == LONGEST_COMMAND => Err(io::Error::other("the line is too long")),
            None => Err(ErrorKind::UnexpectedEof.into()),
        }
    }

    /// Reads a command, or nothing where the client has gone; says to `to` that a literal may come, or may not.
    ///
    /// # Errors
    /// As [`Input::line`], and for a literal that is too large and comes all the same.
    pub(super) fn command(&mut self, to: &mut dyn Write) -> io::Result<Option<Command>> {
        let mut command = Command::default();
        loop {
            if command.bytes.is_empty() && self.0.fill_buf()?.is_empty() {
                return Ok(None);
            }
            let line = self.line()?;
            command.bytes.extend_from_slice(&line);
            let Some(literal) = announced(&line) else {
                return Ok(Some(command));
            };
            command.bytes.extend_from_slice(b"\r\n");
            let waits = !line.ends_with(b"+}");
            match literal.size.filter(|size| command.has_room(*size)) {
                Some(len) => {
                    if waits {
                        to.write_all(b"+ go on\r\n")?;
                    }
                    let (start, elsewhere) = (command.bytes.len(), false);
                    command.literals.push(Literal {
                        start,
                        len,
                        elsewhere,
                    });
                    let came = Read::take(&mut *self.0, len).read_to_end(&mut command.bytes)?;
                    if (came as u64) < len {
                        return Err(ErrorKind::UnexpectedEof.into());
                    }
                }
                None if waits => {
                    let tag = command.tag().unwrap_or("*");
                    write!(to, "{tag} NO [TOOBIG] the literal is too large\r\n")?;
                    command = Command::default();
                }
                None => return Err(io::Error::other("the literal is too large")),
            }
        }
    }
}
