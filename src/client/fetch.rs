//! FETCH as a stream of messages.

mod own;

use std::collections::VecDeque;
use std::io::Write;

use self::own::{Own, answer_kinds, last_message};
use super::connection::Received;
use super::exchange::{Exchange, Next, Taken, nothing};
use super::qresync::vanished_earlier;
use super::session::Pending;
use super::{Client, State};
use crate::error::{Error, Result};
use crate::types::{Body, FetchItem, ItemValue, Message, MessageSet, SequenceSet};
use crate::wire::encode::Command;

pub(super) use self::own::{own_messages, told};

/// What may be said of a FETCH besides its messages and items.
#[derive(Default)]
pub struct FetchOptions<'s> {
    /// Only messages changed since this mod-sequence. RFC 7162 section 3.1.4.1
    pub changed_since: Option<u64>,
    /// With `changed_since` and UIDs: those that are gone too, for [`Fetch::take_vanished`]. RFC 7162 section 3.2.6
    pub vanished: bool,
    /// Takes the bytes of body sections as they arrive, so that none is kept.
    pub sink: Option<&'s mut dyn Write>,
}

/// A running FETCH: yields messages as they arrive. Dropped early, the rest is read away before the next command.
///
/// A response belongs to it when its message was asked for and it carries an asked item not answered yet;
/// consecutive responses of one message are joined. All else is kept as events.
/// RFC 9051 section 6.4.5; RFC 3501 section 6.4.5
pub struct Fetch<'a> {
    exchange: &'a mut Exchange,
    waiting: VecDeque<(Command, MessageSet)>,
    running: Option<Pending>,
    own: Own,
    arrived: VecDeque<Message>,
    sink: Option<&'a mut dyn Write>,
    error: Option<Error>,
    /// UIDs that are gone, where that was asked.
    vanished: Option<SequenceSet>,
}

impl Client {
    /// Sends FETCH or UID FETCH and yields the messages one by one as they arrive. Long sets go out in several
    /// commands, one after the other.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for items of extensions that the server lacks, such as PREVIEW.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, FetchOptions, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::{FetchItem, MessageSet};
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 SELECT INBOX\nS: A1 OK done\nC: A2 UID FETCH 7:8 (FLAGS)\nS: * 2 FETCH (UID 7 FLAGS (\\Seen))\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// # client.select(&"INBOX".into())?;
    /// let set = MessageSet::Uid([7, 8].into_iter().collect());
    /// for message in client.fetch(&set, &[FetchItem::word("FLAGS")], FetchOptions::default())? {
    ///     println!("{:?}", message?.flags());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.4.5; RFC 3501 section 6.4.5
    pub fn fetch<'a>(
        &'a mut self,
        messages: &MessageSet,
        items: &[FetchItem],
        options: FetchOptions<'a>,
    ) -> Result<Fetch<'a>> {
        self.exchange.need("FETCH", State::Selected)?;
        if options.vanished {
            self.need_vanished(messages, &options)?;
        }
        if options.changed_since.is_some() {
            let capabilities = ["CONDSTORE", "QRESYNC"];
            self.exchange
                .need_one_of(&capabilities, Some("fetch without CHANGEDSINCE"))?;
        }
        self.exchange.need_fetch_items(items)?;
        let mut waiting = VecDeque::new();
        for (name, set) in self.commands("FETCH", messages)? {
            let mut command = Command::new(&name).set(set.set())?.fetch_items(items)?;
            if let Some(since) = options.changed_since {
                command = command
                    .open()
                    .atom("CHANGEDSINCE", "CHANGEDSINCE")?
                    .number(since);
                if options.vanished {
                    command = command.keyword("VANISHED");
                }
                command = command.close();
            }
            waiting.push_back((command, set));
        }
        let mut asked: Vec<String> = items.iter().flat_map(answer_kinds).collect();
        if options.changed_since.is_some() {
            asked.push("MODSEQ".to_owned());
        }
        let own = Own::new(messages, asked, last_message(&self.exchange));
        let mut fetch = Fetch {
            exchange: &mut self.exchange,
            waiting,
            running: None,
            own,
            arrived: VecDeque::new(),
            sink: options.sink,
            error: None,
            vanished: options.vanished.then(SequenceSet::default),
        };
        fetch.send_next()?;
        Ok(fetch)
    }

    /// Refuses VANISHED where a server need not understand it.
    fn need_vanished(&mut self, messages: &MessageSet, options: &FetchOptions<'_>) -> Result<()> {
        let instead = "fetch without VANISHED, and search for the UIDs that are left";
        self.exchange.need_capability("QRESYNC", Some(instead))?;
        if !messages.is_uid() || options.changed_since.is_none() {
            let text = "VANISHED goes with UIDs and CHANGEDSINCE only";
            return Err(Error::Argument(text.to_owned()));
        }
        match self.enabled().has("QRESYNC") {
            true => Ok(()),
            false => Err(Error::WrongState {
                command: "FETCH with VANISHED".to_owned(),
                needed: "QRESYNC turned on, by ENABLE or a SELECT with it",
            }),
        }
    }
}

impl Fetch<'_> {
    /// The command as people may see it, and how many more follow it for the rest of a long set.
    pub fn command(&self) -> String {
        let first = self
            .exchange
            .session
            .last_sent()
            .unwrap_or_default()
            .to_owned();
        match self.waiting.len() {
            0 => first,
            more => format!("{first} and {more} more"),
        }
    }

    /// Hands out the UIDs that the server has told so far to be gone; it may name some that never were.
    pub fn take_vanished(&mut self) -> SequenceSet {
        self.vanished
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default()
    }

    /// Says whether more of the answer has arrived already, so that [`Iterator::next`] need not wait for the server.
    pub fn is_at_hand(&mut self) -> bool {
        if !self.arrived.is_empty() || self.error.is_some() || self.running.is_none() {
            return true;
        }
        let connection = &mut self.exchange.connection;
        let at_hand = match &mut self.sink {
            Some(sink) => connection.is_at_hand(&mut Some(&mut **sink)),
            None => connection.is_at_hand(&mut None),
        };
        match connection.check(at_hand) {
            Ok(at_hand) => at_hand,
            Err(error) => {
                self.fail(error);
                true
            }
        }
    }

    /// Ends with an error, once what had arrived before it is given.
    fn fail(&mut self, error: Error) {
        self.running = None;
        self.arrived.extend(self.own.last());
        self.waiting.clear();
        self.error = Some(error);
    }

    /// Sends the next part of a split set, if there is one.
    fn send_next(&mut self) -> Result<()> {
        let Some((command, _)) = self.waiting.pop_front() else {
            return Ok(());
        };
        self.running = Some(self.exchange.start(&command, &mut [], &mut nothing)?);
        Ok(())
    }

    /// The next message, once it is whole; what had arrived before an error comes before the error.
    fn advance(&mut self) -> Result<Option<Message>> {
        loop {
            if let Some(message) = self.arrived.pop_front() {
                return Ok(Some(message));
            }
            if let Some(error) = self.error.take() {
                return Err(error);
            }
            let Some(pending) = self.running.take() else {
                return Ok(None);
            };
            if let Err(error) = self.read(pending) {
                self.fail(error);
            }
        }
    }

    /// Reads one response; the command runs on unless it was the last.
    fn read(&mut self, pending: Pending) -> Result<()> {
        let Fetch {
            exchange,
            own,
            arrived,
            sink,
            vanished,
            ..
        } = self;
        let mut collect = |received: &mut Received<'_>| match (
            vanished.as_mut(),
            vanished_earlier(&received.response),
        ) {
            (Some(vanished), Some(earlier)) => {
                vanished.append(earlier);
                Taken::Yes
            }
            _ => own.take(received, arrived),
        };
        let next = match sink {
            Some(sink) => exchange.next(&pending, &mut Some(&mut **sink), &mut collect),
            None => exchange.next(&pending, &mut None, &mut collect),
        };
        let next = exchange.connection.check(next)?;
        exchange.local_failure()?;
        match next {
            Next::Done(_) => {
                self.arrived.extend(self.own.last());
                self.send_next()
            }
            Next::Untagged | Next::Continue(_) => {
                self.running = Some(pending);
                Ok(())
            }
        }
    }

    /// Writes bodies that are in memory to the sink; large ones went there already.
    fn pass_on(&mut self, message: &mut Message) -> Result<()> {
        let Some(sink) = &mut self.sink else {
            return Ok(());
        };
        for (_, value) in &mut message.items {
            if let ItemValue::Body(body) = value {
                if let Body::Memory(bytes) = body {
                    sink.write_all(bytes)?;
                }
                *body = Body::Passed(body.len());
            }
        }
        Ok(())
    }
}

impl Iterator for Fetch<'_> {
    type Item = Result<Message>;

    fn next(&mut self) -> Option<Result<Message>> {
        let mut message = match self.advance() {
            Ok(message) => message?,
            Err(error) => return Some(Err(error)),
        };
        match self.pass_on(&mut message) {
            Ok(()) => Some(Ok(message)),
            Err(error) => {
                self.running = None;
                self.arrived.clear();
                Some(Err(error))
            }
        }
    }
}
