//! The commands on messages. RFC 3501 section 6.4; RFC 4315; RFC 6851

use super::fetch::{self, push_items};
use super::message::{DELETED, SEEN};
use super::refusal::{Refusal, Result};
use super::search::search;
use super::session::Session;
use super::store::Store;
use super::view::{UNTOLD, View};
use super::words::{Words, word};
use crate::types::{FetchItem, SequenceSet};

/// A FETCH that is answered message by message, so that no more than one waits to be sent.
#[derive(Debug)]
pub(super) struct Job {
    items: Vec<FetchItem>,
    /// The UIDs that are left, the next one last.
    left: Vec<u32>,
}

impl Session {
    /// Runs a command on the open mailbox.
    pub(super) fn on_messages(
        &mut self,
        store: &mut Store,
        view: &mut View,
        words: &mut Words<'_>,
    ) -> Result<String> {
        let uid = self.call.uid;
        let name = self.call.name.clone();
        if view.read_only && matches!(name.as_str(), "EXPUNGE" | "STORE" | "MOVE") {
            return Err(Refusal("NO", "the mailbox is open read-only".to_owned()));
        }
        match name.as_str() {
            "SEARCH" => {
                let mailbox = store.opened(view.validity)?;
                let told = search(view, mailbox, (&self.call.tag, uid), words)?;
                self.push(&told);
            }
            "FETCH" => {
                let mut left = view.uids(&words.set()?, uid)?;
                let mut items = fetch::items(words)?;
                words.end()?;
                left.reverse();
                if uid && !items.contains(&FetchItem::word("UID")) {
                    items.insert(0, FetchItem::word("UID"));
                }
                self.begin(Job { items, left });
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
                mailbox
                    .messages
                    .retain(|message| uids.binary_search(&message.uid).is_err());
            }
            // EXPUNGE
            _ => {
                let among = if uid {
                    Some(view.uids(&words.set()?, true)?)
                } else {
                    None
                };
                words.end()?;
                let chosen = |uid: &u32| among.as_ref().is_none_or(|uids| uids.contains(uid));
                let mailbox = store.opened(view.validity)?;
                mailbox
                    .messages
                    .retain(|message| message.flags & DELETED == 0 || !chosen(&message.uid));
            }
        }
        Ok(String::new())
    }

    /// Answers a FETCH for one message; says whether there are more.
    pub(super) fn go_on(&mut self, store: &mut Store, job: &mut Job) -> bool {
        let Some(uid) = job.left.pop() else {
            return false;
        };
        let Some((view, mailbox)) = self.view.as_mut().and_then(|view| {
            let mailbox = store.opened(view.validity).ok()?;
            Some((view, mailbox))
        }) else {
            return true;
        };
        let Some((place, known)) = view
            .place(uid)
            .and_then(|place| Some((place, view.known.get_mut(place)?)))
        else {
            return true;
        };
        let mut items = std::borrow::Cow::Borrowed(&job.items);
        let seen = |flags| flags & SEEN != 0;
        if !view.read_only
            && job.items.iter().any(FetchItem::sets_seen)
            && mailbox
                .message(uid)
                .is_some_and(|message| !seen(message.flags))
        {
            mailbox.change(uid, |flags| flags | SEEN);
            if !items.contains(&FetchItem::word("FLAGS")) {
                items.to_mut().push(FetchItem::word("FLAGS"));
            }
        }
        // One that another session has removed meanwhile is not answered.
        if let Some(message) = mailbox.message(uid) {
            if items.contains(&FetchItem::word("FLAGS")) {
                known.version = message.version;
            }
            self.out
                .extend_from_slice(format!("* {} FETCH ", place + 1).as_bytes());
            push_items(&mut self.out, mailbox, message, known, &items);
            self.out.extend_from_slice(b"\r\n");
        }
        true
    }
}

/// STORE; what has changed is told when the command ends.
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
    let (action, silent) = match action.strip_suffix(".SILENT") {
        Some(action) => (action, true),
        None => (action.as_str(), false),
    };
    if !matches!(action, "FLAGS" | "+FLAGS" | "-FLAGS") {
        return Err(Refusal::bad(
            "the action is FLAGS, +FLAGS or -FLAGS, with .SILENT or without",
        ));
    }
    let set = mailbox.flag_set(&names)?;
    for uid in uids {
        let known = view.place(uid).and_then(|place| view.known.get_mut(place));
        let current =
            |message: Option<&super::message::Message>| message.map(|message| message.version);
        let up_to_date = known.as_ref().map(|known| known.version) == current(mailbox.message(uid));
        mailbox.change(uid, |flags| match action {
            "FLAGS" => set,
            "+FLAGS" => flags | set,
            _ => flags & !set,
        });
        if let (Some(known), Some(version)) = (known, current(mailbox.message(uid))) {
            known.version = match silent {
                false => UNTOLD,
                // What another session changed meanwhile is told all the same.
                true if up_to_date => version,
                true => known.version,
            };
        }
    }
    Ok(())
}

/// Copies, and gives the response code that says where to, if anything was copied.
fn copy(store: &mut Store, view: &View, uids: &[u32], name: &str) -> Result<String> {
    let source = store.opened(view.validity)?;
    let found = uids.iter().filter_map(|uid| source.message(*uid));
    let copies: Vec<_> = found
        .map(|message| {
            let names: Vec<String> = source
                .flag_names(message.flags)
                .map(str::to_owned)
                .collect();
            (message.clone(), names)
        })
        .collect();
    let bytes = copies
        .iter()
        .map(|(message, _)| message.content.head.len())
        .sum();
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
