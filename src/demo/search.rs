//! SEARCH: reads the keys, and tries them on messages. RFC 3501 section 6.4.4

use std::borrow::Cow;
use std::cell::OnceCell;

use super::mime::{Part, field, fields, value};
use super::store::{Flag, Message, Refusal, Result};
use super::words::{Words, is, word};
use crate::types::{Date, DateTime, SequenceSet};
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

/// Reads `CHARSET name` if it comes next.
pub(super) fn charset(words: &mut Words<'_>) -> Result<()> {
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
pub(super) fn keys(words: &mut Words<'_>, depth: usize) -> Result<Key> {
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

/// A message that keys are tried on; what costs something is read when a key needs it.
pub(super) struct Candidate<'m> {
    pub(super) message: &'m Message,
    pub(super) sequence: u32,
    pub(super) recent: bool,
    /// The last message's UID and sequence number, which `*` stands for.
    pub(super) last: (u32, u32),
    pub(super) read: OnceCell<(Cow<'m, [u8]>, Part)>,
}

impl Candidate<'_> {
    /// Says whether the key holds. Keys are never deeper than [`keys`] reads them.
    pub(super) fn fits(&self, key: &Key) -> bool {
        let message = self.message;
        match key {
            Key::All(keys) => keys.iter().all(|key| self.fits(key)),
            Key::Or(one, other) => self.fits(one) || self.fits(other),
            Key::Not(key) => !self.fits(key),
            Key::Flag(Flag::Keyword(word)) => message
                .flags
                .iter()
                .any(|flag| flag.as_str().eq_ignore_ascii_case(word)),
            Key::Flag(flag) => message.flags.contains(flag),
            Key::Recent => self.recent,
            Key::Sequence(set) => set.contains(self.sequence, Some(self.last.1)),
            Key::Uid(set) => set.contains(message.uid, Some(self.last.0)),
            Key::Larger(size) => message.content.size() as u64 > *size,
            Key::Smaller(size) => (message.content.size() as u64) < *size,
            Key::Date(comparison, wanted, clock) => {
                self.date(*clock).is_some_and(|date| match comparison {
                    Comparison::Before => date < *wanted,
                    Comparison::On => date == *wanted,
                    Comparison::Since => date >= *wanted,
                })
            }
            Key::Header(name, text) => {
                fields(self.header(&self.root().header))
                    .iter()
                    .any(|(known, lines)| {
                        known.eq_ignore_ascii_case(name.as_bytes()) && has(&decoded(lines), text)
                    })
            }
            Key::Body(text) => self.body_has(text),
            Key::Text(text) => self.headers_have(text) || self.body_has(text),
        }
    }

    fn read(&self) -> &(Cow<'_, [u8]>, Part) {
        self.read.get_or_init(|| {
            let bytes = self.message.content.bytes();
            let root = Part::of_message(&bytes);
            (bytes, root)
        })
    }

    fn root(&self) -> &Part {
        &self.read().1
    }

    fn header(&self, place: &std::ops::Range<usize>) -> &[u8] {
        self.read().0.get(place.clone()).unwrap_or_default()
    }

    fn date(&self, clock: Clock) -> Option<Date> {
        match clock {
            Clock::Arrival => Some(self.message.date.date),
            Clock::Sent => {
                let text = field(self.header(&self.root().header), "date")?;
                DateTime::parse_message(&text).map(|date| date.date)
            }
        }
    }

    fn headers_have(&self, text: &str) -> bool {
        self.root().all().iter().any(|part| {
            let fields = fields(self.header(&part.header));
            fields.iter().any(|(name, lines)| {
                has(
                    &format!("{}: {}", String::from_utf8_lossy(name), decoded(lines)),
                    text,
                )
            })
        })
    }

    fn body_has(&self, text: &str) -> bool {
        let parts = self.root().all();
        let mut texts = parts
            .iter()
            .filter(|part| part.kind.eq_ignore_ascii_case("text"));
        texts.any(|part| {
            let charset = super::mime::parameter(&part.parameters, "charset");
            let encoding = field(self.header(&part.header), "content-transfer-encoding");
            has(&body_text(self.header(&part.body), charset, encoding), text)
        })
    }
}

fn has(text: &str, needle: &str) -> bool {
    text.to_lowercase().contains(needle)
}

/// The value of a field with its encoded words decoded.
fn decoded(lines: &[u8]) -> String {
    let plain = [b"X: ", &value(lines)[..]].concat();
    match mailparse::parse_header(&plain) {
        Ok((header, _)) => header.get_value(),
        Err(_) => String::from_utf8_lossy(&plain).into_owned(),
    }
}

/// The text of a part. The header written here has one part alone, so nothing in the body is taken for another.
fn body_text(body: &[u8], charset: Option<Vec<u8>>, encoding: Option<Vec<u8>>) -> String {
    let word = |bytes: Option<Vec<u8>>, usual: &str| {
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let plain = |text: &String| {
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        text.filter(plain).unwrap_or_else(|| usual.to_owned())
    };
    let (charset, encoding) = (word(charset, "utf-8"), word(encoding, "8bit"));
    let header = format!(
        "Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    );
    let whole = [header.as_bytes(), body].concat();
    mailparse::parse_mail(&whole)
        .and_then(|part| part.get_body())
        .unwrap_or_else(|_| String::from_utf8_lossy(body).into_owned())
}
