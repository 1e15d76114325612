//! The commands on messages. RFC 3501 section 6.4; RFC 4315; RFC 6851

use super::fetch::{self, push_fetch};
use super::message::{DELETED, SEEN};
use super::refusal::{Refusal, Result};
use super::search::search;
use super::session::Session;
use super::store::Store;
use super::view::{Shown, View};
use super::words::{Words, word};
use crate::types::{FetchItem, SequenceSet};

/// When so much waits to be sent, it is sent before more is told.
const ENOUGH: usize = 64 << 10;

impl Session<'_> {
    /// Runs a command on the open mailbox.
    pub(super) fn on_messages(&mut self, view: &mut View, words: &mut Words<'_>) -> Result<String> {
        let (uid, hall) = (self.call.uid, self.hall);
        let name = self.call.name.clone();
        if view.read_only && matches!(name.as_str(), "EXPUNGE" | "STORE" | "MOVE") {
            return Err(Refusal("NO", "the mailbox is open read-only".to_owned()));
        }
        if name == "FETCH" {
            return self.fetch(view, words);
        }
        let mut held = hall.hold();
        let store = &mut *held;
        match name.as_str() {
            "SEARCH" => {
                let mailbox = store.opened(view.validity)?;
                let told = search(view, mailbox, (&self.call.tag, uid), words)?;
                self.push(&told);
            }
            "STORE" => change_flags(store, view, uid, words)?,
            "COPY" | "MOVE" => {
                let uids = view.uids(&words.set()?, uid)?;
                let code = copy(store, view, &uids, &words.last_mailbox()?)?;
                if name == "COPY" || code.is_empty() {
                    return Ok(code);
                }
                self.push(&format!("* OK {code}moved\r\n"));
                let mailbox = store.opened(view.validity)?;
                mailbox.remove(|message| uids.binary_search(&message.uid).is_ok());
            }
            "EXPUNGE" => {
                let uids = match uid {
                    true => view.uids(&words.set()?, true)?,
                    false => view.known.iter().map(|known| known.uid).collect(),
                };
                words.end()?;
                let chosen = |uid| uids.binary_search(&uid).is_ok();
                let mailbox = store.opened(view.validity)?;
                mailbox.remove(|message| message.flags & DELETED != 0 && chosen(message.uid));
            }
            // Of a mailbox that was deleted meanwhile there is nothing to remove.
            "CLOSE" if !view.read_only => {
                if let Ok(mailbox) = store.opened(view.validity) {
                    mailbox.remove(|message| message.flags & DELETED != 0);
                }
            }
            // CHECK, UNSELECT
            _ => {}
        }
        Ok(String::new())
    }

    /// FETCH, message by message, sent as it grows.
    fn fetch(&mut self, view: &mut View, words: &mut Words<'_>) -> Result<String> {
        let uids = view.uids(&words.set()?, self.call.uid)?;
        let mut items = fetch::items(words)?;
        words.end()?;
        let uid = FetchItem::word("UID");
        if self.call.uid && !items.contains(&uid) {
            items.insert(0, uid);
        }
        for uid in uids {
            let mut store = self.hall.hold();
            tell(&mut self.out, &mut store, view, uid, items.clone())?;
            // Nobody waits for a client that does not read.
            drop(store);
            if self.out.len() > ENOUGH {
                self.flush()?;
            }
        }
        Ok(String::new())
    }
}

/// Answers a FETCH for one message, if no other session has removed it meanwhile.
fn tell(
    out: &mut Vec<u8>,
    store: &mut Store,
    view: &mut View,
    uid: u32,
    mut items: Vec<FetchItem>,
) -> Result<()> {
    let (read_only, flags) = (view.read_only, FetchItem::word("FLAGS"));
    let (Ok(mailbox), Some((sequence, known))) = (store.opened(view.validity), view.find(uid))
    else {
        return Ok(());
    };
    let before = mailbox.message(uid).map(|message| message.flags);
    if !read_only
        && items.iter().any(FetchItem::sets_seen)
        && let Some(message) = mailbox.message_mut(uid)
    {
        message.flags |= SEEN;
    }
    let Some(message) = mailbox.message(uid) else {
        return Ok(());
    };
    if before != Some(message.flags) && !items.contains(&flags) {
        items.push(flags.clone());
    }
    if items.contains(&flags) {
        known.told = Some(message.flags);
    }
    let shown = Shown {
        mailbox,
        message,
        known: *known,
        sequence,
    };
    push_fetch(out, &shown, &items)
}

/// STORE; what is to be told of it is told when the command ends.
fn change_flags(
    store: &mut Store,
    view: &mut View,
    uid: bool,
    words: &mut Words<'_>,
) -> Result<()> {
    let uids = view.uids(&words.set()?, uid)?;
    let action = word(words.take("the action")?);
    let mut names = words.texts("the flags")?;
    while !words.is_done() {
        names.push(words.text("a flag")?);
    }
    let mailbox = store.opened(view.validity)?;
    let set = mailbox.flag_set(&names)?;
    let (action, silent) = match action.strip_suffix(".SILENT") {
        Some(action) => (action, true),
        None => (action.as_str(), false),
    };
    let change = |flags| match action {
        "+FLAGS" => flags | set,
        "-FLAGS" => flags & !set,
        _ => set,
    };
    if !matches!(action, "FLAGS" | "+FLAGS" | "-FLAGS") {
        return Err(Refusal::bad(
            "the action is FLAGS, +FLAGS or -FLAGS, with .SILENT or without",
        ));
    }
    for uid in uids {
        let (Some(message), Some((_, known))) = (mailbox.message_mut(uid), view.find(uid)) else {
            continue;
        };
        let before = message.flags;
        message.flags = change(before);
        match silent {
            false => known.told = None,
            // What another session has changed before is told all the same.
            true if known.told == Some(before) => known.told = Some(message.flags),
            true => {}
        }
    }
    Ok(())
}

/// Copies, and gives the response code that says where to, if anything was copied.
fn copy(store: &mut Store, view: &View, uids: &[u32], name: &str) -> Result<String> {
    let source = store.opened(view.validity)?;
    let (mut copies, mut bytes) = (Vec::new(), 0);
    for message in uids.iter().filter_map(|uid| source.message(*uid)) {
        let names = source.flag_names(message.flags).map(str::to_owned);
        copies.push((message.clone(), names.collect::<Vec<_>>()));
        bytes += message.content.head.len();
    }
    store.has_room(copies.len(), bytes)?;
    let target = store.selectable(name, "TRYCREATE")?;
    let from: SequenceSet = copies.iter().map(|(message, _)| message.uid).collect();
    let mut to = SequenceSet::default();
    for (message, names) in copies {
        let flags = target.flag_set(&names)?;
        to.push(target.append(message.content, flags, message.date));
    }
    match to.is_empty() {
        true => Ok(String::new()),
        false => Ok(format!("[COPYUID {} {from} {to}] ", target.validity)),
    }
}
