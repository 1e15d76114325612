//! A transport that plays a transcript, for tests of programs that use this library, and of itself.
//!
//! A transcript has one thing a line, told by its mark:
//!
//! ```text
//! C: A1 SELECT INBOX          the client must send this line
//! S: * 3 EXISTS               the server sends this line
//! S~ * 1 FETCH (X {2}\r\n\xff\x00)\r\n    the server sends these bytes: escapes \r \n \t \\ \xHH, no line end added
//! C~ ...                      the same, of the client
//! ```
//!
//! Lines with another mark or none are not the script's (the shell's tests write there what is typed and shown).
//! Tags are written A1, A2, ...: the client's real ones are random. At its end the script closes the link.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::client::{Interest, Readiness, Tls, Transport, Waker};
use crate::error::Result;

/// The server's side of a transcript, played to a client. See the [module](self) for its form.
#[derive(Debug)]
pub struct Script {
    state: Arc<Mutex<State>>,
}

/// Tells afterwards whether the script was played to its end.
#[derive(Debug, Clone)]
pub struct Verdict {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    steps: VecDeque<Step>,
    /// What the client sent and no step has matched yet.
    sent: Vec<u8>,
    /// The letters of the client's tags, once seen.
    prefix: Option<Vec<u8>>,
    problem: Option<String>,
}

#[derive(Debug)]
enum Step {
    Client(Vec<u8>),
    Server(Vec<u8>),
}

impl Script {
    /// Reads a transcript.
    ///
    /// # Errors
    /// A sentence that names the line of a bad escape.
    pub fn parse(transcript: &str) -> std::result::Result<Self, String> {
        let mut steps = VecDeque::new();
        for (index, line) in transcript.lines().enumerate() {
            let Some((mark, text)) = line.split_at_checked(2) else {
                continue;
            };
            let text = text.strip_prefix(' ').unwrap_or(text);
            let bytes = match mark {
                "C:" | "S:" => [text.as_bytes(), b"\r\n"].concat(),
                "C~" | "S~" => {
                    unescaped(text).ok_or_else(|| format!("line {}: a bad escape", index + 1))?
                }
                _ => continue,
            };
            steps.push_back(if mark.starts_with('C') {
                Step::Client(bytes)
            } else {
                Step::Server(bytes)
            });
        }
        Ok(Script {
            state: Arc::new(Mutex::new(State {
                steps,
                ..State::default()
            })),
        })
    }

    /// A handle that outlives the script's use as a transport.
    pub fn verdict(&self) -> Verdict {
        Verdict {
            state: Arc::clone(&self.state),
        }
    }
}

impl Verdict {
    /// What went otherwise than the transcript says, if anything; a client that stopped early included.
    pub fn problem(&self) -> Option<String> {
        let state = lock(&self.state);
        let unplayed = state.steps.iter().find_map(|step| match step {
            Step::Client(bytes) => Some(format!("the client never sent {}", shown(bytes))),
            Step::Server(_) => None,
        });
        let extra = (!state.sent.is_empty())
            .then(|| format!("the client sent {} besides", shown(&state.sent)));
        state.problem.clone().or(unplayed).or(extra)
    }
}

impl State {
    /// Compares what was sent with what should be; the first difference is kept as the problem.
    fn compare(&mut self) {
        while let Some(Step::Client(expected)) = self.steps.front() {
            let expected = expected.clone();
            let Some(actual) = self.with_short_tag(&expected) else {
                return;
            };
            let common = actual.len().min(expected.len());
            if actual.get(..common) != expected.get(..common) {
                self.problem.get_or_insert(format!(
                    "expected {}, the client sent {}",
                    shown(&expected),
                    shown(&actual)
                ));
                return;
            }
            if actual.len() < expected.len() {
                return;
            }
            let surplus = actual.len() - expected.len();
            self.sent.drain(..self.sent.len() - surplus);
            self.steps.pop_front();
        }
    }

    /// What was sent with its tag written short; nothing while the tag is not complete.
    fn with_short_tag(&mut self, expected: &[u8]) -> Option<Vec<u8>> {
        if !starts_with_short_tag(expected) {
            return Some(self.sent.clone());
        }
        let end = self.sent.iter().position(|&byte| byte == b' ')?;
        let digits = self.sent.iter().position(u8::is_ascii_digit)?.min(end);
        let (prefix, rest) = self.sent.split_at(digits);
        self.prefix = Some(prefix.to_vec());
        Some([b"A", rest].concat())
    }

    /// Bytes of the server with the client's own tags in them.
    fn with_real_tag(&self, bytes: &[u8]) -> Vec<u8> {
        let Some(prefix) = &self.prefix else {
            return bytes.to_vec();
        };
        if let Some(rest) = bytes.strip_prefix(b"A")
            && starts_with_short_tag(bytes)
        {
            return [prefix, rest].concat();
        }
        match memchr::memmem::find(bytes, b"TAG \"A") {
            Some(at) => {
                let (before, rest) = bytes.split_at(at + 5);
                [before, prefix, rest.get(1..).unwrap_or_default()].concat()
            }
            None => bytes.to_vec(),
        }
    }

    fn failure(&self) -> Option<io::Error> {
        self.problem
            .as_ref()
            .map(|problem| io::Error::other(format!("the script does not fit: {problem}")))
    }
}

impl Transport for Script {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = lock(&self.state);
        if let Some(failure) = state.failure() {
            return Err(failure);
        }
        match state.steps.pop_front() {
            None => Ok(0),
            Some(Step::Server(bytes)) => {
                let bytes = state.with_real_tag(&bytes);
                let count = bytes.len().min(buffer.len());
                let (now, later) = bytes.split_at(count);
                if let Some(space) = buffer.get_mut(..count) {
                    space.copy_from_slice(now);
                }
                if !later.is_empty() {
                    state.steps.push_front(Step::Server(later.to_vec()));
                }
                Ok(count)
            }
            Some(step @ Step::Client(_)) => {
                state.steps.push_front(step);
                Err(ErrorKind::WouldBlock.into())
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = lock(&self.state);
        state.sent.extend_from_slice(bytes);
        state.compare();
        match state.failure() {
            Some(failure) => Err(failure),
            None => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn wait(
        &mut self,
        interest: Interest,
        deadline: Option<Instant>,
        waker: &Waker,
    ) -> io::Result<Readiness> {
        let state = lock(&self.state);
        if waker.is_woken() {
            return Ok(Readiness::Woken);
        }
        match state.steps.front() {
            Some(Step::Client(expected)) if interest == Interest::Read => match deadline {
                Some(deadline) if deadline <= Instant::now() => Ok(Readiness::TimedOut),
                _ => Err(io::Error::other(format!(
                    "the script does not fit: the client waits for an answer, the script for {}",
                    shown(expected)
                ))),
            },
            None if deadline.is_some_and(|deadline| deadline <= Instant::now()) => {
                Ok(Readiness::TimedOut)
            }
            _ => Ok(Readiness::Ready),
        }
    }

    fn upgrade(
        self: Box<Self>,
        _: &Tls,
        _: Option<Instant>,
        _: &Waker,
    ) -> Result<Box<dyn Transport>> {
        Ok(self)
    }
}

/// A panic elsewhere does not make the transcript wrong.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn starts_with_short_tag(bytes: &[u8]) -> bool {
    let digits = bytes
        .iter()
        .skip(1)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    bytes.first() == Some(&b'A') && digits > 0 && bytes.get(1 + digits) == Some(&b' ')
}

fn shown(bytes: &[u8]) -> String {
    format!("\"{}\"", bytes.escape_ascii())
}

/// The bytes that escapes stand for.
fn unescaped(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match rest.next()? {
            b'r' => b'\r',
            b'n' => b'\n',
            b't' => b'\t',
            b'\\' => b'\\',
            b'x' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            _ => return None,
        });
    }
    Some(bytes)
}
