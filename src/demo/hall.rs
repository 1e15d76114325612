//! Where sessions meet: the store they share, and the news that something in it has changed.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::message::Content;
use super::store::Store;
use crate::types::DateTime;

/// What all sessions share.
#[derive(Debug)]
pub(super) struct Hall {
    store: Mutex<Store>,
    /// Is notified when something in the store may have changed.
    pub(super) news: Condvar,
    /// The seconds of the clock when the demo began, and when that was.
    began: (i64, Instant),
}

impl Hall {
    pub(super) fn new(store: Store, now: DateTime) -> Self {
        Hall {
            store: Mutex::new(store),
            news: Condvar::new(),
            began: (now.unix_seconds(), Instant::now()),
        }
    }

    /// The store, for as long as a session works on it.
    pub(super) fn hold(&self) -> MutexGuard<'_, Store> {
        // What panicked elsewhere left no message half made.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time of the demo's clock.
    pub(super) fn now(&self) -> DateTime {
        let (seconds, began) = self.began;
        let passed = i64::try_from(began.elapsed().as_secs()).unwrap_or_default();
        DateTime::from_unix_seconds(seconds + passed)
    }

    /// Puts new mail into INBOX.
    pub(super) fn deliver(&self, mail: Content) {
        let now = self.now();
        let mut store = self.hold();
        // A full demo gets no more.
        if store.has_room(1, mail.head.len()).is_ok()
            && let Ok(inbox) = store.selectable("INBOX", "")
        {
            inbox.append(mail, 0, now);
        }
        drop(store);
        self.news.notify_all();
    }
}
