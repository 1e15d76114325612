//! LIST, LSUB and XLIST: one mailbox a line.

use std::borrow::Cow;

use crate::types::{Flag, ListedMailbox, MailboxName, SequenceSet, Value};
use crate::wire::tree::{Kind, Node, Nodes};
use crate::wire::utf7;

use super::scalar::{note, note_anomalies, nstring, text};
use super::words::flags;

/// Extended data by tag.
type Extended = Vec<(Vec<u8>, Value)>;

/// Reads a line of LIST, LSUB or XLIST. A name may be any word, NIL and digits included, and one
/// without quotes runs to the end of the line. RFC 9051 section 7.3.1; RFC 3501 section 7.2.2
///
/// # Errors
/// What is missing or not what it should be.
pub fn listed_mailbox(values: Nodes<'_>, notes: &mut Vec<String>) -> Result<ListedMailbox, String> {
    note_anomalies(notes, values.anomalies());
    let mut rest = values;
    let attributes = match rest.next().ok_or("nothing follows")? {
        list if list.kind() == Kind::List => attributes(list),
        nil if nil.kind() == Kind::Nil => Vec::new(),
        _ => return Err("the attributes are no list".to_owned()),
    };
    let delimiter = delimiter(rest.next().ok_or("no delimiter")?, notes)?;
    let (name, extended) = name(rest, notes)?;
    if let Some(wire) = name.wire()
        && wire.is_ascii()
        && !utf7::is_readable(wire)
    {
        note(
            notes,
            format!("list: the name {name} is no modified UTF-7; shown as it came"),
        );
    }
    Ok(ListedMailbox {
        attributes,
        delimiter,
        name,
        extended,
    })
}

/// The attributes in a list; an attribute begins with a backslash, so that NIL is none.
fn attributes(list: Node<'_>) -> Vec<Flag> {
    let mut attributes = flags(list);
    attributes.retain(|attribute| *attribute != *"NIL");
    attributes
}

/// The separator of hierarchies; flat names have NIL.
fn delimiter(node: Node<'_>, notes: &mut Vec<String>) -> Result<Option<Vec<u8>>, String> {
    let delimiter = nstring(node, "the delimiter")?;
    if let Some(bytes) = &delimiter
        && (bytes.is_empty() || bytes.eq_ignore_ascii_case(b"NIL"))
    {
        note(notes, "list: the delimiter is a string in place of NIL");
        return Ok(None);
    }
    Ok(delimiter)
}

/// The name and the extended data that may follow it.
fn name(values: Nodes<'_>, notes: &mut Vec<String>) -> Result<(MailboxName, Extended), String> {
    let (whole, names) = (values.raw(), values.names());
    let mut rest = values;
    let first = rest.next().ok_or("no name")?;
    let in_quotes = matches!(first.kind(), Kind::Quoted | Kind::Literal | Kind::Literal8);
    let tail = match rest.next() {
        None => return Ok((names.decode(&name_bytes(first)?), Vec::new())),
        Some(second) => (second, rest.next().is_some()),
    };
    match tail {
        (list, false) if in_quotes && list.kind() == Kind::List => {
            Ok((names.decode(&name_bytes(first)?), extended(list)))
        }
        (list, false) if is_extended(list) => {
            Ok((names.decode(&name_bytes(first)?), extended(list)))
        }
        _ if in_quotes => Err("more follows after the name".to_owned()),
        _ => {
            note(notes, "list: the name has spaces and no quotes");
            Ok((names.decode(whole.trim_ascii_end()), Vec::new()))
        }
    }
}

/// The bytes of a name that is one word, of whichever kind.
pub(super) fn name_bytes(node: Node<'_>) -> Result<Cow<'_, [u8]>, String> {
    match (node.bytes(), node.elsewhere()) {
        (Some(bytes), _) => Ok(bytes),
        (None, Some(_)) => Err("the name is too large".to_owned()),
        (None, None) => Ok(Cow::Borrowed(node.raw())),
    }
}

/// Says whether a list can be extended data; a name such as `Drafts (old)` has a word in parentheses.
///
/// ```text
/// mbox-list-extended = "(" [mbox-list-extended-item *(SP mbox-list-extended-item)] ")"
/// mbox-list-extended-item = mbox-list-extended-item-tag SP tagged-ext-val
/// ```
fn is_extended(node: Node<'_>) -> bool {
    let mut children = node.children();
    if node.kind() != Kind::List {
        return false;
    }
    while let Some(tag) = children.next() {
        let fits = children.next().is_some_and(|value| match value.kind() {
            Kind::List | Kind::Number => true,
            Kind::Atom => SequenceSet::parse(&text(value)).is_some(),
            _ => false,
        });
        if tag.kind() == Kind::List || !fits {
            return false;
        }
    }
    true
}

/// Reads extended data; a tag without a value has NIL.
fn extended(list: Node<'_>) -> Extended {
    let mut data = Vec::new();
    let mut nodes = list.children();
    while let Some(tag) = nodes.next() {
        let tag = tag
            .bytes()
            .map_or_else(|| tag.raw().to_vec(), Cow::into_owned);
        data.push((tag, nodes.next().map_or(Value::Nil, Node::to_value)));
    }
    data
}
