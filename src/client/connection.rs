//! The stream of one session: tags, writing commands, reading responses, deadlines, the trace.
//! What responses mean is left to [`super::session`]. After a fatal error nothing more is sent.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, ErrorKind, Write};
use std::time::{Duration, Instant};

use super::trace::Tracer;
use super::transport::{Interest, Readiness, Tls, Transport, Waker};
use crate::error::{Error, Result};
use crate::types::{Body, Secret, Spool};
use crate::wire::framer::{Frame, Framer, Limits, Step};
use crate::wire::names::Names;
use crate::wire::response::{self, Response};
use crate::wire::tree::Tape;

/// A server that sends fewer bytes than this in one time-out's length counts as silent.
const FEWEST_BYTES: usize = 64;

/// How much is read ahead while a write waits for room.
const READ_AHEAD: usize = 1 << 20;

/// An interval, and what is called with the time waited so far when another one has passed in silence.
pub type Patience = (Duration, Box<dyn FnMut(Duration) + Send>);

/// The stream of a session.
pub(super) struct Connection {
    transport: Option<Box<dyn Transport>>,
    framer: Framer,
    tape: Tape,
    limits: Limits,
    /// The large literal that is on its way.
    large: Option<Large>,
    /// Large literals of the response being read, in order.
    bodies: VecDeque<Body>,
    /// A response is complete in the framer and nobody has read it yet.
    ready: bool,
    waker: Waker,
    tag_prefix: String,
    tag_count: u64,
    /// Longest silence of the server.
    pub(super) timeout: Option<Duration>,
    /// When connecting and signing in must be done.
    pub(super) deadline: Option<Instant>,
    pub(super) patience: Option<Patience>,
    /// When waiting is given up, and the rest of the answer left for later.
    pub(super) leave_at: Option<Instant>,
    window: Window,
    /// What the program was doing, for the messages of time-outs.
    doing: String,
    pub(super) tracer: Tracer,
    secrets: Vec<Secret>,
    /// Why nothing more can be sent.
    end: Option<String>,
    local_failure: Option<io::Error>,
}

/// The time in which at least [`FEWEST_BYTES`] must arrive.
struct Window {
    start: Instant,
    bytes: usize,
}

/// A response with what belongs to it.
pub(super) struct Received<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) response: Response<'a>,
    /// The frame's literals that are kept elsewhere, by their index.
    bodies: Vec<(usize, Option<Body>)>,
}

impl Received<'_> {
    /// Writes the response as it came, large literals included.
    pub(super) fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut position = 0;
        for (index, body) in &self.bodies {
            if let (Some(literal), Some(body)) = (self.frame.literals.get(*index), body) {
                out.write_all(
                    self.frame
                        .bytes
                        .get(position..literal.start)
                        .unwrap_or_default(),
                )?;
                io::copy(&mut body.reader()?, out)?;
                position = literal.start;
            }
        }
        out.write_all(self.frame.bytes.get(position..).unwrap_or_default())?;
        out.write_all(b"\r\n")
    }

    /// Takes the bytes and the large literals with the places where they belong.
    pub(super) fn take(&mut self) -> (Vec<u8>, Vec<(usize, Body)>) {
        let places = self.frame.literals;
        let bodies = self
            .bodies
            .iter_mut()
            .filter_map(|(index, body)| Some((places.get(*index)?.start, body.take()?)));
        (self.frame.bytes.to_vec(), bodies.collect())
    }

    /// Splits into the response and the way to its large literals.
    pub(super) fn parts(&mut self) -> (&Response<'_>, impl FnMut(usize) -> Option<Body>) {
        let bodies = &mut self.bodies;
        (&self.response, |index| {
            bodies
                .iter_mut()
                .find(|(known, _)| *known == index)
                .and_then(|(_, body)| body.take())
        })
    }
}

impl Connection {
    pub(super) fn new(transport: Box<dyn Transport>, waker: Waker, limits: Limits) -> Self {
        Connection {
            transport: Some(transport),
            framer: Framer::new(limits.clone()),
            tape: Tape::default(),
            limits,
            large: None,
            bodies: VecDeque::new(),
            ready: false,
            waker,
            tag_prefix: random_prefix(),
            tag_count: 0,
            timeout: None,
            deadline: None,
            patience: None,
            leave_at: None,
            window: Window {
                start: Instant::now(),
                bytes: 0,
            },
            doing: "the greeting".to_owned(),
            tracer: Tracer::default(),
            secrets: Vec::new(),
            end: None,
            local_failure: None,
        }
    }

    /// The next tag. Its prefix is random, so that no literal can imitate our completion.
    pub(super) fn next_tag(&mut self) -> String {
        self.tag_count += 1;
        format!("{}{}", self.tag_prefix, self.tag_count)
    }

    /// Says what is about to be waited for, and begins a new time-out.
    pub(super) fn begin(&mut self, doing: &str) {
        self.doing = doing.to_owned();
        self.window = Window {
            start: Instant::now(),
            bytes: 0,
        };
    }

    /// Why the connection cannot be used, if so.
    pub(super) fn end(&self) -> Option<&str> {
        self.end.as_deref()
    }

    /// Closes the link; `why` is what later commands are told.
    pub(super) fn close(&mut self, why: &str) {
        if self.end.is_none() {
            self.end = Some(why.to_owned());
        }
        self.transport = None;
    }

    /// Passes a result on, closing the link when it is a fatal error.
    pub(super) fn check<T>(&mut self, result: Result<T>) -> Result<T> {
        if let Err(error) = &result
            && error.is_fatal()
        {
            self.close(&error.to_string());
        }
        result
    }

    /// Remembers a secret, so that a server that repeats it does not show it.
    pub(super) fn remember_secret(&mut self, secret: &Secret) {
        if secret.expose().len() > 2 && !self.secrets.contains(secret) {
            self.secrets.push(secret.clone());
        }
    }

    /// The text with every known secret in it replaced.
    pub(super) fn masked(&self, text: &str) -> String {
        masked(&self.secrets, text).into_owned()
    }

    /// Says how the responses to come spell mailbox names.
    pub(super) fn set_names(&mut self, names: Names) {
        self.tape.set_names(names);
    }

    /// Bytes that came and belong to no response read so far.
    pub(super) fn unread(&self) -> &[u8] {
        self.framer.unread()
    }

    /// The DER of the server's certificate, under TLS.
    pub(super) fn peer_certificate(&self) -> Option<Vec<u8>> {
        self.transport
            .as_ref()
            .and_then(|transport| transport.peer_certificate())
    }

    /// Puts TLS over the stream. What came before is gone, and so are its bytes.
    pub(super) fn upgrade(&mut self, tls: &Tls) -> Result<()> {
        let deadline = self.wait_until();
        let Some(transport) = self.transport.take() else {
            return Err(self.ended());
        };
        match transport.upgrade(tls, deadline, &self.waker) {
            Ok(secured) => {
                self.transport = Some(secured);
                self.framer = Framer::new(self.limits.clone());
                Ok(())
            }
            Err(error) => {
                self.close(&error.to_string());
                Err(error)
            }
        }
    }

    /// The error of a connection that is over.
    pub(super) fn ended(&self) -> Error {
        Error::Closed(match &self.end {
            Some(why) => format!("not connected: {why}"),
            None => "not connected".to_owned(),
        })
    }

    /// Sends bytes, reading ahead what the server says meanwhile so that neither side waits for the other.
    pub(super) fn write(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            let Some(transport) = &mut self.transport else {
                return Err(self.ended());
            };
            match transport.write(bytes) {
                Ok(0) => return Err(Error::Closed("the link was lost while sending".to_owned())),
                Ok(count) => {
                    bytes = bytes.get(count..).unwrap_or_default();
                    self.window = Window {
                        start: Instant::now(),
                        bytes: 0,
                    };
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.wait_to_write()?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(lost(&error)),
            }
        }
        Ok(())
    }

    /// Sends what layers hold back.
    pub(super) fn flush(&mut self) -> Result<()> {
        loop {
            let Some(transport) = &mut self.transport else {
                return Err(self.ended());
            };
            match transport.flush() {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.wait_to_write()?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(lost(&error)),
            }
        }
    }

    fn wait_to_write(&mut self) -> Result<()> {
        let ahead = self.framer.unread().len() < READ_AHEAD;
        self.wait(if ahead {
            Interest::Both
        } else {
            Interest::Write
        })?;
        if ahead {
            self.fill()?;
        }
        Ok(())
    }

    /// Reads the next response whole; large literals go to the sink, or to temporary files without one.
    pub(super) fn receive(&mut self, sink: &mut Option<&mut dyn Write>) -> Result<Received<'_>> {
        while !self.ready && !self.advance(sink)? {
            if !self.fill()? {
                self.wait(Interest::Read)?;
            } else if self.is_woken() || self.is_late() {
                // A server that talks without a pause never lets us wait, and must not keep us either.
                return Err(Error::Interrupted { usable: true });
            }
        }
        self.ready = false;
        let Some(frame) = self.framer.current() else {
            return Err(Error::Protocol("a response was lost".to_owned()));
        };
        self.tracer.received(frame, &self.tag_prefix, &self.secrets);
        let elsewhere = frame
            .literals
            .iter()
            .enumerate()
            .filter(|(_, literal)| literal.elsewhere);
        let bodies = elsewhere
            .map(|(index, _)| (index, self.bodies.pop_front()))
            .collect();
        let mut response = response::read(frame, &mut self.tape, self.limits.depth);
        if let Response::Status { text, .. } | Response::Tagged { text, .. } = &mut response
            && let Cow::Owned(masked) = masked(&self.secrets, text)
        {
            *text = Cow::Owned(masked);
        }
        Ok(Received {
            frame,
            response,
            bodies,
        })
    }

    /// Says whether somebody wants the present wait to end.
    pub(super) fn is_woken(&self) -> bool {
        self.waker.is_woken()
    }

    fn is_late(&self) -> bool {
        self.leave_at.is_some_and(|moment| Instant::now() >= moment)
    }

    /// A failure of the sink or the temporary file since the last call; the stream itself is in step.
    pub(super) fn take_local_failure(&mut self) -> Option<io::Error> {
        self.local_failure.take()
    }

    /// Waits until a response can be read whole, or until a moment; says which.
    pub(super) fn poll(&mut self, deadline: Instant) -> Result<bool> {
        loop {
            if self.ready || self.advance(&mut None)? {
                return Ok(true);
            }
            if self.fill()? {
                continue;
            }
            let Some(transport) = &mut self.transport else {
                return Err(self.ended());
            };
            match transport
                .wait(Interest::Read, Some(deadline), &self.waker)
                .map_err(|error| lost(&error))?
            {
                Readiness::Ready => {}
                Readiness::TimedOut => return Ok(false),
                Readiness::Woken => return Err(Error::Interrupted { usable: true }),
            }
        }
    }

    /// Works through what has arrived; says whether the framer holds a complete response now.
    fn advance(&mut self, sink: &mut Option<&mut dyn Write>) -> Result<bool> {
        loop {
            match self
                .framer
                .step()
                .map_err(|overflow| Error::Limit(overflow.to_string()))?
            {
                Step::More => return Ok(false),
                Step::Response(_) => {
                    self.ready = true;
                    return Ok(true);
                }
                Step::LiteralStart(len) => {
                    let file = match sink {
                        Some(_) => None,
                        None => keep(&mut self.local_failure, tempfile::tempfile()),
                    };
                    self.large = Some(Large {
                        left: len,
                        len,
                        file,
                    });
                }
                Step::LiteralPiece(piece) => {
                    let Some(literal) = &mut self.large else {
                        continue;
                    };
                    literal.left = literal.left.saturating_sub(piece.len() as u64);
                    if self.local_failure.is_none() {
                        let written = match (sink.as_mut(), &mut literal.file) {
                            (_, Some(file)) => file.write_all(piece),
                            (Some(sink), None) => sink.write_all(piece),
                            (None, None) => Ok(()),
                        };
                        keep(&mut self.local_failure, written);
                    }
                    if literal.left == 0 {
                        self.bodies.extend(self.large.take().map(Large::into_body));
                    }
                }
            }
        }
    }

    /// Reads what is there; says whether there was anything.
    fn fill(&mut self) -> Result<bool> {
        let Some(transport) = &mut self.transport else {
            return Err(self.ended());
        };
        match transport.read(self.framer.space()) {
            Ok(0) => Err(Error::Closed("the server closed the link".to_owned())),
            Ok(count) => {
                self.framer.filled(count);
                self.window.bytes += count;
                if self.window.bytes >= FEWEST_BYTES {
                    self.window = Window {
                        start: Instant::now(),
                        bytes: 0,
                    };
                }
                Ok(true)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(false),
            Err(error) => Err(lost(&error)),
        }
    }

    /// When the present wait must end.
    fn wait_until(&self) -> Option<Instant> {
        let silence = self.timeout.map(|timeout| self.window.start + timeout);
        match (silence, self.deadline) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        }
    }

    fn wait(&mut self, interest: Interest) -> Result<()> {
        let end = self.wait_until();
        let started = self.window.start;
        let mut notices = 1u32;
        loop {
            let notice = self
                .patience
                .as_ref()
                .map(|(interval, _)| started + *interval * notices);
            // Half a command cannot be left lying, so only reading is given up.
            let leave_at = self.leave_at.filter(|_| interest == Interest::Read);
            let until = [end, notice, leave_at].into_iter().flatten().min();
            let Some(transport) = &mut self.transport else {
                return Err(self.ended());
            };
            match transport
                .wait(interest, until, &self.waker)
                .map_err(|error| lost(&error))?
            {
                Readiness::Ready => return Ok(()),
                Readiness::Woken => {
                    return Err(Error::Interrupted {
                        usable: interest == Interest::Read,
                    });
                }
                Readiness::TimedOut if end.is_some_and(|end| Instant::now() >= end) => {
                    return Err(self.timed_out());
                }
                Readiness::TimedOut if leave_at.is_some() && self.is_late() => {
                    return Err(Error::Interrupted { usable: true });
                }
                Readiness::TimedOut => {
                    if let Some((_, notify)) = &mut self.patience {
                        notify(started.elapsed());
                    }
                    notices += 1;
                }
            }
        }
    }

    fn timed_out(&self) -> Error {
        let waited = self.window.start.elapsed().as_secs_f32();
        let partly = if self.window.bytes > 0 || !self.framer.unread().is_empty() {
            "complete answer"
        } else {
            "answer"
        };
        Error::Timeout(format!("no {partly} to {} for {waited:.0} s", self.doing))
    }
}

/// The text with every known secret in it replaced: some servers repeat what they were sent.
fn masked<'t>(secrets: &[Secret], text: &'t str) -> Cow<'t, str> {
    let mut shown = Cow::Borrowed(text);
    for secret in secrets {
        if let Ok(secret) = std::str::from_utf8(secret.expose())
            && shown.contains(secret)
        {
            shown = Cow::Owned(shown.replace(secret, "***"));
        }
    }
    shown
}

/// A large literal on its way.
struct Large {
    left: u64,
    len: u64,
    file: Option<File>,
}

impl Large {
    fn into_body(self) -> Body {
        match self.file {
            Some(file) => Body::Spooled(Spool::new(file, self.len)),
            _ => Body::Passed(self.len),
        }
    }
}

/// Remembers the first local failure; the stream is read on all the same, to stay in step.
fn keep<T>(failure: &mut Option<io::Error>, result: io::Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            failure.get_or_insert(error);
            None
        }
    }
}

/// The error of a link that broke.
fn lost(error: &io::Error) -> Error {
    Error::Closed(format!("the link was lost: {error}"))
}

/// Eight letters nobody can guess, from the keys std seeds its hash maps with.
fn random_prefix() -> String {
    let mut random = RandomState::new().build_hasher().finish();
    (0..8)
        .map(|_| {
            let letter = b'A' + u8::try_from(random % 16).unwrap_or(0);
            random /= 16;
            char::from(letter)
        })
        .collect()
}
