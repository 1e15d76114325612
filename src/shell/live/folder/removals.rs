//! Messages that go: one after the other, many at once, and while the link was lost.

use imapclient::types::SequenceSet;
use jiff::Timestamp;

use super::Folder;
use crate::shell::live::news::News;
use crate::shell::live::uids::Uids;
use crate::shell::render::{grouped, short_set};

/// More messages that went at once are told in one line.
const MOST_TOLD: usize = 100;

/// Up to so many UIDs are looked up one by one; after more of them it is learnt once more what is left.
const MOST_SOUGHT: u64 = 1000;

impl Folder {
    /// Takes the place of a folder as it was before the link was lost, and gives what went meanwhile. What came is
    /// told as arrivals are.
    pub(crate) fn follow(&mut self, before: &Folder, at: Timestamp) -> Vec<News> {
        let (Some(old), Some(now)) = (&before.uids, self.uids.take()) else {
            return Vec::new();
        };
        let last = old.last().unwrap_or(0);
        let gone = old.iter().filter(|uid| now.place(*uid).is_none());
        let gone: SequenceSet = gone.collect();
        let known: Uids = now.iter().take_while(|uid| *uid <= last).collect();
        self.told = u32::try_from(known.len()).unwrap_or(self.exists);
        self.uids = Some(known);
        let each = gone.iter().map(|uid| self.removed(uid, at));
        self.few(each.take(MOST_TOLD + 1).collect(), gone, at)
    }

    /// Takes the number of a message that is gone.
    pub(super) fn expunged(&mut self, seq: u32, at: Timestamp) -> Option<News> {
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

    /// Takes UIDs that are gone. A server may name any number of them: many are counted, and it has to be learnt once
    /// more what is left.
    pub(super) fn all_vanished(&mut self, uids: SequenceSet, at: Timestamp) -> Vec<News> {
        let Some(count) = uids.count() else {
            // `*` has no place in it, and nobody can tell what it means.
            self.uids = None;
            return Vec::new();
        };
        if count <= MOST_SOUGHT {
            let each = uids.iter().filter_map(|uid| self.vanished(uid, at));
            let each = each.collect();
            return self.few(each, uids, at);
        }
        let gone = u32::try_from(count).unwrap_or(u32::MAX).min(self.exists);
        self.exists -= gone;
        self.told = self.told.min(self.exists);
        self.uids = None;
        match gone {
            0 => Vec::new(),
            gone => vec![self.many_gone(gone.into(), uids, at)],
        }
    }

    fn vanished(&mut self, uid: u32, at: Timestamp) -> Option<News> {
        self.exists = self.exists.saturating_sub(1);
        let mut was_told = true;
        if let Some(uids) = &mut self.uids {
            // One that came and went before anybody was told is no news.
            was_told = uids
                .place(uid)
                .and_then(|place| uids.remove(place))
                .is_some();
            self.told = self.told.saturating_sub(was_told.into());
        }
        self.told = self.told.min(self.exists);
        was_told.then(|| self.removed(uid, at))
    }

    fn removed(&self, uid: u32, at: Timestamp) -> News {
        News {
            uid: Some(uid),
            ..self.news("removed", at)
        }
    }

    /// Tells removals one by one, or in one line where there are too many for that.
    fn few(&self, each: Vec<News>, uids: SequenceSet, at: Timestamp) -> Vec<News> {
        if each.len() <= MOST_TOLD {
            return each;
        }
        let count = uids.count().unwrap_or_default();
        vec![self.many_gone(count, uids, at)]
    }

    fn many_gone(&self, count: u64, uids: SequenceSet, at: Timestamp) -> News {
        let told = grouped(count.into());
        News {
            text: Some(format!("{told} removed: UID {}", short_set(&uids))),
            count,
            uids: Some(uids),
            ..self.news("removed", at)
        }
    }
}
