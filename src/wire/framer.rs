//! Finds where a response ends, lines and literals, without understanding it; incrementally, each byte
//! looked at once. Limits are enforced here.

/// How much a server may send before it is stopped.
#[derive(Debug, Clone)]
pub struct Limits {
    /// A line, literals not counted.
    pub line: usize,
    /// A literal that stays in memory; a larger one is handed on in pieces.
    pub literal_in_memory: usize,
    /// Any literal.
    pub literal: u64,
    /// All of a response that stays in memory.
    pub response: usize,
    /// Parentheses within parentheses.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            line: 16 << 20,
            literal_in_memory: 256 << 10,
            literal: 512 << 20,
            response: 64 << 20,
            depth: 100,
        }
    }
}

/// One literal of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Literal {
    /// Where its bytes start in [`Frame::bytes`].
    pub start: usize,
    /// How many bytes it has.
    pub len: u64,
    /// Its bytes were handed on in pieces and are not in [`Frame::bytes`].
    pub elsewhere: bool,
}

/// A complete response.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// All its bytes without the last line end; literals in their places, but for those kept elsewhere.
    pub bytes: &'a [u8],
    /// Its literals in order.
    pub literals: &'a [Literal],
}

/// What the framer found next.
#[derive(Debug)]
pub enum Step<'a> {
    /// Nothing complete: more bytes are needed.
    More,
    /// A large literal of this many bytes begins; its pieces follow.
    LiteralStart(u64),
    /// Some bytes of it.
    LiteralPiece(&'a [u8]),
    /// A response is complete.
    Response(Frame<'a>),
}

/// A limit that was passed; the stream cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Overflow(pub String);

/// The framer: bytes go in through [`Framer::space`] and [`Framer::filled`], responses come out of [`Framer::step`].
#[derive(Debug)]
pub struct Framer {
    limits: Limits,
}

impl Framer {
    /// Starts with nothing received.
    pub fn new(limits: Limits) -> Self {
        Framer { limits }
    }

    /// Room for at least 16 KiB of bytes to be read into.
    pub fn space(&mut self) -> &mut [u8] {
        unimplemented!()
    }

    /// Says how many bytes of the room were filled.
    pub fn filled(&mut self, count: usize) {
        unimplemented!("{count}")
    }

    /// The next thing found, handing its bytes out until the next call.
    ///
    /// # Errors
    /// [`Overflow`] when a limit is passed.
    pub fn step(&mut self) -> Result<Step<'_>, Overflow> {
        unimplemented!()
    }

    /// The bytes received that belong to no complete response yet, for reports and for the check before STARTTLS.
    pub fn unread(&self) -> &[u8] {
        unimplemented!()
    }
}
