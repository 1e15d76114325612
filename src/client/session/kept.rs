//! What a session keeps for those who ask later: the commands that were sent, what was odd about answers; and the
//! tap, which gets answers as they come.

use super::Session;
use crate::client::connection::Received;

/// How many notes are kept for a caller who may never ask for them.
const KEPT_NOTES: usize = 1000;

/// How many commands are kept for a caller who may never ask for them.
const KEPT_COMMANDS: usize = 1000;

impl Session {
    /// Keeps a command as people may see it, the newest [`KEPT_COMMANDS`] of them.
    pub(in crate::client) fn keep_sent(&mut self, command: String) {
        if self.sent.len() == KEPT_COMMANDS {
            self.sent.pop_front();
        }
        self.sent.push_back(command);
        self.sent_count += 1;
    }

    /// How many commands were sent.
    pub(in crate::client) fn sent_count(&self) -> u64 {
        self.sent_count
    }

    /// The command that was sent last, if nobody has taken it yet.
    pub(in crate::client) fn last_sent(&self) -> Option<&str> {
        self.sent.back().map(String::as_str)
    }

    /// Hands out the commands kept.
    pub(in crate::client) fn take_sent(&mut self) -> Vec<String> {
        std::mem::take(&mut self.sent).into()
    }

    /// Writes a response to the tap as it came, large literals included.
    pub(in crate::client) fn copy_to_tap(&mut self, received: &Received<'_>) {
        let Some(tap) = &mut self.tap else { return };
        if self.tap_failure.is_none()
            && let Err(error) = received.write_to(tap)
        {
            self.tap_failure = Some(error);
        }
    }

    /// Keeps what was odd about responses, as much of it as anyone would read.
    pub(in crate::client) fn note(&mut self, notes: Vec<String>) {
        let room = KEPT_NOTES.saturating_sub(self.notes.len());
        self.notes.extend(notes.into_iter().take(room));
    }
}
