//! SEARCH: reads the keys, and tells which messages fit. RFC 3501 section 6.4.4; RFC 4731

use std::cmp::Ordering;

use super::mailbox::Mailbox;
use super::message::SEEN;
use super::mime::{self, Part, field, fields, value};
use super::refusal::{Refusal, Result};
use super::view::{Shown, View};
use super::words::{Words, word};
use crate::types::{Date, DateTime, Flag, SequenceSet};
use crate::wire::tree::Kind;

/// Keys within keys.
const DEEPEST: usize = 50;

/// What an ESEARCH can tell.
const RETURNED: [&str; 4] = ["MIN", "MAX", "ALL", "COUNT"];

/// What must hold of a message.
type Key = Box<dyn Fn(&Shown<'_>) -> bool>;

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
        let known = |option: &String| RETURNED.contains(&option.as_str());
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
    let fits = all(words, view, 0)?;
    let found = view.shown(mailbox).filter(fits);
    let found: Vec<u32> = found
        .map(|it| if uid { it.known.uid } else { it.sequence })
        .collect();
    let Some(mut options) = wanted else {
        let numbers: String = found.iter().map(|number| format!(" {number}")).collect();
        return Ok(format!("* SEARCH{numbers}\r\n"));
    };
    if options.is_empty() {
        options.push("ALL".to_owned());
    }
    let by = if uid { " UID" } else { "" };
    let mut told = format!("* ESEARCH (TAG \"{tag}\"){by}");
    // Each once, however often it is named.
    for option in RETURNED {
        let value = match option {
            _ if !options.iter().any(|asked| asked == option) => None,
            "MIN" => found.first().map(u32::to_string),
            "MAX" => found.last().map(u32::to_string),
            "COUNT" => Some(found.len().to_string()),
            // ALL
            _ => Some(SequenceSet::from_iter(found.iter().copied()).to_string()),
        };
        // Of no messages only the number is told.
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            told += &format!(" {option} {value}");
        }
    }
    Ok(told + "\r\n")
}

/// Reads all keys that are left; there must be one.
fn all(words: &mut Words<'_>, view: &View, depth: usize) -> Result<Key> {
    let mut keys = vec![key(words, view, depth)?];
    while !words.is_done() {
        keys.push(key(words, view, depth)?);
    }
    Ok(Box::new(move |it| keys.iter().all(|key| key(it))))
}

fn key(words: &mut Words<'_>, view: &View, depth: usize) -> Result<Key> {
    if depth >= DEEPEST {
        return Err(Refusal::bad("the search keys are nested too deep"));
    }
    let node = words.take("a search key")?;
    if node.kind() == Kind::List {
        return all(&mut Words::new(node.children()), view, depth + 1);
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
        "NOT" => not(key(words, view, depth + 1)?),
        "OR" => {
            let (one, other) = (key(words, view, depth + 1)?, key(words, view, depth + 1)?);
            Box::new(move |it| one(it) || other(it))
        }
        "UID" => {
            let set = words.set()?;
            let (last, _) = view.last();
            Box::new(move |it| set.contains(it.known.uid, Some(last)))
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
            Box::new(move |it| body_has(&root(it), &text))
        }
        "TEXT" => {
            let text = needle(words)?;
            Box::new(move |it| headers_have(&root(it), &text) || body_has(&root(it), &text))
        }
        "CHARSET" => return Err(Refusal::bad("CHARSET must come before the search keys")),
        _ => {
            let set = SequenceSet::parse(&name);
            let set = set.ok_or_else(|| Refusal::bad("unknown search key"))?;
            let (_, last) = view.last();
            Box::new(move |it| set.contains(it.sequence, Some(last)))
        }
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

fn needle(words: &mut Words<'_>) -> Result<String> {
    Ok(words.text("the text to search for")?.to_lowercase())
}

/// Compares a date of the message's with the one that comes next.
fn date(
    words: &mut Words<'_>,
    comparison: &str,
    of: fn(&Shown<'_>) -> Option<Date>,
) -> Result<Key> {
    let wanted = Date::parse_rfc(&words.text("the date")?);
    let wanted = wanted.ok_or_else(|| Refusal::bad("a date is written 1-Feb-2026"))?;
    let fits: fn(Ordering) -> bool = match comparison {
        "BEFORE" => Ordering::is_lt,
        "ON" => Ordering::is_eq,
        _ => Ordering::is_ge,
    };
    Ok(Box::new(move |it| {
        of(it).is_some_and(|date| fits(date.cmp(&wanted)))
    }))
}

/// The day of the Date field.
fn sent(it: &Shown<'_>) -> Option<Date> {
    let text = field(mime::header(&it.message.content.head), "date")?;
    DateTime::parse_message(&text).map(|date| date.date)
}

/// The message, without what is made on demand, which is no text.
fn root<'m>(it: &Shown<'m>) -> Part<'m> {
    Part::of_message(&it.message.content.head)
}

fn has(text: &str, needle: &str) -> bool {
    text.to_lowercase().contains(needle)
}

/// Says whether a field of this name has a text.
fn header(name: String, text: String) -> Key {
    let named = move |known: &[u8]| known.eq_ignore_ascii_case(name.as_bytes());
    Box::new(move |it| {
        let fields = fields(mime::header(&it.message.content.head));
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
