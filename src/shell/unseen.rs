//! How many messages of the open folder are unseen: asked without being told to, where that is allowed.

use std::time::{Duration, Instant};

use imapclient::client::{Numbering, State};
use imapclient::types::{SearchKey, SequenceSet};

use super::failure::Failure;
use super::session::Session;

/// Up to this many messages are searched for the prompt's sake where the server cannot count by itself.
const FEW: u32 = 10_000;

/// How long the unseen messages are waited for, which nobody asked about.
const UNSEEN_PATIENCE: Duration = Duration::from_secs(2);

impl Session {
    /// Counts the unseen messages of the open folder where that may be asked without being told to, keeps the
    /// number, and gives the UID of the first of them.
    pub(crate) fn count_unseen(&mut self) -> Option<u32> {
        if !self.may_ask_unasked() || self.state() != State::Selected {
            return None;
        }
        let own_idle = self.own_idle;
        let client = self
            .client
            .as_mut()
            .filter(|client| !client.is_draining() || (own_idle && client.is_idling()))?;
        let few = client
            .selected()
            .and_then(|selected| selected.exists)
            .is_some_and(|exists| exists <= FEW);
        let esearch = client
            .known_capabilities()
            .is_some_and(|known| known.offers("ESEARCH"));
        if !esearch && !few {
            self.unseen = Some(None);
            return None;
        }
        self.tracing.own("auto");
        // What nobody asked is no part of an answer.
        client.set_tap(None);
        let unseen = [SearchKey::Word("UNSEEN".to_owned())];
        client.set_leave_at(Some(Instant::now() + UNSEEN_PATIENCE));
        let found = if esearch {
            client.count_from(&unseen)
        } else {
            client.search(Numbering::Uid, &unseen)
        };
        client.set_leave_at(None);
        // A server that will not say leaves the number out, and is not asked again until something changes.
        self.unseen = Some(None);
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                if self.waker.is_woken() {
                    // Somebody wants the connection for something else; it is counted later.
                    self.unseen = None;
                }
                if error.is_fatal() {
                    let failure = Failure::from_error("counting unseen messages", &error);
                    let way_back = self.way_back();
                    self.warnings.push(format!("{failure}; {way_back}"));
                }
                return None;
            }
        };
        let ids = found.ids.as_ref();
        self.unseen = Some(
            found
                .count
                .map(u64::from)
                .or_else(|| ids.and_then(SequenceSet::count)),
        );
        found.min.or_else(|| ids.and_then(|ids| ids.iter().min()))
    }
}
