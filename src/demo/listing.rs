//! What LIST, LSUB and STATUS tell of mailboxes. RFC 3501 section 6.3; RFC 3348; RFC 5819; RFC 6154

use std::collections::BTreeMap;

use super::Result;
use super::mailbox::Mailbox;
use super::store::Store;
use super::words::{misused, spelt, text, word, words};
use crate::wire::tree::{Kind, Node};

/// A pattern may be this long, its reference included.
const LONGEST_PATTERN: usize = 1_000;

/// Tells the status of a mailbox. RFC 3501 section 6.3.10
pub(super) fn status(name: &str, mailbox: &Mailbox, items: &[String]) -> Result<String> {
    let messages = &mailbox.messages;
    let unseen = messages.iter().filter(|it| !it.has("\\Seen"));
    let recent = messages.iter().filter(|it| it.uid >= mailbox.recent_from);
    let (unseen, recent) = (unseen.count(), recent.count());
    let mut told = Vec::new();
    for item in items {
        let number = match item.as_str() {
            "MESSAGES" => messages.len(),
            "RECENT" => recent,
            "UIDNEXT" => mailbox.uid_next as usize,
            "UIDVALIDITY" => mailbox.validity as usize,
            "UNSEEN" => unseen,
            _ => return Err("BAD unknown status item".into()),
        };
        told.push(format!("{item} {number}"));
    }
    match told.is_empty() {
        true => Err("BAD no status item is named".into()),
        false => Ok(format!("* STATUS {} ({})\r\n", spelt(name), told.join(" "))),
    }
}

/// Answers a LIST, behind which RETURN may stand. RFC 3348; RFC 5819; RFC 6154
pub(super) fn list(store: &Store, pattern: &str, options: &[Node<'_>]) -> Result<String> {
    let (mut told, mut items) = (String::new(), Vec::new());
    let options = match options {
        [] => None,
        [first, options] if word(first) == "RETURN" => Some(options.children()),
        _ => return Err(misused("LIST")),
    };
    for option in options.into_iter().flatten() {
        match word(&option).as_str() {
            // These are told in any case.
            "STATUS" | "CHILDREN" | "SPECIAL-USE" => {}
            _ if option.kind() == Kind::List => items = words(&option),
            _ => return Err("BAD unknown return option".into()),
        }
    }
    if pattern.is_empty() {
        return Ok(listed("LIST", "\\Noselect", ""));
    }
    let found = store.mailboxes.iter();
    for (name, mailbox) in found.filter(|(name, _)| fits(pattern, name)) {
        let none = store.below(name).is_empty();
        let no = if none { "No" } else { "" };
        let attributes = format!("\\Has{no}Children {}", mailbox.attribute);
        told += &listed("LIST", attributes.trim_end(), name);
        if !items.is_empty() && !mailbox.is_place() {
            told += &status(name, mailbox, &items)?;
        }
    }
    Ok(told)
}

pub(super) fn lsub(store: &Store, pattern: &str) -> String {
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
    let found = found.into_iter();
    found
        .map(|(name, attribute)| listed("LSUB", attribute, name))
        .collect()
}

fn listed(verb: &str, attributes: &str, name: &str) -> String {
    format!("* {verb} ({attributes}) \"/\" {}\r\n", spelt(name))
}

/// The pattern with the reference before it, INBOX in capitals.
pub(super) fn joined(reference: &Node<'_>, pattern: &Node<'_>) -> Result<String> {
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
