//! A transport to the demo within the process: no socket, no port.

use std::io::{self, ErrorKind};
use std::time::Instant;

use rustix::event::PollFlags;

use super::session::Session;
use crate::client::{Interest, Readiness, Transport, Waker, wait_for};

/// The client's end of a session with the demo.
#[derive(Debug)]
pub(super) struct Link(pub(super) Session);

impl Transport for Link {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.advance();
        let count = io::Read::read(&mut self.0.output(), buffer)?;
        if count == 0 && !self.0.ended() {
            return Err(ErrorKind::WouldBlock.into());
        }
        self.0.sent(count);
        Ok(count)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.ended() {
            return Err(ErrorKind::BrokenPipe.into());
        }
        if !self.0.accepts() {
            return Err(ErrorKind::WouldBlock.into());
        }
        self.0.receive(bytes);
        self.0.advance();
        Ok(bytes.len())
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
        loop {
            self.0.bell.reset();
            self.0.advance();
            let reads = interest.reads() && !self.0.output().is_empty();
            let writes = interest.writes() && self.0.accepts();
            if waker.is_woken() {
                return Ok(Readiness::Woken);
            }
            if reads || writes || self.0.ended() {
                return Ok(Readiness::Ready);
            }
            match wait_for(&*self.0.bell, PollFlags::IN, deadline, waker)? {
                Readiness::Ready => {}
                ended => return Ok(ended),
            }
        }
    }

    fn without_tls(&self) -> &'static str {
        "the demo has no TLS"
    }
}
