//! SEARCH: reads the keys, and tells which messages fit. RFC 3501 section 6.4.4; RFC 4731

use super::message::{Message, SEEN};
use super::mime::{Part, field, fields, value};
use super::refusal::{Refusal, Result};
use super::store::Mailbox;
use super::view::{Known, View};
use super::words::{Words, word};
use crate::types::{Date, DateTime, Flag, SequenceSet};
use crate::wire::tree::{Kind, Node};

/// Keys within keys.
const DEEPEST: usize = 50;

/// A message on which keys are tried.
struct Candidate<'m> {
    mailbox: &'m Mailbox,
    message: &'m Message,
    known: &'m Known,
    sequence: u32,
    /// The last UID and sequence number, which `*` stands for.
    last: (u32, u32),
}

/// What must hold of a message.
type Key = Box<dyn Fn(&Candidate<'_>) -> bool>;

/// Answers a SEARCH, or with RETURN an ESEARCH. RFC 4731 section 3.1
pub(super) fn search(
    view: &View,
    mailbox: &Mailbox,
    (tag, uid): (&str, bool),
    words: &mut Words<'_>,
) -> Result<String> {
    let mut wanted = None;
    if words.skip("RETURN") {
        let options = words.options("what to return")?;
        let known = |option: &String| ["MIN", "MAX", "ALL", "COUNT"].contains(&option.as_str());
        if !options.iter().all(known) {
            return Err(Refusal::bad("unknown return option"));
        }
        wanted = Some(options);
    }
    if words.skip("CHARSET") {
        let name = words.text("the charset")?.to_ascii_uppercase();
        if !matches!(name.as_str(), "UTF-8" | "US-ASCII") {
            return Err(Refusal::no(
                "BADCHARSET (US-ASCII UTF-8)",
                "only these charsets are known",
            ));
        }
    }
    let fits = all(words, 0)?;
    let count = u32::try_from(view.known.len()).unwrap_or(u32::MAX);
    let last = (view.known.last().map_or(0, |known| known.uid), count);
    let known = view.known.iter().zip(1..);
    let candidates = known.filter_map(|(known, sequence)| {
        let message = mailbox.message(known.uid)?;
        Some(Candidate {
            mailbox,
            message,
            known,
            sequence,
            last,
        })
    });
    let number = |found: Candidate<'_>| if uid { found.known.uid } else { found.sequence };
    let found: Vec<u32> = candidates.filter(fits).map(number).collect();
    let Some(options) = wanted else {
        let numbers: String = found.iter().map(|number| format!(" {number}")).collect();
        return Ok(format!("* SEARCH{numbers}\r\n"));
    };
    let wants = |name: &str| options.iter().any(|option| option == name);
    let mut told = format!("* ESEARCH (TAG \"{tag}\"){}", if uid { " UID" } else { "" });
    if let (Some(first), Some(last)) = (found.first(), found.last()) {
        let set: SequenceSet = found.iter().copied().collect();
        let some = |name: &str, text: String| {
            if wants(name) {
                format!(" {name} {text}")
            } else {
                String::new()
            }
        };
        told += &some("MIN", first.to_string());
        told += &some("MAX", last.to_string());
        if wants("ALL") || options.is_empty() {
            told += &format!(" ALL {set}");
        }
    }
    if wants("COUNT") {
        told += &format!(" COUNT {}", found.len());
    }
    Ok(told + "\r\n")
}

/// Reads all keys that are left; there must be one.
fn all(words: &mut Words<'_>, depth: usize) -> Result<Key> {
    let mut keys = vec![key(words, depth)?];
    while !words.is_done() {
        keys.push(key(words, depth)?);
    }
    Ok(Box::new(move |it| keys.iter().all(|key| key(it))))
}

fn key(words: &mut Words<'_>, depth: usize) -> Result<Key> {
    if depth >= DEEPEST {
        return Err(Refusal::bad("the search keys are nested too deep"));
    }
    let node = words.take("a search key")?;
    if node.kind() == Kind::List {
        return all(&mut Words::new(node.children()), depth + 1);
    }
    let name = word(node);
    Ok(match name.as_str() {
        "ALL" => Box::new(|_| true),
        "ANSWERED" | "DELETED" | "DRAFT" | "FLAGGED" | "SEEN" => flag(format!("\\{name}")),
        "UNANSWERED" | "UNDELETED" | "UNDRAFT" | "UNFLAGGED" | "UNSEEN" => {
            not(flag(name.replacen("UN", "\\", 1)))
        }
        "RECENT" => Box::new(|it| it.known.recent),
        "OLD" => Box::new(|it| !it.known.recent),
        "NEW" => Box::new(|it| it.known.recent && it.message.flags & SEEN == 0),
        "KEYWORD" => flag(words.text("the keyword")?),
        "UNKEYWORD" => not(flag(words.text("the keyword")?)),
        "NOT" => not(key(words, depth + 1)?),
        "OR" => {
            let (one, other) = (key(words, depth + 1)?, key(words, depth + 1)?);
            Box::new(move |it| one(it) || other(it))
        }
        "UID" => {
            let set = words.set()?;
            Box::new(move |it| set.contains(it.known.uid, Some(it.last.0)))
        }
        "BEFORE" | "ON" | "SINCE" => date(words, &name, |it| Some(it.message.date.date))?,
        "SENTBEFORE" | "SENTON" | "SENTSINCE" => {
            date(words, name.trim_start_matches("SENT"), sent)?
        }
        "LARGER" => {
            let size = words.number("the size")?;
            Box::new(move |it| it.message.content.size() as u64 > size)
        }
        "SMALLER" => {
            let size = words.number("the size")?;
            Box::new(move |it| (it.message.content.size() as u64) < size)
        }
        "BCC" | "CC" | "FROM" | "SUBJECT" | "TO" => header(name, needle(words)?),
        "HEADER" => header(words.text("the name of a field")?, needle(words)?),
        "BODY" => {
            let text = needle(words)?;
            Box::new(move |it| body_has(&it.root(), &text))
        }
        "TEXT" => {
            let text = needle(words)?;
            Box::new(move |it| headers_have(&it.root(), &text) || body_has(&it.root(), &text))
        }
        "CHARSET" => return Err(Refusal::bad("CHARSET must come before the search keys")),
        _ => sequence(node, &name)?,
    })
}

fn not(key: Key) -> Key {
    Box::new(move |it| !key(it))
}

fn flag(name: String) -> Key {
    let flag = Flag::new(name);
    Box::new(move |it| {
        it.mailbox
            .flag_names(it.message.flags)
            .any(|name| flag == *name)
    })
}

fn sequence(node: Node<'_>, name: &str) -> Result<Key> {
    let set = SequenceSet::parse(name).filter(|_| node.kind() != Kind::Quoted);
    let set = set.ok_or_else(|| Refusal::bad("unknown search key"))?;
    Ok(Box::new(move |it| {
        set.contains(it.sequence, Some(it.last.1))
    }))
}

fn needle(words: &mut Words<'_>) -> Result<String> {
    Ok(words.text("the text to search for")?.to_lowercase())
}

/// Compares a date of the message's with the one that comes next.
fn date(
    words: &mut Words<'_>,
    comparison: &str,
    of: fn(&Candidate<'_>) -> Option<Date>,
) -> Result<Key> {
    let wanted = Date::parse_rfc(&words.text("the date")?);
    let wanted = wanted.ok_or_else(|| Refusal::bad("a date is written 1-Feb-2026"))?;
    Ok(match comparison {
        "BEFORE" => Box::new(move |it| of(it).is_some_and(|date| date < wanted)),
        "ON" => Box::new(move |it| of(it) == Some(wanted)),
        _ => Box::new(move |it| of(it).is_some_and(|date| date >= wanted)),
    })
}

/// The day of the Date field.
fn sent(it: &Candidate<'_>) -> Option<Date> {
    let text = field(it.root().header, "date")?;
    DateTime::parse_message(&text).map(|date| date.date)
}

impl<'m> Candidate<'m> {
    /// The message, without what is made on demand, which is no text.
    fn root(&self) -> Part<'m> {
        Part::of_message(&self.message.content.head)
    }
}

fn has(text: &str, needle: &str) -> bool {
    text.to_lowercase().contains(needle)
}

/// Says whether a field of this name has a text.
fn header(name: String, text: String) -> Key {
    let named = move |known: &[u8]| known.eq_ignore_ascii_case(name.as_bytes());
    Box::new(move |it| {
        let fields = fields(it.root().header);
        fields
            .iter()
            .any(|(known, lines)| named(known) && has(&decoded(lines), &text))
    })
}

fn headers_have(root: &Part<'_>, text: &str) -> bool {
    let headers = root.all().into_iter().flat_map(|part| fields(part.header));
    let mut shown = headers
        .map(|(name, lines)| format!("{}: {}", String::from_utf8_lossy(name), decoded(lines)));
    shown.any(|field| has(&field, text))
}

fn body_has(root: &Part<'_>, text: &str) -> bool {
    root.all()
        .iter()
        .filter_map(|part| part.text())
        .any(|body| has(&body, text))
}

/// The value of a field with its encoded words decoded.
fn decoded(lines: &[u8]) -> String {
    let plain = [b"X: ", &value(lines)[..]].concat();
    match mailparse::parse_header(&plain) {
        Ok((header, _)) => header.get_value(),
        Err(_) => String::from_utf8_lossy(&plain).into_owned(),
    }
}
