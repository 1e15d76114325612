//! What comes out of the framer, step by step.

/// One literal of a response. RFC 9051 section 4.3; RFC 3501 section 4.3; RFC 3516 section 4.4
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

/// What a response is of its line. A long line of numbers comes as several responses, of which each says by itself what
/// it has of them: `* SEARCH 1 2 3 4` as `* SEARCH 1 2` and `* SEARCH 3 4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// So many of its bytes are the beginning of the line once more, and did not come again.
    pub repeated: usize,
    /// The line goes on in the next response behind this byte, in place of a line end.
    pub joint: Option<u8>,
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
