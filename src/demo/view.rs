//! The open mailbox as one client knows it, and what that client is told of its changes. RFC 3501 section 7

use super::fetch::push_fetch;
use super::mailbox::Mailbox;
use super::message::{FlagSet, Message};
use super::refusal::{Refusal, Result};
use crate::types::{FetchItem, SequenceSet};

/// The open mailbox as this client knows it.
#[derive(Debug)]
pub(super) struct View {
    pub(super) validity: u32,
    pub(super) read_only: bool,
    /// The messages by sequence number.
    pub(super) known: Vec<Known>,
    /// How many flags were told of; none as long as nothing was told at all.
    flags: usize,
}

/// A message that a client knows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) uid: u32,
    pub(super) recent: bool,
    /// The flags that were told last; none where they are to be told whether they have changed or not.
    pub(super) told: Option<FlagSet>,
}

/// A message that is there, as a client sees it.
pub(super) struct Shown<'m> {
    pub(super) mailbox: &'m Mailbox,
    pub(super) message: &'m Message,
    pub(super) known: Known,
    pub(super) sequence: u32,
}

impl View {
    /// A mailbox of which nothing was told yet.
    pub(super) fn new(validity: u32, read_only: bool) -> Self {
        View {
            validity,
            read_only,
            known: Vec::new(),
            flags: 0,
        }
    }

    /// A message with its sequence number.
    pub(super) fn find(&mut self, uid: u32) -> Option<(u32, &mut Known)> {
        let place = self
            .known
            .binary_search_by_key(&uid, |known| known.uid)
            .ok()?;
        Some((u32::try_from(place).ok()? + 1, self.known.get_mut(place)?))
    }

    /// The last UID and the last sequence number.
    pub(super) fn last(&self) -> (u32, u32) {
        let uid = self.known.last().map_or(0, |known| known.uid);
        (uid, u32::try_from(self.known.len()).unwrap_or(u32::MAX))
    }

    /// The UIDs of the messages that a set names, in order.
    pub(super) fn uids(&self, set: &SequenceSet, uid: bool) -> Result<Vec<u32>> {
        let (last, count) = self.last();
        // One end of a range may be the last message, wherever the other is.
        let beyond = set
            .ranges()
            .iter()
            .any(|range| match (range.start, range.end) {
                (Some(start), Some(end)) => start.max(end) > count,
                _ => count == 0,
            });
        if !uid && beyond {
            return Err(Refusal::bad("there is no message of that number"));
        }
        let named = |(known, sequence): &(&Known, u32)| match uid {
            true => set.contains(known.uid, Some(last)),
            false => set.contains(*sequence, Some(count)),
        };
        let known = self.known.iter().zip(1..).filter(named);
        Ok(known.map(|(known, _)| known.uid).collect())
    }

    /// The messages that are still there, as the client sees them.
    pub(super) fn shown<'m>(&self, mailbox: &'m Mailbox) -> impl Iterator<Item = Shown<'m>> {
        self.known
            .iter()
            .zip(1..)
            .filter_map(move |(known, sequence)| {
                let message = mailbox.message(known.uid)?;
                Some(Shown {
                    mailbox,
                    message,
                    known: *known,
                    sequence,
                })
            })
    }

    /// Tells what has changed since the client was last told. With `expunges` numbers may change; with `uids` flags
    /// are told by UID too.
    pub(super) fn sync(
        &mut self,
        out: &mut Vec<u8>,
        mailbox: &mut Mailbox,
        expunges: bool,
        uids: bool,
    ) {
        let opens = self.flags == 0;
        if self.flags != mailbox.flags.len() {
            self.flags = mailbox.flags.len();
            out.extend_from_slice(self.list_flags(mailbox).as_bytes());
        }
        let items = ["UID", "FLAGS"].map(FetchItem::word);
        let items = if uids { &items[..] } else { &items[1..] };
        let mut sequence = 0;
        self.known.retain_mut(|known| {
            sequence += 1;
            match mailbox.message(known.uid) {
                Some(message) if known.told != Some(message.flags) => {
                    known.told = Some(message.flags);
                    let shown = Shown {
                        mailbox,
                        message,
                        known: *known,
                        sequence,
                    };
                    // Of flags there are never too many.
                    let _ = push_fetch(out, &shown, items);
                }
                None if expunges => {
                    out.extend_from_slice(format!("* {sequence} EXPUNGE\r\n").as_bytes());
                    sequence -= 1;
                    return false;
                }
                _ => {}
            }
            true
        });
        let count = self.known.len();
        let last = self.known.last().map_or(0, |known| known.uid);
        let new = mailbox.messages.iter().filter(|message| message.uid > last);
        self.known.extend(new.map(|message| Known {
            uid: message.uid,
            recent: message.uid >= mailbox.recent_from,
            told: Some(message.flags),
        }));
        if self.known.len() > count || opens {
            let recent = self.known.iter().filter(|known| known.recent).count();
            let exists = self.known.len();
            out.extend_from_slice(format!("* {exists} EXISTS\r\n* {recent} RECENT\r\n").as_bytes());
        }
        if !self.read_only {
            mailbox.recent_from = mailbox.uid_next;
        }
    }

    /// FLAGS and PERMANENTFLAGS.
    fn list_flags(&self, mailbox: &Mailbox) -> String {
        let names: Vec<&str> = mailbox.flag_names(u128::MAX).collect();
        let names = names.join(" ");
        let permanent = match self.read_only {
            true => String::new(),
            false => format!("{names} \\*"),
        };
        format!("* FLAGS ({names})\r\n* OK [PERMANENTFLAGS ({permanent})] these can be changed\r\n")
    }
}
