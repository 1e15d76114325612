//! The open folder as its news change it: which message has which number, and what is not told yet.

mod removals;
#[cfg(test)]
mod tests;

use imapclient::Client;
use imapclient::types::{Condition, Event, MailboxName, MailboxStatus, Message, ResponseCode};
use jiff::Timestamp;

use super::changes::{self, Changes};
use super::news::News;
use super::uids::{self, Uids};

/// The numbers of a folder.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    name: Option<MailboxName>,
    /// How many messages there are.
    exists: u32,
    /// How many of them were told, from the first on.
    told: u32,
    /// The UIDs of those, where they are known.
    uids: Option<Uids>,
    /// Which changes of their flags were told, where the server counts them.
    changes: Option<Changes>,
}

impl Folder {
    /// The folder that is open, if one is.
    pub(crate) fn open_in(client: &Client) -> Self {
        let Some(selected) = client.selected() else {
            return Folder::default();
        };
        let exists = selected.exists.unwrap_or(0);
        Folder {
            name: Some(selected.name.clone()),
            exists,
            told: exists,
            ..Folder::default()
        }
    }

    /// Its name, if one is open.
    pub(crate) fn name(&self) -> Option<&MailboxName> {
        self.name.as_ref()
    }

    /// Learns what is in it; messages behind the last UID are still to be told.
    pub(crate) fn know(&mut self, uids: Option<Uids>, changes: Option<Changes>) {
        let known = uids.filter(|known| known.len() <= self.exists as usize);
        if let Some(known) = &known {
            self.told = u32::try_from(known.len()).unwrap_or(self.exists);
        }
        (self.uids, self.changes) = (known, changes);
    }

    /// Learns once more what is in it; what was told stays told.
    pub(crate) fn know_again(
        &mut self,
        exists: Option<u32>,
        uids: Option<Uids>,
        changes: Option<Changes>,
    ) {
        // A server may tell that more went than there were: then there are as many as it still names.
        let named = || u32::try_from(uids.as_ref()?.len()).ok();
        self.exists = exists.or_else(named).unwrap_or(self.exists);
        self.told = self.told.min(self.exists);
        let told = self.told as usize;
        self.uids = uids.filter(|known| known.len() >= told);
        if let Some(uids) = &mut self.uids {
            uids.truncate(told);
        }
        self.changes = changes;
    }

    /// Forgets the UIDs of its messages: nobody can tell any more which of them has which number.
    pub(crate) fn forget_uids(&mut self) {
        self.uids = None;
    }

    /// Says whether the UIDs of its messages are known.
    pub(crate) fn knows_uids(&self) -> bool {
        self.uids.is_some()
    }

    /// The last UID that was told.
    pub(crate) fn last_uid(&self) -> Option<u32> {
        self.uids.as_ref()?.last()
    }

    /// Says whether the server counts the changes of its messages.
    pub(crate) fn counts_changes(&self) -> bool {
        self.changes.is_some()
    }

    /// Which changes were told.
    pub(crate) fn changes(&self) -> Option<&Changes> {
        self.changes.as_ref()
    }

    /// Takes an event, and gives the news that it is: none for arrivals, which are told when they are known.
    pub(crate) fn take(&mut self, event: Event, at: Timestamp) -> Vec<News> {
        match event {
            Event::Exists(count) => {
                self.exists = count;
                self.told = self.told.min(count);
                if let Some(uids) = &mut self.uids {
                    uids.truncate(self.told as usize);
                }
                Vec::new()
            }
            Event::Expunge(seq) => self.expunged(seq, at).into_iter().collect(),
            Event::Vanished {
                earlier: false,
                uids,
            } => self.all_vanished(uids, at),
            Event::Fetch(message) => self.flags(&message, at).into_iter().collect(),
            Event::MailboxStatus(status) => vec![self.status(&status, at)],
            Event::Status(status) => {
                let alert = matches!(status.code, Some(ResponseCode::Alert));
                let lead = match status.condition {
                    _ if alert => "ALERT",
                    Condition::No => "NO",
                    Condition::Bad => "BAD",
                    _ => return Vec::new(),
                };
                let text = format!("{lead} from the server: {}", status.text);
                vec![News::said("said", at, text)]
            }
            _ => Vec::new(),
        }
    }

    /// The numbers of the messages that have come and were not told.
    pub(crate) fn arrivals(&self) -> Option<(u32, u32)> {
        (self.exists > self.told).then_some((self.told + 1, self.exists))
    }

    /// Tells of a message that has come; they are told in their order.
    pub(crate) fn arrived(&mut self, seq: u32, message: Option<Message>, at: Timestamp) -> News {
        self.told = seq;
        let uid = message.as_ref().and_then(|message| message.uid);
        match (&mut self.uids, uid) {
            (Some(uids), Some(uid)) if uids.len() < uids::MOST => uids.push(uid),
            (uids, _) => *uids = None,
        }
        if let Some(message) = &message {
            self.is_new(message.uid, message);
        }
        let flags = message.as_ref().and_then(Message::flags);
        let envelope = message.as_ref().and_then(Message::envelope);
        News {
            uid,
            seq: Some(seq),
            flags: flags.map(<[_]>::to_vec),
            envelope: envelope.cloned().map(Box::new),
            ..self.news("new", at)
        }
    }

    fn news(&self, event: &'static str, at: Timestamp) -> News {
        News {
            event,
            at,
            folder: self.name.clone(),
            messages: Some(self.exists),
            ..News::default()
        }
    }

    /// Tells the flags that a message has now.
    pub(crate) fn flags(&mut self, message: &Message, at: Timestamp) -> Option<News> {
        let flags = message.flags()?.to_vec();
        if message.seq > self.told {
            return None;
        }
        let place = (message.seq as usize).checked_sub(1);
        let known = place.and_then(|place| self.uids.as_ref()?.get(place));
        let uid = message.uid.or(known);
        if !self.is_new(uid, message) {
            return None;
        }
        Some(News {
            uid,
            seq: (message.seq > 0).then_some(message.seq),
            flags: Some(flags),
            messages: None,
            ..self.news("flags", at)
        })
    }

    /// Takes note of a change that is told; says whether it was not told before, as far as anybody knows.
    fn is_new(&mut self, uid: Option<u32>, message: &Message) -> bool {
        match (&mut self.changes, uid, changes::modseq(message)) {
            (Some(changes), Some(uid), Some(modseq)) => changes.tell(uid, modseq),
            _ => true,
        }
    }

    fn status(&self, status: &MailboxStatus, at: Timestamp) -> News {
        News {
            event: "status",
            at,
            folder: Some(status.name.clone()),
            messages: status
                .number("MESSAGES")
                .and_then(|count| u32::try_from(count).ok()),
            unseen: status.number("UNSEEN"),
            ..News::default()
        }
    }
}
