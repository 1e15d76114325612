//! What the demo keeps: mailboxes with their messages, in memory. Knows no client and no wire.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Instant;

use super::message::{Content, Flag, Flags, Message};
use super::refusal::{Refusal, Result};
use super::seed::Arrivals;
use crate::types::DateTime;

/// All messages together may have this many bytes.
const MOST_BYTES: usize = 64 << 20;
/// There may be this many of them.
const MOST_MESSAGES: usize = 100_000;
/// And this many mailboxes.
const MOST_MAILBOXES: usize = 1_000;
/// A mailbox may know this many keywords.
const MOST_KEYWORDS: usize = 100;
/// A mailbox name may be this long.
const LONGEST_NAME: usize = 255;

/// A mailbox. Its UIDVALIDITY is what it is known by, for it never changes and never comes again.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    pub(super) validity: u32,
    pub(super) uid_next: u32,
    /// In the order of their UIDs.
    pub(super) messages: Vec<Message>,
    pub(super) keywords: Vec<String>,
    /// From this UID on no session has seen the messages.
    pub(super) recent_from: u32,
    pub(super) special: Option<&'static str>,
    /// Only a place for others to hang below.
    pub(super) noselect: bool,
}

impl Mailbox {
    fn place(&self, uid: u32) -> std::result::Result<usize, usize> {
        self.messages
            .binary_search_by_key(&uid, |message| message.uid)
    }

    pub(super) fn message(&self, uid: u32) -> Option<&Message> {
        self.place(uid).ok().and_then(|at| self.messages.get(at))
    }

    pub(super) fn message_mut(&mut self, uid: u32) -> Option<&mut Message> {
        self.place(uid)
            .ok()
            .and_then(|at| self.messages.get_mut(at))
    }

    pub(super) fn unseen(&self) -> usize {
        let unseen = |message: &&Message| !message.flags.contains(&Flag::Seen);
        self.messages.iter().filter(unseen).count()
    }

    pub(super) fn recent(&self) -> usize {
        let old = |message: &Message| message.uid < self.recent_from;
        self.messages.len() - self.messages.partition_point(old)
    }

    /// The flag of a keyword, spelt as it was the first time.
    pub(super) fn keyword(&mut self, word: &str) -> Result<Flag> {
        let same = |known: &&String| known.eq_ignore_ascii_case(word);
        if let Some(known) = self.keywords.iter().find(same) {
            return Ok(Flag::Keyword(known.clone()));
        }
        if self.keywords.len() >= MOST_KEYWORDS {
            return Err(Refusal::no("LIMIT", "there are too many keywords"));
        }
        self.keywords.push(word.to_owned());
        Ok(Flag::Keyword(word.to_owned()))
    }
}

/// All mailboxes of the one user there is.
#[derive(Debug, Default)]
pub(super) struct Store {
    names: BTreeMap<String, u32>,
    mailboxes: HashMap<u32, Mailbox>,
    pub(super) subscribed: BTreeSet<String>,
    pub(super) arrivals: Option<Arrivals>,
    /// Counts changes to flags.
    changes: u64,
    next_validity: u32,
    bytes: usize,
    count: usize,
}

impl Store {
    /// An empty store whose mailboxes get UIDVALIDITYs from here on.
    pub(super) fn new(first_validity: u32) -> Self {
        Store {
            next_validity: first_validity,
            ..Store::default()
        }
    }

    /// The names there are, as they go over the wire, with their mailboxes.
    pub(super) fn listed(&self) -> impl Iterator<Item = (&str, &Mailbox)> {
        let mailbox = |validity| self.mailboxes.get(validity);
        self.names
            .iter()
            .filter_map(move |(name, validity)| Some((name.as_str(), mailbox(validity)?)))
    }

    pub(super) fn has_children(&self, name: &str) -> bool {
        self.below(name).next().is_some()
    }

    fn below(&self, name: &str) -> impl Iterator<Item = &String> {
        let prefix = format!("{name}/");
        let names = self.names.range(prefix.clone()..);
        names
            .map(|(name, _)| name)
            .take_while(move |name| name.starts_with(&prefix))
    }

    /// The UIDVALIDITY of the mailbox of that name.
    pub(super) fn find(&self, name: &str) -> Result<u32> {
        let known = self.names.get(name).copied();
        known.ok_or_else(|| Refusal::no("NONEXISTENT", "there is no such mailbox"))
    }

    /// The same of one that can hold messages.
    pub(super) fn find_selectable(&self, name: &str) -> Result<u32> {
        let validity = self.find(name)?;
        match self.mailboxes.get(&validity) {
            Some(mailbox) if !mailbox.noselect => Ok(validity),
            _ => Err(Refusal::no("CANNOT", "that mailbox holds no messages")),
        }
    }

    pub(super) fn mailbox(&self, validity: u32) -> Result<&Mailbox> {
        let mailbox = self.mailboxes.get(&validity);
        mailbox.ok_or_else(|| Refusal::no("NONEXISTENT", "the mailbox was deleted"))
    }

    pub(super) fn mailbox_mut(&mut self, validity: u32) -> Result<&mut Mailbox> {
        let mailbox = self.mailboxes.get_mut(&validity);
        mailbox.ok_or_else(|| Refusal::no("NONEXISTENT", "the mailbox was deleted"))
    }

    /// Makes a mailbox, and places above it where they are missing.
    pub(super) fn create(&mut self, name: &str, special: Option<&'static str>) -> Result<()> {
        if self
            .mailbox_of(name)
            .is_some_and(|mailbox| !mailbox.noselect)
        {
            return Err(Refusal::no("ALREADYEXISTS", "there is such a mailbox"));
        }
        allowed(name)?;
        let ends = name.match_indices('/').map(|(at, _)| at);
        let levels: Vec<&str> = ends
            .filter_map(|at| name.get(..at))
            .filter(|above| !self.names.contains_key(*above))
            .collect();
        if self.names.len() + levels.len() >= MOST_MAILBOXES {
            return Err(Refusal::no("LIMIT", "there are too many mailboxes"));
        }
        for level in levels {
            let validity = self.add(level, None);
            self.mailbox_mut(validity)?.noselect = true;
        }
        self.add(name, special);
        Ok(())
    }

    pub(super) fn mailbox_of(&self, name: &str) -> Option<&Mailbox> {
        self.mailboxes.get(self.names.get(name)?)
    }

    fn add(&mut self, name: &str, special: Option<&'static str>) -> u32 {
        let validity = self.next_validity;
        self.next_validity += 1;
        let mailbox = Mailbox {
            validity,
            uid_next: 1,
            recent_from: 1,
            special,
            ..Mailbox::default()
        };
        if let Some(before) = self.names.insert(name.to_owned(), validity) {
            self.mailboxes.remove(&before);
        }
        self.mailboxes.insert(validity, mailbox);
        validity
    }

    /// Removes a mailbox and its messages; one with others below it stays as their place.
    pub(super) fn delete(&mut self, name: &str) -> Result<()> {
        let validity = self.find(name)?;
        if name == "INBOX" {
            return Err(Refusal::no("CANNOT", "INBOX cannot be deleted"));
        }
        let place = self.has_children(name);
        if place && self.mailbox(validity)?.noselect {
            return Err(Refusal::no("HASCHILDREN", "there are mailboxes below it"));
        }
        if let Some(gone) = self.mailboxes.remove(&validity) {
            self.count -= gone.messages.len();
            self.bytes -= gone
                .messages
                .iter()
                .map(|message| message.content.size())
                .sum::<usize>();
        }
        self.names.remove(name);
        if place {
            let validity = self.add(name, None);
            self.mailbox_mut(validity)?.noselect = true;
        }
        Ok(())
    }

    /// Renames a mailbox and those below it. Of INBOX the messages move, and it stays.
    pub(super) fn rename(&mut self, from: &str, to: &str) -> Result<()> {
        let validity = self.find(from)?;
        if from == "INBOX" {
            self.create(to, None)?;
            let target = self.find(to)?;
            let inbox = self.mailbox_mut(validity)?;
            let (messages, keywords) =
                (std::mem::take(&mut inbox.messages), inbox.keywords.clone());
            let uid_next = inbox.uid_next;
            *self.mailbox_mut(target)? = Mailbox {
                validity: target,
                messages,
                keywords,
                uid_next,
                recent_from: uid_next,
                ..Mailbox::default()
            };
            return Ok(());
        }
        if to
            .strip_prefix(from)
            .is_some_and(|rest| rest.starts_with('/'))
        {
            return Err(Refusal::no(
                "CANNOT",
                "a mailbox cannot be moved below itself",
            ));
        }
        let names: Vec<String> = self.below(from).cloned().collect();
        let moved = |name: &str| format!("{to}{}", name.get(from.len()..).unwrap_or_default());
        for name in &names {
            allowed(&moved(name))?;
            if self.names.contains_key(&moved(name)) {
                return Err(Refusal::no(
                    "ALREADYEXISTS",
                    "there is such a mailbox below",
                ));
            }
        }
        self.create(to, None)?;
        let empty = self.find(to)?;
        self.mailboxes.remove(&empty);
        for name in names.iter().chain([&from.to_owned()]) {
            if let Some(validity) = self.names.remove(name) {
                self.names.insert(moved(name), validity);
            }
        }
        Ok(())
    }

    /// Puts a message into a mailbox and gives its UID.
    pub(super) fn append(
        &mut self,
        validity: u32,
        content: Content,
        flags: Flags,
        date: DateTime,
    ) -> Result<u32> {
        let size = content.size();
        if self.count >= MOST_MESSAGES || self.bytes + size > MOST_BYTES {
            return Err(Refusal::no("OVERQUOTA", "the demo holds no more mail"));
        }
        self.changes += 1;
        let changed = (self.changes, 0);
        let mailbox = self.mailbox_mut(validity)?;
        let uid = mailbox.uid_next;
        mailbox.uid_next += 1;
        mailbox.messages.push(Message {
            uid,
            flags,
            date,
            content,
            changed,
        });
        self.count += 1;
        self.bytes += size;
        Ok(uid)
    }

    /// Removes the messages that are to go, and gives their UIDs.
    pub(super) fn remove(
        &mut self,
        validity: u32,
        goes: impl Fn(&Message) -> bool,
    ) -> Result<Vec<u32>> {
        let (mut gone, mut bytes) = (Vec::new(), 0);
        self.mailbox_mut(validity)?.messages.retain(|message| {
            if goes(message) {
                gone.push(message.uid);
                bytes += message.content.size();
            }
            gone.last() != Some(&message.uid)
        });
        self.count -= gone.len();
        self.bytes -= bytes;
        Ok(gone)
    }

    /// The number of a new change.
    pub(super) fn change(&mut self) -> u64 {
        self.changes += 1;
        self.changes
    }

    /// The number of the latest change.
    pub(super) fn latest_change(&self) -> u64 {
        self.changes
    }

    /// Lets the mail arrive that is due; says whether any did.
    pub(super) fn deliver(&mut self, now: Instant, date: DateTime) -> bool {
        let Some(mut arrivals) = self.arrivals.take() else {
            return false;
        };
        let mut any = false;
        while let Some(content) = arrivals.due(now, date) {
            let inbox = self.find("INBOX");
            // A full demo gets no more mail.
            any |= inbox
                .and_then(|inbox| self.append(inbox, content, Flags::new(), date))
                .is_ok();
        }
        self.arrivals = Some(arrivals);
        any
    }
}

/// Says whether a mailbox may have a name.
fn allowed(name: &str) -> Result<()> {
    let refuse = |text: &str| Err(Refusal::no("CANNOT", text));
    if name.is_empty() || name.split('/').any(str::is_empty) {
        return refuse("a level of the name is empty");
    }
    if name.len() > LONGEST_NAME {
        return refuse("the name is too long");
    }
    if name.contains(['*', '%']) || name.contains(|sign: char| !matches!(sign, ' '..='~')) {
        return refuse("the name has a character that names cannot have");
    }
    Ok(())
}
