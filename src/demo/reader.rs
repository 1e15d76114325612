//! Finds where a command ends, lines and literals, as bytes come in; each byte is looked at once.
//! Limits are enforced here. What a command says is left to the session.

use memchr::memchr;

use crate::wire::framer::{Frame, Literal, announced};

/// A command may be this long, literals included.
const LONGEST_COMMAND: usize = 64 << 10;
/// An APPEND, which brings a message, this long.
const LONGEST_APPEND: usize = 16 << 20;

/// So many literals: between any two of them there may be a long line.
const MOST_LITERALS: usize = 50;

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
    /// Where the current line begins, which may be behind a literal that is still to come.
    at: usize,
    /// How far it was searched for its end.
    scanned: usize,
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
            let Some(rest) = self.input.get(self.scanned..) else {
                return Found::More;
            };
            let Some(distance) = memchr(b'\n', rest) else {
                self.scanned = self.input.len();
                return match self.scanned - self.at > LONGEST_COMMAND {
                    true => Found::Lost("the line is too long"),
                    false => Found::More,
                };
            };
            let (end, next) = (self.scanned + distance, self.scanned + distance + 1);
            let line = self.input.get(self.at..end).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let Some(literal) = announced(line).filter(|_| !plain) else {
                self.complete = Some((self.at + line.len(), next));
                return Found::Line;
            };
            let waits = !line.ends_with(b"+}");
            let few = self.literals.len() < MOST_LITERALS;
            let fits = |size: &u64| few && size.saturating_add(next as u64) <= self.limit() as u64;
            match literal.size.filter(fits) {
                Some(len) => {
                    let (start, elsewhere) = (next, false);
                    self.literals.push(Literal {
                        start,
                        len,
                        elsewhere,
                    });
                    self.at = next + len as usize;
                    self.scanned = self.at;
                    if waits {
                        return Found::Literal;
                    }
                }
                None if waits => {
                    let tag = self.tag();
                    self.drop_command(next);
                    return Found::TooLarge { tag };
                }
                None => return Found::Lost("the literal is too large"),
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
        (self.at, self.scanned) = (0, 0);
    }
}

/// A tag, if these bytes may be one.
pub(super) fn tag(bytes: &[u8]) -> Option<String> {
    let fits = |byte: &u8| byte.is_ascii_graphic() && !b"(){%*\"\\+".contains(byte);
    let fits = !bytes.is_empty() && bytes.len() <= 100 && bytes.iter().all(fits);
    fits.then(|| String::from_utf8_lossy(bytes).into_owned())
}
