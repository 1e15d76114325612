//! The commands on messages. RFC 3501 section 6.4; RFC 4315; RFC 6851

use super::Result;
use super::fetch::{fetched, items};
use super::mailbox::{Mailbox, Message};
use super::search::search;
use super::session::{Doing, Session, misused};
use super::store::Store;
use super::view::View;
use super::words::{mailbox, set, texts, word};
use crate::types::{FetchItem, Flag, SequenceSet};
use crate::wire::tree::Node;

impl Session {
    /// Runs a command on the open mailbox.
    pub(super) fn on_messages(&mut self, store: &mut Store, args: &[Node<'_>]) -> Result<String> {
        let uid = self.call.uid;
        let view = self.view.as_mut().ok_or("BAD open a mailbox first")?;
        let opened = store.opened(view.validity)?;
        match (self.call.name.as_str(), args) {
            ("EXPUNGE" | "STORE" | "MOVE", _) if view.read_only => {
                return Err("NO the mailbox is open read-only".into());
            }
            ("SEARCH", keys) => {
                let told = search(view, &self.call, keys)?;
                self.push(told);
            }
            ("FETCH", [messages, wanted]) => {
                let uids = view.uids(&set(messages)?, uid)?;
                self.doing = Doing::Fetch(uids.into_iter(), items(wanted, uid)?);
            }
            ("STORE", [messages, action, flags @ ..]) if !flags.is_empty() => {
                let uids = view.uids(&set(messages)?, uid)?;
                let names = flags.iter().map(texts).collect::<Result<Vec<_>>>()?;
                change_flags(opened, view, &uids, &word(action), names.concat())?;
            }
            ("COPY" | "MOVE", [messages, name]) => {
                let uids = view.uids(&set(messages)?, uid)?;
                let chosen = |message: &Message| uids.binary_search(&message.uid).is_ok();
                let copies = opened.messages.iter().filter(|message| chosen(message));
                let copies: Vec<Message> = copies.cloned().collect();
                let from = copies.iter().map(|message| message.uid).collect();
                let code = copied(from, store.put(&mailbox(name)?, copies)?);
                if self.call.name == "COPY" || code.is_empty() {
                    return Ok(code);
                }
                let opened = store.opened(view.validity)?;
                opened.messages.retain(|message| !chosen(message));
                self.push(format!("* OK {code}moved\r\n"));
            }
            ("EXPUNGE", [messages]) if uid => {
                let uids = view.uids(&set(messages)?, true)?;
                expunge(opened, |uid| uids.binary_search(&uid).is_ok());
            }
            ("EXPUNGE", []) if !uid => {
                let (last, _) = view.last();
                expunge(opened, |uid| uid <= last);
            }
            ("CLOSE", []) => {
                if !view.read_only {
                    expunge(opened, |_| true);
                }
                self.view = None;
            }
            ("UNSELECT", []) => self.view = None,
            ("CHECK", []) => {}
            _ => return Err(misused(&self.call.name)),
        }
        Ok(String::new())
    }

    /// Answers a FETCH for one message, if the client still knows it.
    pub(super) fn fetch(
        &mut self,
        store: &mut Store,
        uid: u32,
        items: &[FetchItem],
    ) -> Result<Vec<u8>> {
        let view = self.view.as_mut().ok_or("NO the mailbox was deleted")?;
        let (validity, read_only) = (view.validity, view.read_only);
        let Some((place, known)) = view.find(uid) else {
            return Ok(Vec::new());
        };
        let mut items = items.to_vec();
        let reads = !read_only && items.iter().any(FetchItem::sets_seen);
        if reads
            && let Some(message) = store.opened(validity)?.message(uid)
            && !message.has("\\Seen")
        {
            message.flags.push(Flag::new("\\Seen"));
            known.message.flags.clone_from(&message.flags);
            items.push(FetchItem::word("FLAGS"));
        }
        fetched(known, place + 1, &items)
    }
}

/// Removes of some messages those that are marked for it.
fn expunge(mailbox: &mut Mailbox, chosen: impl Fn(u32) -> bool) {
    let goes = |message: &Message| message.has("\\Deleted") && chosen(message.uid);
    mailbox.messages.retain(|message| !goes(message));
}

/// STORE; what is to be told of it is told when the command ends.
fn change_flags(
    mailbox: &mut Mailbox,
    view: &mut View,
    uids: &[u32],
    action: &str,
    names: Vec<String>,
) -> Result<()> {
    let (action, silent) = match action.strip_suffix(".SILENT") {
        Some(action) => (action, true),
        None => (action, false),
    };
    let change: fn(&mut Vec<Flag>, &[Flag]) = match action {
        "FLAGS" => |flags, named| *flags = named.to_vec(),
        "-FLAGS" => |flags, named| flags.retain(|flag| !named.contains(flag)),
        "+FLAGS" => |flags, named| {
            let new = named.iter().filter(|flag| !flags.contains(flag));
            let new: Vec<Flag> = new.cloned().collect();
            flags.extend(new);
        },
        _ => {
            return Err(
                "BAD flags are changed by FLAGS, +FLAGS or -FLAGS, with .SILENT or without".into(),
            );
        }
    };
    let named: Vec<Flag> = names.into_iter().map(Flag::new).collect();
    let named = mailbox.known(&named)?;
    for uid in uids {
        let (Some(message), Some((_, known))) = (mailbox.message(*uid), view.find(*uid)) else {
            continue;
        };
        // What another session has changed before is told all the same.
        let silent = silent && known.message.flags == message.flags;
        change(&mut message.flags, &named);
        known.due = !silent;
        if silent {
            known.message.flags.clone_from(&message.flags);
        }
    }
    Ok(())
}

/// The response code that says what was copied where, if anything was. RFC 4315 section 3
fn copied(from: SequenceSet, (validity, to): (u32, SequenceSet)) -> String {
    match to.is_empty() {
        true => String::new(),
        false => format!("[COPYUID {validity} {from} {to}] "),
    }
}
