//! The stream of one session: tags, writing commands, reading responses, deadlines, the trace.
//! What responses mean is left to [`super::session`]. After a fatal error nothing more is sent.

mod receiving;
mod waiting;

use std::collections::VecDeque;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, ErrorKind};
use std::time::{Duration, Instant};

use self::receiving::Large;
use self::waiting::Window;
use super::clock;
use super::secrets::Secrets;
use super::trace::Tracer;
use super::transport::{Deflate, Interest, Tls, Transport, Waker};
use crate::error::{Error, Result};
use crate::types::{Body, Secret};
use crate::wire::framer::{Framer, Limits};
use crate::wire::names::Names;
use crate::wire::tree::Tape;

pub(super) use self::receiving::Received;
pub use self::waiting::Patience;

/// How much is read ahead while a write waits for room.
const READ_AHEAD: usize = 1 << 20;

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
    /// Bytes that came since it was last found that no whole response is there.
    handful: usize,
    /// When something was sent last, by [`super::clock`].
    pub(super) sent_at: Duration,
    /// What the program was doing, for the messages of time-outs.
    doing: String,
    pub(super) tracer: Tracer,
    pub(super) secrets: Secrets,
    /// Why nothing more can be sent.
    end: Option<String>,
    local_failure: Option<io::Error>,
    compressed: bool,
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
            window: Window::new(),
            handful: 0,
            sent_at: clock::now(),
            doing: "the greeting".to_owned(),
            tracer: Tracer::default(),
            secrets: Secrets::default(),
            end: None,
            local_failure: None,
            compressed: false,
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
        self.window = Window::new();
    }

    /// What ends waits.
    pub(super) fn waker(&self) -> &Waker {
        &self.waker
    }

    /// How much is still to come of the large literal that is on its way.
    pub(super) fn large_left(&self) -> Option<u64> {
        self.large.as_ref().map(|large| large.left)
    }

    /// Why the connection cannot be used, if so.
    pub(super) fn end(&self) -> Option<&str> {
        self.end.as_deref()
    }

    /// Closes the link; `why` is what later commands are told.
    pub(super) fn close(&mut self, why: &str) {
        if self.end.is_none() {
            self.end = Some(why.to_owned());
            self.tracer.tell_unseen(&self.tag_prefix, &self.secrets);
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
        self.secrets.remember(secret);
    }

    /// The text with every known secret in it replaced.
    pub(super) fn masked(&self, text: &str) -> String {
        self.secrets.masked_text(text).into_owned()
    }

    /// Says how the responses to come spell mailbox names.
    pub(super) fn set_names(&mut self, names: Names) {
        self.tape.set_names(names);
    }

    /// Says whether lines are read whole however long they are, for those who want them as they came.
    pub(super) fn keep_lines(&mut self, whole: bool) {
        self.framer.keep_lines(whole);
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

    /// Compresses the stream from here on. Bytes that came behind the agreement are compressed already.
    pub(super) fn compress(&mut self) {
        if let Some(transport) = self.transport.take() {
            let early = self.framer.unread();
            self.transport = Some(Box::new(Deflate::over(transport, early)));
            self.framer = Framer::new(self.limits.clone());
            self.compressed = true;
        }
    }

    /// Says whether the stream is compressed.
    pub(super) fn is_compressed(&self) -> bool {
        self.compressed
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
        self.sent_at = clock::now();
        while !bytes.is_empty() {
            let Some(transport) = &mut self.transport else {
                return Err(self.ended());
            };
            match transport.write(bytes) {
                Ok(0) => return Err(Error::Closed("the link was lost while sending".to_owned())),
                Ok(count) => {
                    bytes = bytes.get(count..).unwrap_or_default();
                    self.window = Window::new();
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
}

/// The error of a link that broke.
fn lost(error: &io::Error) -> Error {
    match error.kind() {
        // Only decompression knows such a limit.
        ErrorKind::FileTooLarge => Error::Limit(error.to_string()),
        _ => Error::Closed(format!("the link was lost: {error}")),
    }
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
