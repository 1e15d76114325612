//! IDLE: waiting for news.

use std::time::Instant;

use super::session::{Completed, Next, Pending, Taken, event};
use super::{Client, State};
use crate::error::Result;
use crate::types::Event;
use crate::wire::encode::Command;

/// The line that ends it.
const DONE: &str = "DONE";

/// A running IDLE. Ended by [`Idle::done`]; dropped without it, the next command ends it.
/// RFC 9051 section 6.3.13; RFC 2177
#[derive(Debug)]
pub struct Idle<'a> {
    client: &'a mut Client,
    pending: Pending,
}

impl Client {
    /// Sends IDLE and waits for the server to agree. What it tells from then on is read by [`Idle::wait`].
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks IDLE.
    ///
    /// RFC 9051 section 6.3.13; RFC 2177
    pub fn idle(&mut self) -> Result<Idle<'_>> {
        self.exchange.need("IDLE", State::Authenticated)?;
        if !self.exchange.capabilities()?.has("IMAP4REV2") {
            self.exchange
                .need_capability("IDLE", Some("noop, now and then"))?;
        }
        let pending = self
            .exchange
            .start(&Command::new("IDLE"), &mut [], &mut super::nothing)?;
        let agreed = self
            .exchange
            .await_continuation(&pending, &mut super::nothing);
        self.exchange.connection.check(agreed)?;
        self.exchange.session.pending = Some(Pending {
            ending: Some(DONE),
            ..pending.clone()
        });
        Ok(Idle {
            client: self,
            pending,
        })
    }
}

impl Client {
    /// Takes up the IDLE that runs, if one does: its guard may have been dropped since.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use std::time::{Duration, Instant};
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE] ready\nC: A1 IDLE\nS: + idling\nS: * 4 EXISTS\nC: DONE\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// client.idle()?;
    /// let soon = Instant::now() + Duration::from_secs(1);
    /// let news = client.idling().map(|mut idle| idle.wait(soon)).transpose()?;
    /// assert!(news.flatten().is_some());
    /// client.idling().expect("it still runs").done()?;
    /// assert!(client.idling().is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 2177 section 3
    pub fn idling(&mut self) -> Option<Idle<'_>> {
        if !self.is_idling() {
            return None;
        }
        let pending = self.exchange.session.pending.clone()?;
        Some(Idle {
            client: self,
            pending,
        })
    }

    /// Says whether an IDLE runs.
    pub fn is_idling(&self) -> bool {
        let pending = self.exchange.session.pending.as_ref();
        self.end().is_none() && pending.is_some_and(|pending| pending.ending == Some(DONE))
    }
}

impl Idle<'_> {
    /// Waits for the next news until a moment; none when it passes.
    ///
    /// RFC 2177 section 3
    pub fn wait(&mut self, until: Instant) -> Result<Option<Event>> {
        let exchange = &mut self.client.exchange;
        if let Some(event) = exchange.session.next_event() {
            return Ok(Some(event));
        }
        let ready = exchange.connection.poll(until);
        if !exchange.connection.check(ready)? {
            return Ok(None);
        }
        let mut news = None;
        let next = exchange.next(&self.pending, &mut None, &mut |received| {
            news = Some(event(received));
            Taken::Yes
        });
        exchange.connection.check(next)?;
        Ok(news)
    }

    /// Says whether the server has ended it by itself.
    pub fn is_over(&self) -> bool {
        !self.client.is_idling()
    }

    /// Sends DONE and gives what the server says to it, with the news that came before.
    ///
    /// RFC 2177 section 3
    pub fn done(self) -> Result<(Completed, Vec<Event>)> {
        let exchange = &mut self.client.exchange;
        exchange.connection.begin(DONE);
        let sent = exchange.send_line(DONE.as_bytes(), DONE.as_bytes());
        exchange.connection.check(sent)?;
        if let Some(pending) = &mut exchange.session.pending {
            // It is sent once, even if the answer is given up.
            pending.ending = None;
        }
        let mut events = Vec::new();
        loop {
            let next = exchange.next(&self.pending, &mut None, &mut |received| {
                events.push(event(received));
                Taken::Yes
            });
            if let Next::Done(completed) = exchange.connection.check(next)? {
                return Ok((completed, events));
            }
        }
    }
}
