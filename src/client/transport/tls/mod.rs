//! Bytes inside TLS. What counts as a trusted server is in `settings`, what is said when it is not in
//! `failure`.

mod certificate;
mod failure;
mod identity;
mod link;
mod settings;

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Instant;

use native_tls::{HandshakeError, TlsStream};
use rustix::event::PollFlags;

pub use self::identity::ClientIdentity;
pub use self::settings::{Tls, TlsSettings};

use self::link::Link;
use super::poll::wait_for;
use super::{Interest, Readiness, Transport, Waker};
use crate::error::{Error, Result};

/// When TLS begins, for the words of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// With the first byte of the connection.
    FromTheStart,
    /// After STARTTLS.
    StartTls,
}

/// Does the handshake over a socket that does not block, and checks what `tls` says is to be checked.
///
/// # Errors
/// [`Error::Tls`], [`Error::Interrupted`], or `late` when the deadline passes.
pub(super) fn handshake(
    stream: TcpStream,
    tls: &Tls,
    stage: Stage,
    deadline: Option<Instant>,
    waker: &Waker,
    late: Error,
) -> Result<TlsTransport> {
    let link = Link::new(stream);
    let seen = Arc::clone(link.seen());
    let mut outcome = tls.connector().connect(tls.server_name(), link);
    loop {
        let unfinished = match outcome {
            Ok(stream) => {
                let transport = TlsTransport::new(stream);
                tls.check_names(transport.peer_certificate().as_deref())?;
                return Ok(transport);
            }
            Err(HandshakeError::Failure(error)) => {
                return Err(failure::explain(&error.to_string(), tls, stage, &seen));
            }
            Err(HandshakeError::WouldBlock(unfinished)) => unfinished,
        };
        // Not `Io`, which is for local files: without the wait there is no connection.
        let readiness = wait_for(unfinished.get_ref().as_fd(), seen.needs(), deadline, waker)
            .map_err(|error| Error::Closed(format!("during the TLS handshake: {error}")))?;
        match readiness {
            Readiness::Ready => outcome = unfinished.handshake(),
            Readiness::TimedOut => return Err(late),
            Readiness::Woken => return Err(Error::Interrupted { usable: false }),
        }
    }
}

/// TLS over a socket that does not block.
#[derive(Debug)]
pub(super) struct TlsTransport {
    stream: TlsStream<Link>,
    /// What the socket must be ready for before a read, or a write, gets on. TLS has messages of its
    /// own, so a read can need room to write and a write can need bytes to read.
    read_needs: PollFlags,
    write_needs: PollFlags,
    /// A record was begun and not sent as a whole.
    writing: bool,
    /// What ended the stream behind bytes that were still handed out.
    failure: Option<io::Error>,
}

impl TlsTransport {
    fn new(stream: TlsStream<Link>) -> Self {
        TlsTransport {
            stream,
            read_needs: PollFlags::IN,
            write_needs: PollFlags::OUT,
            writing: false,
            failure: None,
        }
    }

    fn link(&self) -> &Link {
        self.stream.get_ref()
    }

    fn holds_bytes(&self) -> bool {
        self.failure.is_some()
            || self.link().holds_bytes()
            || self.stream.buffered_read_size().is_ok_and(|size| size > 0)
    }

    /// Reads what is there of one record.
    fn read_record(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let result = self.stream.read(buffer);
        let seen = self.link().seen();
        let (needs, ended) = (seen.needs(), seen.ended());
        self.read_needs = PollFlags::IN;
        match result {
            // Depending on its version, OpenSSL takes a bare end of TCP for an error or for an end.
            Ok(0) if !buffer.is_empty() && ended => Err(cut()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.read_needs = needs;
                Err(error)
            }
            Err(_) if ended => Err(cut()),
            Err(error) => Err(failure::in_session(error)),
            Ok(count) => Ok(count),
        }
    }
}

impl Transport for TlsTransport {
    /// Takes the records that have come, as many as there is room for.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let mut filled = 0;
        loop {
            let room = buffer.get_mut(filled..).unwrap_or_default();
            match self.read_record(room) {
                Ok(count) => {
                    filled += count;
                    if count == 0 || filled == buffer.len() || !self.link().holds_bytes() {
                        return Ok(filled);
                    }
                }
                Err(error) if filled == 0 => return Err(error),
                Err(error) => {
                    self.failure = (error.kind() != io::ErrorKind::WouldBlock).then_some(error);
                    return Ok(filled);
                }
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.stream.write(bytes);
        self.writing = false;
        self.write_needs = PollFlags::OUT;
        match result {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.writing = true;
                self.write_needs = self.link().seen().needs();
                Err(error)
            }
            Err(error) => Err(failure::in_session(error)),
            Ok(count) => Ok(count),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }

    fn wait(
        &mut self,
        interest: Interest,
        deadline: Option<Instant>,
        waker: &Waker,
    ) -> io::Result<Readiness> {
        if interest.reads() && self.holds_bytes() {
            let woken = waker.is_woken();
            return Ok(if woken {
                Readiness::Woken
            } else {
                Readiness::Ready
            });
        }
        let mut flags = PollFlags::empty();
        if interest.reads() {
            flags |= self.read_needs;
        }
        if interest.writes() {
            flags |= self.write_needs;
        }
        wait_for(self.link().as_fd(), flags, deadline, waker)
    }

    fn without_tls(&self) -> &'static str {
        "the connection is inside TLS already"
    }

    fn peer_certificate(&self) -> Option<Vec<u8>> {
        self.stream.peer_certificate().ok()??.to_der().ok()
    }
}

impl Drop for TlsTransport {
    fn drop(&mut self) {
        // One try to say that this end is meant; half a record cannot be followed by another.
        if !self.writing {
            let _ = self.stream.shutdown();
        }
    }
}

fn cut() -> io::Error {
    io::Error::new(
        io::ErrorKind::UnexpectedEof,
        "the link was cut without TLS close_notify",
    )
}

#[cfg(test)]
mod tests;
