//! The made-up mail: written letters, and series of mail that machines and lists send. The same day always gives
//! the same mail.

mod compose;
mod letter;
mod series;

use std::time::{Duration, Instant};

pub(super) use self::compose::END;
use self::letter::Letter;
use super::message::{Content, Flag, Flags};
use super::store::Store;
use crate::types::DateTime;

const LETTERS: &str = include_str!("letters.txt");
const ARRIVALS: &str = include_str!("arrivals.txt");

/// The mailboxes, with what each is for.
const MAILBOXES: [(&str, Option<&str>); 9] = [
    ("INBOX", None),
    ("Archive", Some("\\Archive")),
    ("Drafts", Some("\\Drafts")),
    ("G&AOQ-rten", None),
    ("Junk", Some("\\Junk")),
    ("Lists", None),
    ("Lists/protocols", None),
    ("Sent", Some("\\Sent")),
    ("Trash", Some("\\Trash")),
];

const DAY: i64 = 24 * 60 * 60;

/// A store with all its mail, the latest from the day before.
pub(super) fn store(now: DateTime) -> Store {
    let seconds = now.unix_seconds();
    let today = seconds - seconds.rem_euclid(DAY);
    // Later starts have higher numbers, as the RFC wants it.
    let mut store = Store::new(u32::try_from(today / DAY).unwrap_or(1).max(1) * 1000);
    for (name, special) in MAILBOXES {
        // An empty store has room for them.
        let _ = store.create(name, special);
        if special != Some("\\Trash") {
            store.subscribed.insert(name.to_owned());
        }
    }
    let mut letters: Vec<Letter> = letter::read(LETTERS).chain(series::all()).collect();
    letters.sort_by_key(|letter| letter.age());
    for letter in letters.iter().rev() {
        let _ = put(&mut store, letter, today);
    }
    if let Ok(inbox) = store
        .find("INBOX")
        .and_then(|inbox| store.mailbox_mut(inbox))
    {
        // The latest two are recent.
        let latest = inbox.messages.iter().rev().nth(1);
        inbox.recent_from = latest.map_or(1, |message| message.uid);
    }
    store
}

fn put(store: &mut Store, letter: &Letter, today: i64) -> super::refusal::Result<()> {
    let validity = store.find(letter.mailbox)?;
    let date = DateTime::from_unix_seconds(today - letter.age());
    let mut flags = Flags::new();
    for word in letter.flags.split_ascii_whitespace() {
        flags.insert(match word.strip_prefix('\\').and_then(Flag::system) {
            Some(flag) => flag,
            None => store.mailbox_mut(validity)?.keyword(word)?,
        });
    }
    let uid = store.append(validity, compose::message(letter, date), flags, date)?;
    let mailbox = store.mailbox_mut(validity)?;
    mailbox.recent_from = uid + 1;
    // Some have gone already, so that UIDs and sequence numbers differ.
    if uid % 7 == 3 {
        mailbox.uid_next += 1;
    }
    Ok(())
}

/// Mail that comes while the demo runs.
#[derive(Debug)]
pub(super) struct Arrivals {
    letters: Vec<Letter>,
    next: Instant,
    count: usize,
}

impl Arrivals {
    /// There are so many at most.
    const MOST: usize = 500;

    pub(super) fn begin() -> Self {
        Arrivals {
            letters: letter::read(ARRIVALS).collect(),
            next: Instant::now() + Duration::from_secs(20),
            count: 0,
        }
    }

    /// When the next comes.
    pub(super) fn next(&self) -> Option<Instant> {
        (self.count < Self::MOST).then_some(self.next)
    }

    /// The next message, if it is time for it.
    pub(super) fn due(&mut self, now: Instant, date: DateTime) -> Option<Content> {
        if self.next().is_none_or(|next| now < next) {
            return None;
        }
        let letter = self.letters.get(self.count % self.letters.len().max(1))?;
        let content = compose::message(letter, date);
        self.count += 1;
        let seconds = 45 + 37 * (self.count as u64 % 5);
        self.next = now + Duration::from_secs(seconds);
        Some(content)
    }
}
