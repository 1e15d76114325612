//! A mailbox: its messages in order, and the flags it knows.

use super::message::{Content, FlagSet, Message, SYSTEM};
use super::refusal::{Refusal, Result};
use crate::types::{DateTime, Flag};

/// A mailbox may know this many flags, those of the protocol included.
const MOST_FLAGS: usize = 50;
/// A keyword may be this long.
const LONGEST_KEYWORD: usize = 50;

/// A mailbox. Its UIDVALIDITY is what it is known by, for it never changes and never comes again.
#[derive(Debug)]
pub(super) struct Mailbox {
    pub(super) validity: u32,
    pub(super) uid_next: u32,
    /// In the order of their UIDs.
    pub(super) messages: Vec<Message>,
    /// Those of the protocol, and the keywords in the order in which they came up.
    pub(super) flags: Vec<Flag>,
    /// From this UID on no session has seen the messages.
    pub(super) recent_from: u32,
    pub(super) special: Option<&'static str>,
    /// Only a place for others to hang below.
    pub(super) noselect: bool,
}

impl Mailbox {
    pub(super) fn new(validity: u32, noselect: bool) -> Self {
        Mailbox {
            validity,
            uid_next: 1,
            messages: Vec::new(),
            flags: SYSTEM.map(Flag::new).to_vec(),
            recent_from: 1,
            special: None,
            noselect,
        }
    }

    pub(super) fn message(&self, uid: u32) -> Option<&Message> {
        self.messages.get(self.place(uid)?)
    }

    pub(super) fn message_mut(&mut self, uid: u32) -> Option<&mut Message> {
        let place = self.place(uid)?;
        self.messages.get_mut(place)
    }

    fn place(&self, uid: u32) -> Option<usize> {
        let messages = &self.messages;
        messages
            .binary_search_by_key(&uid, |message| message.uid)
            .ok()
    }

    pub(super) fn remove(&mut self, goes: impl Fn(&Message) -> bool) {
        self.messages.retain(|message| !goes(message));
    }

    pub(super) fn count(&self, counts: impl Fn(&Message) -> bool) -> usize {
        self.messages
            .iter()
            .filter(|message| counts(message))
            .count()
    }

    /// The flags of these names; a keyword is known from its first use on. `\Recent`, which clients cannot set, is
    /// passed over.
    pub(super) fn flag_set(&mut self, names: &[String]) -> Result<FlagSet> {
        let mut set = 0;
        for name in names
            .iter()
            .filter(|name| !name.eq_ignore_ascii_case("\\Recent"))
        {
            let place = match self.flags.iter().position(|known| known == name.as_str()) {
                Some(place) => place,
                None => self.keyword(name)?,
            };
            set |= 1 << place;
        }
        Ok(set)
    }

    /// Makes a keyword known and gives its place.
    fn keyword(&mut self, name: &str) -> Result<usize> {
        let fits = |byte: u8| byte.is_ascii_graphic() && !b"(){%*\"\\]".contains(&byte);
        if name.starts_with('\\') {
            return Err(Refusal::bad("unknown system flag"));
        }
        if name.is_empty() || name.len() > LONGEST_KEYWORD || !name.bytes().all(fits) {
            return Err(Refusal::bad("that is no keyword"));
        }
        if self.flags.len() >= MOST_FLAGS {
            return Err(Refusal::no("LIMIT", "there are too many keywords"));
        }
        self.flags.push(Flag::new(name));
        Ok(self.flags.len() - 1)
    }

    /// The names of flags.
    pub(super) fn flag_names(&self, set: FlagSet) -> impl Iterator<Item = &str> {
        let chosen = move |(place, _): &(usize, &Flag)| set & 1 << place != 0;
        let flags = self.flags.iter().enumerate().filter(chosen);
        flags.map(|(_, flag)| flag.as_str())
    }

    /// Puts a message into the mailbox and gives its UID.
    pub(super) fn append(&mut self, content: Content, flags: FlagSet, date: DateTime) -> u32 {
        let uid = self.uid_next;
        self.uid_next += 1;
        self.messages.push(Message {
            uid,
            flags,
            date,
            content,
        });
        uid
    }
}
