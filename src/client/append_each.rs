//! APPEND of several messages, each by itself, without waiting for one answer before the next is sent.

use std::collections::VecDeque;
use std::io::Read;

use super::exchange::{Exchange, Next, nothing};
use super::session::{Completed, Pending};
use super::{Appended, Client, State};
use crate::error::{Error, Rejection, Result};
use crate::types::MailboxName;
use crate::wire::encode::Command;

/// So many messages are on their way at most, and so many bytes: what is sent after one that fails is sent in vain.
const AHEAD: usize = 64;
const AHEAD_BYTES: u64 = 1 << 20;

/// What became of one message among several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// It is in the mailbox; what the server said, with APPENDUID where it has UIDPLUS.
    Arrived(Completed),
    /// The server would not take it, in its own words.
    Refused(Rejection),
    /// It was sent, in whole or in part, and no answer came.
    Unknown,
    /// It was not sent.
    NotSent,
}

/// What became of several messages.
#[derive(Debug)]
pub struct Deliveries {
    /// Of each, in their order.
    pub each: Vec<Delivery>,
    /// What ended the sending early; when it is no error of the connection, the first refusal.
    pub error: Option<Error>,
}

impl Client {
    /// Sends an APPEND for each message. Where the server takes literals unasked (LITERAL+, LITERAL-) the next one is
    /// sent before the answer to the last has come, else each waits for the server's leave. The first is waited for, so
    /// that little is sent in vain to a mailbox that is not there. After a refusal no more is sent.
    ///
    /// # Errors
    /// In [`Deliveries::error`], besides what became of each message.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Append, Appended, Client, Delivery, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] ready\nC: A1 APPEND Sent {3+}\nC: one\nS: A1 OK [APPENDUID 7 10] done\nC: A2 APPEND Sent {3+}\nC: two\nC: A3 APPEND Sent {5+}\nC: three\nS: A2 OK [APPENDUID 7 11] done\nS: A3 NO [OVERQUOTA] full\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let (mut one, mut two, mut three) = (&b"one"[..], &b"two"[..], &b"three"[..]);
    /// let mut messages = [
    ///     Appended { len: 3, message: &mut one, options: Append::default() },
    ///     Appended { len: 3, message: &mut two, options: Append::default() },
    ///     Appended { len: 5, message: &mut three, options: Append::default() },
    /// ];
    /// let became = client.append_each(&"Sent".into(), &mut messages);
    /// assert!(matches!(became.each[1], Delivery::Arrived(_)));
    /// assert!(matches!(became.each[2], Delivery::Refused(_)));
    /// assert_eq!(became.error.map(|error| error.to_string()).as_deref(), Some("APPEND: full"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.3.12; RFC 7888
    pub fn append_each(
        &mut self,
        mailbox: &MailboxName,
        messages: &mut [Appended<'_>],
    ) -> Deliveries {
        let mut sending = Sending {
            each: vec![Delivery::NotSent; messages.len()],
            on_the_way: VecDeque::new(),
            answered: 0,
            error: None,
        };
        if let Err(error) = self.send_each(mailbox, messages, &mut sending) {
            sending.error = Some(error);
        }
        Deliveries {
            each: sending.each,
            error: sending.error,
        }
    }

    fn send_each(
        &mut self,
        mailbox: &MailboxName,
        messages: &mut [Appended<'_>],
        sending: &mut Sending,
    ) -> Result<()> {
        self.exchange.need("APPEND", State::Authenticated)?;
        for message in messages.iter() {
            message.options.need(&mut self.exchange)?;
        }
        for (place, message) in messages.iter_mut().enumerate() {
            let command = Command::new("APPEND").mailbox(mailbox)?;
            let enabled = &self.exchange.session.enabled;
            let command = message.options.written(command, message.len, enabled)?;
            if self.exchange.withhold(&command)? {
                continue;
            }
            let pushed = self.exchange.goes_unasked(&command);
            while !sending.has_room(message.len, pushed) {
                sending.answer(&mut self.exchange)?;
            }
            // What is there already need not wait until the last is sent.
            while !sending.on_the_way.is_empty() && self.exchange.is_at_hand()? {
                sending.answer(&mut self.exchange)?;
            }
            if sending.error.is_some() {
                break;
            }
            if let Some(delivery) = sending.each.get_mut(place) {
                *delivery = Delivery::Unknown;
            }
            let streams: &mut [&mut dyn Read] = &mut [&mut *message.message];
            let pending = match sending.on_the_way.is_empty() {
                true => self.exchange.send_whole(&command, streams, &mut nothing),
                false => self.exchange.send_behind(&command, streams),
            };
            match pending {
                Ok(pending) => sending.on_the_way.push_back(OnTheWay {
                    place,
                    pending,
                    len: message.len,
                }),
                Err(error) => sending.refused(place, error)?,
            }
        }
        while !sending.on_the_way.is_empty() {
            sending.answer(&mut self.exchange)?;
        }
        Ok(())
    }
}

/// Messages of which some are sent, and some of these answered.
struct Sending {
    each: Vec<Delivery>,
    /// Those that were sent and not answered yet, the oldest first.
    on_the_way: VecDeque<OnTheWay>,
    answered: usize,
    /// The first refusal.
    error: Option<Error>,
}

struct OnTheWay {
    place: usize,
    pending: Pending,
    len: u64,
}

impl Sending {
    /// Says whether one more may be sent before another answer is there.
    fn has_room(&self, len: u64, pushed: bool) -> bool {
        let bytes: u64 = self.on_the_way.iter().map(|sent| sent.len).sum();
        let ahead = pushed && self.answered > 0 && self.on_the_way.len() < AHEAD;
        self.on_the_way.is_empty() || (ahead && bytes + len <= AHEAD_BYTES)
    }

    /// Waits for the answer to the oldest that has none.
    fn answer(&mut self, exchange: &mut Exchange) -> Result<()> {
        let Some(oldest) = self.on_the_way.front() else {
            return Ok(());
        };
        let place = oldest.place;
        let answer = loop {
            match exchange.next(&oldest.pending, &mut None, &mut nothing) {
                Ok(Next::Done(completed)) => break Ok(completed),
                Ok(Next::Untagged) => {}
                Ok(Next::Continue(_)) => {
                    let text = "the server asks for more of APPEND though all was sent";
                    break Err(Error::Protocol(text.to_owned()));
                }
                Err(error) => break Err(error),
            }
        };
        let answer = exchange.connection.check(answer);
        match answer {
            Ok(completed) => {
                self.on_the_way.pop_front();
                self.answered += 1;
                if let Some(delivery) = self.each.get_mut(place) {
                    *delivery = Delivery::Arrived(completed);
                }
                Ok(())
            }
            Err(error @ (Error::No(_) | Error::Bad(_))) => {
                self.on_the_way.pop_front();
                self.refused(place, error)
            }
            Err(error) => Err(error),
        }
    }

    /// Keeps a refusal; any other error is passed on.
    fn refused(&mut self, place: usize, error: Error) -> Result<()> {
        let (Error::No(rejection) | Error::Bad(rejection)) = &error else {
            return Err(error);
        };
        if let Some(delivery) = self.each.get_mut(place) {
            *delivery = Delivery::Refused(rejection.clone());
        }
        self.answered += 1;
        self.error.get_or_insert(error);
        Ok(())
    }
}
