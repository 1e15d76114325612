//! Which FETCH responses belong to a command, and which are news.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};

use super::super::connection::Received;
use super::super::exchange::{Exchange, Taken};
use super::super::range_set::RangeSet;
use super::super::session::Completed;
use crate::error::Result;
use crate::types::{Event, FetchItem, Message, MessageSet};
use crate::wire::encode::Command;
use crate::wire::response::Response;
use crate::wire::views;

/// Which FETCH responses belong to a command.
pub(super) struct Own {
    asked: RangeSet,
    /// The kinds of items that were asked for, upper-cased as the names of those that come are.
    items: Vec<String>,
    uid: bool,
    open: bool,
    /// The highest sequence number, which `*` means.
    last_seq: Option<u32>,
    answered: RangeSet,
    current: Option<Gathering>,
    /// Whether it is odd when an item does not come: after FETCH it is, after STORE not.
    notes_missing: bool,
}

impl Own {
    pub(super) fn new(messages: &MessageSet, items: Vec<String>, exists: Option<u32>) -> Self {
        let last = if messages.is_uid() { None } else { exists };
        Own {
            asked: RangeSet::of(messages.set(), last),
            items: items.iter().map(|item| item.to_ascii_uppercase()).collect(),
            uid: messages.is_uid(),
            open: messages.set().is_open(),
            last_seq: exists,
            answered: RangeSet::default(),
            current: None,
            notes_missing: true,
        }
    }

    /// Looks at a response: ours, or news.
    pub(super) fn take(
        &mut self,
        received: &mut Received<'_>,
        arrived: &mut VecDeque<Message>,
    ) -> Taken {
        let Some(message) = told(received) else {
            return Taken::No;
        };
        let seq = message.seq;
        if !self.claims(&message) {
            return Taken::As(Event::Fetch(Box::new(message)));
        }
        match &mut self.current {
            Some(current) if current.message.seq == seq => current.add(message),
            _ => {
                let done = self.last();
                arrived.extend(done);
                self.current = Some(Gathering::new(message));
            }
        }
        Taken::Yes
    }

    /// Keeps that a message was answered for, and notes what was asked of it and did not come.
    fn answer(&mut self, message: &mut Message) {
        let told = |item: &&String| {
            *item == "UID"
                || message.items.iter().any(|(name, _)| is_of(name, item))
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
    pub(super) fn last(&mut self) -> Option<Message> {
        let mut message = self.current.take()?.message;
        self.answer(&mut message);
        Some(message)
    }

    fn claims(&mut self, message: &Message) -> bool {
        let mut current = self
            .current
            .as_mut()
            .filter(|current| current.message.seq == message.seq);
        let known = current.as_ref().and_then(|current| current.message.uid);
        let id = match (self.uid, message.uid.or(known)) {
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
            let mut items = self.items.iter();
            items.any(|item| is_of(name, item))
                && !current.as_mut().is_some_and(|current| current.has(name))
        })
    }
}

/// The message that a FETCH response tells of.
pub(in crate::client) fn told(received: &mut Received<'_>) -> Option<Message> {
    let (response, mut bodies) = received.parts();
    let Response::Data {
        number: Some(number),
        name,
        values,
    } = response
    else {
        return None;
    };
    if !name.eq_ignore_ascii_case("FETCH") {
        return None;
    }
    let seq = u32::try_from(*number).ok().filter(|seq| *seq > 0)?;
    Some(views::message(seq, values.clone(), &mut bodies))
}

/// A message to which the next response may add.
struct Gathering {
    message: Message,
    /// Where each item stands, so that a server with very many of them does not make this slow. Filled when a second
    /// response comes: most messages take one.
    places: HashMap<Cow<'static, str>, usize>,
}

impl Gathering {
    fn new(message: Message) -> Self {
        Gathering {
            message,
            places: HashMap::new(),
        }
    }

    fn places(&mut self) -> &mut HashMap<Cow<'static, str>, usize> {
        if self.places.is_empty() {
            let names = self.message.items.iter().map(|(name, _)| name.clone());
            self.places = names.zip(0..).collect();
        }
        &mut self.places
    }

    fn has(&mut self, name: &str) -> bool {
        self.places().contains_key(name)
    }

    /// Adds what a later response told of the same message; the later value wins.
    fn add(&mut self, later: Message) {
        self.message.uid = later.uid.or(self.message.uid);
        self.message.notes.extend(later.notes);
        for (name, value) in later.items {
            let end = self.message.items.len();
            let place = *self.places().entry(name.clone()).or_insert(end);
            match self.message.items.get_mut(place) {
                Some((_, known)) => *known = value,
                None => self.message.items.push((name, value)),
            }
        }
    }
}

/// Says whether the name of an item is of a kind, without looking for the end of what [`kind`] gives: each message is
/// asked this of each item.
fn is_of(name: &str, kind: &str) -> bool {
    name.strip_prefix(kind)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '<']))
}

/// The part of an item's name that an answer has in common with the question: sections are spelt differently.
fn kind(name: &str) -> &str {
    let end = name.bytes().position(|byte| matches!(byte, b'[' | b'<'));
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

/// Under which kinds of names an item is answered.
pub(super) fn answer_kinds(item: &FetchItem) -> Vec<String> {
    let words: &[&str] = match item {
        FetchItem::Word(word) => match word.as_str() {
            "ALL" => &["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE"],
            "FAST" => &["FLAGS", "INTERNALDATE", "RFC822.SIZE"],
            "FULL" => &["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY"],
            FetchItem::LAZY_PREVIEW => &["PREVIEW"],
            word => return vec![kind(word).to_owned()],
        },
        FetchItem::Section(_) => return vec![kind(&item.answer_name()).to_owned()],
    };
    words.iter().map(|&word| word.to_owned()).collect()
}

pub(super) fn last_message(exchange: &Exchange) -> Option<u32> {
    exchange
        .session
        .selected
        .as_ref()
        .and_then(|selected| selected.exists)
}

/// Runs a command whose answer is FETCH data (STORE) and collects the messages it is about, also those of a command
/// that fails.
pub(in crate::client) fn own_messages(
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
