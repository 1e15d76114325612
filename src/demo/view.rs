//! The open mailbox as one client knows it, and what that client is told of its changes. RFC 3501 section 7

use super::fetch::flags;
use super::refusal::{Refusal, Result};
use super::store::Mailbox;
use crate::types::SequenceSet;

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
    /// The version of the message whose flags were told last.
    pub(super) version: u64,
}

/// A version that no message has, for flags that are to be told whether they have changed or not.
pub(super) const UNTOLD: u64 = u64::MAX;

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

    /// The place of a message, one less than its sequence number.
    pub(super) fn place(&self, uid: u32) -> Option<usize> {
        self.known
            .binary_search_by_key(&uid, |known| known.uid)
            .ok()
    }

    /// The UIDs of the messages that a set names, in order.
    pub(super) fn uids(&self, set: &SequenceSet, uid: bool) -> Result<Vec<u32>> {
        let count = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
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
        let last = if uid {
            self.known.last().map_or(0, |known| known.uid)
        } else {
            count
        };
        let named = |(known, sequence): &(&Known, u32)| {
            set.contains(if uid { known.uid } else { *sequence }, Some(last))
        };
        let known = self.known.iter().zip(1..).filter(named);
        Ok(known.map(|(known, _)| known.uid).collect())
    }

    /// Tells what has changed since the client was last told. With `expunges` numbers may change; with `uids` flags
    /// are told by UID too.
    pub(super) fn sync(&mut self, mailbox: &mut Mailbox, expunges: bool, uids: bool) -> String {
        let mut told = String::new();
        let opens = self.flags == 0;
        if self.flags != mailbox.flags.len() {
            self.flags = mailbox.flags.len();
            told += &self.list_flags(mailbox);
        }
        let mut sequence = 0;
        self.known.retain_mut(|known| {
            sequence += 1;
            match mailbox.message(known.uid) {
                Some(message) if message.version != known.version => {
                    known.version = message.version;
                    let uid = if uids {
                        format!("UID {} ", known.uid)
                    } else {
                        String::new()
                    };
                    let flags = flags(mailbox, message, known);
                    told += &format!("* {sequence} FETCH ({uid}FLAGS {flags})\r\n");
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
        let last = self.known.last().map_or(0, |known| known.uid);
        let new = mailbox.messages.iter().filter(|message| message.uid > last);
        let count = self.known.len();
        self.known.extend(new.map(|message| Known {
            uid: message.uid,
            recent: message.uid >= mailbox.recent_from,
            version: message.version,
        }));
        if self.known.len() > count || opens {
            let recent = self.known.iter().filter(|known| known.recent).count();
            told += &format!("* {} EXISTS\r\n* {recent} RECENT\r\n", self.known.len());
        }
        if !self.read_only {
            mailbox.recent_from = mailbox.uid_next;
        }
        told
    }

    /// FLAGS and PERMANENTFLAGS.
    fn list_flags(&self, mailbox: &Mailbox) -> String {
        let names: Vec<&str> = mailbox.flag_names(u128::MAX).collect();
        let names = names.join(" ");
        let permanent = if self.read_only {
            String::new()
        } else {
            format!("{names} \\*")
        };
        format!("* FLAGS ({names})\r\n* OK [PERMANENTFLAGS ({permanent})] these can be changed\r\n")
    }
}
