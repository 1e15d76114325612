//! The socket under TLS, watched: what OpenSSL's errors do not say can be seen here.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use rustix::event::PollFlags;

use crate::client::transport::tcp::uninterrupted;

/// A socket that does not block, and what was seen of it. Clones are the same socket: a handshake
/// that fails keeps its stream for good, and a clone tells what was on the wire.
#[derive(Debug, Clone)]
pub(super) struct Link(Arc<Watched>);

#[derive(Debug)]
struct Watched {
    stream: TcpStream,
    blocked_in_write: AtomicBool,
    ended: AtomicBool,
    first_byte: OnceLock<u8>,
}

impl Link {
    pub(super) fn new(stream: TcpStream) -> Self {
        Link(Arc::new(Watched {
            stream,
            blocked_in_write: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            first_byte: OnceLock::new(),
        }))
    }

    /// What the call that would have blocked last was waiting for.
    pub(super) fn needs(&self) -> PollFlags {
        if self.0.blocked_in_write.load(Ordering::Relaxed) {
            PollFlags::OUT
        } else {
            PollFlags::IN
        }
    }

    /// Says whether the other side closed, with or without having said so in TLS.
    pub(super) fn ended(&self) -> bool {
        self.0.ended.load(Ordering::Relaxed)
    }

    /// The first byte that was received.
    pub(super) fn first_byte(&self) -> Option<u8> {
        self.0.first_byte.get().copied()
    }

    pub(super) fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.stream.as_fd()
    }
}

impl Read for Link {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let result = uninterrupted(|| (&self.0.stream).read(buffer));
        match &result {
            Ok(0) => self.0.ended.store(!buffer.is_empty(), Ordering::Relaxed),
            Ok(_) => {
                if let Some(&byte) = buffer.first() {
                    self.0.first_byte.get_or_init(|| byte);
                }
            }
            Err(_) => self.0.blocked_in_write.store(false, Ordering::Relaxed),
        }
        result
    }
}

impl Write for Link {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = uninterrupted(|| (&self.0.stream).write(bytes));
        if result.is_err() {
            self.0.blocked_in_write.store(true, Ordering::Relaxed);
        }
        result
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
