//! LIST and LSUB. RFC 3501 section 6.3.8; RFC 5258; RFC 5819; RFC 6154

use std::collections::BTreeSet;

use super::folders::push_status;
use super::refusal::{Refusal, Result};
use super::session::Session;
use super::store::{Mailbox, Store};
use super::words::{Words, push_name, text, word};
use crate::wire::tree::{Kind, Node};

/// A pattern may be this long.
const LONGEST_PATTERN: usize = 1_000;
/// And there may be so many in one LIST.
const MOST_PATTERNS: usize = 100;

/// What a LIST asks.
struct Question<'a> {
    /// The selection options.
    selected: BTreeSet<String>,
    /// The return options but STATUS.
    returned: BTreeSet<String>,
    status: Option<Vec<Node<'a>>>,
    /// It has options of either kind: what is told is only what was asked for.
    extended: bool,
    patterns: Vec<String>,
}

impl<'a> Question<'a> {
    fn read(words: &mut Words<'a>) -> Result<Self> {
        let list = words.next_if(|node| node.kind() == Kind::List);
        let known = ["SUBSCRIBED", "REMOTE", "RECURSIVEMATCH", "SPECIAL-USE"];
        let selected = list.map(|list| options(list, &known)).transpose()?;
        let reference = words.text("the reference")?;
        let pattern = words.next("the pattern")?;
        let patterns = match pattern.kind() {
            Kind::List => pattern
                .children()
                .map(|node| text(node, "a pattern"))
                .collect::<Result<Vec<_>>>()?,
            _ => vec![text(pattern, "the pattern")?],
        };
        let mut question = Question {
            extended: selected.is_some(),
            selected: selected.unwrap_or_default(),
            returned: BTreeSet::new(),
            status: None,
            patterns: matcher(&reference, &patterns)?,
        };
        if words.skip("RETURN") {
            question.extended = true;
            question.read_returned(words.list("what to return")?)?;
        }
        words.end()?;
        if question.selects("RECURSIVEMATCH") && !question.selects("SUBSCRIBED") {
            return Err(Refusal::bad("RECURSIVEMATCH needs SUBSCRIBED"));
        }
        Ok(question)
    }

    fn read_returned(&mut self, mut list: Words<'a>) -> Result<()> {
        while let Some(node) = list.peek() {
            list.next("an option")?;
            match word(node).as_str() {
                "STATUS" => self.status = Some(list.list("the status items")?.collect()),
                known @ ("SUBSCRIBED" | "CHILDREN" | "SPECIAL-USE") => {
                    self.returned.insert(known.to_owned());
                }
                _ => return Err(Refusal::bad("unknown return option")),
            }
        }
        Ok(())
    }

    fn selects(&self, option: &str) -> bool {
        self.selected.contains(option)
    }

    /// Says whether something is told of each mailbox.
    fn tells(&self, option: &str) -> bool {
        self.selects(option) || self.returned.contains(option)
    }

    fn fits(&self, name: &str) -> bool {
        self.patterns.iter().any(|pattern| fits(pattern, name))
    }

    /// Says whether a mailbox is subscribed below this one that is not told by itself.
    fn holds_subscribed(&self, store: &Store, name: &str) -> bool {
        let below = format!("{name}/");
        let mut names = store.subscribed.iter();
        self.selects("RECURSIVEMATCH")
            && names.any(|name| name.starts_with(&below) && !self.fits(name))
    }

    /// The attributes of a mailbox, which may be one that is only subscribed.
    fn attributes(
        &self,
        store: &Store,
        name: &str,
        mailbox: Option<&Mailbox>,
    ) -> Vec<&'static str> {
        let noselect = mailbox.is_some_and(|mailbox| mailbox.noselect);
        let children = match store.has_children(name) {
            true => "\\HasChildren",
            false => "\\HasNoChildren",
        };
        let special = mailbox.and_then(|mailbox| mailbox.special);
        let subscribed = self.tells("SUBSCRIBED") && store.subscribed.contains(name);
        let told = [
            subscribed.then_some("\\Subscribed"),
            mailbox.is_none().then_some("\\NonExistent"),
            noselect.then_some("\\Noselect"),
            (!self.extended || self.tells("CHILDREN")).then_some(children),
            special.filter(|_| !self.extended || self.tells("SPECIAL-USE")),
        ];
        told.into_iter().flatten().collect()
    }
}

impl Session {
    pub(super) fn list(&mut self, store: &Store, words: &mut Words<'_>) -> Result<()> {
        let question = Question::read(words)?;
        if question.patterns.as_slice() == [""] {
            self.push("* LIST (\\Noselect) \"/\" \"\"\r\n");
            return Ok(());
        }
        let mut names: BTreeSet<&str> = store.listed().map(|(name, _)| name).collect();
        if question.selects("SUBSCRIBED") {
            names.extend(store.subscribed.iter().map(String::as_str));
        }
        names.retain(|name| question.fits(name));
        for name in names {
            let mailbox = store.mailbox_of(name);
            let recursive = question.holds_subscribed(store, name);
            let unsubscribed =
                question.selects("SUBSCRIBED") && !store.subscribed.contains(name) && !recursive;
            let useless = mailbox.is_none_or(|mailbox| mailbox.special.is_none());
            if unsubscribed || question.selects("SPECIAL-USE") && useless {
                continue;
            }
            let attributes = question.attributes(store, name, mailbox);
            let info = recursive.then_some(" (\"CHILDINFO\" (\"SUBSCRIBED\"))");
            push_listed(
                &mut self.out,
                "LIST",
                &attributes,
                name,
                info.unwrap_or_default(),
            );
            let mailbox = mailbox.filter(|mailbox| !mailbox.noselect);
            if let (Some(items), Some(mailbox)) = (&question.status, mailbox) {
                push_status(&mut self.out, name, mailbox, items)?;
            }
        }
        Ok(())
    }

    pub(super) fn lsub(&mut self, store: &Store, words: &mut Words<'_>) -> Result<()> {
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
            push_listed(&mut self.out, "LSUB", attribute.as_slice(), name, "");
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

fn push_listed(out: &mut Vec<u8>, verb: &str, attributes: &[&str], name: &str, more: &str) {
    out.extend_from_slice(format!("* {verb} ({}) \"/\" ", attributes.join(" ")).as_bytes());
    push_name(out, name);
    out.extend_from_slice(format!("{more}\r\n").as_bytes());
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
