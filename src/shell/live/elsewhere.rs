//! The folders that are not open: what STATUS tells of them, and what has changed since it was told before.

use std::collections::HashMap;

use imapclient::types::{MailboxName, MailboxStatus, StatusItem};
use imapclient::{Client, Error, Result};
use jiff::Timestamp;

use super::news::News;
use crate::shell::reconnecting::Uids;

/// What is asked of each folder.
const ITEMS: [&str; 4] = ["MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN"];

/// More folders are not watched: a server may name any number of them.
const MOST: usize = 50_000;

/// How long all their names together may be, in bytes.
const MOST_NAMES: usize = 8 << 20;

/// How folders that are not open are heard of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// The server tells by itself.
    Notify,
    /// One LIST tells of all.
    ListStatus,
    /// Each is asked about.
    Status,
}

impl Way {
    /// The best that a server offers.
    pub(crate) fn of(client: &Client) -> Self {
        let known = client.known_capabilities();
        let offers = |name| known.is_some_and(|known| known.offers(name));
        if offers("NOTIFY") {
            Way::Notify
        } else if offers("LIST-STATUS") {
            Way::ListStatus
        } else {
            Way::Status
        }
    }

    /// Asks about all folders, or has the server tell from now on.
    pub(crate) fn ask(self, client: &mut Client) -> Result<Vec<MailboxStatus>> {
        let known = client.known_capabilities();
        // It tells of flags other than \Seen.
        let counted = known.is_some_and(|known| known.offers("CONDSTORE"));
        let counted = counted.then_some("HIGHESTMODSEQ");
        let items: Vec<_> = ITEMS.into_iter().chain(counted).collect();
        let items: Vec<_> = items.into_iter().map(StatusItem::new).collect();
        match self {
            Way::Notify => client.notify_all(),
            Way::ListStatus => Ok(client.list_status("", "*", &items)?.1),
            Way::Status => one_by_one(client, &items),
        }
    }
}

fn one_by_one(client: &mut Client, items: &[StatusItem]) -> Result<Vec<MailboxStatus>> {
    let mut told = Vec::new();
    for name in names(client)? {
        match client.status(&name, items) {
            Ok(status) => told.push(status),
            // What is not ours to see has no news.
            Err(Error::No(_) | Error::Bad(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(told)
}

/// The folders that are not open and can be.
fn names(client: &mut Client) -> Result<Vec<MailboxName>> {
    let open = client.selected().map(|selected| selected.name.clone());
    let mut names = Vec::new();
    let mut length = 0;
    let mut listing = client.begin_list("", "*")?;
    while let Some(listed) = client.next_listed(&mut listing)? {
        if Some(&listed.name) == open.as_ref() || !listed.can_be_opened() {
            continue;
        }
        // One more than is watched, so that it is known that there are more.
        if names.len() <= MOST && length <= MOST_NAMES {
            length += listed.name.as_str().len();
            names.push(listed.name);
        }
    }
    Ok(names)
}

/// The folders as they were told last.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    known: HashMap<String, Counts>,
    /// How long their names are together.
    length: usize,
    /// There are more than are watched.
    pub(crate) more: bool,
}

/// What is known of one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counts {
    messages: Option<u64>,
    uid_next: Option<u64>,
    uid_validity: Option<u64>,
    unseen: Option<u64>,
    modseq: Option<u64>,
}

impl Elsewhere {
    /// How many are watched.
    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    /// Takes what STATUS told of a folder, and gives the news that it is: none where it was not known before.
    pub(crate) fn take(&mut self, status: &MailboxStatus, at: Timestamp) -> Option<News> {
        let name = status.name.as_str();
        let known = self.known.get(name).copied();
        if known.is_none() {
            let length = self.length + name.len();
            if self.known.len() >= MOST || length > MOST_NAMES {
                self.more = true;
                return None;
            }
            self.length = length;
        }
        let before = known.unwrap_or_default();
        let now = Counts {
            messages: status.number("MESSAGES").or(before.messages),
            uid_next: status.number("UIDNEXT").or(before.uid_next),
            uid_validity: status.number("UIDVALIDITY").or(before.uid_validity),
            unseen: status.number("UNSEEN").or(before.unseen),
            modseq: status.number("HIGHESTMODSEQ").or(before.modseq),
        };
        self.known.insert(name.to_owned(), now);
        known.filter(|before| *before != now)?;
        let (event, count, text) = difference(before, now)?;
        Some(News {
            event,
            at,
            folder: Some(status.name.clone()),
            messages: now.messages.and_then(|count| u32::try_from(count).ok()),
            unseen: now.unseen,
            text: Some(text),
            count,
            ..News::default()
        })
    }
}

/// What happened between two tellings.
fn difference(before: Counts, now: Counts) -> Option<(&'static str, u64, String)> {
    let changed = |one: Option<u64>, other: Option<u64>| one.is_some() && one != other;
    if changed(before.uid_validity, now.uid_validity) {
        return Some(("status", 1, Uids::Changed.told().to_owned()));
    }
    let (was, is) = (before.messages?, now.messages?);
    if is > was {
        return Some(("new", is - was, format!("{} new", is - was)));
    }
    if is < was {
        return Some(("removed", was - is, format!("{} removed", was - is)));
    }
    if changed(before.uid_next, now.uid_next) {
        return Some(("status", 1, "some came and some went".to_owned()));
    }
    Some(("status", 1, "flags changed".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use imapclient::types::Value;

    fn status(name: &str, items: &[(&str, u64)]) -> MailboxStatus {
        MailboxStatus {
            name: name.into(),
            items: items
                .iter()
                .map(|(item, number)| ((*item).to_owned(), Value::Number(*number)))
                .collect(),
        }
    }

    fn check(before: &[(&str, u64)], now: &[(&str, u64)], expected: Option<(&str, u64, &str)>) {
        let mut elsewhere = Elsewhere::default();
        let at = Timestamp::UNIX_EPOCH;
        assert!(elsewhere.take(&status("Lists", before), at).is_none());
        let news = elsewhere.take(&status("Lists", now), at);
        let told = news.as_ref().map(|news| {
            let text = news.text.as_deref().unwrap_or_default();
            (news.event, news.count, text)
        });
        assert_eq!(told, expected, "{before:?} {now:?}");
    }

    #[test]
    fn what_changed_between_two_tellings_is_news() {
        let seven = [("MESSAGES", 7), ("UIDNEXT", 9), ("UNSEEN", 2)];
        check(&seven, &seven, None);
        check(&seven, &[("UNSEEN", 2)], None);
        check(
            &seven,
            &[("MESSAGES", 9), ("UIDNEXT", 11)],
            Some(("new", 2, "2 new")),
        );
        check(
            &seven,
            &[("MESSAGES", 4)],
            Some(("removed", 3, "3 removed")),
        );
        check(
            &seven,
            &[("UNSEEN", 1)],
            Some(("status", 1, "flags changed")),
        );
        check(
            &seven,
            &[("UIDNEXT", 12)],
            Some(("status", 1, "some came and some went")),
        );
        let validity = "UIDVALIDITY has changed: UIDs from before mean other messages now";
        check(
            &[("UIDVALIDITY", 1)],
            &[("UIDVALIDITY", 2)],
            Some(("status", 1, validity)),
        );
    }

    #[test]
    fn more_folders_than_are_watched_are_left_out_and_known_to_be() {
        let at = Timestamp::UNIX_EPOCH;
        let mut many = Elsewhere::default();
        for number in 0..=MOST {
            many.take(&status(&number.to_string(), &[("MESSAGES", 1)]), at);
        }
        assert_eq!((many.len(), many.more), (MOST, true));
        let last = status(&(MOST - 1).to_string(), &[("MESSAGES", 2)]);
        assert!(many.take(&last, at).is_some());
        let mut long = Elsewhere::default();
        for letter in ["a", "b", "c"] {
            let name = letter.repeat(MOST_NAMES / 2);
            long.take(&status(&name, &[("MESSAGES", 1)]), at);
        }
        assert_eq!((long.len(), long.more), (2, true));
    }
}
