//! What was last known of the folders that were open: what `select_folder --qresync` asks about.

use std::collections::VecDeque;

use imapclient::client::Known;
use imapclient::types::{MailboxName, SelectedMailbox};

/// So many folders are remembered.
const KEPT: usize = 100;

/// Folders with what was known of them, the last one behind.
#[derive(Debug, Default)]
pub(crate) struct KnownFolders(VecDeque<(MailboxName, Known)>);

impl KnownFolders {
    /// Remembers how an open folder stands, where the server counts its changes.
    pub(crate) fn note(&mut self, selected: &SelectedMailbox) {
        let (Some(uid_validity), Some(highest_modseq)) =
            (selected.uid_validity, selected.highest_modseq)
        else {
            return;
        };
        let known = Known {
            uid_validity,
            highest_modseq,
            uids: None,
            numbers: None,
        };
        match self.0.back_mut() {
            Some((name, last)) if *name == selected.name => *last = known,
            _ => {
                self.0.retain(|(name, _)| *name != selected.name);
                if self.0.len() == KEPT {
                    self.0.pop_front();
                }
                self.0.push_back((selected.name.clone(), known));
            }
        }
    }

    /// What is known of a folder.
    pub(crate) fn of(&self, name: &MailboxName) -> Option<&Known> {
        let mut folders = self.0.iter();
        folders
            .find(|(known, _)| known == name)
            .map(|(_, known)| known)
    }

    /// Forgets all: somebody else is signed in, or another server is spoken to.
    pub(crate) fn forget(&mut self) {
        self.0.clear();
    }
}
