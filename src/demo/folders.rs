//! The commands on mailboxes. RFC 3501 section 6.3; RFC 5258; RFC 5819; RFC 6154

use std::sync::Arc;

use super::message::{Content, Flag, Flags, Message};
use super::refusal::{Refusal, Result};
use super::session::Session;
use super::store::{Mailbox, Store};
use super::words::{Words, push_name, string, text, word};
use crate::types::DateTime;
use crate::wire::tree::{Kind, Node};

/// The commands there are here.
pub(super) const NAMES: [&str; 14] = [
    "SELECT",
    "EXAMINE",
    "CREATE",
    "DELETE",
    "RENAME",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "LIST",
    "LSUB",
    "STATUS",
    "NAMESPACE",
    "APPEND",
    "UNSELECT",
    "CLOSE",
];

impl Session {
    pub(super) fn folders(&mut self, name: &str, words: &mut Words<'_>) -> Result<String> {
        let hall = Arc::clone(&self.hall);
        let mut store = hall.hold();
        match name {
            "SELECT" | "EXAMINE" => {
                let mailbox = words.mailbox()?;
                words.end()?;
                return self.open(&mut store, &mailbox, name == "EXAMINE");
            }
            "LIST" => self.list(&store, words)?,
            "LSUB" => self.lsub(&store, words)?,
            "STATUS" => {
                let mailbox = words.mailbox()?;
                let items = words.list("the status items")?.collect::<Vec<_>>();
                words.end()?;
                let validity = store.find_selectable(&mailbox)?;
                push_status(&mut self.out, &mailbox, store.mailbox(validity)?, &items)?;
            }
            "NAMESPACE" => {
                words.end()?;
                self.push("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n");
            }
            "CLOSE" | "UNSELECT" => {
                words.end()?;
                let view = self.view.take();
                let view = view.ok_or_else(|| Refusal::bad("open a mailbox first"))?;
                if name == "CLOSE" && !view.read_only {
                    // Of a mailbox that was deleted meanwhile there is nothing to remove.
                    let deleted = |message: &Message| message.flags.contains(&Flag::Deleted);
                    let _ = store.remove(view.validity, deleted);
                }
            }
            "APPEND" => {
                let outcome = append(&mut store, words, hall.now());
                drop(store);
                hall.changed(self.id);
                return outcome;
            }
            "RENAME" => {
                let (from, to) = (words.mailbox()?, words.mailbox()?);
                words.end()?;
                store.rename(&from, &to)?;
            }
            "CREATE" => {
                let mailbox = words.mailbox()?;
                words.end()?;
                match mailbox.strip_suffix('/') {
                    None => store.create(&mailbox, None)?,
                    // The separator at the end says that it is to be a place for others.
                    Some(place) if store.find(place).is_ok() => {
                        return Err(Refusal::no("ALREADYEXISTS", "there is such a mailbox"));
                    }
                    Some(place) => {
                        store.create(place, None)?;
                        let validity = store.find(place)?;
                        store.mailbox_mut(validity)?.noselect = true;
                    }
                }
            }
            _ => {
                let mailbox = words.mailbox()?;
                words.end()?;
                match name {
                    "DELETE" => store.delete(&mailbox)?,
                    "SUBSCRIBE" => {
                        store.find(&mailbox)?;
                        store.subscribed.insert(mailbox);
                    }
                    _ => {
                        store.subscribed.remove(&mailbox);
                    }
                }
            }
        }
        drop(store);
        hall.changed(self.id);
        Ok(format!("{name} done"))
    }
}

pub(super) fn push_status(
    out: &mut Vec<u8>,
    name: &str,
    mailbox: &Mailbox,
    items: &[Node<'_>],
) -> Result<()> {
    let mut told = Vec::new();
    for item in items {
        let item = word(*item);
        let number = match item.as_str() {
            "MESSAGES" => mailbox.messages.len(),
            "RECENT" => mailbox.recent(),
            "UIDNEXT" => mailbox.uid_next as usize,
            "UIDVALIDITY" => mailbox.validity as usize,
            "UNSEEN" => mailbox.unseen(),
            _ => return Err(Refusal::bad("unknown status item")),
        };
        told.push(format!("{item} {number}"));
    }
    if told.is_empty() {
        return Err(Refusal::bad("no status item is named"));
    }
    out.extend_from_slice(b"* STATUS ");
    push_name(out, name);
    out.extend_from_slice(format!(" ({})\r\n", told.join(" ")).as_bytes());
    Ok(())
}

/// APPEND. RFC 3501 section 6.3.11; RFC 4315 section 3
fn append(store: &mut Store, words: &mut Words<'_>, now: DateTime) -> Result<String> {
    let name = words.mailbox()?;
    let flags = match words.next_if(|node| node.kind() == Kind::List) {
        Some(list) => list
            .children()
            .map(|node| text(node, "a flag"))
            .collect::<Result<_>>()?,
        None => Vec::new(),
    };
    let date = match words.next_if(|node| node.kind() == Kind::Quoted) {
        Some(node) => {
            let date = DateTime::parse_internal(&string(node, "the date")?);
            date.ok_or_else(|| Refusal::bad("a date is written \"01-Feb-2026 12:00:00 +0100\""))?
        }
        None => now,
    };
    let message = words.next("the message")?;
    if message.kind() != Kind::Literal {
        return Err(Refusal::bad("the message must be a literal"));
    }
    let bytes = string(message, "the message")?.into_owned();
    words.end()?;
    let validity = store
        .find_selectable(&name)
        .map_err(|_| Refusal::no("TRYCREATE", "there is no such mailbox"))?;
    let flags = read_flags(store.mailbox_mut(validity)?, &flags)?;
    let uid = store.append(validity, Content::Kept(bytes.into()), flags, date)?;
    Ok(format!("[APPENDUID {validity} {uid}] APPEND done"))
}

/// Flags by their names; `\Recent`, which clients cannot set, is passed over.
pub(super) fn read_flags(mailbox: &mut Mailbox, names: &[String]) -> Result<Flags> {
    let mut flags = Flags::new();
    for name in names {
        let flag = match name.strip_prefix('\\') {
            Some(system) if system.eq_ignore_ascii_case("Recent") => continue,
            Some(system) => {
                Flag::system(system).ok_or_else(|| Refusal::bad("unknown system flag"))?
            }
            None if is_keyword(name) => mailbox.keyword(name)?,
            None => return Err(Refusal::bad("that is no keyword")),
        };
        flags.insert(flag);
    }
    Ok(flags)
}

fn is_keyword(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() && !b"(){%*\"\\]".contains(&byte);
    (1..=100).contains(&name.len()) && name.bytes().all(fits)
}
