//! What happened in the folder while the link was lost: what came and went is known by the UIDs, whose flags changed by
//! the server's count of changes.

use imapclient::client::FetchOptions;
use imapclient::types::{FetchItem, Message, MessageSet, SequenceRange, SequenceSet};
use imapclient::{Client, Error, Result};

use super::Watch;
use crate::shell::live::changes::{self, Changes};
use crate::shell::live::folder::Folder;
use crate::shell::live::news::News;
use crate::shell::reconnecting::Uids;
use crate::shell::render::grouped;

/// More changes of flags are counted.
const MOST: usize = 1000;

/// Where messages cannot be told apart by their UIDs.
const NOTHING_KNOWN: &str = "what came, went and changed meanwhile is not known";

/// Messages whose flags changed.
#[derive(Default)]
struct Changed {
    messages: Vec<Message>,
    /// How many more there are.
    more: u64,
}

impl Watch<'_> {
    /// Learns how things are on a connection that is there again, and tells what has happened meanwhile.
    pub(super) fn settle_again(&mut self, uids: Uids) -> Result<()> {
        let before = std::mem::take(&mut self.folder);
        let settled = self.settle_in().and_then(|said| {
            let same = before.name().is_some() && self.folder.name() == before.name();
            match uids {
                _ if !same => {}
                Uids::Same => self.catch_up(&before)?,
                Uids::Changed | Uids::Unknown => self.add(NOTHING_KNOWN),
            }
            Ok(said)
        });
        match settled {
            Ok(said) => self.first_round(said),
            Err(error) => {
                // The next link is no help where the numbers of this one meant other messages.
                self.folder = match uids {
                    Uids::Same => before,
                    Uids::Changed | Uids::Unknown => Folder::default(),
                };
                Err(error)
            }
        }
    }

    /// Tells what has happened in the folder since it was heard of last.
    fn catch_up(&mut self, before: &Folder) -> Result<()> {
        if !(before.knows_uids() && self.folder.knows_uids()) {
            self.add(NOTHING_KNOWN);
            return Ok(());
        }
        let changed = self.changed_since(before)?;
        if changed.is_none() {
            self.add("which flags changed meanwhile is not known");
        }
        let changed = changed.unwrap_or_default();
        let at = (self.session.now)();
        let gone = self.folder.follow(before, at);
        self.queue.extend(gone);
        for message in &changed.messages {
            self.queue.extend(self.folder.flags(message, at));
        }
        if changed.more > 0 {
            let more = grouped(changed.more.into());
            self.queue.push_back(News {
                folder: self.folder.name().cloned(),
                count: changed.more,
                ..News::said("flags", at, format!("flags of {more} more messages"))
            });
        }
        Ok(())
    }

    /// Adds to what was said last: that the link is there again.
    fn add(&mut self, more: &str) {
        if let Some(text) = self.queue.back_mut().and_then(|news| news.text.as_mut()) {
            text.push_str(" · ");
            text.push_str(more);
        }
    }

    /// Asks whose flags have changed; absent where nobody can tell.
    fn changed_since(&mut self, before: &Folder) -> Result<Option<Changed>> {
        let (Some(told), Some(client)) = (before.changes(), &mut self.session.client) else {
            return Ok(None);
        };
        let Some(last) = before.last_uid() else {
            return Ok(Some(Changed::default()));
        };
        let highest = client.selected().and_then(|open| open.highest_modseq);
        if !self.folder.counts_changes() || highest.is_some_and(|highest| highest < told.since()) {
            // The server counts no longer, or anew.
            return Ok(None);
        }
        match Changed::ask(client, last, told) {
            Err(Error::No(_) | Error::Bad(_)) => Ok(None),
            changed => changed.map(Some),
        }
    }
}

impl Changed {
    /// Asks for the messages up to a UID whose changes were not told.
    fn ask(client: &mut Client, last: u32, told: &Changes) -> Result<Self> {
        let known = SequenceSet::from_ranges([SequenceRange {
            start: Some(1),
            end: Some(last),
        }]);
        let options = FetchOptions {
            changed_since: Some(told.since()),
            ..FetchOptions::default()
        };
        let mut changed = Changed::default();
        let set = MessageSet::Uid(known);
        for message in client.fetch(&set, &[FetchItem::word("FLAGS")], options)? {
            let message = message?;
            let (Some(uid), Some(modseq)) = (message.uid, changes::modseq(&message)) else {
                continue;
            };
            match told.was_told(uid, modseq) {
                true => {}
                false if changed.messages.len() < MOST => changed.messages.push(message),
                false => changed.more += 1,
            }
        }
        Ok(changed)
    }
}
