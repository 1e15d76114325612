//! IDLE: waiting for news.

use std::time::{Duration, Instant};

use super::exchange::{Collector, Next, Taken, nothing};
use super::news::event;
use super::session::{Completed, Pending};
use super::{Client, State};
use crate::error::Result;
use crate::types::Event;
use crate::wire::encode::Command;

/// The line that ends it.
const DONE: &str = "DONE";

/// When an IDLE is renewed where nothing else is said: servers may end one of 29 minutes, and some end a silent
/// connection after ten.
pub const IDLE_RENEWAL: Duration = Duration::from_secs(540);

/// The age of an IDLE is looked at this often: the clock that waits stands still while the machine is suspended.
const LOOK: Duration = Duration::from_secs(60);

/// How many events are taken that were there already when the time was over.
const MOST_LATE_EVENTS: usize = 1000;

/// A running IDLE. Ended by [`Idle::done`]; dropped without it, the next command ends it.
/// RFC 9051 section 6.3.13; RFC 2177
#[derive(Debug)]
pub struct Idle<'a> {
    client: &'a mut Client,
    pending: Pending,
    /// What the server said when it ended by itself.
    ended: Option<Completed>,
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
        self.exchange
            .need_capability("IDLE", Some("noop, now and then"))?;
        let pending = self
            .exchange
            .start(&Command::new("IDLE"), &mut [], &mut nothing)?;
        let agreed = self.exchange.await_continuation(&pending, &mut nothing);
        self.exchange.connection.check(agreed)?;
        self.exchange.session.pending = Some(Pending {
            ending: Some(DONE),
            ..pending.clone()
        });
        Ok(Idle {
            client: self,
            pending,
            ended: None,
        })
    }

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
            ended: None,
        })
    }

    /// Says whether an IDLE runs.
    pub fn is_idling(&self) -> bool {
        let pending = self.exchange.session.pending.as_ref();
        self.end().is_none() && pending.is_some_and(|pending| pending.ending == Some(DONE))
    }
}

impl Idle<'_> {
    /// Waits for the next news until a moment; none when it passes, or when the server ended IDLE by itself.
    ///
    /// RFC 2177 section 3
    pub fn wait(&mut self, until: Instant) -> Result<Option<Event>> {
        let exchange = &mut self.client.exchange;
        if let Some(event) = exchange.session.news.next() {
            return Ok(Some(event));
        }
        if self.ended.is_some() {
            return Ok(None);
        }
        let ready = exchange.connection.poll(until, &mut None);
        if !exchange.connection.check(ready)? {
            return Ok(None);
        }
        let mut news = None;
        let next = exchange.next(&self.pending, &mut None, &mut |received| {
            news = Some(event(received));
            Taken::Yes
        });
        if let Next::Done(completed) = exchange.connection.check(next)? {
            self.ended = Some(completed);
        }
        Ok(news)
    }

    /// The news until a moment, or without end: an iterator that waits. IDLE is renewed whenever it is as old as
    /// [`IDLE_RENEWAL`], also when the machine was suspended meanwhile. It ends when the moment has passed and what was
    /// there by then is given, and when the server has ended IDLE by itself ([`Idle::has_ended`]).
    ///
    /// A [`Waker`](super::Waker) used in another thread ends the present wait with
    /// [`Error::Interrupted`](crate::Error::Interrupted); IDLE goes on, and once the waker is reset so can this.
    ///
    /// # Errors
    /// The iterator ends after an error. One that is fatal has closed the connection: nothing is waited for again.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::Error;
    /// use imapclient::types::Event;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE] ready\nC: A1 IDLE\nS: + idling\nS: * 4 EXISTS\nC^\nC: DONE\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let waker = client.waker().clone();
    /// # /*
    /// std::thread::spawn(move || {
    ///     // When somebody has seen enough:
    ///     waker.wake();
    /// });
    /// # */
    /// let mut idle = client.idle()?;
    /// for event in idle.events(None) {
    ///     match event {
    ///         Ok(Event::Exists(count)) => println!("{count} messages now"),
    ///         Ok(other) => println!("{other:?}"),
    ///         Err(Error::Interrupted { .. }) => break,
    ///         Err(lost) => return Err(lost.into()),
    ///     }
    /// }
    /// # waker.reset();
    /// idle.done()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 2177 section 3
    pub fn events(&mut self, until: Option<Instant>) -> impl Iterator<Item = Result<Event>> {
        let (mut late, mut failed) = (0, false);
        std::iter::from_fn(move || {
            if failed || late == MOST_LATE_EVENTS {
                return None;
            }
            let event = self.next_event(until).transpose()?;
            failed = event.is_err();
            late += usize::from(until.is_some_and(|until| Instant::now() >= until));
            Some(event)
        })
    }

    fn next_event(&mut self, until: Option<Instant>) -> Result<Option<Event>> {
        loop {
            if self.client.silent_for() >= IDLE_RENEWAL {
                self.renew()?;
            }
            let look = Instant::now() + LOOK;
            let moment = until.map_or(look, |until| until.min(look));
            if let Some(event) = self.wait(moment)? {
                return Ok(Some(event));
            }
            if self.has_ended() || until.is_some_and(|until| Instant::now() >= until) {
                return Ok(None);
            }
        }
    }

    /// Ends IDLE and begins it anew, so that the server sees that somebody is there. What it tells meanwhile is given
    /// by the next waits.
    ///
    /// RFC 2177 section 3
    pub fn renew(&mut self) -> Result<()> {
        if self.ended.is_none() {
            self.finish(&mut nothing)?;
        }
        let next = self.client.idle()?;
        self.pending = next.pending.clone();
        self.ended = None;
        Ok(())
    }

    /// Says whether the server has ended IDLE by itself, as some do after a while: no news will come any more.
    pub fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// Sends DONE, unless the server has ended IDLE by itself, and gives what the server says to it, with the news
    /// that came before.
    ///
    /// RFC 2177 section 3
    pub fn done(mut self) -> Result<(Completed, Vec<Event>)> {
        if let Some(completed) = self.ended {
            return Ok((completed, Vec::new()));
        }
        let mut events = Vec::new();
        let completed = self.finish(&mut |received| {
            events.push(event(received));
            Taken::Yes
        })?;
        Ok((completed, events))
    }

    /// Sends DONE and reads to the tagged answer.
    fn finish(&mut self, collect: Collector<'_>) -> Result<Completed> {
        let exchange = &mut self.client.exchange;
        exchange.connection.begin(DONE);
        let sent = exchange.send_line(DONE.as_bytes(), DONE.as_bytes());
        exchange.connection.check(sent)?;
        if let Some(pending) = &mut exchange.session.pending {
            // It is sent once, even if the answer is given up.
            pending.ending = None;
        }
        loop {
            let next = exchange.next(&self.pending, &mut None, collect);
            if let Next::Done(completed) = exchange.connection.check(next)? {
                return Ok(completed);
            }
        }
    }
}
