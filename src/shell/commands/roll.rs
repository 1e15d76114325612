//! Messages that were named and did not come.

use std::collections::BTreeSet;

use imapclient::types::{MessageSet, SequenceSet};

use super::super::line::Argument;
use super::super::render::short_set;

/// More messages are not compared one by one with what came.
const COMPARED: u64 = 10_000;

/// Says whether the argument names each message by itself, so that every one of them should be there.
pub(super) fn names_each(argument: Option<&Argument>) -> bool {
    match argument {
        Some(Argument::Word(word)) => {
            !word.text.contains([':', '*']) && !word.text.eq_ignore_ascii_case("all")
        }
        Some(Argument::List { items, .. }) => items.iter().all(|item| names_each(Some(item))),
        _ => false,
    }
}

/// Compares the messages named with those that came.
pub(super) struct Roll {
    asked: MessageSet,
    each: bool,
    came: BTreeSet<u32>,
    any: bool,
}

impl Roll {
    /// Begins with what was named; `each` when every one of them should be there.
    pub(super) fn new(asked: &MessageSet, each: bool) -> Self {
        let few = asked.set().count().is_some_and(|count| count <= COMPARED);
        Roll {
            asked: asked.clone(),
            each: each && few,
            came: BTreeSet::new(),
            any: false,
        }
    }

    /// One of them came.
    pub(super) fn came(&mut self, uid: Option<u32>) {
        self.any = true;
        if self.each {
            self.came.extend(uid);
        }
    }

    /// Several came.
    pub(super) fn all_came(&mut self, uids: &SequenceSet) {
        uids.iter().for_each(|uid| self.came(Some(uid)));
    }

    /// Which UIDs gave nothing, as a sentence; servers say OK to those they do not have.
    pub(super) fn missing(&self) -> Option<String> {
        let MessageSet::Uid(asked) = &self.asked else {
            return None;
        };
        if !self.any {
            return Some(match (asked.ranges(), asked.count()) {
                (_, Some(1)) => format!("no message: UID {asked} does not exist here"),
                _ => format!("no message: none of UID {} exists here", short_set(asked)),
            });
        }
        let missing: SequenceSet = asked
            .iter()
            .take(if self.each { usize::MAX } else { 0 })
            .filter(|uid| !self.came.contains(uid))
            .collect();
        (!missing.is_empty()).then(|| {
            format!(
                "UID {} gave nothing: not here, or left out by the server",
                short_set(&missing)
            )
        })
    }
}
