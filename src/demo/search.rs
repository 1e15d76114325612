//! SEARCH: reads the keys, and tells which messages fit. RFC 3501 section 6.4.4; RFC 4731

use std::cmp::Ordering;

use super::Result;
use super::mime::{Part, field, fields, header};
use super::session::Call;
use super::view::{Known, View};
use super::words::{set, text, word, words};
use crate::types::{Date, DateTime, SequenceSet};
use crate::wire::tree::{Kind, Node};

/// Keys within keys.
const DEEPEST: usize = 50;

/// What an ESEARCH can tell.
const RETURNED: [&str; 4] = ["MIN", "MAX", "ALL", "COUNT"];

/// What must hold of a message with its sequence number.
type Key = Box<dyn Fn(&Known, u32) -> bool>;

/// Answers a SEARCH, or with RETURN an ESEARCH. RFC 4731 section 3.1
pub(super) fn search(view: &View, call: &Call, args: &[Node<'_>]) -> Result<String> {
    let (wanted, args) = match args {
        [first, options, args @ ..] if word(first) == "RETURN" => (Some(words(options)), args),
        _ => (None, args),
    };
    let args = match args {
        [first, charset, args @ ..] if word(first) == "CHARSET" => {
            match text(charset)?.to_ascii_uppercase().as_str() {
                "UTF-8" | "US-ASCII" => args,
                _ => return Err("NO [BADCHARSET (US-ASCII UTF-8)] unknown charset".into()),
            }
        }
        _ => args,
    };
    let fits = all(&mut args.iter().copied(), view.last(), 0)?;
    let found = view
        .known
        .iter()
        .zip(1..)
        .filter(|(known, number)| fits(known, *number));
    let found: Vec<u32> = match call.uid {
        true => found.map(|(known, _)| known.message.uid).collect(),
        false => found.map(|(_, number)| number).collect(),
    };
    match wanted {
        Some(wanted) => told(&found, call, &wanted),
        None => {
            let numbers = found.iter().map(|number| format!(" {number}"));
            Ok(format!("* SEARCH{}\r\n", numbers.collect::<String>()))
        }
    }
}

/// Tells an ESEARCH: each of what is wanted once, however often it is named.
fn told(found: &[u32], call: &Call, wanted: &[String]) -> Result<String> {
    let known = |option: &String| RETURNED.contains(&option.as_str());
    if !wanted.iter().all(known) {
        return Err("BAD unknown return option".into());
    }
    let by = if call.uid { " UID" } else { "" };
    let mut told = format!("* ESEARCH (TAG \"{}\"){by}", call.tag);
    for option in RETURNED {
        let value = match option {
            "ALL" if wanted.is_empty() => Some(ranges(found)),
            _ if !wanted.iter().any(|wanted| wanted == option) => None,
            "MIN" => found.first().map(u32::to_string),
            "MAX" => found.last().map(u32::to_string),
            "COUNT" => Some(found.len().to_string()),
            _ => Some(ranges(found)),
        };
        // Of no messages only the number is told.
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            told += &format!(" {option} {value}");
        }
    }
    Ok(told + "\r\n")
}

fn ranges(found: &[u32]) -> String {
    SequenceSet::from_iter(found.iter().copied()).to_string()
}

/// The words that are still to be read.
type Rest<'r, 'a> = &'r mut dyn Iterator<Item = Node<'a>>;

fn next<'a>(rest: Rest<'_, 'a>) -> Result<Node<'a>> {
    let next = rest.next();
    Ok(next.ok_or("BAD a search key is missing, or what it takes")?)
}

/// A text to search for.
fn needle(rest: Rest<'_, '_>) -> Result<String> {
    Ok(text(&next(rest)?)?.to_lowercase())
}

/// Reads all keys that are left; there must be one.
fn all(rest: Rest<'_, '_>, last: (u32, u32), depth: usize) -> Result<Key> {
    let mut keys = vec![key(next(rest)?, rest, last, depth)?];
    while let Some(node) = rest.next() {
        keys.push(key(node, rest, last, depth)?);
    }
    Ok(Box::new(move |it, at| keys.iter().all(|key| key(it, at))))
}

/// Reads a key that begins with this word, where these are the last UID and number.
fn key<'a>(node: Node<'a>, rest: Rest<'_, 'a>, last: (u32, u32), depth: usize) -> Result<Key> {
    if depth >= DEEPEST {
        return Err("BAD the search keys are nested too deep".into());
    }
    if node.kind() == Kind::List {
        return all(&mut node.children(), last, depth + 1);
    }
    let name = word(&node);
    let inner = |rest: Rest<'_, 'a>| key(next(rest)?, rest, last, depth + 1);
    Ok(match name.as_str() {
        "ALL" => Box::new(|_, _| true),
        "ANSWERED" | "DELETED" | "DRAFT" | "FLAGGED" | "SEEN" => flag(format!("\\{name}")),
        "UNANSWERED" | "UNDELETED" | "UNDRAFT" | "UNFLAGGED" | "UNSEEN" => {
            not(flag(name.replacen("UN", "\\", 1)))
        }
        "KEYWORD" => flag(text(&next(rest)?)?),
        "UNKEYWORD" => not(flag(text(&next(rest)?)?)),
        "RECENT" => Box::new(|it, _| it.recent),
        "OLD" => Box::new(|it, _| !it.recent),
        "NEW" => Box::new(|it, _| it.recent && !it.message.has("\\Seen")),
        "NOT" => not(inner(rest)?),
        "OR" => {
            let (one, other) = (inner(rest)?, inner(rest)?);
            Box::new(move |it, at| one(it, at) || other(it, at))
        }
        "UID" => {
            let uids = set(&next(rest)?)?;
            Box::new(move |it, _| uids.contains(it.message.uid, Some(last.0)))
        }
        "BEFORE" | "ON" | "SINCE" => date(rest, &name, |it| Some(it.message.date.date))?,
        "SENTBEFORE" | "SENTON" | "SENTSINCE" => date(rest, &name, sent)?,
        "LARGER" | "SMALLER" => {
            let size = next(rest)?.number().ok_or("BAD a size is a number")?;
            let larger = name == "LARGER";
            Box::new(move |it, _| match it.message.size() as u64 {
                its if larger => its > size,
                its => its < size,
            })
        }
        "BCC" | "CC" | "FROM" | "SUBJECT" | "TO" => in_field(name, needle(rest)?),
        "HEADER" => in_field(text(&next(rest)?)?, needle(rest)?),
        "BODY" => in_text(needle(rest)?, false),
        "TEXT" => in_text(needle(rest)?, true),
        "CHARSET" => return Err("BAD CHARSET must come before the search keys".into()),
        _ => {
            let numbers = SequenceSet::parse(&name).ok_or("BAD unknown search key")?;
            Box::new(move |_, at| numbers.contains(at, Some(last.1)))
        }
    })
}

fn not(key: Key) -> Key {
    Box::new(move |it, at| !key(it, at))
}

fn flag(name: String) -> Key {
    Box::new(move |it, _| it.message.has(&name))
}

/// Compares a date of the message's with the one that comes next.
fn date(rest: Rest<'_, '_>, name: &str, of: fn(&Known) -> Option<Date>) -> Result<Key> {
    let wanted = Date::parse_rfc(&text(&next(rest)?)?);
    let wanted = wanted.ok_or("BAD a date is written 1-Feb-2026")?;
    let fits: fn(Ordering) -> bool = match name.trim_start_matches("SENT") {
        "BEFORE" => Ordering::is_lt,
        "ON" => Ordering::is_eq,
        _ => Ordering::is_ge,
    };
    let fits = move |date: Date| fits(date.cmp(&wanted));
    Ok(Box::new(move |it, _| of(it).is_some_and(fits)))
}

/// The day of the Date field.
fn sent(it: &Known) -> Option<Date> {
    let text = field(header(&it.message.head), "date")?;
    DateTime::parse_message(&text).map(|date| date.date)
}

/// A field of this name has a text.
fn in_field(name: String, needle: String) -> Key {
    let named = move |known: &[u8]| known.eq_ignore_ascii_case(name.as_bytes());
    Box::new(move |it, _| {
        let mut fields = fields(header(&it.message.head)).into_iter();
        fields.any(|(known, lines)| named(known) && has(&decoded(lines).1, &needle))
    })
}

/// The text of a part has a text, or where `headers` count a header. What is made on demand is no text.
fn in_text(needle: String, headers: bool) -> Key {
    Box::new(move |it, _| {
        Part::of_message(&it.message.head).any(&|part| {
            let mut fields = fields(part.header)
                .into_iter()
                .map(|(_, lines)| decoded(lines));
            headers && fields.any(|(name, value)| has(&format!("{name}: {value}"), &needle))
                || part.text().is_some_and(|text| has(&text, &needle))
        })
    })
}

fn has(text: &str, needle: &str) -> bool {
    text.to_lowercase().contains(needle)
}

/// The name and the value of a field, its encoded words decoded.
fn decoded(lines: &[u8]) -> (String, String) {
    match mailparse::parse_header(lines) {
        Ok((header, _)) => (header.get_key(), header.get_value()),
        Err(_) => (String::new(), String::from_utf8_lossy(lines).into_owned()),
    }
}
