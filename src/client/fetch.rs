//! FETCH as a stream of messages.

use std::collections::VecDeque;
use std::io::Write;

use super::connection::Received;
use super::range_set::RangeSet;
use super::session::{Completed, Exchange, Next, Pending, Taken};
use super::{Client, State};
use crate::error::{Error, Result};
use crate::types::{Body, Event, FetchItem, ItemValue, Message, MessageSet};
use crate::wire::encode::Command;
use crate::wire::response::Response;
use crate::wire::views;

/// What may be said of a FETCH besides its messages and items.
#[derive(Default)]
pub struct FetchOptions<'s> {
    /// Only messages changed since this mod-sequence. RFC 7162 section 3.1.4.1
    pub changed_since: Option<u64>,
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
}

impl Client {
    /// Sends FETCH or UID FETCH and yields the messages one by one as they arrive. Long sets go out in several
    /// commands, one after the other.
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
        if options.changed_since.is_some() {
            self.exchange
                .need_capability("CONDSTORE", Some("fetch without CHANGEDSINCE"))?;
        }
        let mut waiting = VecDeque::new();
        for (name, set) in self.commands("FETCH", messages)? {
            let mut command = Command::new(&name).set(set.set())?.fetch_items(items)?;
            if let Some(since) = options.changed_since {
                command = command
                    .open()
                    .atom("CHANGEDSINCE", "CHANGEDSINCE")?
                    .number(since)
                    .close();
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
        };
        fetch.send_next()?;
        Ok(fetch)
    }
}

impl Fetch<'_> {
    /// The command as people may see it, and how many more follow it for the rest of a long set.
    pub fn command(&self) -> String {
        let first = self
            .exchange
            .session
            .sent
            .last()
            .cloned()
            .unwrap_or_default();
        match self.waiting.len() {
            0 => first,
            more => format!("{first} and {more} more"),
        }
    }

    /// Sends the next part of a split set; says whether there was one.
    fn send_next(&mut self) -> Result<bool> {
        let Some((command, _)) = self.waiting.pop_front() else {
            return Ok(false);
        };
        self.running = Some(
            self.exchange
                .start(&command, &mut [], &mut super::nothing)?,
        );
        Ok(true)
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
            let Some(pending) = self.running.clone() else {
                return Ok(None);
            };
            if let Err(error) = self.read(&pending) {
                self.arrived.extend(self.own.last());
                self.running = None;
                self.waiting.clear();
                self.error = Some(error);
            }
        }
    }

    /// Reads one response.
    fn read(&mut self, pending: &Pending) -> Result<()> {
        let Fetch {
            exchange,
            own,
            arrived,
            sink,
            ..
        } = self;
        let mut collect = |received: &mut Received<'_>| own.take(received, arrived);
        let next = match sink {
            Some(sink) => exchange.next(pending, &mut Some(&mut **sink), &mut collect),
            None => exchange.next(pending, &mut None, &mut collect),
        };
        let next = exchange.connection.check(next)?;
        exchange.local_failure()?;
        if let Next::Done(_) = next {
            self.arrived.extend(self.own.last());
            self.running = None;
            self.send_next()?;
        }
        Ok(())
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

/// Which FETCH responses belong to a command.
struct Own {
    asked: RangeSet,
    items: Vec<String>,
    uid: bool,
    open: bool,
    /// The highest sequence number, which `*` means.
    last_seq: Option<u32>,
    answered: RangeSet,
    current: Option<Message>,
    /// Whether it is odd when an item does not come: after FETCH it is, after STORE not.
    notes_missing: bool,
}

impl Own {
    fn new(messages: &MessageSet, items: Vec<String>, exists: Option<u32>) -> Self {
        let last = if messages.is_uid() { None } else { exists };
        Own {
            asked: RangeSet::of(messages.set(), last),
            items,
            uid: messages.is_uid(),
            open: messages.set().is_open(),
            last_seq: exists,
            answered: RangeSet::default(),
            current: None,
            notes_missing: true,
        }
    }

    /// Looks at a response: ours, or news.
    fn take(&mut self, received: &mut Received<'_>, arrived: &mut VecDeque<Message>) -> Taken {
        let (response, mut bodies) = received.parts();
        let Response::Data {
            number: Some(number),
            name,
            values,
        } = response
        else {
            return Taken::No;
        };
        if !name.eq_ignore_ascii_case("FETCH") {
            return Taken::No;
        }
        let Some(seq) = u32::try_from(*number).ok().filter(|seq| *seq > 0) else {
            return Taken::No;
        };
        let message = views::message(seq, values.clone(), &mut bodies);
        if !self.claims(&message) {
            return Taken::As(Event::Fetch(Box::new(message)));
        }
        match &mut self.current {
            Some(current) if current.seq == seq => current.merge(message),
            _ => {
                if let Some(mut done) = self.current.replace(message) {
                    self.answer(&mut done);
                    arrived.push_back(done);
                }
            }
        }
        Taken::Yes
    }

    /// Keeps that a message was answered for, and notes what was asked of it and did not come.
    fn answer(&mut self, message: &mut Message) {
        let told = |item: &&String| {
            let told = |name: &str| kind(name).eq_ignore_ascii_case(item);
            item.eq_ignore_ascii_case("UID")
                || message.items.iter().any(|(name, _)| told(name))
                || message
                    .notes
                    .iter()
                    .any(|note| note.to_ascii_uppercase().contains(item.as_str()))
        };
        let missing: Vec<_> = self
            .items
            .iter()
            .filter(|item| !told(item))
            .cloned()
            .collect();
        if !missing.is_empty() && self.notes_missing {
            let note = format!("{} was asked for and did not come", missing.join(", "));
            message.notes.push(note);
        }
        if let Some(id) = if self.uid {
            message.uid
        } else {
            Some(message.seq)
        } {
            self.answered.insert(id, id);
        }
    }

    /// The message that no further response can add to.
    fn last(&mut self) -> Option<Message> {
        let mut message = self.current.take()?;
        self.answer(&mut message);
        Some(message)
    }

    fn claims(&self, message: &Message) -> bool {
        let current = self
            .current
            .as_ref()
            .filter(|current| current.seq == message.seq);
        let uid = message.uid.or(current.and_then(|current| current.uid));
        let id = match (self.uid, uid) {
            (true, Some(uid)) => uid,
            (true, None) => return false,
            (false, _) => message.seq,
        };
        let asked = self.asked.contains(id) || (self.open && self.last_seq == Some(message.seq));
        if !asked || self.answered.contains(id) {
            return false;
        }
        if message.items.is_empty() {
            // Only a UID, or nothing: an answer all the same, if a poor one.
            return current.is_none();
        }
        message.items.iter().any(|(name, _)| {
            let asked = self
                .items
                .iter()
                .any(|item| kind(name).eq_ignore_ascii_case(item));
            let told = current.is_some_and(|current| current.item(name).is_some());
            asked && !told
        })
    }
}

/// The part of an item's name that an answer has in common with the question: sections are spelt differently.
fn kind(name: &str) -> &str {
    name.split(['[', '<']).next().unwrap_or(name)
}

/// Under which kinds of names an item is answered.
fn answer_kinds(item: &FetchItem) -> Vec<String> {
    let words: &[&str] = match item {
        FetchItem::Word(word) => match word.as_str() {
            "ALL" => &["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE"],
            "FAST" => &["FLAGS", "INTERNALDATE", "RFC822.SIZE"],
            "FULL" => &["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY"],
            word => return vec![kind(word).to_owned()],
        },
        FetchItem::Section(_) => return vec![kind(&item.answer_name()).to_owned()],
    };
    words.iter().map(|&word| word.to_owned()).collect()
}

fn last_message(exchange: &Exchange) -> Option<u32> {
    exchange
        .session
        .selected
        .as_ref()
        .and_then(|selected| selected.exists)
}

/// Runs a command whose answer is FETCH data (STORE) and collects the messages it is about, also those of a command
/// that fails.
pub(super) fn own_messages(
    exchange: &mut Exchange,
    command: &Command,
    set: &MessageSet,
    items: &[&str],
    messages: &mut Vec<Message>,
) -> Result<Completed> {
    let items = items
        .iter()
        .map(|&item| item.to_owned())
        .chain(["MODSEQ".to_owned()])
        .collect();
    let mut own = Own::new(set, items, last_message(exchange));
    own.notes_missing = false;
    let mut arrived = VecDeque::new();
    let completed = exchange.run(command, &mut |received| own.take(received, &mut arrived));
    messages.extend(arrived);
    messages.extend(own.last());
    completed
}
