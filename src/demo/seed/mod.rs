//! The made-up mail: letters, and series of mail that machines and lists send. The same day always gives the same mail.

mod compose;
mod letter;

use std::time::Duration;

use self::letter::Letter;
use super::mailbox::Message;
use super::store::Store;
use crate::types::DateTime;

const LETTERS: &str = include_str!("letters.txt");
const ARRIVALS: &str = include_str!("arrivals.txt");

/// The mailboxes, with what each is for.
const MAILBOXES: [(&str, &str); 9] = [
    ("INBOX", ""),
    ("Archive", "\\Archive"),
    ("Drafts", "\\Drafts"),
    ("G&AOQ-rten", ""),
    ("Junk", "\\Junk"),
    ("Lists", ""),
    ("Lists/protocols", ""),
    ("Sent", "\\Sent"),
    ("Trash", "\\Trash"),
];

/// So many messages arrive at most.
const MOST_ARRIVALS: u64 = 500;

const DAY: i64 = 24 * 60 * 60;

/// A store with all its mail, the latest from the day before.
pub(super) fn store(now: DateTime) -> Store {
    let seconds = now.unix_seconds();
    let today = seconds - seconds.rem_euclid(DAY);
    let mut store = Store::new(now);
    for (name, special) in MAILBOXES {
        // An empty store has room for them.
        let _ = store.create(name, special);
        if special != "\\Trash" {
            store.subscribed.insert(name.to_owned());
        }
    }
    let mut letters = letter::read(LETTERS);
    letters.sort_by_key(|letter| letter.age);
    for letter in letters.iter().rev() {
        let _ = put(&mut store, letter, today);
    }
    if let Ok(inbox) = store.selectable("INBOX", "NONEXISTENT") {
        // The latest two are recent.
        let latest = inbox.messages.iter().rev().nth(1);
        inbox.recent_from = latest.map_or(1, |message| message.uid);
    }
    store
}

fn put(store: &mut Store, letter: &Letter, today: i64) -> super::Result<()> {
    let date = DateTime::from_unix_seconds(today - letter.age);
    store.put(&letter.mailbox, vec![compose::message(letter, date)])?;
    let mailbox = store.selectable(&letter.mailbox, "NONEXISTENT")?;
    // Some have gone already, so that UIDs and sequence numbers differ.
    if (mailbox.uid_next - 1) % 7 == 3 {
        mailbox.uid_next += 1;
    }
    mailbox.recent_from = mailbox.uid_next;
    Ok(())
}

/// Mail that comes while the demo runs: how long it is until then, and what it is at that moment.
pub(super) fn arrivals() -> impl Iterator<Item = (Duration, impl Fn(DateTime) -> Message)> {
    let letters = letter::read(ARRIVALS);
    let pauses = (0..MOST_ARRIVALS).map(|count| match count {
        0 => 20,
        _ => 45 + 37 * (count % 5),
    });
    let messages = letters.into_iter().cycle();
    let messages = messages.map(|letter| move |date| compose::message(&letter, date));
    pauses.map(Duration::from_secs).zip(messages)
}
