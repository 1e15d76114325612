//! The open mailbox as one client knows it, and what that client is told of its changes. RFC 3501 section 7

use super::Result;
use super::mailbox::{Mailbox, Message};
use crate::types::{Flag, SequenceSet};

/// The open mailbox as this client knows it.
#[derive(Debug)]
pub(super) struct View {
    pub(super) validity: u32,
    pub(super) read_only: bool,
    /// The messages by sequence number.
    pub(super) known: Vec<Known>,
    /// How many flags of the mailbox were told of; none as long as nothing was told at all.
    flags: usize,
}

/// A message as a client knows it, which may have changed since.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) message: Message,
    pub(super) recent: bool,
    /// The flags are to be told whether they have changed or not.
    pub(super) due: bool,
}

impl Known {
    /// The flags in parentheses.
    pub(super) fn flags(&self) -> String {
        let flags = self.message.flags.iter().map(Flag::as_str);
        let flags = flags.chain(self.recent.then_some("\\Recent"));
        format!("({})", flags.collect::<Vec<_>>().join(" "))
    }
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

    /// A message with its place.
    pub(super) fn find(&mut self, uid: u32) -> Option<(usize, &mut Known)> {
        let place = self
            .known
            .binary_search_by_key(&uid, |known| known.message.uid);
        let place = place.ok()?;
        Some((place, self.known.get_mut(place)?))
    }

    /// The last UID and the last sequence number.
    pub(super) fn last(&self) -> (u32, u32) {
        let uid = self.known.last().map_or(0, |known| known.message.uid);
        (uid, u32::try_from(self.known.len()).unwrap_or(u32::MAX))
    }

    /// The UIDs of the messages that a set names, in order.
    pub(super) fn uids(&self, set: &SequenceSet, uid: bool) -> Result<Vec<u32>> {
        let (last, count) = self.last();
        // One end of a range may be the last message, wherever the other is.
        let mut ends = set.ranges().iter().map(|range| (range.start, range.end));
        let beyond = ends.any(|ends| match ends {
            (Some(start), Some(end)) => start.max(end) > count,
            _ => count == 0,
        });
        if !uid && beyond {
            return Err("BAD there is no message of that number".into());
        }
        let named = |(known, sequence): &(&Known, u32)| match uid {
            true => set.contains(known.message.uid, Some(last)),
            false => set.contains(*sequence, Some(count)),
        };
        let known = self.known.iter().zip(1..).filter(named);
        Ok(known.map(|(known, _)| known.message.uid).collect())
    }

    /// Tells what has changed since the client was last told. With `expunges` numbers may change; with `uids` flags
    /// are told by UID too.
    pub(super) fn sync(&mut self, mailbox: &mut Mailbox, expunges: bool, uids: bool) -> String {
        let (mut told, opens) = (String::new(), self.flags == 0);
        if self.flags != mailbox.flags.len() {
            self.flags = mailbox.flags.len();
            told += &self.list_flags(mailbox);
        }
        let mut sequence = 0;
        self.known.retain_mut(|known| {
            sequence += 1;
            let uid = known.message.uid;
            match mailbox.message(uid) {
                Some(now) if known.due || known.message.flags != now.flags => {
                    known.due = false;
                    known.message.flags.clone_from(&now.flags);
                    let by = if uids {
                        format!("UID {uid} ")
                    } else {
                        String::new()
                    };
                    let flags = known.flags();
                    told += &format!("* {sequence} FETCH ({by}FLAGS {flags})\r\n");
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
        if expunges {
            let (last, count) = self.last();
            let new = mailbox.messages.iter().filter(|message| message.uid > last);
            self.known.extend(new.map(|message| Known {
                message: message.clone(),
                recent: message.uid >= mailbox.recent_from,
                due: false,
            }));
            let exists = self.known.len();
            if exists > count as usize || opens {
                let recent = self.known.iter().filter(|known| known.recent).count();
                told += &format!("* {exists} EXISTS\r\n* {recent} RECENT\r\n");
            }
            if !self.read_only {
                mailbox.recent_from = mailbox.uid_next;
            }
        }
        told
    }

    /// FLAGS and PERMANENTFLAGS.
    fn list_flags(&self, mailbox: &Mailbox) -> String {
        let names: Vec<&str> = mailbox.flags.iter().map(Flag::as_str).collect();
        let names = names.join(" ");
        let permanent = match self.read_only {
            true => String::new(),
            false => format!("{names} \\*"),
        };
        format!("* FLAGS ({names})\r\n* OK [PERMANENTFLAGS ({permanent})] these can be changed\r\n")
    }
}
