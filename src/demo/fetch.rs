//! FETCH: reads what is asked for, and writes it of one message. RFC 3501 section 6.4.5

use std::borrow::Cow;

use super::envelope::push_envelope;
use super::message::{Flag, Message};
use super::mime::{Part, fields};
use super::refusal::{Refusal, Result};
use super::structure::push_structure;
use super::words::{Words, push_literal};
use crate::wire::framer::Frame;
use crate::wire::tree::{self, Kind, Node, Tape};

/// One thing asked for.
#[derive(Debug, Clone)]
pub(super) enum Item {
    Flags,
    InternalDate,
    Size,
    Envelope,
    Structure { extended: bool },
    Uid,
    Section(Section),
}

/// Some bytes of a message.
#[derive(Debug, Clone)]
pub(super) struct Section {
    /// How the answer names it.
    label: String,
    path: Vec<u32>,
    text: Text,
    pub(super) peek: bool,
    partial: Option<(usize, usize)>,
}

#[derive(Debug, Clone)]
enum Text {
    Whole,
    Header,
    Body,
    Mime,
    /// The fields of these names, or all the others.
    Fields(Vec<Vec<u8>>, bool),
}

/// Reads the items of a FETCH: one, or a list, or a macro.
pub(super) fn items(words: &mut Words<'_>) -> Result<Vec<Item>> {
    let node = words.next("what to fetch")?;
    if node.kind() == Kind::List {
        return node.children().map(item).collect();
    }
    let basic = [Item::Flags, Item::InternalDate, Item::Size];
    let structure = Item::Structure { extended: false };
    match super::words::word(node).as_str() {
        "FAST" => Ok(basic.to_vec()),
        "ALL" => Ok([&basic[..], &[Item::Envelope]].concat()),
        "FULL" => Ok([&basic[..], &[Item::Envelope, structure]].concat()),
        _ => Ok(vec![item(node)?]),
    }
}

fn item(node: Node<'_>) -> Result<Item> {
    let whole = |label: &str, text, peek| {
        Item::Section(Section {
            label: label.to_owned(),
            path: Vec::new(),
            text,
            peek,
            partial: None,
        })
    };
    let word = super::words::word(node);
    Ok(match word.as_str() {
        "FLAGS" => Item::Flags,
        "INTERNALDATE" => Item::InternalDate,
        "RFC822.SIZE" => Item::Size,
        "ENVELOPE" => Item::Envelope,
        "BODY" => Item::Structure { extended: false },
        "BODYSTRUCTURE" => Item::Structure { extended: true },
        "UID" => Item::Uid,
        "RFC822" => whole("RFC822", Text::Whole, false),
        "RFC822.HEADER" => whole("RFC822.HEADER", Text::Header, true),
        "RFC822.TEXT" => whole("RFC822.TEXT", Text::Body, false),
        _ => Item::Section(
            section(node.raw())
                .ok_or_else(|| Refusal::bad("unknown fetch item, or one spelt wrongly"))?,
        ),
    })
}

/// Reads `BODY.PEEK[1.HEADER.FIELDS (FROM TO)]<0.100>`.
fn section(raw: &[u8]) -> Option<Section> {
    let raw = std::str::from_utf8(raw).ok()?;
    let (name, rest) = raw.split_once('[')?;
    let peek = match name.to_ascii_uppercase().as_str() {
        "BODY" => false,
        "BODY.PEEK" => true,
        _ => return None,
    };
    let (inside, after) = rest.rsplit_once(']')?;
    let partial = match after {
        "" => None,
        _ => {
            let (origin, length) = after
                .strip_prefix('<')?
                .strip_suffix('>')?
                .split_once('.')?;
            let length: u32 = length.parse().ok().filter(|length| *length > 0)?;
            Some((origin.parse::<u32>().ok()? as usize, length as usize))
        }
    };
    let (spec, list) = match inside.split_once(' ') {
        Some((spec, list)) => (spec, Some(list)),
        None => (inside, None),
    };
    let mut path = Vec::new();
    let mut rest = spec;
    while rest.starts_with(|sign: char| sign.is_ascii_digit()) {
        let (number, after) = rest.split_once('.').unwrap_or((rest, ""));
        path.push(number.parse().ok().filter(|number| *number > 0)?);
        rest = after;
    }
    if !spec.is_empty() && spec.ends_with('.') {
        return None;
    }
    let text = match (rest.to_ascii_uppercase().as_str(), list) {
        ("", None) => Text::Whole,
        ("HEADER", None) => Text::Header,
        ("TEXT", None) => Text::Body,
        ("MIME", None) if !path.is_empty() => Text::Mime,
        ("HEADER.FIELDS", Some(list)) => Text::Fields(names(list)?, true),
        ("HEADER.FIELDS.NOT", Some(list)) => Text::Fields(names(list)?, false),
        _ => return None,
    };
    let label = match list {
        Some(list) => format!("{} {list}", spec.to_ascii_uppercase()),
        None => spec.to_ascii_uppercase(),
    };
    let origin = partial
        .map(|(origin, _)| format!("<{origin}>"))
        .unwrap_or_default();
    Some(Section {
        label: format!("BODY[{label}]{origin}"),
        path,
        text,
        peek,
        partial,
    })
}

/// Reads `(FROM TO)`; names as literals are not understood.
fn names(list: &str) -> Option<Vec<Vec<u8>>> {
    let frame = Frame {
        bytes: list.as_bytes(),
        literals: &[],
    };
    let mut tape = Tape::default();
    let mut nodes = tree::parse(frame, 0, &mut tape, 1).ok()?;
    let (list, None) = (nodes.next()?, nodes.next()) else {
        return None;
    };
    let names = list
        .children()
        .map(|node| node.bytes().map(Cow::into_owned));
    let names: Option<Vec<_>> = names.collect();
    names.filter(|names| !names.is_empty() && nodes.anomalies().is_empty())
}

/// Writes the items of a message, with the parentheses.
pub(super) fn push_items(out: &mut Vec<u8>, message: &Message, recent: bool, items: &[Item]) {
    let wants = |item: &Item| {
        matches!(
            item,
            Item::Envelope | Item::Structure { .. } | Item::Section(_)
        )
    };
    let bytes = match items.iter().any(wants) {
        true => message.content.bytes(),
        false => Cow::Borrowed(&[][..]),
    };
    let root = Part::of_message(&bytes);
    let mut sign = '(';
    for item in items {
        out.extend(sign.to_string().bytes());
        sign = ' ';
        match item {
            Item::Flags => push_flags(out, message, recent),
            Item::InternalDate => push(out, &format!("INTERNALDATE \"{}\"", message.date)),
            Item::Size => push(out, &format!("RFC822.SIZE {}", message.content.size())),
            Item::Uid => push(out, &format!("UID {}", message.uid)),
            Item::Envelope => {
                push(out, "ENVELOPE ");
                push_envelope(out, bytes.get(root.header.clone()).unwrap_or_default());
            }
            Item::Structure { extended } => {
                push(out, if *extended { "BODYSTRUCTURE " } else { "BODY " });
                push_structure(out, &bytes, &root, *extended);
            }
            Item::Section(section) => {
                push(out, &section.label);
                match section.of(&bytes, &root) {
                    None => push(out, " NIL"),
                    Some(found) => {
                        out.push(b' ');
                        push_literal(out, section.cut(&found));
                    }
                }
            }
        }
    }
    out.push(b')');
}

fn push(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

/// Writes `FLAGS (...)`.
pub(super) fn push_flags(out: &mut Vec<u8>, message: &Message, recent: bool) {
    let recent = recent.then_some("\\Recent");
    let flags: Vec<&str> = message
        .flags
        .iter()
        .map(Flag::as_str)
        .chain(recent)
        .collect();
    push(out, &format!("FLAGS ({})", flags.join(" ")));
}

impl Section {
    /// The bytes of the section, if the message has such a part.
    fn of<'m>(&self, message: &'m [u8], root: &Part) -> Option<Cow<'m, [u8]>> {
        let part = root.at(&self.path)?;
        // What has a header and a body of its own: the message, or one in it.
        let inner = match self.path.is_empty() {
            true => Some(part),
            false => part.message(),
        };
        let place = match &self.text {
            Text::Whole if self.path.is_empty() => 0..message.len(),
            Text::Whole => part.body.clone(),
            Text::Mime => part.header.clone(),
            Text::Header | Text::Fields(..) => inner?.header.clone(),
            Text::Body => inner?.body.clone(),
        };
        let bytes = message.get(place)?;
        let Text::Fields(names, wanted) = &self.text else {
            return Some(Cow::Borrowed(bytes));
        };
        let named = |field: &[u8]| names.iter().any(|name| name.eq_ignore_ascii_case(field));
        let mut chosen = Vec::new();
        for (_, lines) in fields(bytes)
            .iter()
            .filter(|(name, _)| named(name) == *wanted)
        {
            chosen.extend_from_slice(lines);
        }
        chosen.extend_from_slice(b"\r\n");
        Some(Cow::Owned(chosen))
    }

    /// The part of the bytes that was asked for.
    fn cut<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        let Some((origin, length)) = self.partial else {
            return bytes;
        };
        let rest = bytes.get(origin..).unwrap_or_default();
        rest.get(..length).unwrap_or(rest)
    }
}
