//! A mailbox: its messages in order, and the flags it knows.

use std::borrow::Cow;
use std::sync::Arc;

use super::Result;
use crate::types::{DateTime, Flag};

/// The flags of the protocol, with which every mailbox begins its list of flags.
const SYSTEM: [&str; 5] = ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];
/// The attribute of what is no mailbox, but a place for others to hang below.
pub(super) const PLACE: &str = "\\Noselect";

/// A mailbox may know this many flags, those of the protocol included.
const MOST_FLAGS: usize = 50;
/// A keyword may be this long.
const LONGEST_KEYWORD: usize = 50;

/// A line of the part that is made on demand.
const LINE: &[u8; 78] =
    b"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4\r\n";

/// A message.
#[derive(Debug, Clone)]
pub(super) struct Message {
    /// Given by the mailbox that it is put into.
    pub(super) uid: u32,
    pub(super) flags: Vec<Flag>,
    pub(super) date: DateTime,
    /// All of its bytes, or those before the lines that are made on demand.
    pub(super) head: Arc<[u8]>,
    /// So many lines.
    pub(super) lines: usize,
}

impl Message {
    pub(super) fn new(bytes: Vec<u8>, flags: Vec<Flag>, date: DateTime) -> Self {
        Message {
            uid: 0,
            flags,
            date,
            head: bytes.into(),
            lines: 0,
        }
    }

    pub(super) fn bytes(&self) -> Cow<'_, [u8]> {
        match self.lines {
            0 => Cow::Borrowed(&self.head),
            lines => Cow::Owned([&self.head, &*LINE.repeat(lines)].concat()),
        }
    }

    pub(super) fn size(&self) -> usize {
        self.head.len() + LINE.len() * self.lines
    }

    pub(super) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|known| known == flag)
    }
}

/// A mailbox. Its UIDVALIDITY is what it is known by, for it never changes and never comes again.
#[derive(Debug, Clone, Default)]
pub(super) struct Mailbox {
    pub(super) validity: u32,
    pub(super) uid_next: u32,
    /// In the order of their UIDs.
    pub(super) messages: Vec<Message>,
    /// Those of the protocol, and the keywords in the order in which they came up.
    pub(super) flags: Vec<Flag>,
    /// From this UID on no session has seen the messages.
    pub(super) recent_from: u32,
    /// What it is for, if that is told; or `\Noselect` for what is only a place for others to hang below.
    pub(super) attribute: &'static str,
}

impl Mailbox {
    pub(super) fn new(validity: u32, attribute: &'static str) -> Self {
        Mailbox {
            validity,
            uid_next: 1,
            flags: SYSTEM.map(Flag::new).to_vec(),
            attribute,
            ..Mailbox::default()
        }
    }

    pub(super) fn is_place(&self) -> bool {
        self.attribute == PLACE
    }

    pub(super) fn message(&mut self, uid: u32) -> Option<&mut Message> {
        let messages = &mut self.messages;
        let place = messages.binary_search_by_key(&uid, |message| message.uid);
        messages.get_mut(place.ok()?)
    }

    /// Flags as the mailbox spells them; a keyword is known from its first use on. `\Recent`, which clients cannot
    /// set, is passed over.
    pub(super) fn known(&mut self, flags: &[Flag]) -> Result<Vec<Flag>> {
        let allowed = |byte: u8| byte.is_ascii_graphic() && !b"(){%*\"\\]".contains(&byte);
        let is_word = |name: &str| (1..=LONGEST_KEYWORD).contains(&name.len());
        let mut found = Vec::new();
        for flag in flags.iter().filter(|flag| **flag != *"\\Recent") {
            let name = flag.as_str();
            match self.flags.iter().find(|known| *known == flag) {
                Some(known) if found.contains(known) => continue,
                Some(known) => found.push(known.clone()),
                None if flag.is_system() => return Err("BAD unknown system flag".into()),
                None if !is_word(name) || !name.bytes().all(allowed) => {
                    return Err("BAD that is no keyword".into());
                }
                None if self.flags.len() >= MOST_FLAGS => {
                    return Err("NO [LIMIT] there are too many keywords".into());
                }
                None => {
                    self.flags.push(flag.clone());
                    found.push(flag.clone());
                }
            }
        }
        Ok(found)
    }
}
