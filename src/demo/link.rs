//! A transport to the demo within the process: no socket, no port.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Instant;

use rustix::event::PollFlags;

use super::hall::Hall;
use super::session::Session;
use crate::client::{Interest, Readiness, Tls, Transport, Waker, wait_for};
use crate::error::{Error, Result};

/// The client's end of a session with the demo.
#[derive(Debug)]
pub(super) struct Link {
    session: Session,
    /// Rings when another session has changed something.
    bell: Waker,
}

impl Link {
    pub(super) fn new(hall: Arc<Hall>) -> io::Result<Self> {
        let bell = Waker::new()?;
        let session = Session::new(hall);
        session.hall.hang(session.id, bell.clone());
        Ok(Link { session, bell })
    }

    fn is_ready(&self, interest: Interest) -> bool {
        let over = self.session.ended();
        interest.reads() && (over || !self.session.output().is_empty())
            || interest.writes() && (over || self.session.accepts())
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.session.hall.take_down(self.session.id);
    }
}

impl Transport for Link {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.session.advance();
        let output = self.session.output();
        let count = output.len().min(buffer.len());
        match (buffer.get_mut(..count), output.get(..count)) {
            (Some(space), Some(bytes)) if count > 0 => space.copy_from_slice(bytes),
            _ if self.session.ended() => return Ok(0),
            _ => return Err(ErrorKind::WouldBlock.into()),
        }
        self.session.sent(count);
        Ok(count)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.session.ended() {
            return Err(ErrorKind::BrokenPipe.into());
        }
        if !self.session.accepts() {
            return Err(ErrorKind::WouldBlock.into());
        }
        self.session.receive(bytes);
        self.session.advance();
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
            self.bell.reset();
            self.session.advance();
            if waker.is_woken() {
                return Ok(Readiness::Woken);
            }
            if self.is_ready(interest) {
                return Ok(Readiness::Ready);
            }
            let arrival = self.session.hall.until_arrival();
            let arrival = arrival.map(|left| Instant::now() + left);
            let until = deadline.into_iter().chain(arrival).min();
            match wait_for(&self.bell, PollFlags::IN, until, waker)? {
                Readiness::TimedOut if until == deadline => return Ok(Readiness::TimedOut),
                Readiness::Woken => return Ok(Readiness::Woken),
                _ => {}
            }
        }
    }

    fn upgrade(
        self: Box<Self>,
        _: &Tls,
        _: Option<Instant>,
        _: &Waker,
    ) -> Result<Box<dyn Transport>> {
        Err(Error::Tls {
            text: "the demo has no TLS".to_owned(),
            hint: None,
        })
    }
}
