//! The commands on mailboxes, and APPEND. RFC 3501 section 6.3; RFC 2342; RFC 3691; RFC 4315

use super::mailbox::Mailbox;
use super::message::{Content, SEEN};
use super::refusal::{Refusal, Result};
use super::session::Session;
use super::store::Store;
use super::view::View;
use super::words::{Words, spelt};
use crate::types::DateTime;
use crate::wire::tree::Kind;

impl Session<'_> {
    /// Runs a command on mailboxes by their names.
    pub(super) fn on_mailboxes(&mut self, words: &mut Words<'_>) -> Result<String> {
        let hall = self.hall;
        let mut held = hall.hold();
        let store = &mut *held;
        match self.call.name.as_str() {
            "SELECT" | "EXAMINE" => return self.open(store, &words.last_mailbox()?),
            "LIST" => {
                let told = super::list::list(store, words)?;
                self.push(&told);
            }
            "LSUB" => {
                let told = super::list::lsub(store, words)?;
                self.push(&told);
            }
            "STATUS" => {
                let name = words.mailbox()?;
                let items = words.options("the status items")?;
                words.end()?;
                let mailbox = store.selectable(&name, "NONEXISTENT")?;
                let told = status(&name, mailbox, &items)?;
                self.push(&told);
            }
            "NAMESPACE" => self.push("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n"),
            "APPEND" => return append(store, words, self.hall.now()),
            "RENAME" => {
                let (from, to) = (words.mailbox()?, words.last_mailbox()?);
                store.rename(&from, &to)?;
            }
            "CREATE" => {
                let name = words.last_mailbox()?;
                // The separator at the end says that it is to be a place for others.
                match name.strip_suffix('/') {
                    Some(place) => store.create(place, true)?,
                    None => store.create(&name, false)?,
                };
            }
            "DELETE" => store.delete(&words.last_mailbox()?)?,
            "SUBSCRIBE" => {
                let name = words.last_mailbox()?;
                store.find(&name)?;
                store.subscribed.insert(name);
            }
            "UNSUBSCRIBE" => {
                store.subscribed.remove(&words.last_mailbox()?);
            }
            _ => return Err(Refusal::bad("unknown command")),
        }
        Ok(String::new())
    }

    /// Opens a mailbox, and tells what SELECT tells.
    fn open(&mut self, store: &mut Store, name: &str) -> Result<String> {
        let read_only = self.call.name == "EXAMINE";
        if self.view.take().is_some() {
            self.push("* OK [CLOSED] the mailbox before is closed\r\n");
        }
        let mailbox = store.selectable(name, "NONEXISTENT")?;
        let mut view = View::new(mailbox.validity, read_only);
        view.sync(&mut self.out, mailbox, true, false);
        let mut messages = mailbox.messages.iter();
        if let Some(first) = messages.position(|message| message.flags & SEEN == 0) {
            self.push(&format!("* OK [UNSEEN {}] the first unseen\r\n", first + 1));
        }
        let (validity, next) = (mailbox.validity, mailbox.uid_next);
        self.push(&format!("* OK [UIDVALIDITY {validity}] UIDs are valid\r\n"));
        self.push(&format!("* OK [UIDNEXT {next}] the next UID\r\n"));
        self.view = Some(view);
        let code = if read_only { "READ-ONLY" } else { "READ-WRITE" };
        Ok(format!("[{code}] "))
    }
}

/// Tells the status of a mailbox. RFC 3501 section 6.3.10
pub(super) fn status(name: &str, mailbox: &Mailbox, items: &[String]) -> Result<String> {
    let mut told = Vec::new();
    for item in items {
        let number = match item.as_str() {
            "MESSAGES" => mailbox.messages.len(),
            "RECENT" => mailbox.count(|message| message.uid >= mailbox.recent_from),
            "UIDNEXT" => mailbox.uid_next as usize,
            "UIDVALIDITY" => mailbox.validity as usize,
            "UNSEEN" => mailbox.count(|message| message.flags & SEEN == 0),
            _ => return Err(Refusal::bad("unknown status item")),
        };
        told.push(format!("{item} {number}"));
    }
    match told.is_empty() {
        true => Err(Refusal::bad("no status item is named")),
        false => Ok(format!("* STATUS {} ({})\r\n", spelt(name), told.join(" "))),
    }
}

/// APPEND. RFC 3501 section 6.3.11; RFC 4315 section 3
fn append(store: &mut Store, words: &mut Words<'_>, now: DateTime) -> Result<String> {
    let name = words.mailbox()?;
    let flags = match words.next_is(Kind::List) {
        true => words.texts("a flag")?,
        false => Vec::new(),
    };
    let date = match words.take_if(Kind::Quoted) {
        Some(node) => node
            .bytes()
            .and_then(|bytes| DateTime::parse_internal(&bytes)),
        None => Some(now),
    };
    let date =
        date.ok_or_else(|| Refusal::bad("a date is written \"01-Feb-2026 12:00:00 +0100\""))?;
    let literal = words
        .take_if(Kind::Literal)
        .and_then(|literal| literal.bytes());
    let bytes = literal.ok_or_else(|| Refusal::bad("the message must be a literal"))?;
    words.end()?;
    store.has_room(1, bytes.len())?;
    let mailbox = store.selectable(&name, "TRYCREATE")?;
    let flags = mailbox.flag_set(&flags)?;
    let uid = mailbox.append(Content::new(bytes.into_owned()), flags, date);
    Ok(format!("[APPENDUID {} {uid}] ", mailbox.validity))
}
