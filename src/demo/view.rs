//! The open mailbox as one client knows it, and what that client is told of its changes. RFC 3501 section 7

use super::Result;
use super::fetch::fetched;
use super::mailbox::{Mailbox, Message};
use super::words::{flags, word};
use crate::types::{FetchItem, Flag, SequenceSet};
use crate::wire::tree::Node;

/// So many bytes a FETCH may tell.
const MOST_AT_ONCE: usize = 32 << 20;

/// The open mailbox as this client knows it.
#[derive(Debug, Default)]
pub(super) struct View {
    pub(super) validity: u32,
    pub(super) read_only: bool,
    /// The messages by sequence number.
    pub(super) known: Vec<Known>,
    /// The UIDs of the messages that the present command names, in order.
    pub(super) chosen: Vec<u32>,
    /// It names them by UID.
    by_uid: bool,
    /// How many flags of the mailbox were told of; none as long as nothing was told at all.
    flags: usize,
}

/// A message as a client knows it, which may have changed since.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) message: Message,
    pub(super) sequence: u32,
    pub(super) recent: bool,
}

impl Known {
    /// The flags in parentheses.
    pub(super) fn flags(&self) -> String {
        let flags = self.message.flags.iter().map(Flag::as_str);
        let flags = flags.chain(self.recent.then_some("\\Recent"));
        format!("({})", flags.collect::<Vec<_>>().join(" "))
    }

    /// Takes flags over and tells them, by UID too or not.
    fn tell(&mut self, flags: &[Flag], uid: bool) -> String {
        self.message.flags = flags.to_vec();
        let by = uid.then(|| format!("UID {} ", self.message.uid));
        let (by, flags) = (by.unwrap_or_default(), self.flags());
        format!("* {} FETCH ({by}FLAGS {flags})\r\n", self.sequence)
    }
}

impl View {
    /// A mailbox of which nothing was told yet.
    pub(super) fn new(validity: u32, read_only: bool) -> Self {
        View {
            validity,
            read_only,
            ..View::default()
        }
    }

    /// The last UID and the last sequence number.
    pub(super) fn last(&self) -> (u32, u32) {
        let last = self.known.last();
        last.map_or((0, 0), |known| (known.message.uid, known.sequence))
    }

    /// Chooses the messages that a set names.
    pub(super) fn choose(&mut self, set: &SequenceSet, uid: bool) -> Result<()> {
        let (last, count) = self.last();
        // One end of a range may be the last message, wherever the other is.
        let mut ranges = set.ranges().iter();
        let beyond = ranges.any(|range| match (range.start, range.end) {
            (Some(start), Some(end)) => start.max(end) > count,
            _ => count == 0,
        });
        if !uid && beyond {
            return Err("BAD there is no message of that number".into());
        }
        let named = self.known.iter().filter(|known| match uid {
            true => set.contains(known.message.uid, Some(last)),
            false => set.contains(known.sequence, Some(count)),
        });
        self.chosen = named.map(|known| known.message.uid).collect();
        self.by_uid = uid;
        Ok(())
    }

    fn chosen(&mut self) -> impl Iterator<Item = &mut Known> {
        let (known, chosen) = (self.known.iter_mut(), &self.chosen);
        known.filter(|known| chosen.binary_search(&known.message.uid).is_ok())
    }

    /// Answers a FETCH.
    pub(super) fn fetch(&mut self, on: &mut Mailbox, items: &[FetchItem]) -> Result<Vec<u8>> {
        let reads = !self.read_only && items.iter().any(FetchItem::sets_seen);
        let mut told = Vec::new();
        for known in self.chosen() {
            let (mut items, uid) = (items.to_vec(), known.message.uid);
            if let Some(message) = on.message(uid).filter(|it| reads && !it.has("\\Seen")) {
                message.flags.push(Flag::new("\\Seen"));
                known.message.flags.clone_from(&message.flags);
                items.push(FetchItem::word("FLAGS"));
            }
            told.extend(fetched(known, &items, MOST_AT_ONCE - told.len())?);
        }
        Ok(told)
    }

    /// Does a STORE, of which `how` says what is to be done with which flags.
    pub(super) fn store(&mut self, on: &mut Mailbox, how: &[Node<'_>]) -> Result<String> {
        let (action, named) = how.split_first().ok_or("BAD the flags are missing")?;
        let named = named.iter().map(flags).collect::<Result<Vec<_>>>()?;
        let action = word(action);
        let how = action.trim_end_matches(".SILENT");
        changed(how, &[], &[])?;
        let named = on.known(&named.concat())?;
        let (mut told, by_uid) = (self.new_flags(on), self.by_uid);
        for known in self.chosen() {
            let Some(message) = on.message(known.message.uid) else {
                continue;
            };
            // What another session has changed before is told all the same.
            let silent = how != action && known.message.flags == message.flags;
            message.flags = changed(how, &message.flags, &named)?;
            let changed = known.tell(&message.flags, by_uid);
            told += if silent { "" } else { &changed };
        }
        Ok(told)
    }

    /// Tells what has changed since the client was last told. With `expunges` numbers may change.
    pub(super) fn sync(&mut self, mailbox: &mut Mailbox, expunges: bool) -> String {
        let opens = self.flags == 0;
        let mut told = self.new_flags(mailbox);
        let mut sequence = 0;
        self.known.retain_mut(|known| {
            sequence += 1;
            known.sequence = sequence;
            match mailbox.message(known.message.uid) {
                Some(now) if known.message.flags != now.flags => {
                    told += &known.tell(&now.flags, true)
                }
                None if expunges => {
                    told += &format!("* {sequence} EXPUNGE\r\n");
                    sequence -= 1;
                    return false;
                }
                _ => {}
            }
            true
        });
        // Where those that have gone stay, none is added: so a client knows no more than a mailbox can hold.
        if !expunges {
            return told;
        }
        let (last, count) = self.last();
        let new = mailbox.messages.iter().filter(|message| message.uid > last);
        self.known
            .extend(new.zip(count + 1..).map(|(message, sequence)| Known {
                message: message.clone(),
                sequence,
                recent: message.uid >= mailbox.recent_from,
            }));
        let (_, exists) = self.last();
        if exists > count || opens {
            let recent = self.known.iter().filter(|known| known.recent).count();
            told += &format!("* {exists} EXISTS\r\n* {recent} RECENT\r\n");
        }
        if !self.read_only {
            mailbox.recent_from = mailbox.uid_next;
        }
        told
    }

    /// FLAGS and PERMANENTFLAGS, where there are flags that were not told of.
    fn new_flags(&mut self, mailbox: &Mailbox) -> String {
        let names: Vec<&str> = mailbox.flags.iter().map(Flag::as_str).collect();
        if std::mem::replace(&mut self.flags, names.len()) == names.len() {
            return String::new();
        }
        let (names, open) = (names.join(" "), names.join(" ") + " \\*");
        let permanent = if self.read_only { "" } else { &open };
        format!("* FLAGS ({names})\r\n* OK [PERMANENTFLAGS ({permanent})] these can be changed\r\n")
    }
}

/// The flags that a STORE makes of others.
fn changed(how: &str, before: &[Flag], named: &[Flag]) -> Result<Vec<Flag>> {
    let without = |flags: &[Flag], others: &[Flag]| -> Vec<Flag> {
        let left = flags.iter().filter(|flag| !others.contains(flag));
        left.cloned().collect()
    };
    match how {
        "FLAGS" => Ok(named.to_vec()),
        "+FLAGS" => Ok([before, &without(named, before)].concat()),
        "-FLAGS" => Ok(without(before, named)),
        _ => Err("BAD it is FLAGS, +FLAGS or -FLAGS, with .SILENT or without".into()),
    }
}
