//! The commands on mailboxes. RFC 3501 section 6.3; RFC 5258; RFC 5819; RFC 6154

use std::collections::BTreeSet;
use std::sync::Arc;

use super::session::Session;
use super::store::{Content, Flag, Flags, Mailbox, Refusal, Result, Store};
use super::words::{Words, push_name, string, text, word};
use crate::types::DateTime;
use crate::wire::tree::{Kind, Node};

/// A pattern may be this long.
const LONGEST_PATTERN: usize = 1_000;
/// And there may be so many in one LIST.
const MOST_PATTERNS: usize = 100;

/// The commands there are here.
pub(super) const NAMES: [&str; 14] = [
    "SELECT",
    "EXAMINE",
    "CREATE",
    "DELETE",
    "RENAME",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "LIST",
    "LSUB",
    "STATUS",
    "NAMESPACE",
    "APPEND",
    "UNSELECT",
    "CLOSE",
];

impl Session {
    pub(super) fn folders(&mut self, name: &str, words: &mut Words<'_>) -> Result<String> {
        let hall = Arc::clone(&self.hall);
        let mut store = hall.hold();
        match name {
            "SELECT" | "EXAMINE" => {
                let mailbox = words.mailbox()?;
                words.end()?;
                return self.open(&mut store, &mailbox, name == "EXAMINE");
            }
            "LIST" => self.list(&store, words)?,
            "LSUB" => self.lsub(&store, words)?,
            "STATUS" => {
                let mailbox = words.mailbox()?;
                let items = words.list("the status items")?.collect::<Vec<_>>();
                words.end()?;
                let validity = store.find_selectable(&mailbox)?;
                push_status(&mut self.out, &mailbox, store.mailbox(validity)?, &items)?;
            }
            "NAMESPACE" => {
                words.end()?;
                self.push("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n");
            }
            "CLOSE" | "UNSELECT" => {
                words.end()?;
                let view = self.view.take();
                let view = view.ok_or_else(|| Refusal::bad("open a mailbox first"))?;
                if name == "CLOSE" && !view.read_only {
                    // Of a mailbox that was deleted meanwhile there is nothing to remove.
                    let deleted =
                        |message: &super::store::Message| message.flags.contains(&Flag::Deleted);
                    let _ = store.remove(view.validity, deleted);
                }
            }
            "APPEND" => {
                let outcome = append(&mut store, words, hall.now());
                drop(store);
                hall.changed(self.id);
                return outcome;
            }
            "RENAME" => {
                let (from, to) = (words.mailbox()?, words.mailbox()?);
                words.end()?;
                store.rename(&from, &to)?;
            }
            "CREATE" => {
                let mailbox = words.mailbox()?;
                words.end()?;
                // A separator at the end says that others are to come below it.
                store.create(mailbox.strip_suffix('/').unwrap_or(&mailbox), None)?;
            }
            _ => {
                let mailbox = words.mailbox()?;
                words.end()?;
                match name {
                    "DELETE" => store.delete(&mailbox)?,
                    "SUBSCRIBE" => {
                        store.find(&mailbox)?;
                        store.subscribed.insert(mailbox);
                    }
                    _ => {
                        store.subscribed.remove(&mailbox);
                    }
                }
            }
        }
        drop(store);
        hall.changed(self.id);
        Ok(format!("{name} done"))
    }

    fn list(&mut self, store: &Store, words: &mut Words<'_>) -> Result<()> {
        let mut selected = BTreeSet::new();
        if let Some(list) = words.next_if(|node| node.kind() == Kind::List) {
            selected = options(
                list,
                &["SUBSCRIBED", "REMOTE", "RECURSIVEMATCH", "SPECIAL-USE"],
            )?;
        }
        let reference = words.text("the reference")?;
        let pattern = words.next("the pattern")?;
        let patterns: Vec<String> = match pattern.kind() {
            Kind::List => pattern
                .children()
                .map(|node| text(node, "a pattern"))
                .collect::<Result<_>>()?,
            _ => vec![text(pattern, "the pattern")?],
        };
        let mut status = None;
        let mut returned = BTreeSet::new();
        if words.skip("RETURN") {
            let mut list = words.list("what to return")?;
            while let Some(node) = list.peek() {
                list.next("an option")?;
                match word(node).as_str() {
                    "STATUS" => status = Some(list.list("the status items")?.collect::<Vec<_>>()),
                    known @ ("SUBSCRIBED" | "CHILDREN" | "SPECIAL-USE") => {
                        returned.insert(known.to_owned());
                    }
                    _ => return Err(Refusal::bad("unknown return option")),
                }
            }
        }
        words.end()?;
        if selected.contains("RECURSIVEMATCH") && !selected.contains("SUBSCRIBED") {
            return Err(Refusal::bad("RECURSIVEMATCH needs SUBSCRIBED"));
        }
        if patterns.as_slice() == [""] {
            self.push("* LIST (\\Noselect) \"/\" \"\"\r\n");
            return Ok(());
        }
        let patterns = matcher(&reference, &patterns)?;
        let only_subscribed = selected.contains("SUBSCRIBED");
        let tells_subscribed = only_subscribed || returned.contains("SUBSCRIBED");
        let mut names: BTreeSet<&str> = store.listed().map(|(name, _)| name).collect();
        if only_subscribed {
            names.extend(store.subscribed.iter().map(String::as_str));
        }
        for name in names
            .into_iter()
            .filter(|name| patterns.iter().any(|pattern| fits(pattern, name)))
        {
            let mailbox = store.mailbox_of(name);
            let subscribed = store.subscribed.contains(name);
            let below = format!("{name}/");
            let holds = |subscription: &String| subscription.starts_with(&below);
            let recursive =
                selected.contains("RECURSIVEMATCH") && store.subscribed.iter().any(holds);
            let special = mailbox.and_then(|mailbox| mailbox.special);
            if only_subscribed && !subscribed && !recursive
                || selected.contains("SPECIAL-USE") && special.is_none()
            {
                continue;
            }
            let children = if store.has_children(name) {
                "\\HasChildren"
            } else {
                "\\HasNoChildren"
            };
            let attributes = [
                (tells_subscribed && subscribed).then_some("\\Subscribed"),
                mailbox.is_none().then_some("\\NonExistent"),
                mailbox
                    .is_some_and(|mailbox| mailbox.noselect)
                    .then_some("\\Noselect"),
                Some(children),
                special,
            ];
            let info = recursive.then_some(" (\"CHILDINFO\" (\"SUBSCRIBED\"))");
            push_listed(
                &mut self.out,
                "LIST",
                &attributes,
                name,
                info.unwrap_or_default(),
            );
            if let (Some(items), Some(mailbox)) =
                (&status, mailbox.filter(|mailbox| !mailbox.noselect))
            {
                push_status(&mut self.out, name, mailbox, items)?;
            }
        }
        Ok(())
    }

    fn lsub(&mut self, store: &Store, words: &mut Words<'_>) -> Result<()> {
        let (reference, pattern) = (words.text("the reference")?, words.text("the pattern")?);
        words.end()?;
        let patterns = matcher(&reference, &[pattern])?;
        let fits = |name: &str| patterns.iter().any(|pattern| fits(pattern, name));
        let mut found: BTreeSet<(&str, bool)> = BTreeSet::new();
        for name in &store.subscribed {
            if fits(name) {
                found.insert((name, true));
                continue;
            }
            // What lies above is told instead, where `%` has stopped before the name.
            let ends = name.match_indices('/').map(|(at, _)| at);
            let above = ends
                .filter_map(|at| name.get(..at))
                .find(|above| fits(above));
            let above = above.filter(|above| !store.subscribed.contains(*above));
            found.extend(above.map(|above| (above, false)));
        }
        for (name, subscribed) in found {
            let attribute = (!subscribed).then_some("\\Noselect");
            push_listed(&mut self.out, "LSUB", &[attribute], name, "");
        }
        Ok(())
    }
}

fn options(list: Node<'_>, known: &[&str]) -> Result<BTreeSet<String>> {
    list.children()
        .map(|node| match word(node) {
            word if known.contains(&word.as_str()) => Ok(word),
            _ => Err(Refusal::bad("unknown selection option")),
        })
        .collect()
}

fn push_listed(out: &mut Vec<u8>, verb: &str, attributes: &[Option<&str>], name: &str, more: &str) {
    let attributes: Vec<&str> = attributes.iter().flatten().copied().collect();
    out.extend_from_slice(format!("* {verb} ({}) \"/\" ", attributes.join(" ")).as_bytes());
    push_name(out, name);
    out.extend_from_slice(format!("{more}\r\n").as_bytes());
}

fn push_status(out: &mut Vec<u8>, name: &str, mailbox: &Mailbox, items: &[Node<'_>]) -> Result<()> {
    let mut told = Vec::new();
    for item in items {
        let item = word(*item);
        let number = match item.as_str() {
            "MESSAGES" => mailbox.messages.len(),
            "RECENT" => mailbox.recent(),
            "UIDNEXT" => mailbox.uid_next as usize,
            "UIDVALIDITY" => mailbox.validity as usize,
            "UNSEEN" => mailbox.unseen(),
            _ => return Err(Refusal::bad("unknown status item")),
        };
        told.push(format!("{item} {number}"));
    }
    if told.is_empty() {
        return Err(Refusal::bad("no status item is named"));
    }
    out.extend_from_slice(b"* STATUS ");
    push_name(out, name);
    out.extend_from_slice(format!(" ({})\r\n", told.join(" ")).as_bytes());
    Ok(())
}

/// The patterns with the reference before them.
fn matcher(reference: &str, patterns: &[String]) -> Result<Vec<String>> {
    let whole: Vec<String> = patterns
        .iter()
        .map(|pattern| format!("{reference}{pattern}"))
        .collect();
    let fine = whole.len() <= MOST_PATTERNS
        && whole.iter().all(|pattern| pattern.len() <= LONGEST_PATTERN);
    fine.then_some(whole)
        .ok_or_else(|| Refusal::bad("too many patterns, or too long"))
}

/// Says whether a name fits a pattern: `*` is anything, `%` anything but the separator.
fn fits(pattern: &str, name: &str) -> bool {
    let name = name.as_bytes();
    // Up to which places of the name the pattern so far can reach.
    let mut reached = vec![false; name.len() + 1];
    reached[0] = true;
    let inbox = pattern
        .get(..5)
        .is_some_and(|begin| begin.eq_ignore_ascii_case("INBOX"));
    for (at, sign) in pattern.bytes().enumerate() {
        let mut next = vec![false; name.len() + 1];
        for place in 0..=name.len() {
            let here = reached.get(place).copied().unwrap_or_default();
            let before = place.checked_sub(1);
            let byte = before.and_then(|before| name.get(before).copied());
            let reaches = match (sign, before, byte) {
                (b'*', Some(before), Some(_)) => {
                    here || next.get(before).copied().unwrap_or_default()
                }
                (b'%', Some(before), Some(byte)) => {
                    here || byte != b'/' && next.get(before).copied().unwrap_or_default()
                }
                (b'*' | b'%', ..) => here,
                (_, Some(before), Some(byte)) => {
                    let same = byte == sign || inbox && at < 5 && byte.eq_ignore_ascii_case(&sign);
                    same && reached.get(before).copied().unwrap_or_default()
                }
                _ => false,
            };
            if let Some(slot) = next.get_mut(place) {
                *slot = reaches;
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or_default()
}

/// APPEND. RFC 3501 section 6.3.11; RFC 4315 section 3
fn append(store: &mut Store, words: &mut Words<'_>, now: DateTime) -> Result<String> {
    let name = words.mailbox()?;
    let flags = match words.next_if(|node| node.kind() == Kind::List) {
        Some(list) => list
            .children()
            .map(|node| text(node, "a flag"))
            .collect::<Result<_>>()?,
        None => Vec::new(),
    };
    let date = match words.next_if(|node| node.kind() == Kind::Quoted) {
        Some(node) => {
            let date = DateTime::parse_internal(&string(node, "the date")?);
            date.ok_or_else(|| Refusal::bad("a date is written \"01-Feb-2026 12:00:00 +0100\""))?
        }
        None => now,
    };
    let message = words.next("the message")?;
    if message.kind() != Kind::Literal {
        return Err(Refusal::bad("the message must be a literal"));
    }
    let bytes = string(message, "the message")?.into_owned();
    words.end()?;
    let validity = store
        .find_selectable(&name)
        .map_err(|_| Refusal::no("TRYCREATE", "there is no such mailbox"))?;
    let flags = read_flags(store.mailbox_mut(validity)?, &flags)?;
    let uid = store.append(validity, Content::Kept(bytes.into()), flags, date)?;
    Ok(format!("[APPENDUID {validity} {uid}] APPEND done"))
}

/// Flags by their names; `\Recent`, which clients cannot set, is passed over.
pub(super) fn read_flags(mailbox: &mut Mailbox, names: &[String]) -> Result<Flags> {
    let mut flags = Flags::new();
    for name in names {
        let flag = match name.strip_prefix('\\') {
            Some(system) if system.eq_ignore_ascii_case("Recent") => continue,
            Some(system) => {
                Flag::system(system).ok_or_else(|| Refusal::bad("unknown system flag"))?
            }
            None if is_keyword(name) => mailbox.keyword(name)?,
            None => return Err(Refusal::bad("that is no keyword")),
        };
        flags.insert(flag);
    }
    Ok(flags)
}

fn is_keyword(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() && !b"(){%*\"\\]".contains(&byte);
    (1..=100).contains(&name.len()) && name.bytes().all(fits)
}
