//! Reading away what nobody waits for any more, so that the next command finds the stream in step.

use std::io;

use super::{Exchange, Next, Taken};
use crate::client::connection::Received;
use crate::client::session::{Completed, Pending};
use crate::error::{Error, Result};
use crate::wire::response::Response;

/// Data that only comes as an answer: of a command nobody waits for any more it is no news.
const ANSWERS: &[&str] = &[
    "FETCH", "LIST", "LSUB", "XLIST", "STATUS", "SEARCH", "ESEARCH", "SORT", "THREAD",
];

impl Exchange {
    /// Makes the connection ready for a command: alive, and nothing of an earlier one left on it.
    pub(in crate::client) fn ready(&mut self) -> Result<()> {
        if self.connection.end().is_some() {
            return Err(self.connection.ended());
        }
        self.drain()
    }

    /// Reads away the rest of all commands nobody waits for any more.
    pub(in crate::client) fn drain(&mut self) -> Result<()> {
        loop {
            match self.ending() {
                Ok(None) => return Ok(()),
                Ok(Some(_)) | Err(Error::No(_) | Error::Bad(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads away the rest of a command nobody waits for any more, and gives how it ended, if there is one.
    pub(in crate::client) fn ending(&mut self) -> Result<Option<Completed>> {
        let Some(pending) = self.session.pending.take() else {
            return Ok(None);
        };
        self.session.pending = Some(pending.clone());
        self.connection.begin(&pending.command);
        let drained = match pending.ending {
            Some(ending) => self.send_line(ending.as_bytes(), ending.as_bytes()),
            None => Ok(()),
        };
        if drained.is_ok()
            && let Some(pending) = &mut self.session.pending
        {
            // It is sent once, however often the rest is waited for.
            pending.ending = None;
        }
        let drained = drained.and_then(|()| self.finish_into_nothing(&pending));
        self.connection.check(drained).map(Some)
    }

    /// Reads away, throwing large literals away unseen.
    fn finish_into_nothing(&mut self, pending: &Pending) -> Result<Completed> {
        let mut nowhere = io::sink();
        loop {
            let mut throw = |received: &mut Received<'_>| match &received.response {
                // IDLE asks for nothing but news.
                Response::Data { name, .. }
                    if pending.command != "IDLE"
                        && ANSWERS.iter().any(|own| name.eq_ignore_ascii_case(own)) =>
                {
                    Taken::Yes
                }
                _ => Taken::No,
            };
            match self.next(pending, &mut Some(&mut nowhere), &mut throw)? {
                Next::Done(completed) => return Ok(completed),
                Next::Untagged => {}
                // Leave to go on comes late: IDLE is ended as soon as it has begun, anything else is given up.
                Next::Continue(_) if pending.command == "IDLE" => {
                    self.send_line(b"DONE", b"DONE")?
                }
                Next::Continue(_) => self.send(b"*\r\n")?,
            }
        }
    }
}
