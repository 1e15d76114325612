//! The answers of the session by number: `_` the last, `__` the one before, `_8` by number.

use std::collections::VecDeque;

use imapclient::types::{MailboxName, MessageSet};

/// How many results are kept.
const KEPT: usize = 100;

/// What is kept of an answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    /// The messages it named, as ranges.
    pub(crate) messages: Option<MessageSet>,
    /// The folders it named.
    pub(crate) folders: Vec<MailboxName>,
}

/// The results so far.
#[derive(Debug, Default)]
pub(crate) struct Results {
    kept: VecDeque<(u64, Kept)>,
    count: u64,
}

impl Results {
    /// The number the next result will have.
    pub(crate) fn next_number(&self) -> u64 {
        self.count + 1
    }

    /// Keeps a result.
    pub(crate) fn keep(&mut self, kept: Kept) {
        self.count += 1;
        self.kept.push_back((self.count, kept));
        if self.kept.len() > KEPT {
            self.kept.pop_front();
        }
    }

    /// Forgets all message numbers: they belong to a mailbox that is no more.
    pub(crate) fn forget_messages(&mut self) {
        for (_, kept) in &mut self.kept {
            kept.messages = None;
        }
    }

    /// Forgets sequence numbers: a message is gone, and those behind it have moved up.
    pub(crate) fn forget_sequence_numbers(&mut self) {
        for (_, kept) in &mut self.kept {
            kept.messages = kept.messages.take().filter(MessageSet::is_uid);
        }
    }

    /// The messages of `_`, `__` or `_8`. `_` is the last answer that named messages, `__` the one before it.
    pub(crate) fn messages(&self, name: &str) -> Option<MessageSet> {
        let mut named = self
            .kept
            .iter()
            .rev()
            .filter_map(|(number, kept)| Some((number, kept.messages.as_ref()?)));
        let set = match name {
            "_" => named.next(),
            "__" => named.nth(1),
            _ => {
                let wanted: u64 = name.strip_prefix('_')?.parse().ok()?;
                named.find(|(number, _)| **number == wanted)
            }
        };
        set.map(|(_, messages)| messages.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(ids: &[u32]) -> Kept {
        Kept {
            messages: Some(MessageSet::Uid(ids.iter().copied().collect())),
            ..Kept::default()
        }
    }

    fn check(results: &Results, name: &str, expected: Option<&str>) {
        assert_eq!(
            results
                .messages(name)
                .map(|set| set.set().to_string())
                .as_deref(),
            expected,
            "{name}"
        );
    }

    #[test]
    fn underscores_name_the_answers_that_named_messages() {
        let mut results = Results::default();
        check(&results, "_", None);
        results.keep(search(&[1, 2]));
        results.keep(Kept::default());
        results.keep(search(&[]));
        check(&results, "_", Some(""));
        check(&results, "__", Some("1:2"));
        check(&results, "_1", Some("1:2"));
        check(&results, "_2", None);
        check(&results, "_9", None);
        results.forget_messages();
        check(&results, "_", None);
    }

    #[test]
    fn sequence_numbers_do_not_outlive_a_removal() {
        let mut results = Results::default();
        results.keep(search(&[7]));
        results.keep(Kept {
            messages: Some(MessageSet::Sequence([3].into_iter().collect())),
            ..Kept::default()
        });
        results.forget_sequence_numbers();
        check(&results, "_", Some("7"));
        check(&results, "_2", None);
    }

    #[test]
    fn only_the_newest_hundred_are_kept() {
        let mut results = Results::default();
        for id in 1..=150 {
            results.keep(search(&[id]));
        }
        check(&results, "_50", None);
        check(&results, "_51", Some("51"));
    }
}
