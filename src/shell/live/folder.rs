//! The open folder as its news change it: which message has which number, and what is not told yet.

use imapclient::Client;
use imapclient::types::{
    Condition, Event, MailboxName, MailboxStatus, Message, ResponseCode, SequenceSet,
};
use jiff::Timestamp;

use super::news::News;
use super::uids::{self, Uids};

/// More messages that went at once are told in one line.
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
            return vec![self.many_gone(gone.len() as u64, "removed meanwhile", at)];
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
            } => self.all_vanished(&uids, at),
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

    /// Takes UIDs that are gone. A server may name any number of them: many are counted, and the UIDs of those that are
    /// left have to be learnt once more.
    fn all_vanished(&mut self, uids: &SequenceSet, at: Timestamp) -> Vec<News> {
        let Some(count) = uids.count() else {
            // `*` has no place in it, and nobody can tell what it means.
            self.uids = None;
            return Vec::new();
        };
        if count <= MOST_GONE as u64 {
            return uids.iter().map(|uid| self.vanished(uid, at)).collect();
        }
        let gone = u32::try_from(count).unwrap_or(u32::MAX).min(self.exists);
        self.exists -= gone;
        self.told = self.told.min(self.exists);
        self.uids = None;
        vec![self.many_gone(gone.into(), "removed", at)]
    }

    fn many_gone(&self, count: u64, what: &str, at: Timestamp) -> News {
        News {
            text: Some(format!("{count} {what}")),
            count,
            ..self.news("removed", at)
        }
    }

    fn vanished(&mut self, uid: u32, at: Timestamp) -> News {
        if let Some(uids) = &mut self.uids
            && let Some(place) = uids.place(uid)
        {
            uids.remove(place);
            self.told = self.told.saturating_sub(1);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of so many messages, with the UIDs 1, 2, 3, …
    fn folder(exists: u32) -> Folder {
        let mut folder = Folder {
            exists,
            ..Folder::default()
        };
        folder.know(Some((1..=exists).collect()));
        folder
    }

    fn vanished(folder: &mut Folder, uids: &str) -> Vec<(Option<u32>, u64)> {
        let event = Event::Vanished {
            earlier: false,
            uids: SequenceSet::parse(uids).expect("a set"),
        };
        let news = folder.take(event, Timestamp::UNIX_EPOCH);
        news.iter().map(|news| (news.uid, news.count)).collect()
    }

    #[test]
    fn what_vanishes_is_told_one_by_one_and_many_at_once_in_one_line() {
        let mut small = folder(5);
        assert_eq!(vanished(&mut small, "2,4"), [(Some(2), 1), (Some(4), 1)]);
        assert!(small.knows_uids() && small.exists == 3);
        let mut large = folder(5_000);
        assert_eq!(vanished(&mut large, "1:3000"), [(None, 3_000)]);
        assert_eq!((large.exists, large.knows_uids()), (2_000, false));
    }

    #[test]
    fn a_set_of_all_numbers_there_can_be_is_not_counted_out() {
        let mut folder = Folder::default();
        folder.take(Event::Exists(u32::MAX), Timestamp::UNIX_EPOCH);
        let all = [(None, u64::from(u32::MAX))];
        assert_eq!(vanished(&mut folder, "1:4294967295"), all);
        assert_eq!(folder.exists, 0);
    }

    #[test]
    fn what_came_before_another_vanished_is_still_to_be_told() {
        let mut folder = folder(3);
        folder.take(Event::Exists(4), Timestamp::UNIX_EPOCH);
        vanished(&mut folder, "2");
        assert_eq!(folder.arrivals(), Some((3, 3)));
    }
}
