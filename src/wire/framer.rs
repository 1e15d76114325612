//! Finds where a response ends, lines and literals, without understanding it; incrementally, each byte
//! looked at once. Limits are enforced here. A long line of numbers is not waited for: it comes as several responses.

mod buffer;
mod limits;
pub(in crate::wire) mod line;
mod numbers;
mod step;
#[cfg(test)]
mod tests;

use memchr::memchr;

use self::buffer::{Buffer, Taken};
pub use self::limits::{Limits, Overflow};
pub(crate) use self::line::announced;
use self::line::{Start, begins_response, may_precede_literal, open_lists, start, without_end};
pub use self::step::{Frame, Literal, Part, Step};

/// What the framer keeps of its own memory between responses.
const KEPT: usize = 64 << 10;

/// Of a line of numbers that has not ended yet so much is handed out before the rest of it is there.
const PIECE: usize = 64 << 10;

/// What the framer is in the middle of.
#[derive(Debug, Clone, Copy)]
enum State {
    /// A line, or the rest of one behind a literal.
    Line,
    /// A literal of this size that stays in memory.
    Literal(usize),
    /// A literal that is handed on, with this many bytes to come.
    Elsewhere(u64),
    /// A FETCH whose list is open came to a line end right behind a literal, where the response would end after
    /// this many bytes. The line that follows says whether it did, or whether the literal was counted short.
    Doubt(usize),
}

/// What was found, by its place in the buffer.
enum Found {
    More,
    LiteralStart(u64),
    Piece(Taken),
    Response(Taken),
}

/// A line in the buffer.
struct Line {
    /// Where it ends.
    end: usize,
    /// Where the next one begins.
    next: usize,
}

/// The framer: bytes go in through [`Framer::space`] and [`Framer::filled`], responses come out of [`Framer::step`].
///
/// Offsets count from the front of the buffer's live bytes, which is where the response begins,
/// or, once one of its literals was handed on, where that literal ended.
#[derive(Debug)]
pub struct Framer {
    limits: Limits,
    buffer: Buffer,
    state: State,
    /// Where the current line or literal begins.
    at: usize,
    /// How far the buffer was searched for a line end.
    scanned: usize,
    /// The bytes of the response before the latest literal that was handed on.
    prefix: Vec<u8>,
    literals: Vec<Literal>,
    /// How many bytes of the response before `at` are not in literals.
    text: usize,
    start: Start,
    /// How many lists of a FETCH are open.
    open: usize,
    /// What the response is of its line.
    part: Part,
    /// The beginning of the line whose rest is still to come.
    head: Vec<u8>,
    /// The line is not handed out in pieces: it holds more than numbers.
    indivisible: bool,
    /// No line is.
    keeps_lines: bool,
    /// Where the response is that was handed out last, in the buffer or in `prefix`.
    complete: Option<Taken>,
    failure: Option<Overflow>,
}

impl Framer {
    /// Starts with nothing received.
    pub fn new(limits: Limits) -> Self {
        Framer {
            limits,
            buffer: Buffer::default(),
            state: State::Line,
            at: 0,
            scanned: 0,
            prefix: Vec::new(),
            literals: Vec::new(),
            text: 0,
            start: Start::Text,
            open: 0,
            part: Part::default(),
            head: Vec::new(),
            indivisible: false,
            keeps_lines: false,
            complete: None,
            failure: None,
        }
    }

    /// Says whether every line is waited for whole, for those who want it as it came.
    pub fn keep_lines(&mut self, whole: bool) {
        self.keeps_lines = whole;
    }

    /// Room for at least 16 KiB of bytes to be read into.
    pub fn space(&mut self) -> &mut [u8] {
        if self.part.joint.is_some() {
            // The beginning of the rest takes the place of what was handed out.
            self.forget_complete();
        }
        self.buffer.room()
    }

    /// Says how many bytes of the room were filled.
    pub fn filled(&mut self, count: usize) {
        self.buffer.filled(count);
    }

    /// The next thing found, handing its bytes out until the next call.
    ///
    /// # Errors
    /// [`Overflow`] when a limit is passed; from then on every call fails.
    pub fn step(&mut self) -> Result<Step<'_>, Overflow> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        self.forget_complete();
        match self.advance() {
            Ok(Found::More) => Ok(Step::More),
            Ok(Found::LiteralStart(size)) => Ok(Step::LiteralStart(size)),
            Ok(Found::Piece(piece)) => Ok(Step::LiteralPiece(self.buffer.taken(piece))),
            Ok(Found::Response(taken)) => Ok(Step::Response(self.frame(taken))),
            Err(overflow) => {
                self.failure = Some(overflow.clone());
                Err(overflow)
            }
        }
    }

    /// The response that the last step handed out, until the next step or the next [`Framer::space`].
    pub fn current(&self) -> Option<Frame<'_>> {
        self.complete.map(|taken| self.frame(taken))
    }

    fn frame(&self, taken: Taken) -> Frame<'_> {
        let bytes = if self.prefix.is_empty() {
            self.buffer.taken(taken)
        } else {
            &self.prefix
        };
        Frame {
            bytes,
            literals: &self.literals,
        }
    }

    /// What the response that the last step handed out is of its line.
    pub fn part(&self) -> Part {
        self.part
    }

    /// The bytes received that belong to no complete response yet, for reports and for the check before STARTTLS.
    /// Of a response with a literal that was handed on these are its bytes before that literal.
    pub fn unread(&self) -> &[u8] {
        if self.prefix.is_empty() || self.complete.is_some() {
            self.buffer.live()
        } else {
            &self.prefix
        }
    }

    /// How many bytes came of how many, while a literal is on its way; for the report of a lost connection.
    pub fn literal_progress(&self) -> Option<(u64, u64)> {
        match self.state {
            State::Literal(size) => {
                Some(((self.buffer.live().len() - self.at) as u64, size as u64))
            }
            State::Elsewhere(left) => self
                .literals
                .last()
                .map(|literal| (literal.len - left, literal.len)),
            State::Line | State::Doubt(_) => None,
        }
    }

    /// Forgets the response handed out by the step before. Where its line goes on, the rest begins as that did.
    fn forget_complete(&mut self) {
        if self.complete.take().is_none() {
            return;
        }
        self.indivisible = false;
        self.part = Part {
            repeated: self.head.len(),
            joint: None,
        };
        self.buffer.put_in_front(&self.head);
        self.head.clear();
        self.prefix.clear();
        self.prefix.shrink_to(KEPT);
        self.literals.clear();
        self.literals.shrink_to(KEPT / size_of::<Literal>());
        self.text = 0;
        self.start = Start::Text;
        self.open = 0;
    }

    fn advance(&mut self) -> Result<Found, Overflow> {
        loop {
            match self.state {
                State::Line => {
                    let Some(line) = self.line()? else {
                        return Ok(self.numbers().unwrap_or(Found::More));
                    };
                    if let Some(found) = self.line_ended(&line)? {
                        return Ok(found);
                    }
                }
                State::Literal(size) => {
                    if self.buffer.live().len() - self.at < size {
                        return Ok(Found::More);
                    }
                    self.go_on(self.at + size, State::Line);
                }
                State::Elsewhere(left) => return Ok(self.piece(left)),
                State::Doubt(end) => {
                    let Some(line) = self.line()? else {
                        return Ok(Found::More);
                    };
                    let text = self
                        .buffer
                        .live()
                        .get(self.at..line.end)
                        .unwrap_or_default();
                    if begins_response(text) {
                        return Ok(self.complete(end, self.at));
                    }
                    if text.is_empty() {
                        self.go_on(line.next, State::Doubt(end));
                    } else {
                        self.state = State::Line;
                    }
                }
            }
        }
    }

    /// Finds the end of the current line, searching only what was not searched before.
    fn line(&mut self) -> Result<Option<Line>, Overflow> {
        self.skip_nuls();
        let live = self.buffer.live();
        let found = memchr(b'\n', live.get(self.scanned..).unwrap_or_default());
        let until = found.map_or(live.len(), |distance| self.scanned + distance);
        // One byte more is let pass, because it may be the CR of the line end.
        if (self.text + until - self.at).saturating_sub(1) > self.limits.line {
            return Err(self.limits.line_passed());
        }
        if (self.prefix.len() + until).saturating_sub(1) > self.limits.response {
            return Err(self.limits.response_passed());
        }
        self.scanned = until;
        Ok(found.map(|_| {
            let text = live.get(self.at..=until).unwrap_or_default();
            Line {
                end: self.at + without_end(text).len(),
                next: until + 1,
            }
        }))
    }

    /// Takes what there is of a long line of numbers that has not ended, up to the last whole one.
    fn numbers(&mut self) -> Option<Found> {
        let begun = self.at == 0 && self.prefix.is_empty() && self.literals.is_empty();
        let line = self.buffer.live();
        if line.len() < PIECE || self.indivisible || self.keeps_lines || !begun {
            return None;
        }
        let Some(cut) = numbers::cut(line) else {
            self.indivisible = true;
            return None;
        };
        self.head
            .extend_from_slice(line.get(..cut.head).unwrap_or_default());
        self.part.joint = Some(cut.separator);
        Some(self.complete(cut.end, cut.end + 1))
    }

    /// Drops the NULs some servers send before a line.
    fn skip_nuls(&mut self) {
        let fresh = self.at == 0 && self.prefix.is_empty() && self.literals.is_empty();
        if fresh && self.buffer.live().first() == Some(&0) {
            let nuls = self
                .buffer
                .live()
                .iter()
                .take_while(|byte| **byte == 0)
                .count();
            self.buffer.take(0, nuls);
            self.scanned = 0;
        }
    }

    /// Goes on behind a line end: the response is complete, or a literal follows.
    fn line_ended(&mut self, line: &Line) -> Result<Option<Found>, Overflow> {
        let text = self
            .buffer
            .live()
            .get(self.at..line.end)
            .unwrap_or_default();
        if text.is_empty() && self.open > 0 {
            self.go_on(line.next, State::Doubt(line.end));
            return Ok(None);
        }
        let Some(announcement) = announced(text) else {
            return Ok(Some(self.complete(line.end, line.next)));
        };
        if self.literals.is_empty() {
            self.start = start(text);
        }
        if !may_precede_literal(self.start, text.get(..announcement.at).unwrap_or_default()) {
            return Ok(Some(self.complete(line.end, line.next)));
        }
        if self.start == Start::Fetch {
            self.open = open_lists(self.open, text);
        }
        let size = announcement
            .size
            .filter(|size| *size <= self.limits.literal)
            .ok_or_else(|| self.limits.literal_passed())?;
        self.text += line.next - self.at;
        self.literal(size, line.next)
            .map(|elsewhere| elsewhere.then_some(Found::LiteralStart(size)))
    }

    /// Goes on with a literal that begins at `next`; says whether it is handed on.
    fn literal(&mut self, size: u64, next: usize) -> Result<bool, Overflow> {
        let start = self.prefix.len() + next;
        match usize::try_from(size) {
            Ok(len) if len <= self.limits.literal_in_memory => {
                if start.saturating_add(len) > self.limits.response {
                    return Err(self.limits.response_passed());
                }
                self.literals.push(Literal {
                    start,
                    len: size,
                    elsewhere: false,
                });
                self.go_on(next, State::Literal(len));
                Ok(false)
            }
            _ => {
                self.literals.push(Literal {
                    start,
                    len: size,
                    elsewhere: true,
                });
                self.prefix
                    .extend_from_slice(self.buffer.live().get(..next).unwrap_or_default());
                self.buffer.take(0, next);
                self.go_on(0, State::Elsewhere(size));
                Ok(true)
            }
        }
    }

    /// Hands on what there is of a literal.
    fn piece(&mut self, left: u64) -> Found {
        let available = self.buffer.live().len();
        if available == 0 {
            return Found::More;
        }
        let len = usize::try_from(left).map_or(available, |left| left.min(available));
        let left = left - len as u64;
        self.state = if left == 0 {
            State::Line
        } else {
            State::Elsewhere(left)
        };
        Found::Piece(self.buffer.take(len, len))
    }

    /// Ends the response at `end`; the next one begins at `next`.
    fn complete(&mut self, end: usize, next: usize) -> Found {
        if !self.prefix.is_empty() {
            self.prefix
                .extend_from_slice(self.buffer.live().get(..end).unwrap_or_default());
        }
        let taken = self.buffer.take(end, next);
        self.complete = Some(taken);
        self.go_on(0, State::Line);
        Found::Response(taken)
    }

    fn go_on(&mut self, at: usize, state: State) {
        self.at = at;
        self.scanned = at;
        self.state = state;
    }
}
