//! FETCH: reads what is asked for, and tells it of one message. RFC 3501 section 6.4.5

use std::cell::LazyCell;

use super::Result;
use super::mime::{Part, envelope, fields, header, structure};
use super::view::Known;
use super::words::{literal, string, word};
use crate::types::{self, FetchItem, SectionText};
use crate::wire::tree::{Kind, Node};

/// The items that are a word; the macros stand for so many of the first.
const WORDS: &str = "FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE UID \
                     RFC822 RFC822.HEADER RFC822.TEXT";

/// There may be so many items.
const MOST_ITEMS: usize = 100;

/// Reads the items of a FETCH: one, or a list, or a macro; by UID it is told too.
pub(super) fn items(node: &Node<'_>, uid: bool) -> Result<Vec<FetchItem>> {
    let first = |count| WORDS.split(' ').take(count).map(FetchItem::word).collect();
    let mut items: Vec<FetchItem> = match word(node).as_str() {
        "FAST" => first(3),
        "ALL" => first(4),
        "FULL" => first(5),
        _ if node.kind() != Kind::List => vec![item(*node)?],
        _ => {
            let listed = node.children().take(MOST_ITEMS + 1);
            listed.map(item).collect::<Result<_>>()?
        }
    };
    if items.is_empty() || items.len() > MOST_ITEMS {
        return Err("BAD there are no items, or too many".into());
    }
    if uid && !items.contains(&FetchItem::word("UID")) {
        items.insert(0, FetchItem::word("UID"));
    }
    Ok(items)
}

fn item(node: Node<'_>) -> Result<FetchItem> {
    let text = std::str::from_utf8(node.raw()).ok();
    let item = text.and_then(FetchItem::parse).filter(|item| match item {
        FetchItem::Word(name) => WORDS.split(' ').any(|word| word == name),
        FetchItem::Section(section) => matches!(section.item.as_str(), "BODY" | "BODY.PEEK"),
    });
    Ok(item.ok_or("BAD unknown fetch item, or one spelt wrongly")?)
}

/// Tells the items of a message.
///
/// # Errors
/// `NO` where that takes more bytes than there is room for.
pub(super) fn fetched(known: &Known, items: &[FetchItem], room: usize) -> Result<Vec<u8>> {
    let message = &known.message;
    // What is made on demand, or taken apart, is so only where it is looked at.
    let bytes = LazyCell::new(|| message.bytes());
    let root = LazyCell::new(|| Part::read(&bytes, 0));
    let mut told = format!("* {} FETCH (", known.sequence).into_bytes();
    for item in items {
        let name = item.answer_name();
        told.extend(format!("{name} ").into_bytes());
        let value = match name.as_str() {
            "FLAGS" => known.flags().into_bytes(),
            "INTERNALDATE" => string(message.date.to_string()),
            "RFC822.SIZE" => message.size().to_string().into_bytes(),
            "UID" => message.uid.to_string().into_bytes(),
            "ENVELOPE" => envelope(header(&message.head)),
            "BODY" | "BODYSTRUCTURE" => structure(&root, name == "BODYSTRUCTURE"),
            _ => content(item, &root).map_or(b"NIL".to_vec(), |bytes| literal(&bytes)),
        };
        if told.len() + value.len() > room {
            return Err("NO [LIMIT] that is more at once than the demo gives".into());
        }
        told.extend(value);
        told.push(b' ');
    }
    told.pop();
    told.extend(b")\r\n");
    Ok(told)
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
    let outer = Some(found).filter(|_| part.path.is_empty());
    let inner = outer.or(found.message());
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
