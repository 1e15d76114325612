//! What was shown of an answer, for `_` and for the exit status.

use imapclient::types::{MessageSet, SequenceSet};

use crate::shell::output::{Names, Value};

/// Of an answer that names messages in more ranges than these none are kept; they would take 16 MiB.
const MOST_RANGES: usize = 1 << 20;

/// What was shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    /// How many entries there were.
    pub(crate) count: u64,
    /// UIDs of messages that were seen, as ranges.
    pub(crate) uids: SequenceSet,
    /// Sequence numbers of messages that were seen, as ranges.
    pub(crate) seqs: SequenceSet,
    /// The answer was numbers of messages, though there may be none: either UIDs or sequence numbers.
    pub(crate) found: Option<SequenceSet>,
    /// The answer named messages by their UIDs, though there may be none.
    pub(crate) named: bool,
    /// Nobody can name the messages afterwards, so that which they are is not kept.
    pub(crate) forgets: bool,
    /// There were more than can be kept: none are.
    pub(crate) too_many: bool,
    /// Whoever read our stdout has gone: nothing more is to be written, and that is no error.
    pub(crate) pipe_closed: bool,
}

impl Shown {
    /// Nothing was shown yet; the messages that will be are kept unless nobody can name them.
    pub(crate) fn nothing(forgets: bool) -> Self {
        Shown {
            forgets,
            ..Shown::default()
        }
    }

    /// Hands out the messages that were found or seen; after a search also none.
    pub(crate) fn messages(&mut self, uid: bool, search: bool) -> Option<MessageSet> {
        if self.too_many {
            return None;
        }
        if self.named {
            return Some(MessageSet::Uid(std::mem::take(&mut self.uids)));
        }
        let any = !self.uids.is_empty() || !self.seqs.is_empty();
        let seen = if uid { &mut self.uids } else { &mut self.seqs };
        let found = self
            .found
            .take()
            .filter(|found| search || !found.is_empty());
        let numbers = found.or_else(|| any.then(|| std::mem::take(seen)))?;
        Some(match uid {
            true => MessageSet::Uid(numbers),
            false => MessageSet::Sequence(numbers),
        })
    }

    /// Takes the UIDs that an answer has named beside its entries.
    pub(crate) fn take_names(&mut self, names: Option<Names>) {
        if let Some(names) = names {
            self.uids = names.take();
            self.named = true;
        }
    }

    /// Counts what a complete value holds.
    pub(super) fn value(&mut self, value: &Value) {
        match value {
            Value::Ids(set) => {
                self.count = set.count().unwrap_or(0);
                self.found = (!self.forgets).then(|| set.clone());
            }
            Value::List(items) => items.iter().for_each(|item| self.entry(item)),
            Value::Map(pairs) => {
                self.count = pairs.len() as u64;
                self.pairs(pairs);
            }
            Value::Nil => {}
            single => self.entry(single),
        }
    }

    /// Counts an entry, and remembers the messages it names.
    pub(super) fn entry(&mut self, entry: &Value) {
        match entry {
            Value::Ids(set) => self.numbers(set),
            entry => {
                self.count += 1;
                self.message(entry);
            }
        }
    }

    /// Counts some of the numbers that a search finds.
    fn numbers(&mut self, set: &SequenceSet) {
        self.count += set.count().unwrap_or(0);
        if !self.forgets {
            self.found.get_or_insert_default().append(set.clone());
            self.bound();
        }
    }

    /// Remembers the numbers that RETURN asked for, those of a window among them, and those of messages.
    fn pairs(&mut self, pairs: &[(Value, Value)]) {
        for (_, value) in pairs {
            match value {
                Value::Ids(set) => self.found = Some(set.clone()),
                Value::Map(window) => self.pairs(window),
                Value::List(items) => items.iter().for_each(|item| self.message(item)),
                _ => {}
            }
        }
    }

    fn message(&mut self, entry: &Value) {
        let Value::Message(message) = entry else {
            return;
        };
        if self.forgets {
            return;
        }
        if let Some(uid) = message.uid {
            self.uids.push(uid);
        }
        if message.seq > 0 {
            self.seqs.push(message.seq);
        }
        self.bound();
    }

    fn bound(&mut self) {
        let found = self.found.iter().map(|found| found.ranges().len());
        let seen = self.uids.ranges().len().max(self.seqs.ranges().len());
        if found.sum::<usize>().max(seen) > MOST_RANGES {
            self.forgets = true;
            self.too_many = true;
            self.found = None;
            (self.uids, self.seqs) = Default::default();
        }
    }
}
