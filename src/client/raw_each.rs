//! Many commands that were typed, without waiting for one answer before the next is sent.

mod typed;

use std::collections::VecDeque;

use self::typed::{OnTheWay, Typed, typed};
use super::exchange::{Exchange, Taken};
use super::raw::RawResponse;
use super::session::{Completed, Pending};
use super::typed::{TypedNext, asked_too_much};
use super::{Client, session};
use crate::error::{Error, Result};
use crate::types::RawPart;

/// So many commands are on their way at most.
const AHEAD: usize = 256;

/// And so many bytes: what the buffers of a link take even of a server that reads nothing while it writes, so that
/// neither side waits for the other without end.
const AHEAD_BYTES: usize = 32 << 10;

/// What a source of typed commands has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upcoming {
    /// The next command, without tag and line end.
    Command(Vec<RawPart>),
    /// Nothing yet: it is asked again after the next answer.
    Later,
    /// No more.
    End,
}

/// What came of typed commands.
#[derive(Debug)]
pub enum RawAnswer {
    /// An untagged response.
    Response(RawResponse),
    /// A command is done.
    Ended {
        /// Which, counted from one in the order of sending.
        number: u64,
        /// What its tagged line said: [`Error::No`] and [`Error::Bad`] are answers too.
        outcome: Result<Completed>,
    },
}

/// Typed commands on their way: yields their answers as they come, and sends the next ones meanwhile.
pub struct RawEach<'a, S> {
    exchange: &'a mut Exchange,
    source: S,
    /// What has to wait until there is room for it.
    held: Option<Typed>,
    /// Those that were sent and not answered yet, the oldest first.
    on_the_way: VecDeque<OnTheWay>,
    bytes_on_the_way: usize,
    arrived: VecDeque<RawAnswer>,
    sent: u64,
    answered: u64,
    /// The source is not asked again.
    ended: bool,
    /// Why it is not, unless it has no more.
    error: Option<Error>,
}

impl Client {
    /// Sends commands as [`Client::raw_parts`] does one, up to some hundred of them before the first is answered, and
    /// yields all that comes. Those that change the session's state (LOGIN, SELECT) and those with a literal that needs
    /// the server's leave have the link for themselves. The source is asked for commands as there is room; where it is
    /// passed true nothing is on its way, and it should wait for one. It never holds more than one command.
    ///
    /// The server may answer out of order what it may carry out so. RFC 9051 section 5.5; RFC 3501 section 5.5
    ///
    /// ```text
    /// C: A1 STATUS Drafts (MESSAGES)
    /// C: A2 STATUS Sent (MESSAGES)
    /// S: * STATUS Drafts (MESSAGES 2)
    /// S: A1 OK done
    /// S: A2 NO there is none
    /// ```
    ///
    /// # Errors
    /// Each yielded error ends the sending. [`Error::Refused`] for STARTTLS, COMPRESS, IDLE and AUTHENTICATE, and
    /// [`Error::Argument`] for what is no line, come when all before them is answered; [`Error::Interrupted`] leaves
    /// what is on its way to be read away by the next command; others are failures of the link.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::client::{RawAnswer, Upcoming};
    /// use imapclient::types::RawPart;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 STATUS Drafts (MESSAGES)\nC: A2 STATUS Sent (MESSAGES)\nS: * STATUS Drafts (MESSAGES 2)\nS: A1 OK done\nS: A2 NO there is none\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let mut names = ["Drafts", "Sent"].into_iter();
    /// let answers = client.raw_each(|_| match names.next() {
    ///     Some(name) => Upcoming::Command(vec![RawPart::Text(format!("STATUS {name} (MESSAGES)"))]),
    ///     None => Upcoming::End,
    /// });
    /// let mut refused = Vec::new();
    /// for answer in answers {
    ///     if let RawAnswer::Ended { number, outcome: Err(error) } = answer? {
    ///         refused.push(format!("{number}: {error}"));
    ///     }
    /// }
    /// assert_eq!(refused, ["2: STATUS: there is none"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn raw_each<S: FnMut(bool) -> Upcoming>(&mut self, source: S) -> RawEach<'_, S> {
        RawEach {
            exchange: &mut self.exchange,
            source,
            held: None,
            on_the_way: VecDeque::new(),
            bytes_on_the_way: 0,
            arrived: VecDeque::new(),
            sent: 0,
            answered: 0,
            ended: false,
            error: None,
        }
    }
}

impl<S: FnMut(bool) -> Upcoming> RawEach<'_, S> {
    /// How many commands were sent, in whole or in part.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// How many of them were answered.
    pub fn answered(&self) -> u64 {
        self.answered
    }

    /// Does the next thing; says whether there was any left to do.
    fn go_on(&mut self) -> Result<bool> {
        // What is there already is shown before more is asked for.
        if !self.on_the_way.is_empty() && self.exchange.is_at_hand()? {
            return self.read().map(|()| true);
        }
        match self.held.take().or_else(|| self.upcoming()) {
            Some(typed) if self.has_room(&typed) => self.send(typed)?,
            held => {
                self.held = held;
                if self.on_the_way.is_empty() {
                    return Ok(!self.ended);
                }
                self.read()?;
            }
        }
        Ok(true)
    }

    /// Asks for the next command.
    fn upcoming(&mut self) -> Option<Typed> {
        if self.ended {
            return None;
        }
        match (self.source)(self.on_the_way.is_empty()) {
            Upcoming::Command(parts) => match typed(self.exchange, parts) {
                Ok(typed) => return Some(typed),
                Err(error) => {
                    self.error = Some(error);
                    self.ended = true;
                }
            },
            Upcoming::Later => {}
            Upcoming::End => self.ended = true,
        }
        None
    }

    /// Says whether a command may be sent before another answer is there.
    fn has_room(&self, typed: &Typed) -> bool {
        let Some(oldest) = self.on_the_way.front() else {
            return true;
        };
        !oldest.alone
            && !typed.alone
            && self.on_the_way.len() < AHEAD
            && self.bytes_on_the_way + typed.len <= AHEAD_BYTES
    }

    fn send(&mut self, typed: Typed) -> Result<()> {
        let withheld = self.exchange.withhold(&typed.command)?;
        self.sent += 1;
        let number = self.sent;
        let pending = if withheld {
            self.ended(number, Ok(Completed::default()));
            return Ok(());
        } else if self.on_the_way.is_empty() {
            self.exchange.prepare_opening(&typed.command, &typed.parts);
            let arrived = &mut self.arrived;
            let sent = self
                .exchange
                .send_whole(&typed.command, &mut [], &mut |received| {
                    arrived.push_back(RawAnswer::Response(RawResponse::of(received)));
                    Taken::Yes
                });
            match sent {
                // The literal was refused, and nothing of it sent.
                Err(error @ (Error::No(_) | Error::Bad(_))) => {
                    self.ended(number, Err(error));
                    return Ok(());
                }
                sent => sent?,
            }
        } else {
            self.exchange.send_overtaking(&typed.command)?
        };
        self.bytes_on_the_way += typed.len;
        self.on_the_way.push_back(OnTheWay {
            pending,
            number,
            len: typed.len,
            alone: typed.alone,
        });
        Ok(())
    }

    /// Reads the next response, waiting for it.
    fn read(&mut self) -> Result<()> {
        let Some(oldest) = self.on_the_way.front() else {
            return Ok(());
        };
        let arrived = &mut self.arrived;
        let next = self.exchange.next_typed(&oldest.pending, &mut |response| {
            arrived.push_back(RawAnswer::Response(response));
        });
        let outcome = match self.exchange.connection.check(next)? {
            TypedNext::Untagged => return Ok(()),
            TypedNext::Ended(outcome) => outcome,
            TypedNext::Challenge(_) => {
                return self.exchange.connection.check(Err(asked_too_much()));
            }
        };
        let session = &self.exchange.session;
        let place = match is_awaited(session, &oldest.pending) {
            false => Some(0),
            true => self
                .on_the_way
                .iter()
                .position(|sent| !is_awaited(session, &sent.pending)),
        };
        if let Some(sent) = place.and_then(|place| self.on_the_way.remove(place)) {
            self.bytes_on_the_way -= sent.len;
            self.ended(sent.number, outcome);
        }
        Ok(())
    }

    fn ended(&mut self, number: u64, outcome: Result<Completed>) {
        self.answered += 1;
        self.arrived.push_back(RawAnswer::Ended { number, outcome });
    }
}

impl<S: FnMut(bool) -> Upcoming> Iterator for RawEach<'_, S> {
    type Item = Result<RawAnswer>;

    fn next(&mut self) -> Option<Result<RawAnswer>> {
        loop {
            if let Some(answer) = self.arrived.pop_front() {
                return Some(Ok(answer));
            }
            match self.go_on() {
                Ok(true) => {}
                Ok(false) => return self.error.take().map(Err),
                Err(error) => {
                    self.ended = true;
                    self.held = None;
                    self.on_the_way.clear();
                    return Some(Err(error));
                }
            }
        }
    }
}

/// Says whether the answer to a command is still to come.
fn is_awaited(session: &session::Session, sent: &Pending) -> bool {
    let mut awaited = session.pending.iter().chain(&session.behind);
    awaited.any(|pending| pending.tag == sent.tag)
}
