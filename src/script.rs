//! A transport that plays a transcript, for tests of programs that use this library, and of itself.
//!
//! A transcript has one thing a line, told by its mark:
//!
//! ```text
//! C: A1 SELECT INBOX          the client must send this line
//! S: * 3 EXISTS               the server sends this line
//! S~ * 1 FETCH (X {2}\r\n\xff\x00)\r\n    the server sends these bytes: escapes \r \n \t \\ \xHH, no line end added
//! C~ ...                      the same, of the client
//! S-                          the server is silent until the client's wait ends at its deadline
//! C^                          the client's waker is used while it waits here
//! ```
//!
//! Lines with another mark or none are not the script's (the shell's tests write there what is typed and shown).
//! Tags are written A1, A2, ...: the client's real ones are random; `<hidden>`, which traces have in place of
//! secrets, stands for anything up to the line end. At its end the script closes the link.

mod compare;

use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use self::compare::{Fit, fit, shown, starts_with_short_tag, unescaped};
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
    Silence,
    Wake,
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
            let line = || [text.as_bytes(), b"\r\n"].concat();
            let bytes =
                || unescaped(text).ok_or_else(|| format!("line {}: a bad escape", index + 1));
            steps.push_back(match mark {
                "C:" => Step::Client(line()),
                "S:" => Step::Server(line()),
                "C~" => Step::Client(bytes()?),
                "S~" => Step::Server(bytes()?),
                "S-" => Step::Silence,
                "C^" => Step::Wake,
                _ => continue,
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
        let unplayed = state.steps.front().map(|step| match step {
            Step::Client(bytes) => format!("the client never sent {}", shown(bytes)),
            Step::Server(bytes) => format!("the client never read {}", shown(bytes)),
            Step::Silence => "the client never waited for the silent server".to_owned(),
            Step::Wake => "the client never waited for its waker".to_owned(),
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
            match fit(&expected, &actual) {
                Fit::Whole(len) => {
                    let surplus = actual.len() - len;
                    self.sent.drain(..self.sent.len() - surplus);
                    self.steps.pop_front();
                }
                Fit::Part => return,
                Fit::Not => {
                    self.problem.get_or_insert(format!(
                        "expected {}, the client sent {}",
                        shown(&expected),
                        shown(&actual)
                    ));
                    return;
                }
            }
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

    /// Bytes of the server with the client's own tag in them: at their start, or after `TAG`.
    fn with_real_tag(&self, bytes: &[u8]) -> Vec<u8> {
        let Some(prefix) = &self.prefix else {
            return bytes.to_vec();
        };
        let at = if starts_with_short_tag(bytes) {
            Some(0)
        } else {
            memchr::memmem::find(bytes, b"TAG \"A").map(|at| at + 5)
        };
        match at.and_then(|at| bytes.split_at_checked(at)) {
            Some((before, rest)) => [before, prefix, rest.get(1..).unwrap_or_default()].concat(),
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
                if later.is_empty() {
                    // What was sent ahead of its turn is looked at when its turn comes.
                    state.compare();
                } else {
                    state.steps.push_front(Step::Server(later.to_vec()));
                }
                Ok(count)
            }
            Some(step) => {
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
        let mut state = lock(&self.state);
        if waker.is_woken() {
            return Ok(Readiness::Woken);
        }
        let passed = deadline.is_some_and(|deadline| deadline <= Instant::now());
        if interest == Interest::Write {
            return Ok(Readiness::Ready);
        }
        match (state.steps.front(), deadline) {
            (Some(Step::Server(_)), _) | (None, _) => Ok(Readiness::Ready),
            (Some(_), _) if passed => Ok(Readiness::TimedOut),
            (Some(Step::Wake), _) => {
                state.steps.pop_front();
                waker.wake();
                Ok(Readiness::Woken)
            }
            (Some(Step::Silence), Some(deadline)) => {
                state.steps.pop_front();
                until(deadline, waker)
            }
            (Some(Step::Silence), None) => Err(io::Error::other(
                "the script does not fit: the client waits without limit for a silent server",
            )),
            (Some(Step::Client(expected)), _) => Err(io::Error::other(format!(
                "the script does not fit: the client waits for an answer, the script for {}",
                shown(expected)
            ))),
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

/// Waits for the deadline, as a socket on which nothing comes does.
fn until(deadline: Instant, waker: &Waker) -> io::Result<Readiness> {
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let left = Timespec::try_from(left).map_err(io::Error::other)?;
        match poll(&mut [PollFd::new(waker, PollFlags::IN)], Some(&left)) {
            Ok(0) => return Ok(Readiness::TimedOut),
            Ok(_) => return Ok(Readiness::Woken),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// A panic elsewhere does not make the transcript wrong.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
