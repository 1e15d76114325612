//! SEARCH: reads the keys, and tells which messages fit. RFC 3501 section 6.4.4; RFC 4731

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

/// The words that are still to be read.
type Rest<'r, 'a> = &'r mut dyn Iterator<Item = Node<'a>>;

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
    let fits = all(&mut args.iter().copied(), view, 0)?.into_iter();
    let found = view.known.iter().zip(fits).filter(|(_, fits)| *fits);
    let found: Vec<u32> = match call.uid {
        true => found.map(|(it, _)| it.message.uid).collect(),
        false => found.map(|(it, _)| it.sequence).collect(),
    };
    if let Some(wanted) = wanted {
        return told(&found, call, wanted);
    }
    let numbers: String = found.iter().map(|number| format!(" {number}")).collect();
    Ok(format!("* SEARCH{numbers}\r\n"))
}

/// Tells an ESEARCH: each of what is wanted once, however often it is named.
fn told(found: &[u32], call: &Call, mut wanted: Vec<String>) -> Result<String> {
    if !wanted.iter().all(|it| RETURNED.contains(&it.as_str())) {
        return Err("BAD unknown return option".into());
    }
    if wanted.is_empty() {
        wanted.push("ALL".into());
    }
    let by = if call.uid { " UID" } else { "" };
    let mut told = format!("* ESEARCH (TAG \"{}\"){by}", call.tag);
    let number = |number: Option<&u32>| number.map(u32::to_string).unwrap_or_default();
    let all = SequenceSet::from_iter(found.iter().copied()).to_string();
    let count = found.len().to_string();
    let values = [number(found.first()), number(found.last()), all, count];
    for (option, value) in RETURNED.iter().zip(values) {
        // Of no messages only the number is told.
        if wanted.iter().any(|it| it == option) && !value.is_empty() {
            told += &format!(" {option} {value}");
        }
    }
    Ok(told + "\r\n")
}

fn next<'a>(rest: Rest<'_, 'a>) -> Result<Node<'a>> {
    let next = rest.next();
    Ok(next.ok_or("BAD a search key is missing, or what it takes")?)
}

/// Reads all keys that are left, of which there must be one, and says of each message whether it fits them.
fn all(rest: Rest<'_, '_>, view: &View, depth: usize) -> Result<Vec<bool>> {
    let mut fit = key(next(rest)?, rest, view, depth)?;
    while let Some(node) = rest.next() {
        let also = fit.iter().zip(key(node, rest, view, depth)?);
        fit = also.map(|(one, other)| *one && other).collect();
    }
    Ok(fit)
}

/// Reads a key that begins with this word, and says of each message whether it fits.
fn key<'a>(node: Node<'a>, rest: Rest<'_, 'a>, view: &View, depth: usize) -> Result<Vec<bool>> {
    let (name, (last_uid, last)) = (word(&node), view.last());
    let flag = format!("\\{}", name.trim_start_matches("UN"));
    let inner = |rest: Rest<'_, 'a>| key(next(rest)?, rest, view, depth + 1);
    let fit = |fits: &dyn Fn(&Known) -> bool| view.known.iter().map(fits).collect();
    Ok(match name.as_str() {
        _ if depth >= DEEPEST => return Err("BAD the search keys are nested too deep".into()),
        _ if node.kind() == Kind::List => all(&mut node.children(), view, depth + 1)?,
        "NOT" => inner(rest)?.iter().map(|fits| !fits).collect(),
        "OR" => {
            let both = inner(rest)?.into_iter().zip(inner(rest)?);
            both.map(|(one, other)| one || other).collect()
        }
        "ALL" => fit(&|_| true),
        "RECENT" => fit(&|it| it.recent),
        "OLD" => fit(&|it| !it.recent),
        "NEW" => fit(&|it| it.recent && !it.message.has("\\Seen")),
        "ANSWERED" | "DELETED" | "DRAFT" | "FLAGGED" | "SEEN" => fit(&|it| it.message.has(&flag)),
        "UNANSWERED" | "UNDELETED" | "UNDRAFT" | "UNFLAGGED" | "UNSEEN" => {
            fit(&|it| !it.message.has(&flag))
        }
        "KEYWORD" | "UNKEYWORD" => {
            let (flag, set) = (text(&next(rest)?)?, name == "KEYWORD");
            fit(&|it| it.message.has(&flag) == set)
        }
        "UID" => {
            let uids = set(&next(rest)?)?;
            fit(&|it| uids.contains(it.message.uid, Some(last_uid)))
        }
        "BEFORE" | "ON" | "SINCE" | "SENTBEFORE" | "SENTON" | "SENTSINCE" => {
            let day = Date::parse_rfc(&text(&next(rest)?)?);
            let day = day.ok_or("BAD a date is written 1-Feb-2026")?;
            fit(&|it| match date(it, name.starts_with("SENT")) {
                Some(date) if name.ends_with("BEFORE") => date < day,
                Some(date) if name.ends_with("ON") => date == day,
                date => date >= Some(day),
            })
        }
        "LARGER" | "SMALLER" => {
            let (size, larger) = (next(rest)?.number(), name == "LARGER");
            let size = size.ok_or("BAD a size is a number")?;
            fit(&|it| match it.message.size() as u64 {
                its if larger => its > size,
                its => its < size,
            })
        }
        "BCC" | "CC" | "FROM" | "SUBJECT" | "TO" | "HEADER" => {
            let other = if name == "HEADER" {
                Some(text(&next(rest)?)?)
            } else {
                None
            };
            let (field, needle) = (other.as_ref().unwrap_or(&name), needle(rest)?);
            fit(&|it| in_field(it, field, &needle))
        }
        "BODY" | "TEXT" => {
            let (needle, headers) = (needle(rest)?, name == "TEXT");
            let holds = |part: &Part<'_>| in_part(part, &needle, headers);
            fit(&|it| Part::read(&it.message.head, 0).any(&holds))
        }
        "CHARSET" => return Err("BAD CHARSET must come before the search keys".into()),
        _ => {
            let numbers = SequenceSet::parse(&name).ok_or("BAD unknown search key")?;
            fit(&|it| numbers.contains(it.sequence, Some(last)))
        }
    })
}

/// Reads a text to search for.
fn needle(rest: Rest<'_, '_>) -> Result<String> {
    Ok(text(&next(rest)?)?.to_lowercase())
}

/// The day of the Date field, or else of when the message came.
fn date(it: &Known, sent: bool) -> Option<Date> {
    let told = || DateTime::parse(&field(header(&it.message.head), "date")?);
    let date = if sent { told() } else { Some(it.message.date) };
    date.map(|date| date.date)
}

/// Says whether a field of this name has a text.
fn in_field(it: &Known, name: &str, needle: &str) -> bool {
    let mut fields = fields(header(&it.message.head)).into_iter();
    fields.any(|(known, lines)| {
        known.eq_ignore_ascii_case(name.as_bytes()) && has(&decoded(lines).1, needle)
    })
}

/// Says whether the text of a part has a text, or its header where that counts.
fn in_part(part: &Part<'_>, needle: &str, headers: bool) -> bool {
    let fields = fields(part.header).into_iter();
    let mut fields = fields.map(|(_, lines)| decoded(lines));
    headers && fields.any(|(name, value)| has(&format!("{name}: {value}"), needle))
        || part.text().is_some_and(|text| has(&text, needle))
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
