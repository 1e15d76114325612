//! Where bytes come from and go to. Only here are sockets, TLS and the pipes of a command known; what the bytes mean
//! is left to the connection.

mod command;
mod connect;
mod deflate;
mod look_up;
mod poll;
mod race;
mod tcp;
mod tls;
mod waker;
mod words;

use std::io;
use std::time::Instant;

use crate::error::{Error, Result};

#[cfg(feature = "demo")]
pub(crate) use self::poll::wait_for;

pub use self::command::run_command;
pub(super) use self::deflate::Deflate;

pub use self::connect::{Connected, Endpoint, Security, connect};
pub use self::tls::{ClientIdentity, Tls, TlsSettings};
pub use self::waker::Waker;

/// What to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interest {
    /// Bytes to read.
    Read,
    /// Room to write.
    Write,
    /// Either.
    Both,
}

impl Interest {
    /// Says whether bytes to read are waited for.
    pub fn reads(self) -> bool {
        matches!(self, Interest::Read | Interest::Both)
    }

    /// Says whether room to write is waited for.
    pub fn writes(self) -> bool {
        matches!(self, Interest::Write | Interest::Both)
    }
}

/// How a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// There may be bytes to read, or room to write: try both.
    Ready,
    /// The deadline passed.
    TimedOut,
    /// The waker was used. It goes before the other two, until it is reset.
    Woken,
}

/// A stream that never blocks in `read` and `write`, only in `wait`.
///
/// Dropping it closes the stream, without waiting for anything.
pub trait Transport: Send {
    /// Reads what is there. `Ok(0)` is the end; `WouldBlock` says to wait. An end that TLS did not
    /// announce is `UnexpectedEof`: what came before it may be cut short.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize>;

    /// Writes what fits. `WouldBlock` says to wait and to call again with the same bytes.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Sends what a layer still holds back. `WouldBlock` says to wait.
    fn flush(&mut self) -> io::Result<()>;

    /// Waits until the stream is ready, the deadline passes, or the waker is used.
    /// Bytes held in a layer (TLS, inflater) count as ready.
    fn wait(
        &mut self,
        interest: Interest,
        deadline: Option<Instant>,
        waker: &Waker,
    ) -> io::Result<Readiness>;

    /// Puts TLS over the stream as it is now (STARTTLS). A stream that can have none refuses, and says why.
    ///
    /// # Errors
    /// [`Error::Tls`]
    fn upgrade(
        self: Box<Self>,
        tls: &Tls,
        deadline: Option<Instant>,
        waker: &Waker,
    ) -> Result<Box<dyn Transport>> {
        // What only those look at that can.
        let _ = (tls, deadline, waker);
        Err(Error::Tls {
            text: self.without_tls().to_owned(),
            hint: None,
        })
    }

    /// Why no TLS can be put over the stream, for those over which none can be put.
    fn without_tls(&self) -> &'static str {
        "no TLS can be put over this stream"
    }

    /// The server's certificate in DER, the leaf alone, if there is TLS.
    fn peer_certificate(&self) -> Option<Vec<u8>> {
        None
    }
}
