//! Where bytes come from and go to. Only here are sockets and TLS known.

use std::io;
use std::time::Instant;

use crate::error::Result;

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

/// How a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// There may be bytes to read, or room to write: try both.
    Ready,
    /// The deadline passed.
    TimedOut,
    /// The waker was used.
    Woken,
}

/// A stream that never blocks in `read` and `write`, only in `wait`.
pub trait Transport: Send {
    /// Reads what is there. `Ok(0)` is the end; `WouldBlock` says to wait.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize>;

    /// Writes what fits. `WouldBlock` says to wait and to call again with the same bytes.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Sends what a layer still holds back. `WouldBlock` says to wait.
    fn flush(&mut self) -> io::Result<()>;

    /// Waits until the stream is ready, the deadline passes, or the waker is used.
    /// Bytes held in a layer (TLS, inflater) count as ready.
    fn wait(&mut self, interest: Interest, deadline: Option<Instant>, waker: &Waker) -> io::Result<Readiness>;

    /// Puts TLS over the stream as it is now (STARTTLS).
    fn upgrade(
        self: Box<Self>,
        tls: &super::TlsSettings,
        deadline: Option<Instant>,
        waker: &Waker,
    ) -> Result<Box<dyn Transport>>;
}

/// Ends waits from a signal handler's thread or any other. Clones wake the same waits.
#[derive(Debug, Clone)]
pub struct Waker {}
