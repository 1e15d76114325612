//! How a connection waits: for whom, how long, and what ends it.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use super::{Connection, lost};
use crate::client::transport::{Interest, Readiness};
use crate::error::{Error, Result};

/// A server that sends fewer bytes than this in one time-out's length counts as silent.
pub(super) const FEWEST_BYTES: usize = 64;

/// How often more is read after the moment until which was to be waited: what is there already is taken, but
/// not without end.
const MOST_LATE_READS: usize = 64;

/// How long what has come is held back for what may follow it.
const A_MOMENT: Duration = Duration::from_millis(2);

/// Of a server that sends no more than this at a time the next bytes are let gather for [`A_BREATH`]: over TLS Dovecot
/// sends a message or two at a time, and to be woken for each costs a seventh of all that 100,000 envelopes cost, and
/// the server its processor.
const HANDFUL: usize = 16 << 10;

const A_BREATH: Duration = Duration::from_millis(1);

/// An interval, and what is called with the time waited so far when another one has passed in silence.
pub type Patience = (Duration, Box<dyn FnMut(Duration) + Send>);

/// The time in which at least [`FEWEST_BYTES`] must arrive.
pub(super) struct Window {
    pub(super) start: Instant,
    pub(super) bytes: usize,
}

impl Window {
    /// Begins now.
    pub(super) fn new() -> Self {
        Window {
            start: Instant::now(),
            bytes: 0,
        }
    }
}

impl Connection {
    /// Says whether somebody wants the present wait to end.
    pub(in crate::client) fn is_woken(&self) -> bool {
        self.waker.is_woken()
    }

    pub(super) fn is_late(&self) -> bool {
        self.leave_at.is_some_and(|moment| Instant::now() >= moment)
    }

    /// Says whether the next response is there, or comes so soon that nobody notices the wait. What was not shown yet
    /// goes out when it does not: a server that sends each message by itself would else cost a write for each.
    pub(in crate::client) fn is_at_hand(
        &mut self,
        sink: &mut Option<&mut dyn Write>,
    ) -> Result<bool> {
        if self.ready || self.advance(sink)? {
            return Ok(true);
        }
        if (1..HANDFUL).contains(&std::mem::take(&mut self.handful)) {
            thread::sleep(A_BREATH);
        }
        self.poll(Instant::now() + A_MOMENT, sink)
            .map_err(|error| self.during(error))
    }

    /// Waits until a response can be read whole, or until a moment; says which.
    pub(in crate::client) fn poll(
        &mut self,
        deadline: Instant,
        sink: &mut Option<&mut dyn Write>,
    ) -> Result<bool> {
        let mut late = 0;
        loop {
            if self.ready || self.advance(sink)? {
                return Ok(true);
            }
            if self.fill()? {
                // A server that talks without a pause never lets us wait, and must not keep us either.
                if self.is_woken() {
                    return Err(Error::Interrupted { usable: true });
                }
                late += usize::from(Instant::now() >= deadline);
                if late > MOST_LATE_READS {
                    return Ok(false);
                }
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

    /// When the present wait must end.
    pub(super) fn wait_until(&self) -> Option<Instant> {
        let silence = self.timeout.map(|timeout| self.window.start + timeout);
        match (silence, self.deadline) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        }
    }

    pub(super) fn wait(&mut self, interest: Interest) -> Result<()> {
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

    /// The error of a link that broke, with what it broke.
    pub(super) fn during(&self, error: Error) -> Error {
        match error {
            Error::Closed(why) => Error::Closed(format!("{why} before the end of {}", self.doing)),
            error => error,
        }
    }

    pub(super) fn timed_out(&self) -> Error {
        let waited = self.window.start.elapsed().as_secs_f32();
        let partly = if self.window.bytes > 0 || !self.framer.unread().is_empty() {
            "complete answer"
        } else {
            "answer"
        };
        Error::Timeout(format!("no {partly} to {} for {waited:.0} s", self.doing))
    }
}
