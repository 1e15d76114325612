//! How long answers are waited for, and what becomes of those that are not.

use std::time::{Duration, Instant};

use super::Client;
use super::clock;
use super::connection::Patience;
use super::session::Completed;
use crate::error::{Error, Result};
use crate::types::Event;

impl Client {
    /// Says whether an answer of an interrupted command is still to be read away.
    pub fn is_draining(&self) -> bool {
        self.exchange.session.pending.is_some()
    }

    /// The command of which the rest of the answer is still to be read away; none while IDLE runs, which
    /// ends when it is told to.
    pub fn unfinished(&self) -> Option<&str> {
        let pending = self.exchange.session.pending.as_ref()?;
        pending.ending.is_none().then_some(pending.command.as_str())
    }

    /// How many bytes are still to come of the large literal that is being read away, if one is.
    pub fn unfinished_bytes(&self) -> Option<u64> {
        self.exchange.connection.large_left()
    }

    /// How many responses to a FETCH have come so far, those that are read away among them.
    pub fn messages_so_far(&self) -> u64 {
        self.exchange.session.fetched
    }

    /// How long nothing was sent, the time included in which the machine was suspended: servers end a connection
    /// that is silent for long. RFC 9051 section 5.4; RFC 3501 section 5.4
    pub fn silent_for(&self) -> Duration {
        clock::now().saturating_sub(self.exchange.connection.sent_at)
    }

    /// Waits for news until a moment and sends nothing, whether IDLE runs or not. First the rest of an interrupted
    /// command is read away, if there is one. None when the moment passes.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when the waker ended the wait. A link that is lost or a server that says BYE is noticed
    /// here too, as the fatal error that it is.
    ///
    /// RFC 9051 section 5.2; RFC 3501 section 5.2
    pub fn wait_for_news(&mut self, until: Instant) -> Result<Option<Event>> {
        if let Some(mut idle) = self.idling() {
            return idle.wait(until);
        }
        if !self.drain_until(Some(until))? {
            return Ok(None);
        }
        if let Some(event) = self.exchange.session.news.next() {
            return Ok(Some(event));
        }
        let ready = self.exchange.connection.poll(until, &mut None);
        if !self.exchange.connection.check(ready)? {
            return Ok(None);
        }
        let read = self.exchange.receive_unasked();
        self.exchange.connection.check(read)?;
        Ok(self.exchange.session.news.next())
    }

    /// Reads away the rest of an interrupted command's answer, until a moment if one is given; says whether
    /// nothing is left. Every command does so first; this is for programs that have something to say meanwhile.
    ///
    /// # Errors
    /// [`Error::Interrupted`] when the waker ended the wait; the rest is still to come then.
    pub fn drain_until(&mut self, moment: Option<Instant>) -> Result<bool> {
        if self.exchange.connection.end().is_some() {
            return Err(self.exchange.connection.ended());
        }
        let left = self.exchange.connection.leave_at;
        self.exchange.connection.leave_at = moment;
        let drained = self.exchange.drain();
        self.exchange.connection.leave_at = left;
        match drained {
            Err(Error::Interrupted { usable: true })
                if moment.is_some() && !self.exchange.connection.is_woken() =>
            {
                Ok(false)
            }
            drained => drained.map(|()| true),
        }
    }

    /// Waits for the end of an interrupted command until a moment, and gives how it ended: with the server's words,
    /// or None where nobody knows yet, since the moment passed or no command was interrupted. What the command was
    /// to answer is thrown away.
    ///
    /// # Errors
    /// [`Error::No`] and [`Error::Bad`] when the command failed; [`Error::Interrupted`] when the waker ended the wait,
    /// and the rest is still to come.
    ///
    /// # Example
    /// ```
    /// # use std::time::{Duration, Instant};
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # use imapclient::Error;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 CREATE Large\nC^\nS: A1 OK created\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// assert!(matches!(client.create(&"Large".into()), Err(Error::Interrupted { usable: true })));
    /// client.waker().reset();
    /// let ended = client.finish_until(Instant::now() + Duration::from_secs(1))?;
    /// assert_eq!(ended.map(|done| done.text).as_deref(), Some("created"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn finish_until(&mut self, moment: Instant) -> Result<Option<Completed>> {
        if self.exchange.connection.end().is_some() {
            return Err(self.exchange.connection.ended());
        }
        let left = self.exchange.connection.leave_at.replace(moment);
        let ended = self.exchange.ending();
        self.exchange.connection.leave_at = left;
        match ended {
            Err(Error::Interrupted { usable: true }) if !self.exchange.connection.is_woken() => {
                Ok(None)
            }
            ended => ended,
        }
    }

    /// Sets a moment from which on answers are no longer waited for; absent for none. What is given up so
    /// fails with [`Error::Interrupted`] and is read away before the next command.
    pub fn set_leave_at(&mut self, moment: Option<Instant>) {
        self.exchange.connection.leave_at = moment;
    }

    /// Sets the longest silence that is waited for; absent for no limit.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.exchange.connection.timeout = timeout;
    }

    /// Sets a moment after which every wait fails; absent for none.
    pub fn set_deadline(&mut self, deadline: Option<Instant>) {
        self.exchange.connection.deadline = deadline;
    }

    /// Has a function called with the time waited so far, each time another interval has passed in silence.
    pub fn set_patience(&mut self, patience: Option<Patience>) {
        self.exchange.connection.patience = patience;
    }
}
