//! The answers of the session by number: `_` the last, `__` the one before, `_8` by number.

use std::collections::VecDeque;

use imapclient::types::MessageSet;

/// How many results are kept.
const KEPT: usize = 100;

/// The results so far.
#[derive(Debug, Default)]
pub(crate) struct Results {
    /// The messages each answer named, if any, as ranges, by the number of the answer.
    kept: VecDeque<(u64, Option<MessageSet>)>,
    count: u64,
}

impl Results {
    /// The number the next result will have.
    pub(crate) fn next_number(&self) -> u64 {
        self.count + 1
    }

    /// Keeps the messages that an answer named, if it is one that names messages.
    pub(crate) fn keep(&mut self, messages: Option<MessageSet>) {
        self.count += 1;
        self.kept.push_back((self.count, messages));
        if self.kept.len() > KEPT {
            self.kept.pop_front();
        }
    }

    /// Forgets all message numbers: they belong to a mailbox that is no more.
    pub(crate) fn forget_messages(&mut self) {
        for (_, messages) in &mut self.kept {
            *messages = None;
        }
    }

    /// Forgets sequence numbers: a message is gone, and those behind it have moved up.
    pub(crate) fn forget_sequence_numbers(&mut self) {
        for (_, messages) in &mut self.kept {
            *messages = messages.take().filter(MessageSet::is_uid);
        }
    }

    /// The messages of `_`, `__` or `_8`. `_` is the last answer that named messages, `__` the one before it.
    pub(crate) fn messages(&self, name: &str) -> Option<MessageSet> {
        let mut named = self
            .kept
            .iter()
            .rev()
            .filter_map(|(number, messages)| Some((number, messages.as_ref()?)));
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

    fn search(ids: &[u32]) -> Option<MessageSet> {
        Some(MessageSet::Uid(ids.iter().copied().collect()))
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
        results.keep(None);
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
        results.keep(Some(MessageSet::Sequence([3].into_iter().collect())));
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
