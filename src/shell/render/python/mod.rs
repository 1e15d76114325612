//! Python from the value alone: one expression, equal to what IMAPClient returns for the same call.
//!
//! It is spelt as Python prints it: `BodyData`, `Namespace` and `SearchIds` as the tuples and the list that
//! they are, data classes as calls, dates so that they can be evaluated.

mod layout;
pub(super) mod literal;
mod structure;

use std::borrow::Cow;
use std::io::{self, Write};

use imapclient::types::{self, DateTime, Flag, ItemValue, Message};

use self::layout::Node;
use super::dates::{self, Clock};
use super::items;
use crate::shell::output::{Items, Shape, Value};

/// The longest number that Python reads.
const DIGITS: usize = 4300;

/// What IMAPClient's attributes decide.
pub(crate) struct Style {
    /// Where naive dates are local.
    pub(crate) clock: Clock,
    /// Dates are naive and in that zone; else they have the offset they were sent with.
    pub(crate) normalise_times: bool,
    /// Names of folders are decoded text; else the bytes they are on the wire.
    pub(crate) folder_encode: bool,
    /// Messages are known by sequence number.
    pub(crate) by_sequence: bool,
}

/// Writes a complete value. Messages are a dict by their number, any other list is a list.
pub(crate) fn document(
    out: &mut dyn Write,
    value: &Value,
    style: &Style,
    messages: bool,
) -> io::Result<()> {
    let Value::List(items) = value else {
        return layout::alone(out, &style.node(value));
    };
    let node = if messages {
        Node::dict(items.iter().filter_map(|item| style.entry(item)))
    } else {
        Node::list(items.iter().map(|item| style.node(item)))
    };
    layout::alone(out, &node)
}

/// A list or dict that is written entry by entry.
pub(crate) struct Stream {
    style: Style,
    brackets: [&'static str; 2],
    messages: bool,
    items: Option<Items>,
    empty: bool,
}

impl Stream {
    /// A dict of messages or of an item of each, or a list of anything else. Nothing is written yet.
    pub(crate) fn new(style: Style, shape: &Shape) -> Self {
        let messages = matches!(shape, Shape::Messages(_));
        let items = match shape {
            Shape::Items(items) => Some(*items),
            _ => None,
        };
        let dict = messages || items.is_some();
        Stream {
            style,
            brackets: if dict { ["{", "}"] } else { ["[", "]"] },
            messages,
            items,
            empty: true,
        }
    }

    /// Writes an entry.
    pub(crate) fn entry(&mut self, out: &mut dyn Write, value: &Value) -> io::Result<()> {
        let (label, node) = if let Some(told) = self.items {
            match items::pair(value, told) {
                Some((number, item)) => {
                    let node = match items::labels(told, item) {
                        Some(labels) => Node::list(labels.into_iter().map(Node::Text)),
                        None => self.style.item(told.item, item),
                    };
                    (format!("{number}: "), node)
                }
                None => return Ok(()),
            }
        } else if self.messages {
            match self.style.entry(value) {
                Some((key, node)) => (format!("{key}: "), node),
                None => return Ok(()),
            }
        } else {
            (String::new(), self.style.node(value))
        };
        let [open, _] = self.brackets;
        let before = if self.empty { open } else { ",\n " };
        self.empty = false;
        write!(out, "{before}{label}")?;
        layout::write(out, &node, 1 + label.len(), 1)
    }

    /// Closes the expression, however far it came.
    pub(crate) fn end(self, out: &mut dyn Write) -> io::Result<()> {
        let [open, close] = self.brackets;
        let open = if self.empty { open } else { "" };
        writeln!(out, "{open}{close}")
    }
}

impl Style {
    fn node<'v>(&self, value: &'v Value) -> Node<'v> {
        match value {
            Value::Nil => Node::word("None"),
            Value::Bool(true) => Node::word("True"),
            Value::Bool(false) => Node::word("False"),
            Value::Int(number) => Node::number(number),
            Value::Ids(set) => Node::Ids(set),
            Value::Bytes(bytes) | Value::HeaderText(bytes) => Node::perhaps(Some(bytes)),
            Value::Text(text) => Node::Text(Cow::Borrowed(text)),
            Value::Date(date) => self.date(Some(date)),
            Value::Mailbox(name) if !self.folder_encode => {
                Node::perhaps(Some(name.wire().unwrap_or(name.as_str().as_bytes())))
            }
            Value::Mailbox(name) => Node::Text(Cow::Borrowed(name.as_str())),
            Value::Flag(flag) => Node::perhaps(Some(flag.as_str().as_bytes())),
            Value::Envelope(value) => structure::envelope(value, self),
            Value::Structure(value) => structure::structure(value),
            Value::List(items) => Node::list(items.iter().map(|item| self.node(item))),
            Value::Tuple(items) => Node::tuple(items.iter().map(|item| self.node(item))),
            Value::Map(pairs) => Node::dict(pairs.iter().map(|(key, value)| match (key, value) {
                // Flags by message: they were read as those of a FETCH.
                (Value::Int(_), Value::Tuple(flags)) => (
                    self.key(key),
                    Node::tuple(flags.iter().map(|flag| self.of_message(flag))),
                ),
                _ => (self.key(key), self.node(value)),
            })),
            Value::Record {
                name: "" | "Namespace",
                fields,
            } => Node::tuple(fields.iter().map(|(_, value)| self.node(value))),
            Value::Record { name, fields } => {
                let fields = fields.iter().map(|(name, value)| (*name, self.node(value)));
                Node::call(name, fields)
            }
            Value::Sparse(fields) => {
                let told = fields.iter().filter(|field| field.1 != Value::Nil);
                Node::dict(told.map(|(name, value)| (literal::text(name), self.node(value))))
            }
            Value::Message(_) => Node::dict(self.entry(value)),
            Value::Any(value) => any(value),
        }
    }

    fn of_message<'v>(&self, value: &'v Value) -> Node<'v> {
        match value {
            Value::Flag(flag) => self::flag(flag),
            other => self.node(other),
        }
    }

    /// A key of a dict, on one line whatever its length.
    fn key(&self, key: &Value) -> String {
        layout::flat(&self.node(key), usize::MAX).unwrap_or_else(|| "None".to_owned())
    }

    /// A message of a dict: its number, and its items.
    fn entry<'v>(&self, value: &'v Value) -> Option<(String, Node<'v>)> {
        match value {
            Value::Message(message) => Some(self.message(message)),
            Value::Map(pairs) => match pairs.as_slice() {
                [(key, value)] => Some((self.key(key), self.node(value))),
                _ => None,
            },
            Value::Tuple(pair) => match pair.as_slice() {
                [key, value] => Some((self.key(key), self.node(value))),
                _ => None,
            },
            Value::Record { name: "", fields } => match fields.as_slice() {
                [(_, key), (_, value)] => Some((self.key(key), self.node(value))),
                _ => None,
            },
            _ => None,
        }
    }

    fn message<'v>(&self, message: &'v Message) -> (String, Node<'v>) {
        let uid = message.uid.filter(|_| !self.by_sequence);
        let sequence = (message.seq > 0).then(|| Node::number(message.seq));
        let told_uid = message.uid.filter(|_| self.by_sequence).map(Node::number);
        let own = [("SEQ", sequence), ("UID", told_uid)];
        let own = own
            .into_iter()
            .filter_map(|(name, node)| Some((literal::bytes(name.as_bytes()), node?)));
        let items = message
            .items
            .iter()
            .map(|(name, value)| (literal::bytes(name.as_bytes()), self.item(name, value)));
        let number = uid.unwrap_or(message.seq);
        (number.to_string(), Node::dict(own.chain(items)))
    }

    fn item<'v>(&self, name: &str, value: &'v ItemValue) -> Node<'v> {
        match value {
            ItemValue::Flags(flags) => Node::tuple(flags.iter().map(flag)),
            ItemValue::Envelope(value) => structure::envelope(value, self),
            ItemValue::Structure(value) => structure::structure(value),
            ItemValue::DateTime(date) if name == "INTERNALDATE" => self.date(Some(date)),
            // Only INTERNALDATE is a date to IMAPClient.
            ItemValue::DateTime(date) => Node::Bytes(Cow::Owned(date.to_string().into_bytes())),
            ItemValue::Number(number) => Node::number(number),
            ItemValue::ModSeq(number) => Node::tuple([Node::number(number)]),
            ItemValue::Body(body) => Node::Body(body),
            ItemValue::Misfit(..) if name == "INTERNALDATE" => Node::word("None"),
            ItemValue::Value(value) | ItemValue::Misfit(value, _) => any(value),
            _ => Node::word("None"),
        }
    }

    /// A date; what Python's calendar does not have is `None`, as what cannot be read is.
    fn date<'v>(&self, date: Option<&DateTime>) -> Node<'v> {
        let told = date.and_then(|date| {
            if self.normalise_times {
                self.naive(date)
            } else {
                aware(date)
            }
        });
        told.map_or_else(|| Node::word("None"), |told| Node::Word(Cow::Owned(told)))
    }

    /// In local time, with the offset that zone had then.
    fn naive(&self, date: &DateTime) -> Option<String> {
        let local = self.clock.local(&dates::moment(date)?);
        let year = local.year();
        (year >= 1).then(|| {
            format!(
                "datetime.datetime({year}, {}, {}, {}, {}{})",
                local.month(),
                local.day(),
                local.hour(),
                local.minute(),
                second(local.second().unsigned_abs())
            )
        })
    }
}

/// With the offset as it was sent.
fn aware(date: &DateTime) -> Option<String> {
    let day = date.date;
    (day.year >= 1).then(|| {
        format!(
            "datetime.datetime({}, {}, {}, {}, {}{}, tzinfo=datetime.timezone(datetime.timedelta(minutes={})))",
            day.year,
            day.month,
            day.day,
            date.hour,
            date.minute,
            second(date.second.min(59)),
            date.offset
        )
    })
}

/// Python leaves out the seconds where they are 0.
fn second(second: u8) -> String {
    match second {
        0 => String::new(),
        second => format!(", {second}"),
    }
}

/// A flag of a message: read as any token, where those of a folder are always bytes.
fn flag(flag: &Flag) -> Node<'_> {
    atom(flag.as_str().as_bytes())
}

/// A token as IMAPClient reads it: a number, `NIL`, else bytes.
fn atom(bytes: &[u8]) -> Node<'_> {
    let digits = !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
    let number = digits && (bytes.len() == 1 || !bytes.starts_with(b"0"));
    match std::str::from_utf8(bytes) {
        Ok("NIL") => Node::word("None"),
        Ok(text) if number && text.len() <= DIGITS => Node::number(text),
        _ => Node::Bytes(Cow::Borrowed(bytes)),
    }
}

/// Any data as the server sent it. Its nesting is bounded by the reader of the wire.
fn any(value: &types::Value) -> Node<'_> {
    match value {
        types::Value::Nil => Node::word("None"),
        types::Value::Number(number) => Node::number(number),
        types::Value::Atom(bytes) => atom(bytes),
        types::Value::String(bytes, _) => Node::Bytes(Cow::Borrowed(bytes)),
        types::Value::List(items) => Node::tuple(items.iter().map(any)),
    }
}
