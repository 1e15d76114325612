//! The socket under TLS: read in large pieces, and watched, as what OpenSSL's errors do not say can be seen here.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use rustix::event::PollFlags;

use crate::client::transport::tcp::uninterrupted;

/// How much is read at once. OpenSSL asks for the five bytes of a record's head and then for the record, and a
/// server makes a record of every message or two.
const PIECE: usize = 64 << 10;

/// A socket that does not block.
#[derive(Debug)]
pub(super) struct Link {
    stream: TcpStream,
    seen: Arc<Seen>,
    /// What was read of the socket and not asked for yet: `piece[start..end]`.
    piece: Vec<u8>,
    start: usize,
    end: usize,
}

/// What was seen of a socket. A handshake that fails keeps its stream for good, and this tells what was on the wire.
#[derive(Debug, Default)]
pub(super) struct Seen {
    blocked_in_write: AtomicBool,
    ended: AtomicBool,
    first_byte: OnceLock<u8>,
}

impl Link {
    pub(super) fn new(stream: TcpStream) -> Self {
        Link {
            stream,
            seen: Arc::default(),
            piece: vec![0; PIECE],
            start: 0,
            end: 0,
        }
    }

    pub(super) fn seen(&self) -> &Arc<Seen> {
        &self.seen
    }

    /// Says whether bytes that have come wait to be read.
    pub(super) fn holds_bytes(&self) -> bool {
        self.start < self.end
    }

    pub(super) fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

impl Seen {
    /// What the call that would have blocked last was waiting for.
    pub(super) fn needs(&self) -> PollFlags {
        if self.blocked_in_write.load(Ordering::Relaxed) {
            PollFlags::OUT
        } else {
            PollFlags::IN
        }
    }

    /// Says whether the other side closed, with or without having said so in TLS.
    pub(super) fn ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    /// The first byte that was received.
    pub(super) fn first_byte(&self) -> Option<u8> {
        self.first_byte.get().copied()
    }
}

impl Read for Link {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.holds_bytes() {
            let result = uninterrupted(|| self.stream.read(&mut self.piece));
            match &result {
                Ok(0) => self.seen.ended.store(true, Ordering::Relaxed),
                Ok(_) => {}
                Err(_) => self.seen.blocked_in_write.store(false, Ordering::Relaxed),
            }
            (self.start, self.end) = (0, result?);
        }
        let mut held = self.piece.get(self.start..self.end).unwrap_or_default();
        if let Some(&byte) = held.first() {
            self.seen.first_byte.get_or_init(|| byte);
        }
        let count = held.read(buffer)?;
        self.start += count;
        Ok(count)
    }
}

impl Write for Link {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = uninterrupted(|| self.stream.write(bytes));
        if result.is_err() {
            self.seen.blocked_in_write.store(true, Ordering::Relaxed);
        }
        result
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
