//! What the demo keeps: mailboxes with their messages, in memory. Knows no client and no wire.

use std::collections::{BTreeMap, BTreeSet};

use super::mailbox::Mailbox;
use super::refusal::{Refusal, Result};

/// All messages together may have this many bytes.
const MOST_BYTES: usize = 64 << 20;
/// There may be this many of them.
const MOST_MESSAGES: usize = 10_000;
/// And about this many mailboxes.
const MOST_MAILBOXES: usize = 1_000;
/// A mailbox name may be this long.
const LONGEST_NAME: usize = 255;

/// All mailboxes of the one user there is.
#[derive(Debug)]
pub(super) struct Store {
    /// By their names as they go over the wire.
    pub(super) mailboxes: BTreeMap<String, Mailbox>,
    pub(super) subscribed: BTreeSet<String>,
    next_validity: u32,
}

impl Store {
    /// An empty store whose mailboxes get UIDVALIDITYs from here on.
    pub(super) fn new(first_validity: u32) -> Self {
        Store {
            mailboxes: BTreeMap::new(),
            subscribed: BTreeSet::new(),
            next_validity: first_validity,
        }
    }

    /// The mailbox of that name, which may be one that holds no messages.
    pub(super) fn find(&self, name: &str) -> Result<&Mailbox> {
        let found = self.mailboxes.get(name);
        found.ok_or_else(|| Refusal::no("NONEXISTENT", "there is no such mailbox"))
    }

    /// The mailbox of that name, which can hold messages; if there is none, `code` says so.
    pub(super) fn selectable(&mut self, name: &str, code: &str) -> Result<&mut Mailbox> {
        match self.mailboxes.get_mut(name) {
            Some(mailbox) if !mailbox.noselect => Ok(mailbox),
            Some(_) => Err(Refusal::no("CANNOT", "that mailbox holds no messages")),
            None => Err(Refusal::no(code, "there is no such mailbox")),
        }
    }

    /// The mailbox that a session has opened, if nobody has deleted it.
    pub(super) fn opened(&mut self, validity: u32) -> Result<&mut Mailbox> {
        let mut all = self.mailboxes.values_mut();
        let found = all.find(|mailbox| mailbox.validity == validity);
        found.ok_or_else(|| Refusal::no("NONEXISTENT", "the mailbox was deleted"))
    }

    /// The names of the mailboxes below one.
    pub(super) fn below(&self, name: &str) -> Vec<String> {
        let prefix = format!("{name}/");
        let names = self.mailboxes.range(prefix.clone()..).map(|(name, _)| name);
        names
            .take_while(|name| name.starts_with(&prefix))
            .cloned()
            .collect()
    }

    /// Makes a mailbox, and places above it where they are missing.
    pub(super) fn create(&mut self, name: &str, noselect: bool) -> Result<&mut Mailbox> {
        if self
            .find(name)
            .is_ok_and(|known| noselect || !known.noselect)
        {
            return Err(Refusal::no("ALREADYEXISTS", "there is such a mailbox"));
        }
        allowed(name)?;
        if self.mailboxes.len() >= MOST_MAILBOXES {
            return Err(Refusal::no("LIMIT", "there are too many mailboxes"));
        }
        for (end, _) in name.match_indices('/') {
            let above = name.get(..end).unwrap_or_default();
            if self.find(above).is_err() {
                self.add(above, true);
            }
        }
        Ok(self.add(name, noselect))
    }

    fn add(&mut self, name: &str, noselect: bool) -> &mut Mailbox {
        let mailbox = Mailbox::new(self.next_validity, noselect);
        self.next_validity += 1;
        // One of that name was only a place.
        self.mailboxes.remove(name);
        self.mailboxes.entry(name.to_owned()).or_insert(mailbox)
    }

    /// Removes a mailbox and its messages; one with others below it stays as their place.
    pub(super) fn delete(&mut self, name: &str) -> Result<()> {
        let is_place = self.find(name)?.noselect;
        let has_others = !self.below(name).is_empty();
        if name == "INBOX" {
            return Err(Refusal::no("CANNOT", "INBOX cannot be deleted"));
        }
        if has_others && is_place {
            return Err(Refusal::no("HASCHILDREN", "there are mailboxes below it"));
        }
        self.mailboxes.remove(name);
        if has_others {
            self.add(name, true);
        }
        Ok(())
    }

    /// Renames a mailbox and those below it. Of INBOX the messages move, and it stays.
    pub(super) fn rename(&mut self, from: &str, to: &str) -> Result<()> {
        self.find(from)?;
        if to
            .strip_prefix(from)
            .is_some_and(|rest| rest.starts_with('/'))
            && from != "INBOX"
        {
            return Err(Refusal::no(
                "CANNOT",
                "a mailbox cannot be moved below itself",
            ));
        }
        let below = if from == "INBOX" {
            Vec::new()
        } else {
            self.below(from)
        };
        let moved = |name: &str| format!("{to}{}", name.get(from.len()..).unwrap_or_default());
        for name in &below {
            allowed(&moved(name))?;
            if self.find(&moved(name)).is_ok() {
                return Err(Refusal::no(
                    "ALREADYEXISTS",
                    "there is such a mailbox below",
                ));
            }
        }
        let validity = self.create(to, false)?.validity;
        for name in below.iter().map(String::as_str).chain([from]) {
            if let Some(mailbox) = self.mailboxes.remove(name) {
                self.mailboxes.insert(moved(name), mailbox);
            }
        }
        if from == "INBOX" {
            let mut inbox = Mailbox::new(self.find(to)?.validity, false);
            inbox.uid_next = self.find(to)?.uid_next;
            self.mailboxes.insert(from.to_owned(), inbox);
            self.selectable(to, "NONEXISTENT")?.validity = validity;
        }
        Ok(())
    }

    /// Says whether there is room for more messages that have so many bytes.
    pub(super) fn has_room(&self, count: usize, bytes: usize) -> Result<()> {
        let (mut count, mut bytes) = (count, bytes);
        for mailbox in self.mailboxes.values() {
            let sizes = mailbox.messages.iter().map(|it| it.content.head.len());
            (count, bytes) = (count + sizes.len(), bytes + sizes.sum::<usize>());
        }
        match count <= MOST_MESSAGES && bytes <= MOST_BYTES {
            true => Ok(()),
            false => Err(Refusal::no("OVERQUOTA", "the demo holds no more mail")),
        }
    }
}

/// Says whether a mailbox may have a name.
fn allowed(name: &str) -> Result<()> {
    let why = if name.split('/').any(str::is_empty) {
        "a level of the name is empty"
    } else if name.len() > LONGEST_NAME {
        "the name is too long"
    } else if name.contains(|sign| !matches!(sign, ' '..='~') || "*%".contains(sign)) {
        "the name has a character that names cannot have"
    } else {
        return Ok(());
    };
    Err(Refusal::no("CANNOT", why))
}
