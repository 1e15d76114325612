//! LIST and LSUB. RFC 3501 section 6.3.8; RFC 3348; RFC 5819; RFC 6154

use std::collections::BTreeMap;

use super::folders::status;
use super::refusal::{Refusal, Result};
use super::store::Store;
use super::words::{Words, spelt};

/// A pattern may be this long, its reference included.
const LONGEST_PATTERN: usize = 1_000;

/// Answers a LIST, with RETURN (STATUS (...)) or without.
pub(super) fn list(store: &Store, words: &mut Words<'_>) -> Result<String> {
    let pattern = pattern(words)?;
    let mut items = None;
    if words.skip("RETURN") {
        let mut options = words.list("what to return")?;
        while !options.is_done() {
            if options.skip("STATUS") {
                items = Some(options.options("the status items")?);
            // Both are told in any case.
            } else if !options.skip("CHILDREN") && !options.skip("SPECIAL-USE") {
                return Err(Refusal::bad("unknown return option"));
            }
        }
    }
    words.end()?;
    if pattern.is_empty() {
        return Ok("* LIST (\\Noselect) \"/\" \"\"\r\n".to_owned());
    }
    let mut told = String::new();
    for (name, mailbox) in store
        .mailboxes
        .iter()
        .filter(|(name, _)| fits(&pattern, name))
    {
        let children = match store.below(name).is_empty() {
            true => "\\HasNoChildren",
            false => "\\HasChildren",
        };
        let noselect = mailbox.noselect.then_some("\\Noselect");
        let attributes = [noselect, Some(children), mailbox.special];
        let attributes: Vec<&str> = attributes.into_iter().flatten().collect();
        told += &listed("LIST", &attributes.join(" "), name);
        if let (Some(items), false) = (&items, mailbox.noselect) {
            told += &status(name, mailbox, items)?;
        }
    }
    Ok(told)
}

/// Answers an LSUB.
pub(super) fn lsub(store: &Store, words: &mut Words<'_>) -> Result<String> {
    let pattern = pattern(words)?;
    words.end()?;
    let mut found: BTreeMap<&str, &str> = BTreeMap::new();
    for name in &store.subscribed {
        let levels = name
            .match_indices('/')
            .filter_map(|(end, _)| name.get(..end));
        if fits(&pattern, name) {
            found.insert(name, "");
        } else if let Some(above) = levels.into_iter().find(|above| fits(&pattern, above)) {
            // What lies above is told instead, where `%` has stopped before the name.
            found.entry(above).or_insert("\\Noselect");
        }
    }
    Ok(found
        .iter()
        .map(|(name, attribute)| listed("LSUB", attribute, name))
        .collect())
}

fn listed(verb: &str, attributes: &str, name: &str) -> String {
    format!("* {verb} ({attributes}) \"/\" {}\r\n", spelt(name))
}

/// The pattern with the reference before it.
fn pattern(words: &mut Words<'_>) -> Result<String> {
    let pattern = words.text("the reference")? + &words.text("the pattern")?;
    match pattern.len() <= LONGEST_PATTERN {
        true => Ok(pattern),
        false => Err(Refusal::bad("the pattern is too long")),
    }
}

/// Says whether a name fits a pattern: `*` is anything, `%` anything but the separator; INBOX is so in any case.
fn fits(pattern: &str, name: &str) -> bool {
    let inbox = pattern
        .get(..5)
        .is_some_and(|begin| begin.eq_ignore_ascii_case("INBOX"));
    // Whether what was read of the pattern fits the name up to each of its places.
    let mut reached: Vec<bool> = (0..=name.len()).map(|place| place == 0).collect();
    for (at, sign) in pattern.bytes().enumerate() {
        let folds = inbox && at < 5;
        // The place before the one that is looked at: whether it was reached, and whether it is now.
        let (mut before, mut now) = (false, false);
        // Before the first byte nothing is reached, whatever stands there.
        let bytes = [b'/'].into_iter().chain(name.bytes());
        for (place, byte) in reached.iter_mut().zip(bytes) {
            let reaches = match sign {
                b'*' => now || *place,
                b'%' => now && byte != b'/' || *place,
                _ => before && (byte == sign || folds && byte.eq_ignore_ascii_case(&sign)),
            };
            before = std::mem::replace(place, reaches);
            now = reaches;
        }
    }
    reached.last().copied().unwrap_or_default()
}
