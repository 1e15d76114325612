//! Finds where a command ends, lines and literals, as bytes come in; each byte is looked at once.
//! Limits are enforced here. What a command says is left to the session.

use memchr::memchr;

use crate::wire::framer::{Frame, Literal, announced};

/// A command may be this long, literals included.
const LONGEST_COMMAND: usize = 64 << 10;
/// An APPEND, which brings a message, this long.
const LONGEST_APPEND: usize = 32 << 20;

/// What the reader found next.
pub(super) enum Found {
    /// Nothing complete: more bytes are needed.
    More,
    /// The client waits for leave to send a literal.
    Literal,
    /// A line is complete, or a command with its literals; [`Reader::frame`] has it until [`Reader::next`] is called.
    Line,
    /// A literal was announced that is too large. The command's bytes up to there are dropped.
    TooLarge { tag: String },
    /// The stream cannot be followed any further.
    Lost(&'static str),
}

/// Takes bytes in and gives commands out.
#[derive(Debug, Default)]
pub(super) struct Reader {
    input: Vec<u8>,
    literals: Vec<Literal>,
    /// Where the current line begins.
    at: usize,
    /// How far it was searched for its end.
    scanned: usize,
    /// Where the literal ends that is being received.
    literal: Option<usize>,
    /// Where the complete command ends, and where the next begins.
    complete: Option<(usize, usize)>,
}

impl Reader {
    pub(super) fn receive(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
    }

    /// How many bytes wait.
    pub(super) fn waiting(&self) -> usize {
        self.input.len()
    }

    /// The complete command.
    pub(super) fn frame(&self) -> Frame<'_> {
        let end = self.complete.map_or(0, |(end, _)| end);
        Frame {
            bytes: self.input.get(..end).unwrap_or_default(),
            literals: &self.literals,
        }
    }

    /// Goes on; with `plain` only lines are looked for, as after IDLE and in AUTHENTICATE.
    pub(super) fn next(&mut self, plain: bool) -> Found {
        if let Some((_, next)) = self.complete.take() {
            self.drop_command(next);
        }
        loop {
            if let Some(end) = self.literal {
                if self.input.len() < end {
                    return Found::More;
                }
                (self.literal, self.at, self.scanned) = (None, end, end);
            }
            let rest = self.input.get(self.scanned..).unwrap_or_default();
            let Some(distance) = memchr(b'\n', rest) else {
                self.scanned = self.input.len();
                return match self.scanned - self.at > LONGEST_COMMAND {
                    true => Found::Lost("the line is too long"),
                    false => Found::More,
                };
            };
            let end = self.scanned + distance;
            self.scanned = end + 1;
            let line = self.input.get(self.at..end).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let stop = self.at + line.len();
            let Some(literal) = announced(line).filter(|_| !plain) else {
                self.complete = Some((stop, end + 1));
                return Found::Line;
            };
            let waits = !line.ends_with(b"+}");
            let size = literal.size.and_then(|size| usize::try_from(size).ok());
            let fits = size.filter(|size| size.saturating_add(end) <= self.limit());
            match fits {
                Some(len) => {
                    self.literals.push(Literal {
                        start: end + 1,
                        len: len as u64,
                        elsewhere: false,
                    });
                    self.literal = Some(end + 1 + len);
                }
                None if waits => {
                    let tag = self.tag();
                    self.drop_command(end + 1);
                    return Found::TooLarge { tag };
                }
                None => return Found::Lost("the literal is too large"),
            }
            if waits {
                return Found::Literal;
            }
        }
    }

    fn limit(&self) -> usize {
        let mut words = self.input.split(|byte| *byte == b' ');
        match words.nth(1) {
            Some(word) if word.eq_ignore_ascii_case(b"APPEND") => LONGEST_APPEND,
            _ => LONGEST_COMMAND,
        }
    }

    fn tag(&self) -> String {
        let end = memchr(b' ', &self.input).unwrap_or(0);
        tag(self.input.get(..end).unwrap_or_default()).unwrap_or_else(|| "*".to_owned())
    }

    fn drop_command(&mut self, next: usize) {
        self.input.drain(..next.min(self.input.len()));
        self.input.shrink_to(LONGEST_COMMAND);
        self.literals.clear();
        (self.at, self.scanned, self.literal) = (0, 0, None);
    }
}

/// A tag, if these bytes may be one.
pub(super) fn tag(bytes: &[u8]) -> Option<String> {
    let fits = |byte: &u8| byte.is_ascii_graphic() && !b"(){%*\"\\+".contains(byte);
    let fits = !bytes.is_empty() && bytes.len() <= 100 && bytes.iter().all(fits);
    fits.then(|| String::from_utf8_lossy(bytes).into_owned())
}
