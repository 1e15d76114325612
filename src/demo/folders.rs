//! The commands on mailboxes by their names. RFC 3501 section 6.3; RFC 2342; RFC 3348; RFC 4315; RFC 5819; RFC 6154

use std::collections::BTreeMap;

use super::Result;
use super::mailbox::{Mailbox, Message};
use super::session::{Session, misused};
use super::store::Store;
use super::view::View;
use super::words::{bytes, mailbox, spelt, text, texts, word, words};
use crate::types::{DateTime, Flag};
use crate::wire::tree::{Kind, Node};

/// A pattern may be this long, its reference included.
const LONGEST_PATTERN: usize = 1_000;

impl Session {
    /// Runs a command on mailboxes by their names.
    pub(super) fn on_mailboxes(&mut self, store: &mut Store, args: &[Node<'_>]) -> Result<String> {
        match (self.call.name.as_str(), args) {
            ("SELECT" | "EXAMINE", [name]) => return self.open(store, &mailbox(name)?),
            ("LIST", [reference, pattern, options @ ..]) => {
                let items = match options {
                    [] => Vec::new(),
                    [word_, list] if word(word_) == "RETURN" => wanted(list)?,
                    _ => return Err(misused(&self.call.name)),
                };
                self.push(list(store, &joined(reference, pattern)?, &items)?);
            }
            ("LSUB", [reference, pattern]) => {
                let told = lsub(store, &joined(reference, pattern)?);
                self.push(told);
            }
            ("STATUS", [name, items]) if items.kind() == Kind::List => {
                let name = mailbox(name)?;
                let opened = store.selectable(&name, "NONEXISTENT")?;
                let told = status(&name, opened, &words(items))?;
                self.push(told);
            }
            ("NAMESPACE", []) => self.push("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n"),
            ("APPEND", [name, about @ .., content]) if content.kind() == Kind::Literal => {
                let message = message(store.now(), about, bytes(content)?)?;
                let (validity, uid) = store.put(&mailbox(name)?, vec![message])?;
                return Ok(format!("[APPENDUID {validity} {uid}] "));
            }
            ("RENAME", [from, to]) => store.rename(&mailbox(from)?, &mailbox(to)?)?,
            // The separator at the end says that it is to be a place for others.
            ("CREATE", [name]) => match mailbox(name)?.strip_suffix('/') {
                Some(place) => store.create(place, true).map(drop)?,
                None => store.create(&mailbox(name)?, false).map(drop)?,
            },
            ("DELETE", [name]) => store.delete(&mailbox(name)?)?,
            ("SUBSCRIBE", [name]) => store.subscribe(mailbox(name)?)?,
            ("UNSUBSCRIBE", [name]) => drop(store.subscribed.remove(&mailbox(name)?)),
            _ => return Err(misused(&self.call.name)),
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
        self.push(view.sync(mailbox, true, false));
        let mut messages = mailbox.messages.iter();
        if let Some(first) = messages.position(|message| !message.has("\\Seen")) {
            self.push(format!("* OK [UNSEEN {}] the first unseen\r\n", first + 1));
        }
        let (validity, next) = (mailbox.validity, mailbox.uid_next);
        self.push(format!("* OK [UIDVALIDITY {validity}] UIDs are valid\r\n"));
        self.push(format!("* OK [UIDNEXT {next}] the next UID\r\n"));
        self.view = Some(view);
        let code = if read_only { "READ-ONLY" } else { "READ-WRITE" };
        Ok(format!("[{code}] "))
    }
}

/// The message of an APPEND, of which flags and a date may be told.
fn message(now: DateTime, about: &[Node<'_>], content: Vec<u8>) -> Result<Message> {
    let (flags, about) = match about {
        [flags, about @ ..] if flags.kind() == Kind::List => (texts(flags)?, about),
        _ => (Vec::new(), about),
    };
    let date = match about {
        [] => Some(now),
        [date] => DateTime::parse_internal(&bytes(date)?),
        _ => None,
    };
    Ok(Message {
        uid: 0,
        flags: flags.into_iter().map(Flag::new).collect(),
        date: date.ok_or("BAD a date is written \"01-Feb-2026 12:00:00 +0100\"")?,
        head: content.into(),
        lines: 0,
    })
}

/// Tells the status of a mailbox. RFC 3501 section 6.3.10
fn status(name: &str, mailbox: &Mailbox, items: &[String]) -> Result<String> {
    let mut told = Vec::new();
    for item in items {
        let number = match item.as_str() {
            "MESSAGES" => mailbox.messages.len(),
            "RECENT" => mailbox.count(|message| message.uid >= mailbox.recent_from),
            "UIDNEXT" => mailbox.uid_next as usize,
            "UIDVALIDITY" => mailbox.validity as usize,
            "UNSEEN" => mailbox.count(|message| !message.has("\\Seen")),
            _ => return Err("BAD unknown status item".into()),
        };
        told.push(format!("{item} {number}"));
    }
    match told.is_empty() {
        true => Err("BAD no status item is named".into()),
        false => Ok(format!("* STATUS {} ({})\r\n", spelt(name), told.join(" "))),
    }
}

/// The status items that a LIST is to tell of each mailbox; the other options are told in any case.
fn wanted(options: &Node<'_>) -> Result<Vec<String>> {
    let (mut items, mut options) = (Vec::new(), options.children());
    while let Some(option) = options.next() {
        match word(&option).as_str() {
            "STATUS" => items = options.next().map(|list| words(&list)).unwrap_or_default(),
            "CHILDREN" | "SPECIAL-USE" => {}
            _ => return Err("BAD unknown return option".into()),
        }
    }
    Ok(items)
}

fn list(store: &Store, pattern: &str, items: &[String]) -> Result<String> {
    if pattern.is_empty() {
        return Ok(listed("LIST", "\\Noselect", ""));
    }
    let mut told = String::new();
    for (name, mailbox) in &store.mailboxes {
        if !fits(pattern, name) {
            continue;
        }
        let children = match store.below(name).is_empty() {
            true => "\\HasNoChildren",
            false => "\\HasChildren",
        };
        let noselect = mailbox.noselect.then_some("\\Noselect");
        let attributes = [noselect, Some(children), mailbox.special];
        let attributes: Vec<&str> = attributes.into_iter().flatten().collect();
        told += &listed("LIST", &attributes.join(" "), name);
        if !items.is_empty() && !mailbox.noselect {
            told += &status(name, mailbox, items)?;
        }
    }
    Ok(told)
}

fn lsub(store: &Store, pattern: &str) -> String {
    let mut found: BTreeMap<&str, &str> = BTreeMap::new();
    for name in &store.subscribed {
        let ends = name.match_indices('/').map(|(end, _)| end);
        let mut above = ends.filter_map(|end| name.get(..end));
        if fits(pattern, name) {
            found.insert(name, "");
        } else if let Some(above) = above.find(|above| fits(pattern, above)) {
            // What lies above is told instead, where `%` has stopped before the name.
            found.entry(above).or_insert("\\Noselect");
        }
    }
    let found = found.iter();
    found
        .map(|(name, attribute)| listed("LSUB", attribute, name))
        .collect()
}

fn listed(verb: &str, attributes: &str, name: &str) -> String {
    format!("* {verb} ({attributes}) \"/\" {}\r\n", spelt(name))
}

/// The pattern with the reference before it, INBOX in capitals.
fn joined(reference: &Node<'_>, pattern: &Node<'_>) -> Result<String> {
    let pattern = text(reference)? + &text(pattern)?;
    if pattern.len() > LONGEST_PATTERN {
        return Err("BAD the pattern is too long".into());
    }
    match pattern.split_at_checked(5) {
        Some((inbox, rest)) if inbox.eq_ignore_ascii_case("INBOX") => Ok(format!("INBOX{rest}")),
        _ => Ok(pattern),
    }
}

/// Says whether a name fits a pattern: `*` is anything, `%` anything but the separator.
fn fits(pattern: &str, name: &str) -> bool {
    // Whether what was read of the pattern fits the name up to each of its places.
    let mut reached: Vec<bool> = (0..=name.len()).map(|place| place == 0).collect();
    for sign in pattern.bytes() {
        // The place before the one that is looked at: whether it was reached, and whether it is now.
        let (mut before, mut now) = (false, false);
        // Before the first byte nothing is reached, whatever stands there.
        let bytes = [b'/'].into_iter().chain(name.bytes());
        for (place, byte) in reached.iter_mut().zip(bytes) {
            now = match sign {
                b'*' => now || *place,
                b'%' => now && byte != b'/' || *place,
                _ => before && byte == sign,
            };
            before = std::mem::replace(place, now);
        }
    }
    reached.last().copied().unwrap_or_default()
}
