//! The commands on messages. RFC 3501 section 6.4; RFC 4315; RFC 6851

use super::Result;
use super::fetch::{fetched, items};
use super::mailbox::{Mailbox, Message};
use super::search::search;
use super::session::Session;
use super::store::Store;
use super::view::View;
use super::words::{flags, mailbox, misused, set, word};
use crate::types::{FetchItem, Flag, SequenceSet};
use crate::wire::tree::Node;

/// So many bytes may wait to be sent, which bounds what a FETCH tells.
const MOST_AT_ONCE: usize = 32 << 20;

impl Session {
    /// Runs a command on the open mailbox.
    pub(super) fn on_messages(&mut self, store: &mut Store, args: &[Node<'_>]) -> Result<String> {
        let view = self.view.as_mut().ok_or("BAD open a mailbox first")?;
        let opened = store.opened(view.validity)?;
        let (name, uid) = (self.call.name.as_str(), self.call.uid);
        let uids = match args {
            [messages, ..] if name != "SEARCH" => view.uids(&set(messages)?, uid)?,
            _ => Vec::new(),
        };
        let chosen = |message: &Message| uids.binary_search(&message.uid).is_ok();
        let stays = |message: &Message| !message.has("\\Deleted");
        match (name, args) {
            ("EXPUNGE" | "STORE" | "MOVE", _) if view.read_only => {
                return Err("NO the mailbox is open read-only".into());
            }
            ("SEARCH", keys) => self.out.extend(search(view, &self.call, keys)?.bytes()),
            ("FETCH", [_, wanted]) => {
                let told = view.fetch(opened, &uids, &items(wanted, uid)?)?;
                self.out.extend(told);
            }
            ("STORE", [_, how @ ..]) if how.len() > 1 => {
                let told = view.store(opened, &uids, how, uid)?;
                self.out.extend(told.bytes());
            }
            ("COPY" | "MOVE", [_, target]) => {
                let copies = opened.messages.iter().filter(|message| chosen(message));
                let copies: Vec<Message> = copies.cloned().collect();
                let from: SequenceSet = copies.iter().map(|message| message.uid).collect();
                let (validity, to) = store.put(&mailbox(target)?, copies)?;
                // RFC 4315 section 3
                let code = format!("[COPYUID {validity} {from} {to}] ");
                match name {
                    _ if from.is_empty() => {}
                    "COPY" => return Ok(code),
                    _ => {
                        let opened = store.opened(view.validity)?;
                        opened.messages.retain(|message| !chosen(message));
                        self.push(format!("* OK {code}moved\r\n"));
                    }
                }
            }
            ("EXPUNGE", [_]) if uid => opened.messages.retain(|it| stays(it) || !chosen(it)),
            ("EXPUNGE", []) if !uid => opened.messages.retain(stays),
            ("CLOSE", []) if !view.read_only => {
                opened.messages.retain(stays);
                self.view = None;
            }
            ("CLOSE" | "UNSELECT", []) => self.view = None,
            ("CHECK", []) => {}
            _ => return Err(misused(name)),
        }
        Ok(String::new())
    }
}

impl View {
    /// Answers a FETCH.
    fn fetch(&mut self, on: &mut Mailbox, uids: &[u32], items: &[FetchItem]) -> Result<Vec<u8>> {
        let reads = !self.read_only && items.iter().any(FetchItem::sets_seen);
        let mut told = Vec::new();
        for known in self.chosen(uids) {
            let (mut items, uid) = (items.to_vec(), known.message.uid);
            if let Some(message) = on.message(uid).filter(|it| reads && !it.has("\\Seen")) {
                message.flags.push(Flag::new("\\Seen"));
                known.message.flags.clone_from(&message.flags);
                items.push(FetchItem::word("FLAGS"));
            }
            told.extend(fetched(known, &items, MOST_AT_ONCE - told.len())?);
        }
        Ok(told)
    }

    /// Does a STORE, of which `how` says what is to be done with which flags.
    fn store(
        &mut self,
        on: &mut Mailbox,
        uids: &[u32],
        how: &[Node<'_>],
        uid: bool,
    ) -> Result<String> {
        let (action, named) = how.split_first().ok_or("BAD the flags are missing")?;
        let named = named.iter().map(flags).collect::<Result<Vec<_>>>()?;
        let (action, named) = (word(action), on.known(&named.concat())?);
        let how = action.trim_end_matches(".SILENT");
        changed(how, &[], &named)?;
        let mut told = self.new_flags(on);
        for known in self.chosen(uids) {
            let Some(message) = on.message(known.message.uid) else {
                continue;
            };
            // What another session has changed before is told all the same.
            let silent = how != action && known.message.flags == message.flags;
            message.flags = changed(how, &message.flags, &named)?;
            let changed = known.tell(&message.flags, uid);
            told += if silent { "" } else { &changed };
        }
        Ok(told)
    }
}

/// The flags that a STORE makes of others.
fn changed(how: &str, before: &[Flag], named: &[Flag]) -> Result<Vec<Flag>> {
    let without = |flags: &[Flag], others: &[Flag]| -> Vec<Flag> {
        let left = flags.iter().filter(|flag| !others.contains(flag));
        left.cloned().collect()
    };
    match how {
        "FLAGS" => Ok(named.to_vec()),
        "+FLAGS" => Ok([before, &without(named, before)].concat()),
        "-FLAGS" => Ok(without(before, named)),
        _ => Err("BAD it is FLAGS, +FLAGS or -FLAGS, with .SILENT or without".into()),
    }
}
