//! Which changes of flags were told, where a server counts them (CONDSTORE): after a lost link those are told that were
//! not, and none twice.

use std::collections::HashMap;

use imapclient::types::{ItemValue, Message};

/// Of so many messages it is kept which of their changes was told last.
const MOST: usize = 10_000;

/// The changes of a folder that were told, by their mod-sequences. RFC 7162
#[derive(Debug, Clone)]
pub(crate) struct Changes {
    /// All up to this one.
    since: u64,
    /// Later ones, by UID: a server tells changes in any order, and a link may break between them.
    later: HashMap<u32, u64>,
}

impl Changes {
    /// All up to a mod-sequence were told.
    pub(crate) fn up_to(since: u64) -> Self {
        Changes {
            since,
            later: HashMap::new(),
        }
    }

    /// The mod-sequence up to which all were told.
    pub(crate) fn since(&self) -> u64 {
        self.since
    }

    /// Learns that a change is told; says whether it was not told before.
    pub(crate) fn tell(&mut self, uid: u32, modseq: u64) -> bool {
        if modseq <= self.since {
            // What the server tells by itself is news, however it counts.
            return true;
        }
        if self.was_told(uid, modseq) {
            return false;
        }
        self.later.insert(uid, modseq);
        if self.later.len() > MOST {
            // After so many more the first of them are told, in whatever order they came.
            self.since = self.later.values().copied().max().unwrap_or(self.since);
            self.later.clear();
        }
        true
    }

    /// Says whether a change was told.
    pub(crate) fn was_told(&self, uid: u32, modseq: u64) -> bool {
        modseq <= self.since || self.later.get(&uid).is_some_and(|told| *told >= modseq)
    }
}

/// The mod-sequence of a message, if it came with one.
pub(crate) fn modseq(message: &Message) -> Option<u64> {
    match message.item("MODSEQ") {
        Some(ItemValue::ModSeq(modseq)) => Some(*modseq),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_told_in_any_order() {
        let mut changes = Changes::up_to(90);
        assert!(changes.tell(12, 97) && !changes.tell(12, 97));
        for (uid, modseq, told) in [
            (12, 90, true),
            (12, 97, true),
            (12, 98, false),
            (11, 95, false),
            (11, 90, true),
        ] {
            assert_eq!(changes.was_told(uid, modseq), told, "{uid} {modseq}");
        }
        assert_eq!(changes.since(), 90);
    }

    #[test]
    fn what_is_kept_of_them_is_bounded() {
        let mut changes = Changes::up_to(1);
        for uid in 1..=50_000 {
            changes.tell(uid, u64::from(uid) + 10);
        }
        assert!(changes.later.len() <= MOST);
        assert!(changes.was_told(50_000, 50_010) && !changes.was_told(50_000, 50_011));
    }
}
