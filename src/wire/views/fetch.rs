//! FETCH: the items of one message.

use std::borrow::Cow;

use crate::types::{Body, DateTime, ItemValue, Message, Value};
use crate::wire::tree::{Anomaly, AnomalyKind, Kind, Node, Nodes};

use super::body_structure::body_structure;
use super::envelope::envelope;
use super::scalar::{excerpt, note, note_anomalies, number, number32};
use super::words::flags;

/// Reads the items of a FETCH response, in any order. `bodies` hands out a literal kept elsewhere, by its index.
/// An item that is not what it should be is a [`ItemValue::Misfit`]; its neighbours are untouched.
/// RFC 9051 section 7.5.2; RFC 3501 section 7.4.2
pub fn message(
    seq: u32,
    values: Nodes<'_>,
    bodies: &mut dyn FnMut(usize) -> Option<Body>,
) -> Message {
    let anomalies = values.anomalies();
    let mut reader = Reader {
        message: Message {
            seq,
            ..Message::default()
        },
        bodies,
        cut_at: cut_at(anomalies),
    };
    let mut rest = values.clone();
    match rest.next() {
        Some(list) if list.kind() == Kind::List => {
            reader.items(list.children());
            if rest.clone().next().is_some() {
                reader.note("items after the closing parenthesis");
                reader.items(rest);
            }
        }
        Some(_) => {
            reader.note("no parentheses around the items");
            reader.items(values);
        }
        None => reader.note("no items"),
    }
    note_anomalies(&mut reader.message.notes, anomalies);
    reader.message
}

/// A message in the making.
struct Reader<'b> {
    message: Message,
    bodies: &'b mut dyn FnMut(usize) -> Option<Body>,
    /// Where the response ends in the middle of an item.
    cut_at: Option<usize>,
}

impl Reader<'_> {
    fn note(&mut self, text: impl Into<String>) {
        note(&mut self.message.notes, text);
    }

    /// ```text
    /// msg-att = "(" msg-att-item *(SP msg-att-item) ")"
    /// ```
    fn items(&mut self, nodes: Nodes<'_>) {
        let mut nodes = nodes;
        let mut outer = Vec::new();
        loop {
            let Some(node) = nodes.next() else {
                match outer.pop() {
                    Some(rest) => nodes = rest,
                    None => return,
                }
                continue;
            };
            if node.kind() == Kind::List && node.children().next().is_some_and(begins_item) {
                self.note("items in extra parentheses");
                outer.push(std::mem::replace(&mut nodes, node.children()));
                continue;
            }
            if node.kind() != Kind::Atom {
                self.note(format!("a value without a name: {}", excerpt(node)));
                continue;
            }
            let name = self.name(node);
            let mut ahead = nodes.clone();
            match ahead.next() {
                Some(value) if !begins_item(value) => {
                    nodes = ahead;
                    self.item(name, value);
                }
                _ => {
                    self.note(format!("{name} has no value"));
                    self.keep(name, ItemValue::Value(Value::Nil));
                }
            }
        }
    }

    /// The name of an item, upper-cased.
    fn name(&mut self, node: Node<'_>) -> Cow<'static, str> {
        if let Some(known) = usual_name(node.raw()) {
            return Cow::Borrowed(known);
        }
        let name = String::from_utf8_lossy(node.raw()).to_ascii_uppercase();
        if name.ends_with('>')
            && name
                .rsplit_once('<')
                .is_some_and(|(_, origin)| origin.contains('.'))
        {
            self.note(format!("{name} repeats the length that was asked for"));
        }
        Cow::Owned(name)
    }

    fn item(&mut self, name: Cow<'static, str>, node: Node<'_>) {
        let value = match name.as_ref() {
            "UID" => return self.uid(name, node),
            "MODSEQ" => match self.mod_sequence(node) {
                Some(value) => value,
                None => return,
            },
            "FLAGS" => match node.kind() {
                Kind::List => ItemValue::Flags(flags(node)),
                _ => misfit(node, "the flags are no list"),
            },
            "ENVELOPE" => self.view(node, |node, notes| {
                envelope(node, notes).map(|envelope| ItemValue::Envelope(Box::new(envelope)))
            }),
            "BODYSTRUCTURE" => self.structure(node),
            "BODY" if node.kind() == Kind::List => self.structure(node),
            "INTERNALDATE" | "SAVEDATE" => date_time(node),
            "RFC822.SIZE" => self.size(&name, node),
            "X-GM-LABELS" => self.labels(node),
            _ if name.starts_with("BINARY.SIZE[") => self.size(&name, node),
            _ if is_content(&name) => self.content(&name, node),
            _ => self.other(node),
        };
        self.keep(name, value);
    }

    /// Keeps an item; of one that was told twice the later value, as of one told by two responses.
    fn keep(&mut self, name: Cow<'static, str>, value: ItemValue) {
        /// Among more items than any server sends doubles are not looked for.
        const MOST: usize = 50;
        let mut known = self.message.items.iter_mut().take(MOST);
        match known.find(|(known, _)| *known == name) {
            Some(item) => {
                item.1 = value;
                self.note(format!("{name} is told twice"));
            }
            None => self.message.items.push((name, value)),
        }
    }

    fn uid(&mut self, name: Cow<'static, str>, node: Node<'_>) {
        match number32(node).filter(|uid| *uid > 0) {
            Some(uid) => self.message.uid = Some(uid),
            None => self.keep(name, misfit(node, "no uid")),
        }
    }

    /// Reads `(n)`; a negative one is nothing but a note.
    fn mod_sequence(&mut self, node: Node<'_>) -> Option<ItemValue> {
        let inner = match node.kind() {
            Kind::List => node.children().next(),
            _ => {
                self.note("modseq without parentheses");
                Some(node)
            }
        };
        if let Some(modseq) = inner.and_then(number) {
            return Some(ItemValue::ModSeq(modseq));
        }
        if inner.is_some_and(|inner| inner.raw().starts_with(b"-")) {
            self.note(format!("modseq {} ignored", excerpt(node)));
            return None;
        }
        Some(misfit(node, "no mod-sequence"))
    }

    fn structure(&mut self, node: Node<'_>) -> ItemValue {
        self.view(node, |node, notes| {
            body_structure(node, notes).map(ItemValue::Structure)
        })
    }

    /// Runs a view; NIL stays NIL, and what does not fit stays as it came.
    fn view(
        &mut self,
        node: Node<'_>,
        read: impl FnOnce(Node<'_>, &mut Vec<String>) -> Result<ItemValue, String>,
    ) -> ItemValue {
        if node.kind() == Kind::Nil {
            return ItemValue::Value(Value::Nil);
        }
        if self.cut_at == Some(node.end()) {
            return misfit(node, "it is cut off");
        }
        let known = self.message.notes.len();
        read(node, &mut self.message.notes).unwrap_or_else(|problem| {
            // How far the repairs got is of no use where they were in vain.
            self.message.notes.truncate(known);
            misfit(node, &problem)
        })
    }

    fn size(&mut self, name: &str, node: Node<'_>) -> ItemValue {
        match (node.kind(), number(node)) {
            (Kind::Number, Some(size)) => ItemValue::Number(size),
            (_, Some(size)) => {
                self.note(format!("{name} is written as {}", excerpt(node)));
                ItemValue::Number(size)
            }
            (Kind::Nil, None) => ItemValue::Value(Value::Nil),
            (_, None) => misfit(node, "no number"),
        }
    }

    /// Labels of Gmail, among which NIL stands for none.
    fn labels(&mut self, node: Node<'_>) -> ItemValue {
        match node.to_value() {
            Value::List(mut labels) => {
                let count = labels.len();
                labels.retain(|label| *label != Value::Nil);
                if labels.len() < count {
                    self.note("NIL among the labels");
                }
                ItemValue::Value(Value::List(labels))
            }
            value => ItemValue::Value(value),
        }
    }

    /// The content of a section: any string, or NIL.
    fn content(&mut self, name: &str, node: Node<'_>) -> ItemValue {
        match (node.elsewhere(), node.kind()) {
            (Some(index), _) => self.kept(index, node),
            (None, Kind::Nil) => ItemValue::Value(Value::Nil),
            (None, Kind::List) => misfit(node, "a list in place of content"),
            (None, kind) => {
                if matches!(kind, Kind::Atom | Kind::Number) {
                    self.note(format!("{name} has no quotes"));
                }
                match node.bytes() {
                    Some(bytes) => ItemValue::Body(Body::Memory(bytes.into_owned())),
                    None => misfit(node, "its bytes are missing"),
                }
            }
        }
    }

    /// Any other item; a large string is content whatever its name.
    fn other(&mut self, node: Node<'_>) -> ItemValue {
        match (node.number(), node.elsewhere()) {
            (Some(number), _) => ItemValue::Number(number),
            (None, Some(index)) => self.kept(index, node),
            (None, None) => ItemValue::Value(node.to_value()),
        }
    }

    fn kept(&mut self, index: usize, node: Node<'_>) -> ItemValue {
        match (self.bodies)(index) {
            Some(body) => ItemValue::Body(body),
            None => misfit(node, "its bytes were not kept"),
        }
    }
}

/// Where a response ends that closes neither the list of its items nor one within, as it does
/// where a line end stands inside a string.
fn cut_at(anomalies: &[Anomaly]) -> Option<usize> {
    let mut unclosed = anomalies
        .iter()
        .filter(|anomaly| anomaly.kind == AnomalyKind::UnclosedList);
    unclosed.nth(1).map(|anomaly| anomaly.at)
}

/// Reads `INTERNALDATE` or `SAVEDATE`; NIL stays NIL.
fn date_time(node: Node<'_>) -> ItemValue {
    if node.kind() == Kind::Nil {
        return ItemValue::Value(Value::Nil);
    }
    match node.bytes().and_then(|bytes| DateTime::parse(&bytes)) {
        Some(date_time) => ItemValue::DateTime(date_time),
        None => misfit(node, "no date"),
    }
}

fn misfit(node: Node<'_>, problem: &str) -> ItemValue {
    ItemValue::Misfit(node.to_value(), problem.to_owned())
}

/// A name that items often have, upper-cased.
fn usual_name(name: &[u8]) -> Option<&'static str> {
    const NAMES: [&str; 15] = [
        "UID",
        "FLAGS",
        "INTERNALDATE",
        "RFC822.SIZE",
        "ENVELOPE",
        "BODYSTRUCTURE",
        "BODY",
        "MODSEQ",
        "BODY[]",
        "BODY[HEADER]",
        "BODY[TEXT]",
        "BODY[1]",
        "X-GM-MSGID",
        "X-GM-THRID",
        "X-GM-LABELS",
    ];
    // Nearly all servers write them so.
    let written = NAMES.into_iter().find(|known| known.as_bytes() == name);
    written.or_else(|| {
        let mut names = NAMES.into_iter();
        names.find(|known| known.as_bytes().eq_ignore_ascii_case(name))
    })
}

/// Says whether the item is a string of any length by its name.
fn is_content(name: &str) -> bool {
    name.starts_with("BODY[")
        || name.starts_with("BINARY[")
        || matches!(name, "RFC822" | "RFC822.HEADER" | "RFC822.TEXT")
}

/// Says whether this is the name of an item that is never a value, so that a value is missing before it.
fn begins_item(node: Node<'_>) -> bool {
    const NAMES: [&[u8]; 11] = [
        b"FLAGS",
        b"UID",
        b"ENVELOPE",
        b"BODY",
        b"BODYSTRUCTURE",
        b"INTERNALDATE",
        b"MODSEQ",
        b"RFC822",
        b"RFC822.SIZE",
        b"RFC822.HEADER",
        b"RFC822.TEXT",
    ];
    if node.kind() != Kind::Atom {
        return false;
    }
    let raw = node.raw();
    let is_section = |name: &[u8]| {
        raw.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    NAMES.iter().any(|name| raw.eq_ignore_ascii_case(name))
        || is_section(b"BODY[")
        || is_section(b"BINARY[")
}
