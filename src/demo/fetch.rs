//! FETCH: reads what is asked for, and tells it of one message. RFC 3501 section 6.4.5

use std::borrow::Cow;

use super::message::Message;
use super::mime::{Part, fields};
use super::refusal::{Refusal, Result};
use super::store::Mailbox;
use super::structure::{envelope, structure};
use super::view::Known;
use super::words::{Words, push_literal, push_value, text, word};
use crate::types::{self, FetchItem, Section, SectionText};
use crate::wire::framer::Frame;
use crate::wire::tree::{self, Kind, Node, Tape};

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

/// Reads the items of a FETCH: one, or a list, or a macro.
pub(super) fn items(words: &mut Words<'_>) -> Result<Vec<FetchItem>> {
    let node = words.take("what to fetch")?;
    let count = match word(node).as_str() {
        _ if node.kind() == Kind::List => return node.children().map(item).collect(),
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
    let name = word(node);
    if WORDS.contains(&name.as_str()) {
        return Ok(FetchItem::Word(name));
    }
    let section = section(node.raw()).map(FetchItem::Section);
    section.ok_or_else(|| Refusal::bad("unknown fetch item, or one spelt wrongly"))
}

/// Reads `BODY.PEEK[1.HEADER.FIELDS (FROM TO)]<0.100>`.
fn section(raw: &[u8]) -> Option<Section> {
    let raw = std::str::from_utf8(raw).ok()?;
    let (item, rest) = raw.split_once('[')?;
    let (inside, after) = rest.rsplit_once(']')?;
    let partial = match after.strip_prefix('<') {
        Some(partial) => {
            let (origin, length) = partial.strip_suffix('>')?.split_once('.')?;
            Some((
                origin.parse().ok()?,
                length.parse().ok().filter(|length| *length > 0)?,
            ))
        }
        None => after.is_empty().then_some(None)?,
    };
    let item = item.to_ascii_uppercase();
    let part = part(inside)?;
    let known = matches!(item.as_str(), "BODY" | "BODY.PEEK");
    known.then_some(Section {
        item,
        part,
        partial,
    })
}

/// Reads `1.HEADER.FIELDS (FROM TO)`.
fn part(inside: &str) -> Option<types::Part> {
    let (spec, list) = inside.split_once(' ').unwrap_or((inside, ""));
    let (mut path, mut rest) = (Vec::new(), Some(spec).filter(|spec| !spec.is_empty()));
    while let Some(spec) = rest.filter(|spec| spec.starts_with(|sign: char| sign.is_ascii_digit()))
    {
        let (number, after) = spec
            .split_once('.')
            .map_or((spec, None), |(one, more)| (one, Some(more)));
        path.push(number.parse().ok().filter(|number| *number > 0)?);
        rest = after;
    }
    let text = match rest.map(str::to_ascii_uppercase).as_deref() {
        None => None,
        Some("HEADER") => Some(SectionText::Header),
        Some("TEXT") => Some(SectionText::Text),
        Some("MIME") if !path.is_empty() => Some(SectionText::Mime),
        Some("HEADER.FIELDS") => Some(SectionText::HeaderFields(names(list)?)),
        Some("HEADER.FIELDS.NOT") => Some(SectionText::HeaderFieldsNot(names(list)?)),
        Some(_) => return None,
    };
    let has_list = rest.is_some_and(|rest| rest.len() > "HEADER".len());
    (list.is_empty() || has_list).then_some(types::Part { path, text })
}

/// Reads `(FROM TO)`; names as literals are not understood.
fn names(list: &str) -> Option<Vec<String>> {
    let (bytes, literals) = (list.as_bytes(), &[][..]);
    let mut tape = Tape::default();
    let mut nodes = tree::parse(Frame { bytes, literals }, 0, &mut tape, 1).ok()?;
    let names = nodes
        .next()?
        .children()
        .map(|node| text(node, "a name").ok());
    let names: Vec<String> = names.collect::<Option<_>>()?;
    // They are told again as words.
    let plain = |name: &String| {
        !name.is_empty()
            && !name.contains(|sign: char| !sign.is_ascii_graphic() || "()[]\"".contains(sign))
    };
    let fine = !names.is_empty() && names.iter().all(plain) && nodes.anomalies().is_empty();
    (fine && nodes.next().is_none()).then_some(names)
}

/// Tells the items of a message, with the parentheses.
pub(super) fn push_items(
    out: &mut Vec<u8>,
    mailbox: &Mailbox,
    message: &Message,
    known: &Known,
    items: &[FetchItem],
) {
    // What is made on demand is made only where it is looked at.
    let whole =
        |item: &FetchItem| item.name().starts_with("BODY") || item.name().starts_with("RFC822");
    let bytes = match items
        .iter()
        .any(|item| whole(item) && item.name() != "RFC822.SIZE")
    {
        true => message.content.bytes(),
        false => Cow::Borrowed(&message.content.head[..]),
    };
    let root = Part::of_message(&bytes);
    let mut sign = '(';
    for item in items {
        out.extend_from_slice(format!("{sign}{} ", item.answer_name()).as_bytes());
        sign = ' ';
        let plain = match item.answer_name().as_str() {
            "FLAGS" => flags(mailbox, message, known),
            "INTERNALDATE" => format!("\"{}\"", message.date),
            "RFC822.SIZE" => message.content.size().to_string(),
            "UID" => message.uid.to_string(),
            "ENVELOPE" => {
                push_value(out, &envelope(root.header));
                continue;
            }
            name @ ("BODY" | "BODYSTRUCTURE") => {
                push_value(out, &structure(&root, name == "BODYSTRUCTURE"));
                continue;
            }
            _ => match content(item, &root) {
                Some(content) => {
                    push_literal(out, cut(item, &content));
                    continue;
                }
                None => "NIL".to_owned(),
            },
        };
        out.extend_from_slice(plain.as_bytes());
    }
    out.push(b')');
}

/// Tells `(\Seen \Recent)`.
pub(super) fn flags(mailbox: &Mailbox, message: &Message, known: &Known) -> String {
    let recent = known.recent.then_some("\\Recent");
    let names: Vec<&str> = mailbox.flag_names(message.flags).chain(recent).collect();
    format!("({})", names.join(" "))
}

/// The bytes that an item asks for, if the message has such a part.
fn content<'m>(item: &FetchItem, root: &Part<'m>) -> Option<Cow<'m, [u8]>> {
    let section = match item {
        FetchItem::Section(section) => section,
        FetchItem::Word(name) => {
            return Some(Cow::Borrowed(match name.as_str() {
                "RFC822.HEADER" => root.header,
                "RFC822.TEXT" => root.body,
                _ => root.bytes,
            }));
        }
    };
    let path = &section.part.path;
    let part = root.at(path)?;
    // What has a header and a body of its own: the message, or one in it.
    let inner = if path.is_empty() {
        Some(part)
    } else {
        part.message()
    };
    let bytes = match &section.part.text {
        None if path.is_empty() => part.bytes,
        None => part.body,
        Some(SectionText::Mime) => part.header,
        Some(SectionText::Header) => inner?.header,
        Some(SectionText::Text) => inner?.body,
        Some(SectionText::HeaderFields(names)) => return Some(chosen(inner?.header, names, true)),
        Some(SectionText::HeaderFieldsNot(names)) => {
            return Some(chosen(inner?.header, names, false));
        }
    };
    Some(Cow::Borrowed(bytes))
}

/// The fields of these names, or all the others.
fn chosen<'m>(header: &[u8], names: &[String], wanted: bool) -> Cow<'m, [u8]> {
    let named = |field: &[u8]| {
        names
            .iter()
            .any(|name| name.as_bytes().eq_ignore_ascii_case(field))
    };
    let fields = fields(header);
    let lines = fields
        .iter()
        .filter(|(name, _)| named(name) == wanted)
        .map(|(_, lines)| *lines);
    Cow::Owned(lines.chain([&b"\r\n"[..]]).collect::<Vec<_>>().concat())
}

/// Those of the bytes that are asked for.
fn cut<'b>(item: &FetchItem, bytes: &'b [u8]) -> &'b [u8] {
    let FetchItem::Section(Section {
        partial: Some((origin, length)),
        ..
    }) = item
    else {
        return bytes;
    };
    let rest = bytes.get(*origin as usize..).unwrap_or_default();
    rest.get(..*length as usize).unwrap_or(rest)
}
