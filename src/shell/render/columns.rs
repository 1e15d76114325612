//! An answer as rows: what the columns are, and which of them were asked for.

use std::borrow::Cow;
use std::collections::HashSet;

use imapclient::types::{self, Addresses, Body, DateTime, Envelope, ItemValue, Message};

use super::{json, words};
use crate::shell::failure::Failure;
use crate::shell::output::{Column, NEWS, Shape, Value};

/// How many bytes of a body a row for people shows.
const EXCERPT: usize = 200;

/// What stands in a place of a row.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Field<'v> {
    /// Nothing.
    Absent,
    /// A number.
    Number(u64),
    /// Any value.
    Value(&'v Value),
    /// An item of a message.
    Item(&'v ItemValue),
    /// A header field.
    Header(&'v [u8]),
    /// The date of a header.
    HeaderDate(&'v [u8]),
    /// Addresses.
    People(Addresses<'v>),
}

/// A field with the name of its column.
pub(crate) type Named<'v> = (Cow<'v, str>, Field<'v>);

/// What is known of the rows of an answer before the first of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    /// The columns that were asked for; all when empty.
    pub(crate) wanted: Vec<String>,
    /// The names of columns whose rows have none.
    pub(crate) heads: Vec<String>,
    /// Message numbers are sequence numbers.
    pub(crate) by_sequence: bool,
    /// All the columns of rows that are all there.
    pub(crate) columns: Vec<String>,
}

impl Rows {
    /// Takes the names of columns from the shape of the answer.
    pub(crate) fn new(wanted: Vec<String>, shape: &Shape, by_sequence: bool) -> Self {
        let number = if by_sequence { "seq" } else { "uid" };
        let heads = match shape {
            Shape::Capabilities(_) => vec!["capability".to_owned()],
            Shape::Table(table) => table
                .columns
                .iter()
                .map(|column| column.head.to_lowercase())
                .collect(),
            Shape::Ids => vec![number.to_owned()],
            Shape::News { .. } => NEWS.map(str::to_owned).to_vec(),
            Shape::Messages(_) => vec!["uid".to_owned(), "seq".to_owned()],
            Shape::Items(items) => ["uid", "seq", items.item].map(str::to_owned).to_vec(),
            _ => vec!["value".to_owned()],
        };
        Rows {
            wanted,
            heads,
            by_sequence,
            columns: Vec::new(),
        }
    }

    /// Checks the columns that were asked for against the first row.
    ///
    /// # Errors
    /// `refused:` with the columns there are.
    pub(crate) fn check(&self, first: &Value) -> Result<(), Failure> {
        let all = self.all(first);
        let is_own = |wanted: &str| {
            let own = ["uid", "seq"]
                .iter()
                .any(|own| own.eq_ignore_ascii_case(wanted));
            own && matches!(first, Value::Message(_))
        };
        let is_later = |wanted: &str| {
            let mut columns = self.columns.iter();
            columns.any(|known| known.eq_ignore_ascii_case(wanted))
        };
        let unknown = self
            .wanted
            .iter()
            .find(|wanted| find(&all, wanted).is_none() && !is_own(wanted) && !is_later(wanted));
        let Some(unknown) = unknown else {
            return Ok(());
        };
        let names: Vec<&str> = all.iter().map(|(name, _)| name.as_ref()).collect();
        let failure = Failure::refused("", format!("there is no column {unknown}"));
        Err(failure.hint(format!("there are: {}", names.join(", "))))
    }

    /// The fields of an entry: those that were asked for, or all.
    pub(crate) fn fields<'v>(&'v self, entry: &'v Value) -> Vec<Named<'v>> {
        let all = self.all(entry);
        if self.wanted.is_empty() {
            return all;
        }
        let field = |wanted: &str| find(&all, wanted).unwrap_or(Field::Absent);
        self.wanted
            .iter()
            .map(|wanted| (Cow::Borrowed(wanted.as_str()), field(wanted)))
            .collect()
    }

    fn all<'v>(&'v self, entry: &'v Value) -> Vec<Named<'v>> {
        let count = match entry {
            Value::Tuple(items) => items.len(),
            _ => 1,
        };
        let known = self.heads.get(..count).unwrap_or_default();
        let head = |place: usize| match known.get(place) {
            Some(head) => Cow::Borrowed(head.as_str()),
            None => Cow::Owned((place + 1).to_string()),
        };
        match entry {
            Value::Message(message) => message_fields(message),
            Value::Envelope(value) => envelope_fields(value),
            Value::Record { fields, .. } | Value::Sparse(fields) => {
                fields.iter().flat_map(record_field).collect()
            }
            Value::Map(pairs) => pair_fields(pairs),
            Value::Tuple(items) => items
                .iter()
                .enumerate()
                .map(|(place, value)| (head(place), Field::Value(value)))
                .collect(),
            single => vec![(head(0), Field::Value(single))],
        }
    }
}

fn pair_fields(pairs: &[(Value, Value)]) -> Vec<Named<'_>> {
    let pairs = pairs.iter();
    pairs
        .map(|(key, value)| (Cow::Owned(json::key_text(key)), Field::Value(value)))
        .collect()
}

/// A field of a record; a dict in it, such as the counts of a folder, has columns of its own.
fn record_field<'v>((name, value): &'v (&'static str, Value)) -> Vec<Named<'v>> {
    match value {
        Value::Map(pairs) => pair_fields(pairs),
        value => vec![(Cow::Borrowed(*name), Field::Value(value))],
    }
}

/// The columns of rows that are all there, in the order in which they appear.
pub(crate) fn union(rows: &Rows, entries: &[Value]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    let mut inlined: HashSet<&str> = HashSet::new();
    for entry in entries {
        for (name, _) in rows.all(entry) {
            if !known.contains(name.as_ref()) {
                known.insert(name.to_string());
                names.push(name.into_owned());
            }
        }
        if let Value::Record { fields, .. } = entry {
            let dicts = fields
                .iter()
                .filter(|(_, value)| matches!(value, Value::Map(_)));
            inlined.extend(dicts.map(|(name, _)| *name));
        }
    }
    // Where a row has nothing in place of a dict, its columns are empty.
    names.retain(|name| !inlined.contains(name.as_str()));
    names
}

/// The elements of a list; anything else is the only one.
pub(crate) fn elements(value: Value) -> Box<dyn Iterator<Item = Value>> {
    match value {
        Value::List(items) => Box::new(items.into_iter()),
        Value::Nil => Box::new(std::iter::empty()),
        single => Box::new(std::iter::once(single)),
    }
}

/// The rows of a complete value: a list has one for each element, a dict of messages one for each of them.
pub(crate) fn entries(
    value: Value,
    shape: &Shape,
    heads: &[String],
) -> Box<dyn Iterator<Item = Value>> {
    match value {
        Value::Tuple(names) if matches!(shape, Shape::Capabilities(_)) => {
            Box::new(names.into_iter())
        }
        Value::Ids(set) => {
            let ranges: Vec<_> = set.ranges().to_vec();
            let closed = ranges
                .into_iter()
                .filter_map(|range| Some((range.start?, range.end?)));
            Box::new(
                closed.flat_map(|(one, other)| (one.min(other)..=one.max(other)).map(Value::from)),
            )
        }
        Value::Map(pairs) if pairs.is_empty() => Box::new(std::iter::empty()),
        Value::Tuple(items) if items.is_empty() => Box::new(std::iter::empty()),
        Value::Map(pairs) if pairs.iter().any(|(key, _)| matches!(key, Value::Int(_))) => {
            let names = match heads {
                [number, rest] => [number.as_str(), rest.as_str()].map(Value::from),
                _ => ["number", "value"].map(Value::from),
            };
            let keyed = move |(key, value)| keyed(names.clone(), key, value);
            Box::new(pairs.into_iter().map(keyed))
        }
        other => elements(other),
    }
}

/// A message by its number, with what is told of it.
fn keyed([number, rest]: [Value; 2], key: Value, value: Value) -> Value {
    let number = (number, key);
    match value {
        Value::Map(pairs) => Value::Map(std::iter::once(number).chain(pairs).collect()),
        single => Value::Map(vec![number, (rest, single)]),
    }
}

/// Looks a column up by its name in any case; `size` is what people call RFC822.SIZE.
pub(crate) fn find<'v>(fields: &[Named<'v>], wanted: &str) -> Option<Field<'v>> {
    let named = |name: &str| {
        let mut found = fields
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.next().map(|(_, field)| *field)
    };
    let other = match wanted.to_ascii_lowercase().as_str() {
        "size" => Some("RFC822.SIZE"),
        "received" => Some("INTERNALDATE"),
        _ => None,
    };
    named(wanted).or_else(|| other.and_then(named))
}

fn message_fields(message: &Message) -> Vec<Named<'_>> {
    let mut fields: Vec<Named<'_>> = Vec::with_capacity(message.items.len() + 11);
    let number = |number: u32| Field::Number(u64::from(number));
    if let Some(uid) = message.uid {
        fields.push((Cow::Borrowed("uid"), number(uid)));
    }
    if message.seq > 0 {
        fields.push((Cow::Borrowed("seq"), number(message.seq)));
    }
    for (name, value) in &message.items {
        match value {
            ItemValue::Envelope(envelope) => fields.extend(envelope_fields(envelope)),
            value => {
                if name == "ENVELOPE" {
                    // The columns of those that follow.
                    let absent = ENVELOPE
                        .iter()
                        .map(|name| (Cow::Borrowed(*name), Field::Absent));
                    fields.extend(absent);
                }
                fields.push((Cow::Borrowed(name), Field::Item(value)));
            }
        }
    }
    fields
}

/// The columns of an envelope.
const ENVELOPE: [&str; 10] = [
    "date",
    "subject",
    "from",
    "sender",
    "reply_to",
    "to",
    "cc",
    "bcc",
    "in_reply_to",
    "message_id",
];

fn envelope_fields(envelope: &Envelope) -> Vec<Named<'_>> {
    fn header(field: Option<&[u8]>) -> Field<'_> {
        field.map_or(Field::Absent, Field::Header)
    }
    let fields = [
        envelope.date().map_or(Field::Absent, Field::HeaderDate),
        header(envelope.subject()),
        Field::People(envelope.from()),
        Field::People(envelope.sender()),
        Field::People(envelope.reply_to()),
        Field::People(envelope.to()),
        Field::People(envelope.cc()),
        Field::People(envelope.bcc()),
        header(envelope.in_reply_to()),
        header(envelope.message_id()),
    ];
    ENVELOPE
        .iter()
        .map(|name| Cow::Borrowed(*name))
        .zip(fields)
        .collect()
}

/// The columns of a table for people, for those that were asked for.
pub(crate) fn heads(wanted: &[String]) -> Vec<Column> {
    let column = |name: &String| {
        let head = name.to_uppercase();
        match name.to_ascii_lowercase().as_str() {
            "uid" | "seq" | "number" => Column::id(head),
            "size" | "rfc822.size" => Column::size(head),
            "date" | "received" | "internaldate" => Column::text(head).yields(0),
            _ => Column::text(head),
        }
    };
    wanted.iter().map(column).collect()
}

impl Field<'_> {
    /// The field as a value for people.
    pub(crate) fn value(&self) -> Value {
        match self {
            Field::Absent => Value::Nil,
            Field::Number(number) => Value::from(*number),
            Field::Value(value) => (*value).clone(),
            Field::Header(bytes) => Value::HeaderText(bytes.to_vec()),
            Field::HeaderDate(bytes) => match DateTime::parse(bytes) {
                Some(date) => Value::Date(date),
                None => Value::HeaderText(bytes.to_vec()),
            },
            Field::People(list) if list.is_empty() => Value::Nil,
            Field::People(list) => Value::Text(words::addresses(*list, words::address)),
            Field::Item(item) => item_value(item),
        }
    }
}

fn item_value(item: &ItemValue) -> Value {
    match item {
        ItemValue::Flags(flags) => Value::tuple(flags.iter().cloned()),
        ItemValue::Envelope(envelope) => Value::Envelope(envelope.clone()),
        ItemValue::Structure(structure) => Value::from(structure.clone()),
        ItemValue::DateTime(date) => Value::Date(*date),
        ItemValue::Number(number) | ItemValue::ModSeq(number) => Value::from(*number),
        ItemValue::Body(body) => excerpt(body),
        ItemValue::Value(types::Value::String(bytes, _)) => Value::Bytes(bytes.clone()),
        ItemValue::Value(value) | ItemValue::Misfit(value, _) => Value::from(value.clone()),
        _ => Value::Nil,
    }
}

fn excerpt(body: &Body) -> Value {
    match body.bytes() {
        Some(bytes) => Value::Bytes(bytes.get(..EXCERPT).unwrap_or(bytes).to_vec()),
        None => Value::Text(format!("{} bytes", body.len())),
    }
}
