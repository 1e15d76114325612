//! The commands on messages. RFC 3501 section 6.4; RFC 4315; RFC 4731; RFC 6851

use std::sync::Arc;

use super::fetch::{self, Item, push_flags, push_items};
use super::folders::read_flags;
use super::message::{Flag, Flags};
use super::refusal::{Refusal, Result};
use super::session::Session;
use super::store::Store;
use super::view::View;
use super::words::{Words, text, word};
use crate::types::SequenceSet;
use crate::wire::tree::Kind;

/// The commands there are here.
pub(super) const NAMES: [&str; 7] = [
    "CHECK", "EXPUNGE", "SEARCH", "FETCH", "STORE", "COPY", "MOVE",
];

/// A FETCH that is answered message by message, so that no more than one waits to be sent.
#[derive(Debug)]
pub(super) struct Job {
    tag: String,
    uid: bool,
    items: Vec<Item>,
    /// The UIDs that are left, the next one last.
    left: Vec<u32>,
}

impl Session {
    pub(super) fn mail(
        &mut self,
        tag: &str,
        uid: bool,
        name: &str,
        words: &mut Words<'_>,
    ) -> Result<Option<String>> {
        let Some(view) = &self.view else {
            return Err(Refusal::bad("open a mailbox first"));
        };
        let writes = matches!(name, "EXPUNGE" | "STORE" | "MOVE");
        if writes && view.read_only {
            return Err(Refusal::No(
                None,
                "the mailbox is open read-only".to_owned(),
            ));
        }
        match name {
            "CHECK" => words.end()?,
            "EXPUNGE" => self.expunge(uid, words)?,
            "SEARCH" => self.search(tag, uid, words)?,
            "FETCH" => {
                let mut left = self.uids(uid, words)?;
                let mut items = fetch::items(words)?;
                words.end()?;
                left.reverse();
                if uid && !items.iter().any(|item| matches!(item, Item::Uid)) {
                    items.insert(0, Item::Uid);
                }
                self.job = Some(Job {
                    tag: tag.to_owned(),
                    uid,
                    items,
                    left,
                });
                return Ok(None);
            }
            "STORE" => self.store(uid, words)?,
            "COPY" => {
                let code = self.copy(uid, words)?;
                return Ok(Some(format!(
                    "{}COPY done",
                    code.map(|code| code + " ").unwrap_or_default()
                )));
            }
            _ => self.move_messages(uid, words)?,
        }
        Ok(Some(format!("{name} done")))
    }

    /// The UIDs that a set names, in order.
    pub(super) fn uids(&self, uid: bool, words: &mut Words<'_>) -> Result<Vec<u32>> {
        let set = words.set()?;
        let Some(view) = &self.view else {
            return Ok(Vec::new());
        };
        if !uid && out_of_range(&set, view.uids.len()) {
            return Err(Refusal::bad("there is no message of that number"));
        }
        Ok(named(view, &set, uid))
    }

    /// Answers a FETCH for one message, or ends it.
    pub(super) fn go_on(&mut self, mut job: Job) {
        let Some(uid) = job.left.pop() else {
            let done = Ok("FETCH done".to_owned());
            return self.finish(&job.tag, done, job.uid);
        };
        let hall = Arc::clone(&self.hall);
        let mut store = hall.hold();
        let mut changed = false;
        if let Some(view) = &self.view
            && let Some(sequence) = view.sequence(uid)
        {
            let marks = |item: &Item| matches!(item, Item::Section(section) if !section.peek);
            let marks = !view.read_only && job.items.iter().any(marks);
            changed = marks
                && change_flags(&mut store, view, self.id, uid, |flags| {
                    flags.insert(Flag::Seen)
                });
            let tells = job.items.iter().any(|item| matches!(item, Item::Flags));
            let mut items = std::borrow::Cow::Borrowed(&job.items);
            if changed && !tells {
                items.to_mut().push(Item::Flags);
            }
            let message = store
                .mailbox(view.validity)
                .ok()
                .and_then(|mailbox| mailbox.message(uid));
            // One that another session has removed meanwhile is not answered.
            if let Some(message) = message {
                self.out
                    .extend_from_slice(format!("* {sequence} FETCH ").as_bytes());
                push_items(&mut self.out, message, view.is_recent(uid), &items);
                self.out.extend_from_slice(b"\r\n");
            }
        }
        drop(store);
        if changed {
            hall.changed(self.id);
        }
        self.job = Some(job);
    }

    fn store(&mut self, uid: bool, words: &mut Words<'_>) -> Result<()> {
        let uids = self.uids(uid, words)?;
        let action = word(words.next("the action")?);
        let (action, silent) = match action.strip_suffix(".SILENT") {
            Some(action) => (action.to_owned(), true),
            None => (action, false),
        };
        if !matches!(action.as_str(), "FLAGS" | "+FLAGS" | "-FLAGS") {
            return Err(Refusal::bad(
                "the action is FLAGS, +FLAGS or -FLAGS, with .SILENT or without",
            ));
        }
        let names: Vec<String> = match words.peek() {
            Some(list) if list.kind() == Kind::List => {
                words.next("the flags")?;
                list.children()
                    .map(|node| text(node, "a flag"))
                    .collect::<Result<_>>()?
            }
            _ => words
                .by_ref()
                .map(|node| text(node, "a flag"))
                .collect::<Result<_>>()?,
        };
        words.end()?;
        let hall = Arc::clone(&self.hall);
        let mut store = hall.hold();
        let Some(view) = &self.view else {
            return Ok(());
        };
        let wanted = read_flags(store.mailbox_mut(view.validity)?, &names)?;
        for number in uids {
            change_flags(&mut store, view, self.id, number, |flags| {
                let before = flags.clone();
                match action.as_str() {
                    "FLAGS" => *flags = wanted.clone(),
                    "+FLAGS" => flags.extend(wanted.iter().cloned()),
                    _ => flags.retain(|flag| !wanted.contains(flag)),
                }
                *flags != before
            });
            let message = store.mailbox(view.validity)?.message(number);
            let (Some(message), Some(sequence), false) = (message, view.sequence(number), silent)
            else {
                continue;
            };
            self.out
                .extend_from_slice(format!("* {sequence} FETCH (").as_bytes());
            if uid {
                self.out
                    .extend_from_slice(format!("UID {number} ").as_bytes());
            }
            push_flags(&mut self.out, message, view.is_recent(number));
            self.out.extend_from_slice(b")\r\n");
        }
        drop(store);
        hall.changed(self.id);
        Ok(())
    }

    fn expunge(&mut self, uid: bool, words: &mut Words<'_>) -> Result<()> {
        let among = match uid {
            true => Some(self.uids(true, words)?),
            false => None,
        };
        words.end()?;
        let Some(view) = &self.view else {
            return Ok(());
        };
        self.hold().remove(view.validity, |message| {
            message.flags.contains(&Flag::Deleted)
                && among
                    .as_ref()
                    .is_none_or(|among| among.binary_search(&message.uid).is_ok())
        })?;
        self.hall.changed(self.id);
        Ok(())
    }
}

/// Changes the flags of a message and notes whose change it was; says whether anything changed.
fn change_flags(
    store: &mut Store,
    view: &View,
    session: u64,
    uid: u32,
    change: impl FnOnce(&mut Flags) -> bool,
) -> bool {
    let number = store.change();
    let mailbox = store.mailbox_mut(view.validity).ok();
    let Some(message) = mailbox.and_then(|mailbox| mailbox.message_mut(uid)) else {
        return false;
    };
    let changed = change(&mut message.flags);
    if changed {
        message.changed = (number, session);
    }
    changed
}

/// Says whether a set of sequence numbers names one that is not there.
fn out_of_range(set: &SequenceSet, count: usize) -> bool {
    let beyond = |end: Option<u32>| end.map_or(count == 0, |number| number as usize > count);
    set.ranges()
        .iter()
        .any(|range| match (range.start, range.end) {
            // One end is the last message, wherever the other is.
            (None, _) | (_, None) => count == 0,
            (start, end) => beyond(start) || beyond(end),
        })
}

/// The UIDs that a set names, in order, each once.
fn named(view: &View, set: &SequenceSet, uid: bool) -> Vec<u32> {
    let last = match uid {
        true => view.uids.last().copied(),
        false => u32::try_from(view.uids.len()).ok(),
    };
    let end = |end: Option<u32>| end.or(last).unwrap_or(0);
    let ranges = set
        .ranges()
        .iter()
        .map(|range| (end(range.start), end(range.end)));
    let mut ranges: Vec<_> = ranges
        .map(|(one, other)| (one.min(other), one.max(other)))
        .collect();
    ranges.sort_unstable();
    let mut found = Vec::new();
    // Up to which place everything was looked at.
    let mut done = 0;
    for (start, end) in ranges {
        let (from, to) = match uid {
            true => (
                view.uids.partition_point(|uid| *uid < start),
                view.uids.partition_point(|uid| *uid <= end),
            ),
            false => (
                start.saturating_sub(1) as usize,
                (end as usize).min(view.uids.len()),
            ),
        };
        let from = from.max(done);
        found.extend_from_slice(view.uids.get(from..to).unwrap_or_default());
        done = done.max(to);
    }
    found
}
