//! Tries the keys of a search on a message.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::message::{Flag, Message};
use super::mime::{Part, field, fields, parameter, value};
use super::search::{Clock, Comparison, Key};
use crate::types::{Date, DateTime};

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
            let charset = parameter(&part.parameters, "charset");
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
