//! Where sessions meet: the store they share, and the bells that ring when something in it changes.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use super::message::Content;
use super::store::Store;
use crate::client::Waker;
use crate::types::DateTime;

/// What all sessions share.
#[derive(Debug)]
pub(super) struct Hall {
    store: Mutex<Store>,
    /// The bell of each session.
    bells: Mutex<Vec<Weak<Waker>>>,
    /// The seconds of the clock when the demo began, and when that was.
    began: (i64, Instant),
}

impl Hall {
    pub(super) fn new(store: Store, now: DateTime) -> Self {
        Hall {
            store: Mutex::new(store),
            bells: Mutex::default(),
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

    /// A bell that rings for as long as somebody holds it.
    pub(super) fn new_bell(&self) -> io::Result<Arc<Waker>> {
        let bell = Arc::new(Waker::new()?);
        let mut bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        bells.retain(|bell| bell.strong_count() > 0);
        bells.push(Arc::downgrade(&bell));
        Ok(bell)
    }

    /// Tells all sessions that something may have changed.
    pub(super) fn ring(&self) {
        let bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        bells
            .iter()
            .filter_map(Weak::upgrade)
            .for_each(|bell| bell.wake());
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
        self.ring();
    }
}
