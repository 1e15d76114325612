//! COPY and MOVE. RFC 3501 section 6.4.7; RFC 4315; RFC 6851

use super::message::{Flag, Flags};
use super::refusal::{Refusal, Result};
use super::session::Session;
use super::words::Words;
use crate::types::SequenceSet;

impl Session {
    /// Copies, and gives the response code that says where to, if anything was copied.
    pub(super) fn copy(&mut self, uid: bool, words: &mut Words<'_>) -> Result<Option<String>> {
        let uids = self.uids(uid, words)?;
        let name = words.mailbox()?;
        words.end()?;
        self.copy_to(&uids, &name)
    }

    fn copy_to(&mut self, uids: &[u32], name: &str) -> Result<Option<String>> {
        let Some(view) = &self.view else {
            return Ok(None);
        };
        let mut store = self.hold();
        let target = store
            .find_selectable(name)
            .map_err(|_| Refusal::no("TRYCREATE", "there is no such mailbox"))?;
        let source = store.mailbox(view.validity)?;
        let messages: Vec<_> = uids
            .iter()
            .filter_map(|uid| source.message(*uid))
            .cloned()
            .collect();
        let from: SequenceSet = messages.iter().map(|message| message.uid).collect();
        let mut to = SequenceSet::default();
        for message in messages {
            let mailbox = store.mailbox_mut(target)?;
            let mut flags = Flags::new();
            for flag in message.flags {
                flags.insert(match flag {
                    Flag::Keyword(word) => mailbox.keyword(&word)?,
                    flag => flag,
                });
            }
            to.push(store.append(target, message.content, flags, message.date)?);
        }
        drop(store);
        self.hall.changed(self.id);
        Ok((!to.is_empty()).then(|| format!("[COPYUID {target} {from} {to}]")))
    }

    pub(super) fn move_messages(&mut self, uid: bool, words: &mut Words<'_>) -> Result<()> {
        let uids = self.uids(uid, words)?;
        let name = words.mailbox()?;
        words.end()?;
        if let Some(code) = self.copy_to(&uids, &name)? {
            self.push(&format!("* OK {code} moved\r\n"));
        }
        let Some(view) = &self.view else {
            return Ok(());
        };
        self.hold().remove(view.validity, |message| {
            uids.binary_search(&message.uid).is_ok()
        })?;
        self.hall.changed(self.id);
        Ok(())
    }
}
