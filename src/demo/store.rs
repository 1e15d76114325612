//! What the sessions share: the mailboxes, in memory, and the news that something in them has changed. Knows no wire.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use super::Result;
use super::mailbox::{Mailbox, Message, PLACE};
use crate::client::Waker;
use crate::types::{DateTime, SequenceSet};

/// All messages together may have this many bytes.
const MOST_BYTES: usize = 64 << 20;
/// There may be this many of them.
const MOST_MESSAGES: usize = 10_000;
/// And about this many mailboxes, and subscriptions.
const MOST_MAILBOXES: usize = 1_000;
/// A mailbox name may be this long.
const LONGEST_NAME: usize = 255;

const DAY: i64 = 24 * 60 * 60;

/// All mailboxes of the one user there is.
#[derive(Debug)]
pub(super) struct Store {
    /// By their names as they go over the wire.
    pub(super) mailboxes: BTreeMap<String, Mailbox>,
    pub(super) subscribed: BTreeSet<String>,
    next_validity: u32,
    /// The seconds of the clock when the demo began, and when that was.
    began: (i64, Instant),
    /// One of each session, which goes with it.
    pub(super) bells: Vec<Weak<Waker>>,
}

/// The store, for as long as a session works on it.
pub(super) fn hold(store: &Mutex<Store>) -> MutexGuard<'_, Store> {
    // What panicked elsewhere left no message half made.
    store.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    /// An empty store. The later it begins the higher are its UIDVALIDITYs, as the RFC wants it.
    pub(super) fn new(now: DateTime) -> Self {
        let day = u32::try_from(now.unix_seconds() / DAY).unwrap_or(1);
        Store {
            mailboxes: BTreeMap::new(),
            subscribed: BTreeSet::new(),
            next_validity: day.max(1) * 1000,
            began: (now.unix_seconds(), Instant::now()),
            bells: Vec::new(),
        }
    }

    /// The time of the demo's clock.
    pub(super) fn now(&self) -> DateTime {
        let (seconds, began) = self.began;
        let passed = i64::try_from(began.elapsed().as_secs()).unwrap_or_default();
        DateTime::from_unix_seconds(seconds + passed)
    }

    /// Says to all sessions that something may have changed.
    pub(super) fn ring(&mut self) {
        let ring = |bell: &Weak<Waker>| bell.upgrade().map(|bell| bell.wake()).is_some();
        self.bells.retain(ring);
    }

    /// The mailbox of that name, which may be one that holds no messages.
    pub(super) fn find(&self, name: &str) -> Result<&Mailbox> {
        let found = self.mailboxes.get(name);
        Ok(found.ok_or("NO [NONEXISTENT] there is no such mailbox")?)
    }

    /// The mailbox of that name, which can hold messages; if there is none, `code` says so.
    pub(super) fn selectable(&mut self, name: &str, code: &str) -> Result<&mut Mailbox> {
        let found = self.mailboxes.get_mut(name).filter(|it| !it.is_place());
        found.ok_or_else(|| format!("NO [{code}] there is no such mailbox"))
    }

    /// The mailbox that a session has opened, if nobody has deleted it.
    pub(super) fn opened(&mut self, validity: u32) -> Result<&mut Mailbox> {
        let mut all = self.mailboxes.values_mut();
        let found = all.find(|mailbox| mailbox.validity == validity);
        Ok(found.ok_or("NO [NONEXISTENT] the mailbox was deleted")?)
    }

    /// The names of the mailboxes below one.
    pub(super) fn below(&self, name: &str) -> Vec<String> {
        let prefix = format!("{name}/");
        let names = self.mailboxes.range(prefix.clone()..).map(|(name, _)| name);
        let below = names.take_while(|name| name.starts_with(&prefix));
        below.cloned().collect()
    }

    /// Makes a mailbox, and places above it where they are missing.
    pub(super) fn create(&mut self, name: &str, attribute: &'static str) -> Result<&mut Mailbox> {
        let fits = |sign| matches!(sign, ' '..='~') && !"*%".contains(sign);
        let why = match self.mailboxes.get(name) {
            Some(known) if attribute == PLACE || !known.is_place() => {
                "[ALREADYEXISTS] there is such a mailbox"
            }
            _ if name.split('/').any(str::is_empty) => "[CANNOT] a level of the name is empty",
            _ if !name.chars().all(fits) => "[CANNOT] a sign in the name is one that cannot be",
            _ if name.len() > LONGEST_NAME => "[CANNOT] the name is too long",
            _ if self.mailboxes.len() >= MOST_MAILBOXES => "[LIMIT] there are too many mailboxes",
            _ => "",
        };
        if !why.is_empty() {
            return Err(format!("NO {why}"));
        }
        for (end, _) in name.match_indices('/') {
            let above = name.get(..end).unwrap_or_default();
            if self.find(above).is_err() {
                self.add(above, PLACE);
            }
        }
        Ok(self.add(name, attribute))
    }

    /// Puts a new mailbox in the place of what was only a place.
    fn add(&mut self, name: &str, attribute: &'static str) -> &mut Mailbox {
        let mailbox = Mailbox::new(self.next_validity, attribute);
        self.next_validity += 1;
        self.mailboxes.remove(name);
        self.mailboxes.entry(name.to_owned()).or_insert(mailbox)
    }

    /// Removes a mailbox and its messages; one with others below it stays as their place.
    pub(super) fn delete(&mut self, name: &str) -> Result<()> {
        match (self.find(name)?.is_place(), self.below(name).is_empty()) {
            _ if name == "INBOX" => return Err("NO [CANNOT] INBOX cannot be deleted".into()),
            (true, false) => return Err("NO [HASCHILDREN] there are mailboxes below it".into()),
            (_, true) => drop(self.mailboxes.remove(name)),
            (false, false) => drop(self.add(name, PLACE)),
        }
        Ok(())
    }

    /// Renames a mailbox and those below it. Of INBOX the messages move, and it stays. RFC 3501 section 6.3.5
    pub(super) fn rename(&mut self, from: &str, to: &str) -> Result<()> {
        if from == "INBOX" {
            let inbox = self.find(from)?.clone();
            let made = self.create(to, "")?;
            let validity = made.validity;
            *made = Mailbox { validity, ..inbox };
            self.selectable(from, "")?.messages.clear();
            return Ok(());
        }
        let mut names = self.below(from);
        let longest = names.iter().map(|name| name.len() - from.len()).max();
        match (self.find(from)?, self.find(to)) {
            (_, Ok(_)) => return Err("NO [ALREADYEXISTS] there is such a mailbox".into()),
            _ if to.starts_with(&format!("{from}/")) => {
                return Err("NO [CANNOT] a mailbox cannot be moved below itself".into());
            }
            _ if to.len() + longest.unwrap_or(0) > LONGEST_NAME => {
                return Err("NO [CANNOT] a name would be too long".into());
            }
            _ => self.create(to, "")?,
        };
        names.push(from.to_owned());
        for name in names {
            if let Some(mailbox) = self.mailboxes.remove(&name) {
                let moved = format!("{to}{}", name.get(from.len()..).unwrap_or_default());
                self.mailboxes.insert(moved, mailbox);
            }
        }
        Ok(())
    }

    pub(super) fn subscribe(&mut self, name: String) -> Result<()> {
        self.find(&name)?;
        if self.subscribed.len() >= MOST_MAILBOXES {
            return Err("NO [LIMIT] there are too many subscriptions".into());
        }
        self.subscribed.insert(name);
        Ok(())
    }

    /// Puts messages into a mailbox, all or none, and gives its UIDVALIDITY and their UIDs.
    pub(super) fn put(&mut self, name: &str, mut new: Vec<Message>) -> Result<(u32, SequenceSet)> {
        let kept = self.mailboxes.values().flat_map(|it| &it.messages);
        let sizes = kept.chain(&new).map(|message| message.head.len());
        let (count, bytes) = sizes.fold((0, 0), |(count, bytes), size| (count + 1, bytes + size));
        let target = self.selectable(name, "TRYCREATE")?;
        if count > MOST_MESSAGES || bytes > MOST_BYTES {
            return Err("NO [OVERQUOTA] the demo holds no more mail".into());
        }
        for (message, uid) in new.iter_mut().zip(target.uid_next..) {
            message.flags = target.known(&message.flags)?;
            message.uid = uid;
        }
        let uids: SequenceSet = new.iter().map(|message| message.uid).collect();
        target.uid_next += new.len() as u32;
        target.messages.extend(new);
        Ok((target.validity, uids))
    }
}
