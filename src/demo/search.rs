//! SEARCH: reads the keys, and tells which messages fit. RFC 3501 section 6.4.4; RFC 4731

use std::cell::OnceCell;
use std::sync::Arc;

use super::candidate::Candidate;
use super::message::Flag;
use super::refusal::{Refusal, Result};
use super::session::Session;
use super::words::{Words, is, push_string, word};
use crate::types::{Date, SequenceSet};
use crate::wire::tree::{Kind, Node};

/// Keys within keys.
const DEEPEST: usize = 50;

/// What must hold.
#[derive(Debug)]
pub(super) enum Key {
    All(Vec<Key>),
    Or(Box<Key>, Box<Key>),
    Not(Box<Key>),
    Flag(Flag),
    Recent,
    Sequence(SequenceSet),
    Uid(SequenceSet),
    /// By the date of arrival, or the one in the header.
    Date(Comparison, Date, Clock),
    Larger(u64),
    Smaller(u64),
    /// A field of this name, if any name is given, that has this text.
    Header(String, String),
    Body(String),
    Text(String),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Comparison {
    Before,
    On,
    Since,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Clock {
    Arrival,
    Sent,
}

impl Session {
    pub(super) fn search(&mut self, tag: &str, uid: bool, words: &mut Words<'_>) -> Result<()> {
        let mut wanted = None;
        if words.skip("RETURN") {
            let options: Vec<String> = words.list("what to return")?.map(word).collect();
            let known = |option: &String| ["MIN", "MAX", "ALL", "COUNT"].contains(&option.as_str());
            if !options.iter().all(known) {
                return Err(Refusal::bad("unknown return option"));
            }
            wanted = Some(options);
        }
        charset(words)?;
        let key = keys(words, 0)?;
        let Some(view) = &self.view else {
            return Ok(());
        };
        let hall = Arc::clone(&self.hall);
        let store = hall.hold();
        let mailbox = store.mailbox(view.validity)?;
        let last = view.uids.last().copied().unwrap_or(0);
        let last = (last, u32::try_from(view.uids.len()).unwrap_or(u32::MAX));
        let mut found = Vec::new();
        for message in &mailbox.messages {
            let Some(sequence) = view.sequence(message.uid) else {
                continue;
            };
            let candidate = Candidate {
                message,
                sequence,
                recent: view.is_recent(message.uid),
                last,
                read: OnceCell::new(),
            };
            if candidate.fits(&key) {
                found.push(if uid { message.uid } else { sequence });
            }
        }
        drop(store);
        match wanted {
            None => {
                let numbers: String = found.iter().map(|number| format!(" {number}")).collect();
                self.push(&format!("* SEARCH{numbers}\r\n"));
            }
            Some(options) => self.esearch(tag, uid, &options, &found),
        }
        Ok(())
    }

    /// ESEARCH. RFC 4731 section 3.1
    fn esearch(&mut self, tag: &str, uid: bool, options: &[String], found: &[u32]) {
        self.push("* ESEARCH");
        self.push(" (TAG ");
        push_string(&mut self.out, tag.as_bytes());
        self.push(")");
        if uid {
            self.push(" UID");
        }
        let wants = |name: &str| options.iter().any(|option| option == name);
        if let (Some(first), Some(last)) = (found.first(), found.last()) {
            if wants("MIN") {
                self.push(&format!(" MIN {first}"));
            }
            if wants("MAX") {
                self.push(&format!(" MAX {last}"));
            }
            if wants("ALL") || options.is_empty() {
                let all: SequenceSet = found.iter().copied().collect();
                self.push(&format!(" ALL {all}"));
            }
        }
        if wants("COUNT") {
            self.push(&format!(" COUNT {}", found.len()));
        }
        self.push("\r\n");
    }
}

/// Reads `CHARSET name` if it comes next.
fn charset(words: &mut Words<'_>) -> Result<()> {
    if !words.skip("CHARSET") {
        return Ok(());
    }
    let name = words.text("the charset")?.to_ascii_uppercase();
    match name.as_str() {
        "UTF-8" | "US-ASCII" => Ok(()),
        _ => Err(Refusal::no(
            "BADCHARSET (US-ASCII UTF-8)",
            "only these charsets are known",
        )),
    }
}

/// Reads all keys that are left; there must be one.
fn keys(words: &mut Words<'_>, depth: usize) -> Result<Key> {
    let mut found = vec![key(words, depth)?];
    while words.peek().is_some() {
        found.push(key(words, depth)?);
    }
    Ok(Key::All(found))
}

fn key(words: &mut Words<'_>, depth: usize) -> Result<Key> {
    if depth >= DEEPEST {
        return Err(Refusal::bad("the search keys are nested too deep"));
    }
    let node = words.next("a search key")?;
    if node.kind() == Kind::List {
        return keys(&mut Words::new(node.children()), depth + 1);
    }
    let name = word(node);
    let flag = |name: &str| Flag::system(name).map(Key::Flag);
    let header = |words: &mut Words<'_>| Ok(Key::Header(name.to_lowercase(), needle(words)?));
    match name.as_str() {
        "ALL" => Ok(Key::All(Vec::new())),
        "ANSWERED" | "DELETED" | "DRAFT" | "FLAGGED" | "SEEN" => {
            flag(&name).ok_or_else(|| unknown(node))
        }
        "UNANSWERED" | "UNDELETED" | "UNDRAFT" | "UNFLAGGED" | "UNSEEN" => {
            let found = name.strip_prefix("UN").and_then(flag);
            found.map(not).ok_or_else(|| unknown(node))
        }
        "RECENT" => Ok(Key::Recent),
        "OLD" => Ok(not(Key::Recent)),
        "NEW" => Ok(Key::All(vec![Key::Recent, not(Key::Flag(Flag::Seen))])),
        "KEYWORD" => Ok(Key::Flag(Flag::Keyword(words.text("the keyword")?))),
        "UNKEYWORD" => Ok(not(Key::Flag(Flag::Keyword(words.text("the keyword")?)))),
        "NOT" => Ok(not(key(words, depth + 1)?)),
        "OR" => {
            let one = Box::new(key(words, depth + 1)?);
            Ok(Key::Or(one, Box::new(key(words, depth + 1)?)))
        }
        "UID" => Ok(Key::Uid(words.set()?)),
        "BEFORE" => date(words, Comparison::Before, Clock::Arrival),
        "ON" => date(words, Comparison::On, Clock::Arrival),
        "SINCE" => date(words, Comparison::Since, Clock::Arrival),
        "SENTBEFORE" => date(words, Comparison::Before, Clock::Sent),
        "SENTON" => date(words, Comparison::On, Clock::Sent),
        "SENTSINCE" => date(words, Comparison::Since, Clock::Sent),
        "LARGER" => Ok(Key::Larger(words.number("the size")?)),
        "SMALLER" => Ok(Key::Smaller(words.number("the size")?)),
        "BCC" | "CC" | "FROM" | "SUBJECT" | "TO" => header(words),
        "HEADER" => {
            let name = words.text("the name of a field")?.to_lowercase();
            Ok(Key::Header(name, needle(words)?))
        }
        "BODY" => Ok(Key::Body(needle(words)?)),
        "TEXT" => Ok(Key::Text(needle(words)?)),
        _ => SequenceSet::parse(&name)
            .map(Key::Sequence)
            .ok_or_else(|| unknown(node)),
    }
}

fn not(key: Key) -> Key {
    Key::Not(Box::new(key))
}

fn unknown(node: Node<'_>) -> Refusal {
    match is(node, "CHARSET") {
        true => Refusal::bad("CHARSET must come before the search keys"),
        false => Refusal::bad("unknown search key"),
    }
}

fn needle(words: &mut Words<'_>) -> Result<String> {
    Ok(words.text("the text to search for")?.to_lowercase())
}

fn date(words: &mut Words<'_>, comparison: Comparison, clock: Clock) -> Result<Key> {
    let text = words.text("the date")?;
    let date = Date::parse_rfc(&text);
    let date = date.ok_or_else(|| Refusal::bad("a date is written 1-Feb-2026"))?;
    Ok(Key::Date(comparison, date, clock))
}
