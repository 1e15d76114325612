//! The open folder as its news change it: which message has which number, and what is not told yet.

use imapclient::Client;
use imapclient::types::{Condition, Event, MailboxName, MailboxStatus, Message, ResponseCode};
use jiff::Timestamp;

use super::news::News;
use super::uids::{self, Uids};

/// More messages that went while nobody looked are told in one line.
const MOST_GONE: usize = 1000;

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
            uids: None,
        }
    }

    /// Its name, if one is open.
    pub(crate) fn name(&self) -> Option<&MailboxName> {
        self.name.as_ref()
    }

    /// Learns the UIDs of its messages, in ascending order; messages behind the last of them are still to be told.
    pub(crate) fn know(&mut self, known: Option<Uids>) {
        let known = known.filter(|known| known.len() <= self.exists as usize);
        if let Some(known) = &known {
            self.told = u32::try_from(known.len()).unwrap_or(self.exists);
        }
        self.uids = known;
    }

    /// Learns the UIDs of its messages once more; what was told stays told.
    pub(crate) fn know_again(&mut self, exists: Option<u32>, known: Option<Uids>) {
        self.exists = exists.unwrap_or(self.exists);
        self.told = self.told.min(self.exists);
        let told = self.told as usize;
        self.uids = known.filter(|known| known.len() >= told);
        if let Some(uids) = &mut self.uids {
            uids.truncate(told);
        }
    }

    /// Says whether the UIDs of its messages are known.
    pub(crate) fn knows_uids(&self) -> bool {
        self.uids.is_some()
    }

    /// Takes the place of a folder as it was before the link was lost, and gives what went meanwhile. What came is
    /// told as arrivals are.
    pub(crate) fn follow(&mut self, before: &Folder, at: Timestamp) -> Vec<News> {
        let Some(old) = &before.uids else {
            return Vec::new();
        };
        let Some(now) = self.uids.take() else {
            return Vec::new();
        };
        let last = old.last().unwrap_or(0);
        let gone: Vec<u32> = old.iter().filter(|uid| now.place(*uid).is_none()).collect();
        self.know(Some(now.iter().take_while(|uid| *uid <= last).collect()));
        if gone.len() > MOST_GONE {
            let text = format!("{} removed meanwhile", gone.len());
            return vec![News {
                text: Some(text),
                count: gone.len() as u64,
                ..self.news("removed", at)
            }];
        }
        let removed = |uid| News {
            uid: Some(uid),
            ..self.news("removed", at)
        };
        gone.into_iter().map(removed).collect()
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
            } => {
                let gone: Vec<u32> = uids.iter().take(self.exists as usize).collect();
                gone.into_iter().map(|uid| self.vanished(uid, at)).collect()
            }
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

    fn expunged(&mut self, seq: u32, at: Timestamp) -> Option<News> {
        if seq == 0 || seq > self.exists {
            return None;
        }
        self.exists -= 1;
        if seq > self.told {
            // It came and went before anybody was told.
            return None;
        }
        self.told -= 1;
        let uids = self.uids.as_mut();
        let uid = uids.and_then(|uids| uids.remove(seq as usize - 1));
        Some(News {
            uid,
            seq: Some(seq),
            ..self.news("removed", at)
        })
    }

    fn vanished(&mut self, uid: u32, at: Timestamp) -> News {
        if let Some(uids) = &mut self.uids
            && let Some(place) = uids.place(uid)
        {
            uids.remove(place);
        }
        self.exists = self.exists.saturating_sub(1);
        self.told = self.told.min(self.exists);
        News {
            uid: Some(uid),
            ..self.news("removed", at)
        }
    }

    fn flags(&self, message: &Message, at: Timestamp) -> Option<News> {
        let flags = message.flags()?.to_vec();
        if message.seq > self.told {
            return None;
        }
        let place = (message.seq as usize).checked_sub(1);
        let known = place.and_then(|place| self.uids.as_ref()?.get(place));
        Some(News {
            uid: message.uid.or(known),
            seq: (message.seq > 0).then_some(message.seq),
            flags: Some(flags),
            messages: None,
            ..self.news("flags", at)
        })
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
