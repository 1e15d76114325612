//! Where sessions meet: the store they share, and the bells that ring when something in it changes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::store::Store;
use crate::client::Waker;
use crate::types::DateTime;

/// The store while a session works on it.
pub(super) type Hold<'a> = MutexGuard<'a, Store>;

/// What all sessions share.
#[derive(Debug)]
pub(super) struct Hall {
    store: Mutex<Store>,
    /// The bell of each session, by its number.
    bells: Mutex<Vec<(u64, Waker)>>,
    ids: AtomicU64,
    /// The seconds of the clock when the demo began, and when that was.
    began: (i64, Instant),
}

impl Hall {
    pub(super) fn new(store: Store, now: DateTime) -> Self {
        Hall {
            store: Mutex::new(store),
            bells: Mutex::default(),
            ids: AtomicU64::new(1),
            began: (now.unix_seconds(), Instant::now()),
        }
    }

    pub(super) fn next_id(&self) -> u64 {
        self.ids.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn hold(&self) -> Hold<'_> {
        // What panicked elsewhere left no message half made.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time of the demo's clock.
    pub(super) fn now(&self) -> DateTime {
        let (seconds, began) = self.began;
        let passed = i64::try_from(began.elapsed().as_secs()).unwrap_or_default();
        DateTime::from_unix_seconds(seconds + passed)
    }

    /// Rings this bell whenever another session changes something.
    pub(super) fn hang(&self, id: u64, bell: Waker) {
        self.bells().push((id, bell));
    }

    pub(super) fn take_down(&self, id: u64) {
        self.bells().retain(|(known, _)| *known != id);
    }

    /// Tells all other sessions that something has changed.
    pub(super) fn changed(&self, id: u64) {
        for (_, bell) in self.bells().iter().filter(|(known, _)| *known != id) {
            bell.wake();
        }
    }

    fn bells(&self) -> MutexGuard<'_, Vec<(u64, Waker)>> {
        self.bells.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the mail arrive that is due; says whether any did.
    pub(super) fn deliver(&self) -> bool {
        self.hold().deliver(Instant::now(), self.now())
    }

    /// How long it is until more mail arrives.
    pub(super) fn until_arrival(&self) -> Option<Duration> {
        let next = self
            .hold()
            .arrivals
            .as_ref()
            .and_then(|arrivals| arrivals.next());
        next.map(|next| next.saturating_duration_since(Instant::now()))
    }
}
