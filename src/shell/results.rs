//! The answers of the session by number, `_` the last, `__` the one before, `_8`, and by name, `$old`: the messages
//! and folders they named, and as much of the answers themselves as may be kept.

use std::collections::{BTreeMap, VecDeque};

use imapclient::types::{MailboxName, MessageSet, SequenceSet};

use super::answer::Answer;

/// How many results are kept.
const KEPT: usize = 100;

/// How much of answers is kept in all, in bytes.
pub(crate) const ROOM: u64 = 50 << 20;

/// An answer that named more folders than these stands for none: a listing of very many is kept nowhere.
pub(crate) const FOLDERS: usize = 10_000;

/// What is kept of one answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    /// The messages it named, if it is one that names messages, as ranges.
    pub(crate) messages: Option<MessageSet>,
    /// The folders it named, and of too many one more than [`FOLDERS`].
    pub(crate) folders: Vec<MailboxName>,
    /// It was a search, which `$` names.
    pub(crate) search: bool,
    /// The answer itself, where it was not too large.
    pub(crate) answer: Option<Answer>,
}

/// The results so far.
#[derive(Debug, Default)]
pub(crate) struct Results {
    /// The answers by their numbers.
    kept: VecDeque<(u64, Kept)>,
    named: BTreeMap<String, Kept>,
    /// The messages of the last search.
    searched: Option<MessageSet>,
    /// The last search was kept by the server, which alone knows its messages.
    saved: bool,
    count: u64,
    /// No command follows that could name what comes: nothing is kept.
    pub(crate) over: bool,
}

impl Results {
    /// The number the next result will have.
    pub(crate) fn next_number(&self) -> u64 {
        self.count + 1
    }

    /// Keeps an answer by its number, and under a name where it has one.
    pub(crate) fn keep(&mut self, kept: Kept, name: Option<&str>) {
        if self.over {
            return;
        }
        self.count += 1;
        if kept.search {
            self.searched.clone_from(&kept.messages);
            self.saved = false;
        }
        if let Some(name) = name {
            self.named.insert(name.to_owned(), kept.clone());
            if self.size_of_named() > ROOM
                && let Some(kept) = self.named.get_mut(name)
            {
                kept.answer = None;
            }
        }
        self.kept.push_back((self.count, kept));
        if self.kept.len() > KEPT {
            self.kept.pop_front();
        }
        self.make_room();
    }

    /// Notes that the server keeps the result of a search: from now on `$` is its own.
    pub(crate) fn saved(&mut self) {
        self.saved = true;
    }

    /// Lets the oldest answers go where all together are too large; what they named stays.
    fn make_room(&mut self) {
        let mut size = self.size_of_named();
        for (_, kept) in self.kept.iter_mut().rev() {
            let Some(answer) = &kept.answer else { continue };
            if answer.is_shared() {
                // A named one is counted already.
                continue;
            }
            size += answer.size();
            if size > ROOM {
                kept.answer = None;
            }
        }
    }

    fn size_of_named(&self) -> u64 {
        let named = self.named.values().filter_map(|kept| kept.answer.as_ref());
        named.map(Answer::size).sum()
    }

    /// Forgets a name: the command that was to give it something new has failed.
    pub(crate) fn forget_name(&mut self, name: &str) {
        self.named.remove(name);
    }

    /// Says whether a name was given to a result.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.named.contains_key(name)
    }

    /// The names given.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.named.keys().map(String::as_str)
    }

    /// Forgets all message numbers: they belong to a mailbox that is no more.
    pub(crate) fn forget_messages(&mut self) {
        self.searched = None;
        self.saved = false;
        for kept in self.all() {
            kept.messages = None;
        }
    }

    /// Forgets sequence numbers: a message is gone, and those behind it have moved up.
    pub(crate) fn forget_sequence_numbers(&mut self) {
        self.searched = self.searched.take().filter(MessageSet::is_uid);
        for kept in self.all() {
            kept.messages = kept.messages.take().filter(MessageSet::is_uid);
        }
    }

    fn all(&mut self) -> impl Iterator<Item = &mut Kept> {
        let numbered = self.kept.iter_mut().map(|(_, kept)| kept);
        numbered.chain(self.named.values_mut())
    }

    /// The messages of `_`, `__`, `_8`, `$old`, or of the last search, `$`. `_` is the last answer that named
    /// messages, `__` the one before it.
    pub(crate) fn messages(&self, name: &str) -> Option<MessageSet> {
        if name == "$" && self.saved {
            return Some(MessageSet::Uid(SequenceSet::saved()));
        }
        if name == "$" {
            return self.searched.clone();
        }
        let named = |kept: &Kept| kept.messages.is_some();
        self.find(name, named)
            .and_then(|kept| kept.messages.clone())
    }

    /// The folders of `_`, `__`, `_8` or `$old`. `_` is the last answer that named folders.
    pub(crate) fn folders(&self, name: &str) -> Option<&[MailboxName]> {
        self.find(name, |kept| !kept.folders.is_empty())
            .map(|kept| kept.folders.as_slice())
    }

    /// What is kept of `_`, the last answer, `__`, `_8` or `$old`.
    pub(crate) fn kept(&self, name: &str) -> Option<&Kept> {
        self.find(name, |_| true)
    }

    /// The answer of a name; `fits` says which of the answers `_` and `__` count.
    fn find(&self, name: &str, fits: impl Fn(&Kept) -> bool) -> Option<&Kept> {
        let mut fitting = self.kept.iter().rev().filter(|(_, kept)| fits(kept));
        let found = match name {
            "_" => fitting.next(),
            "__" => fitting.nth(1),
            _ => match name.strip_prefix('$') {
                Some(name) => return self.named.get(name).filter(|kept| fits(kept)),
                None => {
                    let wanted: u64 = name.strip_prefix('_')?.parse().ok()?;
                    fitting.find(|(number, _)| *number == wanted)
                }
            },
        };
        found.map(|(_, kept)| kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::output::{Shape, Value};

    fn search(ids: &[u32]) -> Kept {
        Kept {
            messages: Some(MessageSet::Uid(ids.iter().copied().collect())),
            search: true,
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
        results.keep(search(&[1, 2]), None);
        results.keep(Kept::default(), None);
        results.keep(search(&[]), None);
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
        results.keep(search(&[7]), Some("old"));
        let sequence = Kept {
            messages: Some(MessageSet::Sequence([3].into_iter().collect())),
            ..Kept::default()
        };
        results.keep(sequence, Some("new"));
        check(&results, "$new", Some("3"));
        results.forget_sequence_numbers();
        check(&results, "_", Some("7"));
        check(&results, "_2", None);
        check(&results, "$new", None);
        check(&results, "$old", Some("7"));
        check(&results, "$", Some("7"));
        check(&results, "$other", None);
    }

    #[test]
    fn what_the_server_keeps_is_the_last_search_until_the_next() {
        let mut results = Results::default();
        results.saved();
        check(&results, "$", Some("$"));
        results.keep(Kept::default(), None);
        check(&results, "$", Some("$"));
        results.keep(search(&[7]), None);
        check(&results, "$", Some("7"));
        results.saved();
        results.forget_messages();
        check(&results, "$", None);
    }

    #[test]
    fn only_the_newest_hundred_are_kept() {
        let mut results = Results::default();
        for id in 1..=150 {
            results.keep(search(&[id]), None);
        }
        check(&results, "_50", None);
        check(&results, "_51", Some("51"));
    }

    #[test]
    fn old_answers_go_where_all_are_too_large() {
        let large = || {
            let value = Value::Bytes(vec![0; 20 << 20]);
            Kept {
                answer: Answer::of(value, Shape::Plain),
                ..Kept::default()
            }
        };
        let mut results = Results::default();
        results.keep(large(), Some("first"));
        results.keep(large(), None);
        results.keep(large(), None);
        let there = |name| results.kept(name).is_some_and(|kept| kept.answer.is_some());
        assert_eq!(
            ["$first", "_1", "_2", "_3"].map(there),
            [true, true, false, true]
        );
    }
}
