//! A mailbox: its messages in order, and the flags it knows.

use std::borrow::Cow;
use std::sync::Arc;

use super::Result;
use super::seed::END;
use crate::types::{DateTime, Flag};

/// The flags of the protocol, with which every mailbox begins its list of flags.
const SYSTEM: [&str; 5] = ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];
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
    /// How many lines are made on demand for the last part, which then ends the message.
    pub(super) lines: u32,
}

impl Message {
    pub(super) fn bytes(&self) -> Cow<'_, [u8]> {
        if self.lines == 0 {
            return Cow::Borrowed(&self.head);
        }
        let made = LINE.repeat(self.lines as usize);
        Cow::Owned([&self.head, made.as_slice(), END.as_bytes()].concat())
    }

    pub(super) fn size(&self) -> usize {
        match self.lines {
            0 => self.head.len(),
            lines => self.head.len() + LINE.len() * lines as usize + END.len(),
        }
    }

    pub(super) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|known| known == flag)
    }
}

/// A mailbox. Its UIDVALIDITY is what it is known by, for it never changes and never comes again.
#[derive(Debug, Clone)]
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

    pub(super) fn message(&mut self, uid: u32) -> Option<&mut Message> {
        let messages = &mut self.messages;
        let place = messages.binary_search_by_key(&uid, |message| message.uid);
        messages.get_mut(place.ok()?)
    }

    pub(super) fn count(&self, counts: impl Fn(&Message) -> bool) -> usize {
        let messages = self.messages.iter();
        messages.filter(|message| counts(message)).count()
    }

    /// Flags as the mailbox spells them; a keyword is known from its first use on. `\Recent`, which clients cannot
    /// set, is passed over.
    pub(super) fn known(&mut self, flags: &[Flag]) -> Result<Vec<Flag>> {
        let mut found = Vec::new();
        for flag in flags.iter().filter(|flag| **flag != *"\\Recent") {
            if !self.flags.contains(flag) {
                self.add_keyword(flag.clone())?;
            }
            let known = self.flags.iter().find(|known| *known == flag);
            found.extend(known.filter(|known| !found.contains(*known)).cloned());
        }
        Ok(found)
    }

    fn add_keyword(&mut self, flag: Flag) -> Result<()> {
        let name = flag.as_str();
        let fits = |byte: u8| byte.is_ascii_graphic() && !b"(){%*\"\\]".contains(&byte);
        if flag.is_system() {
            return Err("BAD unknown system flag".into());
        }
        if name.is_empty() || name.len() > LONGEST_KEYWORD || !name.bytes().all(fits) {
            return Err("BAD that is no keyword".into());
        }
        if self.flags.len() >= MOST_FLAGS {
            return Err("NO [LIMIT] there are too many keywords".into());
        }
        self.flags.push(flag);
        Ok(())
    }

    /// Puts a message into the mailbox and gives its UID.
    pub(super) fn append(&mut self, mut message: Message) -> u32 {
        message.uid = self.uid_next;
        self.uid_next += 1;
        self.messages.push(message);
        self.uid_next - 1
    }
}
