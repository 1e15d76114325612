//! FETCH: reads what is asked for, and tells it of one message. RFC 3501 section 6.4.5

use std::cell::LazyCell;

use super::mime::{Part, fields, header};
use super::refusal::{Refusal, Result};
use super::structure::{envelope, structure};
use super::view::Shown;
use super::words::{Words, string, word};
use crate::types::{self, FetchItem, SectionText};
use crate::wire::tree::{Kind, Node};

/// The items that are a word.
const WORDS: [&str; 10] = [
    "FLAGS",
    "INTERNALDATE",
    "RFC822.SIZE",
    "ENVELOPE",
    "BODY",
    "BODYSTRUCTURE",
    "UID",
    "RFC822",
    "RFC822.HEADER",
    "RFC822.TEXT",
];

/// What is told of one message may have this many bytes.
const MOST_AT_ONCE: usize = 32 << 20;
/// There may be so many items.
const MOST_ITEMS: usize = 100;

/// Reads the items of a FETCH: one, or a list, or a macro.
pub(super) fn items(words: &mut Words<'_>) -> Result<Vec<FetchItem>> {
    let node = words.take("what to fetch")?;
    let count = match word(node).as_str() {
        _ if node.kind() == Kind::List => match node.children().nth(MOST_ITEMS) {
            Some(_) => return Err(Refusal::bad("there are too many items")),
            None => return node.children().map(item).collect(),
        },
        "FAST" => 3,
        "ALL" => 4,
        "FULL" => 5,
        _ => return Ok(vec![item(node)?]),
    };
    Ok(WORDS
        .iter()
        .take(count)
        .map(|name| FetchItem::word(*name))
        .collect())
}

fn item(node: Node<'_>) -> Result<FetchItem> {
    let item = std::str::from_utf8(node.raw())
        .ok()
        .and_then(FetchItem::parse);
    let known = |item: &FetchItem| match item {
        FetchItem::Word(name) => WORDS.contains(&name.as_str()),
        FetchItem::Section(section) => matches!(section.item.as_str(), "BODY" | "BODY.PEEK"),
    };
    let unknown = || Refusal::bad("unknown fetch item, or one spelt wrongly");
    item.filter(known).ok_or_else(unknown)
}

/// Tells the items of a message.
///
/// # Errors
/// `NO` where they are more than is told at once.
pub(super) fn push_fetch(out: &mut Vec<u8>, shown: &Shown<'_>, items: &[FetchItem]) -> Result<()> {
    let message = shown.message;
    // What is made on demand, or taken apart, is so only where it is looked at.
    let bytes = LazyCell::new(|| message.content.bytes());
    let root = LazyCell::new(|| Part::of_message(&bytes));
    let mut told = format!("* {} FETCH (", shown.sequence).into_bytes();
    let mut separator = "";
    for item in items {
        let name = item.answer_name();
        told.extend_from_slice(format!("{separator}{name} ").as_bytes());
        separator = " ";
        let value = match name.as_str() {
            "FLAGS" => {
                let recent = shown.known.recent.then_some("\\Recent");
                let names = shown.mailbox.flag_names(message.flags).chain(recent);
                format!("({})", names.collect::<Vec<_>>().join(" ")).into_bytes()
            }
            "INTERNALDATE" => string(message.date.to_string()),
            "RFC822.SIZE" => message.content.size().to_string().into_bytes(),
            "UID" => message.uid.to_string().into_bytes(),
            "ENVELOPE" => envelope(header(&message.content.head)),
            "BODY" | "BODYSTRUCTURE" => structure(&root, name == "BODYSTRUCTURE"),
            _ => match content(item, &root) {
                Some(bytes) => {
                    told.extend_from_slice(format!("{{{}}}\r\n", bytes.len()).as_bytes());
                    bytes
                }
                None => b"NIL".to_vec(),
            },
        };
        if told.len() + value.len() > MOST_AT_ONCE {
            let why = "that is more at once than the demo gives";
            return Err(Refusal::no("LIMIT", why));
        }
        told.extend(value);
    }
    told.extend_from_slice(b")\r\n");
    out.append(&mut told);
    Ok(())
}

/// The bytes that an item asks for, if the message has such a part.
fn content(item: &FetchItem, root: &Part<'_>) -> Option<Vec<u8>> {
    let whole = types::Part::default();
    let (part, partial) = match item {
        FetchItem::Section(section) => (&section.part, section.partial),
        FetchItem::Word(_) => (&whole, None),
    };
    let found = root.at(&part.path)?;
    // What has a header and a body of its own: the message, or one in it.
    let inner = match part.path.is_empty() {
        true => Some(found),
        false => found.message(),
    };
    let bytes = match (item.name(), &part.text) {
        ("RFC822.HEADER", _) | (_, Some(SectionText::Header)) => inner?.header,
        ("RFC822.TEXT", _) | (_, Some(SectionText::Text)) => inner?.body,
        (_, Some(SectionText::Mime)) => found.header,
        (_, Some(SectionText::HeaderFields(names))) => &chosen(inner?.header, names, true),
        (_, Some(SectionText::HeaderFieldsNot(names))) => &chosen(inner?.header, names, false),
        (_, None) if part.path.is_empty() => found.bytes,
        (_, None) => found.body,
    };
    let (origin, length) = partial.unwrap_or((0, u32::MAX));
    let rest = bytes.get(origin as usize..).unwrap_or_default();
    Some(rest.get(..length as usize).unwrap_or(rest).to_vec())
}

/// The fields of these names, or all the others.
fn chosen(header: &[u8], names: &[String], wanted: bool) -> Vec<u8> {
    let mut fields = fields(header);
    fields.retain(|(field, _)| {
        let mut names = names.iter().map(|name| name.as_bytes());
        names.any(|name| name.eq_ignore_ascii_case(field)) == wanted
    });
    let lines: Vec<&[u8]> = fields.iter().map(|(_, lines)| *lines).collect();
    [&lines.concat()[..], b"\r\n"].concat()
}
