//! The open mailbox as one client knows it, and what that client is told of its changes. RFC 3501 section 7

use std::sync::Arc;

use super::fetch::push_flags;
use super::message::{Flag, Message};
use super::refusal::Result;
use super::session::Session;
use super::store::Store;

/// The open mailbox as this client knows it.
#[derive(Debug)]
pub(super) struct View {
    pub(super) validity: u32,
    pub(super) read_only: bool,
    /// The UIDs by sequence number.
    pub(super) uids: Vec<u32>,
    /// Those of them that are recent in this session, in order.
    pub(super) recent: Vec<u32>,
    /// The latest change that was told.
    pub(super) told: u64,
    /// How many keywords were told.
    keywords: usize,
}

impl View {
    pub(super) fn sequence(&self, uid: u32) -> Option<u32> {
        let at = self.uids.binary_search(&uid).ok()?;
        u32::try_from(at + 1).ok()
    }

    pub(super) fn is_recent(&self, uid: u32) -> bool {
        self.recent.binary_search(&uid).is_ok()
    }
}

impl Session {
    /// Opens a mailbox, and tells what SELECT tells.
    pub(super) fn open(
        &mut self,
        store: &mut Store,
        name: &str,
        read_only: bool,
    ) -> Result<String> {
        if self.view.take().is_some() {
            self.push("* OK [CLOSED] the mailbox before is closed\r\n");
        }
        let validity = store.find_selectable(name)?;
        let told = store.latest_change();
        let mailbox = store.mailbox_mut(validity)?;
        let uids: Vec<u32> = mailbox.messages.iter().map(|message| message.uid).collect();
        let from = uids.partition_point(|uid| *uid < mailbox.recent_from);
        let recent = uids.get(from..).unwrap_or_default().to_vec();
        if !read_only {
            mailbox.recent_from = mailbox.uid_next;
        }
        let unseen = |message: &Message| !message.flags.contains(&Flag::Seen);
        let unseen = mailbox.messages.iter().position(unseen);
        let unseen = unseen.map(|at| format!("* OK [UNSEEN {}] the first unseen\r\n", at + 1));
        let text = format!(
            "{}* {} EXISTS\r\n* {} RECENT\r\n{}* OK [UIDVALIDITY {validity}] UIDs are valid\r\n* OK [UIDNEXT {}] the next UID\r\n",
            flags(&mailbox.keywords, read_only),
            uids.len(),
            recent.len(),
            unseen.unwrap_or_default(),
            mailbox.uid_next,
        );
        self.view = Some(View {
            validity,
            read_only,
            uids,
            recent,
            told,
            keywords: mailbox.keywords.len(),
        });
        self.push(&text);
        let (code, verb) = if read_only {
            ("READ-ONLY", "EXAMINE")
        } else {
            ("READ-WRITE", "SELECT")
        };
        Ok(format!("[{code}] {verb} done"))
    }

    /// Tells what has changed in the open mailbox since the client was last told.
    pub(super) fn sync(&mut self, expunges: bool) {
        let Some(mut view) = self.view.take() else {
            return;
        };
        let hall = Arc::clone(&self.hall);
        let mut store = hall.hold();
        let latest = store.latest_change();
        let Ok(mailbox) = store.mailbox_mut(view.validity) else {
            return self.push("* OK [CLOSED] the mailbox was deleted\r\n");
        };
        let mut text: Vec<u8> = Vec::new();
        if mailbox.keywords.len() != view.keywords {
            view.keywords = mailbox.keywords.len();
            text.extend_from_slice(flags(&mailbox.keywords, view.read_only).as_bytes());
        }
        if expunges {
            // From the end, so that no number changes another.
            for at in (0..view.uids.len()).rev() {
                let gone = view
                    .uids
                    .get(at)
                    .is_some_and(|uid| mailbox.message(*uid).is_none());
                if gone {
                    view.uids.remove(at);
                    text.extend_from_slice(format!("* {} EXPUNGE\r\n", at + 1).as_bytes());
                }
            }
        }
        let last = view.uids.last().copied().unwrap_or(0);
        let old = mailbox
            .messages
            .partition_point(|message| message.uid <= last);
        for message in mailbox.messages.iter().take(old) {
            let (number, session) = message.changed;
            let Some(sequence) = view
                .sequence(message.uid)
                .filter(|_| number > view.told && session != self.id)
            else {
                continue;
            };
            text.extend_from_slice(format!("* {sequence} FETCH (UID {} ", message.uid).as_bytes());
            push_flags(&mut text, message, view.is_recent(message.uid));
            text.extend_from_slice(b")\r\n");
        }
        if let Some(new) = mailbox.messages.get(old..).filter(|new| !new.is_empty()) {
            view.uids.extend(new.iter().map(|message| message.uid));
            let recent = new
                .iter()
                .map(|message| message.uid)
                .filter(|uid| *uid >= mailbox.recent_from);
            view.recent.extend(recent);
            view.recent
                .retain(|uid| view.uids.binary_search(uid).is_ok());
            if !view.read_only {
                mailbox.recent_from = mailbox.uid_next;
            }
            let (exists, recent) = (view.uids.len(), view.recent.len());
            text.extend_from_slice(
                format!("* {exists} EXISTS\r\n* {recent} RECENT\r\n").as_bytes(),
            );
        }
        view.told = latest;
        self.view = Some(view);
        self.out.extend_from_slice(&text);
    }
}

/// FLAGS and PERMANENTFLAGS.
fn flags(keywords: &[String], read_only: bool) -> String {
    let system = Flag::SYSTEM;
    let names: Vec<&str> = system
        .iter()
        .map(Flag::as_str)
        .chain(keywords.iter().map(String::as_str))
        .collect();
    let names = names.join(" ");
    let permanent = if read_only {
        String::new()
    } else {
        format!("{names} \\*")
    };
    format!("* FLAGS ({names})\r\n* OK [PERMANENTFLAGS ({permanent})] these can be changed\r\n")
}
