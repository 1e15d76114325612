//! JSON from the value alone: streamed, exact, and as harmless as text.

mod body;
mod selected;
mod structure;

use std::io::{self, Write};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use imapclient::types::{self, Address, Envelope, ItemValue, Message};

pub(crate) use self::selected::selected;
use super::{dates, harmless, words};
use crate::shell::output::Value;

/// Writes a value as JSON on one line, without a line end.
pub(crate) fn write(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    match value {
        Value::Nil => out.write_all(b"null"),
        Value::Bool(truth) => write!(out, "{truth}"),
        Value::Int(number) => write!(out, "{number}"),
        Value::Ids(set) => list(out, set.iter(), |out, id| write!(out, "{id}")),
        Value::Bytes(bytes) => write_bytes(out, bytes),
        Value::Text(text) => string(out, text),
        Value::HeaderText(bytes) => header_alone(out, bytes),
        Value::Date(date) => string(out, &dates::rfc3339(date)),
        Value::Mailbox(name) => string(out, name.as_str()),
        Value::Flag(flag) => string(out, flag.as_str()),
        Value::Envelope(value) => envelope(out, value),
        Value::Structure(value) => structure::write(out, value),
        Value::List(items) | Value::Tuple(items) => list(out, items, write),
        Value::Map(pairs) => {
            let mut object = Object::begin(out)?;
            for (key, value) in pairs {
                object.field(&key_text(key), |out| write(out, value))?;
            }
            object.end()
        }
        Value::Record { fields, .. } => record(out, fields),
        Value::Sparse(fields) => record(out, fields.iter().filter(|field| field.1 != Value::Nil)),
        Value::Message(value) => message(out, value),
        Value::Any(value) => any(out, value),
    }
}

/// A value as JSON on a line.
pub(crate) fn line(value: &Value) -> String {
    let mut written = Vec::new();
    // Writing to memory does not fail.
    let _ = write(&mut written, value);
    String::from_utf8_lossy(&written).into_owned() + "\n"
}

/// Writes a complete value as a document: a list has an element on each line.
pub(crate) fn document(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    match value {
        Value::List(items) if !items.is_empty() => {
            out.write_all(b"[\n")?;
            for (index, item) in items.iter().enumerate() {
                out.write_all(if index == 0 { b"" } else { b",\n" })?;
                write(out, item)?;
            }
            out.write_all(b"\n]\n")
        }
        value => {
            write(out, value)?;
            out.write_all(b"\n")
        }
    }
}

/// Writes a line for each element of a list, or one line.
pub(crate) fn lines(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    let line = |out: &mut dyn Write, value: &Value| {
        write(out, value)?;
        out.write_all(b"\n")
    };
    match value {
        Value::List(items) => items.iter().try_for_each(|item| line(out, item)),
        Value::Ids(set) => set.iter().try_for_each(|id| writeln!(out, "{id}")),
        single => line(out, single),
    }
}

/// Ready-made JSON as text in which nothing steers a terminal.
pub(crate) fn text_of(value: &serde_json::Value) -> String {
    let text = value.to_string();
    let mut told = String::with_capacity(text.len());
    for character in text.chars() {
        if harmless::is_harmful(character) {
            // Controls below DEL are escaped already, so this stands inside of a string.
            for unit in character.encode_utf16(&mut [0; 2]) {
                told.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            told.push(character);
        }
    }
    told
}

/// Writes a string with its quotes.
pub(crate) fn string(out: &mut dyn Write, text: &str) -> io::Result<()> {
    out.write_all(b"\"")?;
    fragment(out, text)?;
    out.write_all(b"\"")
}

/// Writes the inside of a string. What steers a terminal is escaped too; a JSON reader sees no difference.
fn fragment(out: &mut dyn Write, text: &str) -> io::Result<()> {
    let special = |character: char| match character {
        // Nearly all there is.
        ' '..='~' => matches!(character, '"' | '\\'),
        other => harmless::is_harmful(other),
    };
    let mut rest = text;
    while let Some(at) = rest.find(special) {
        let (before, after) = rest.split_at(at);
        out.write_all(before.as_bytes())?;
        let Some(character) = after.chars().next() else {
            break;
        };
        match character {
            '"' => out.write_all(b"\\\"")?,
            '\\' => out.write_all(b"\\\\")?,
            '\n' => out.write_all(b"\\n")?,
            '\r' => out.write_all(b"\\r")?,
            '\t' => out.write_all(b"\\t")?,
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
        }
        rest = after.get(character.len_utf8()..).unwrap_or_default();
    }
    out.write_all(rest.as_bytes())
}

/// Bytes that are UTF-8 are a string, others `{"base64": "…"}`.
fn write_bytes(out: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    match std::str::from_utf8(bytes) {
        Ok(text) => string(out, text),
        Err(_) => write!(out, "{{\"base64\": \"{}\"}}", BASE64_STANDARD.encode(bytes)),
    }
}

/// An object whose fields are written one by one.
struct Object<'o> {
    out: &'o mut dyn Write,
    empty: bool,
}

impl<'o> Object<'o> {
    fn begin(out: &'o mut dyn Write) -> io::Result<Self> {
        out.write_all(b"{")?;
        Ok(Object { out, empty: true })
    }

    fn field(
        &mut self,
        name: &str,
        value: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        if !self.empty {
            self.out.write_all(b", ")?;
        }
        self.empty = false;
        string(self.out, name)?;
        self.out.write_all(b": ")?;
        value(self.out)
    }

    fn bytes(&mut self, name: &str, value: Option<&[u8]>) -> io::Result<()> {
        self.field(name, |out| match value {
            Some(bytes) => write_bytes(out, bytes),
            None => out.write_all(b"null"),
        })
    }

    fn number(&mut self, name: &str, value: Option<u64>) -> io::Result<()> {
        self.field(name, |out| match value {
            Some(number) => write!(out, "{number}"),
            None => out.write_all(b"null"),
        })
    }

    /// Writes the fields whose text is not what was sent, as it was sent.
    fn raw(&mut self, fields: &[(&str, &[u8])]) -> io::Result<()> {
        if fields.is_empty() {
            return Ok(());
        }
        self.field("raw", |out| {
            let mut raw = Object::begin(out)?;
            for (name, bytes) in fields {
                raw.bytes(name, Some(bytes))?;
            }
            raw.end()
        })
    }

    fn end(self) -> io::Result<()> {
        self.out.write_all(b"}")
    }
}

fn list<T>(
    out: &mut dyn Write,
    items: impl IntoIterator<Item = T>,
    write: fn(&mut dyn Write, T) -> io::Result<()>,
) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.write_all(b", ")?;
        }
        write(out, item)?;
    }
    out.write_all(b"]")
}

/// The text of a key: what it says where it says something, else what it is as JSON.
pub(crate) fn key_text(key: &Value) -> String {
    match key {
        Value::Text(text) => text.clone(),
        Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => harmless::bytes(bytes),
        },
        Value::Mailbox(name) => name.as_str().to_owned(),
        Value::Flag(flag) => flag.as_str().to_owned(),
        other => {
            let mut written = Vec::new();
            // Writing to memory does not fail.
            let _ = write(&mut written, other);
            String::from_utf8_lossy(&written).into_owned()
        }
    }
}

fn record<'v>(
    out: &mut dyn Write,
    fields: impl IntoIterator<Item = &'v (&'static str, Value)>,
) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    let mut raw: Vec<(&str, &[u8])> = Vec::new();
    for (name, value) in fields {
        match value {
            Value::HeaderText(bytes) => {
                let text = words::decode(bytes);
                object.field(name, |out| string(out, &text))?;
                if text.as_bytes() != bytes.as_slice() {
                    raw.push((name, bytes));
                }
            }
            other => object.field(name, |out| write(out, other))?,
        }
    }
    object.raw(&raw)?;
    object.end()
}

/// A header by itself: a string, or an object where decoding changed it.
fn header_alone(out: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    let text = words::decode(bytes);
    if text.as_bytes() == bytes {
        return string(out, &text);
    }
    let mut object = Object::begin(out)?;
    object.field("text", |out| string(out, &text))?;
    object.bytes("raw", Some(bytes))?;
    object.end()
}

fn message(out: &mut dyn Write, message: &Message) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    object.number("uid", message.uid.map(u64::from))?;
    object.number("seq", (message.seq > 0).then_some(u64::from(message.seq)))?;
    for (name, value) in &message.items {
        object.field(name, |out| item(out, value))?;
    }
    object.end()
}

/// Writes an item of a message.
pub(crate) fn item(out: &mut dyn Write, value: &ItemValue) -> io::Result<()> {
    match value {
        ItemValue::Flags(flags) => list(out, flags, |out, flag| string(out, flag.as_str())),
        ItemValue::Envelope(value) => envelope(out, value),
        ItemValue::Structure(value) => structure::write(out, value),
        ItemValue::DateTime(date) => string(out, &dates::rfc3339(date)),
        ItemValue::Number(number) | ItemValue::ModSeq(number) => write!(out, "{number}"),
        ItemValue::Body(value) => body::write(out, value),
        ItemValue::Value(value) | ItemValue::Misfit(value, _) => any(out, value),
        _ => out.write_all(b"null"),
    }
}

/// Any data as the server sent it. Its nesting is bounded by the reader of the wire.
pub(crate) fn any(out: &mut dyn Write, value: &types::Value) -> io::Result<()> {
    match value {
        types::Value::Nil => out.write_all(b"null"),
        types::Value::Number(number) => write!(out, "{number}"),
        types::Value::Atom(bytes) | types::Value::String(bytes, _) => write_bytes(out, bytes),
        types::Value::List(items) => list(out, items, any),
    }
}

fn envelope(out: &mut dyn Write, envelope: &Envelope) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    let told = |field: &Option<Vec<u8>>| field.as_deref().map(words::decode);
    let date = envelope
        .date
        .as_deref()
        .map(|field| dates::header_rfc3339(field).unwrap_or_else(|| words::decode(field)));
    let mut raw = Vec::new();
    raw.extend(header(&mut object, "date", date, &envelope.date)?);
    raw.extend(header(
        &mut object,
        "subject",
        told(&envelope.subject),
        &envelope.subject,
    )?);
    for (name, people) in [
        ("from", &envelope.from),
        ("sender", &envelope.sender),
        ("reply_to", &envelope.reply_to),
        ("to", &envelope.to),
        ("cc", &envelope.cc),
        ("bcc", &envelope.bcc),
    ] {
        object.field(name, |out| list(out, people, address))?;
    }
    raw.extend(header(
        &mut object,
        "in_reply_to",
        told(&envelope.in_reply_to),
        &envelope.in_reply_to,
    )?);
    raw.extend(header(
        &mut object,
        "message_id",
        told(&envelope.message_id),
        &envelope.message_id,
    )?);
    object.raw(&raw)?;
    object.end()
}

/// Writes a header's text; what was sent comes back where the text is not the same.
fn header<'b>(
    object: &mut Object<'_>,
    name: &'static str,
    text: Option<String>,
    sent: &'b Option<Vec<u8>>,
) -> io::Result<Option<(&'static str, &'b [u8])>> {
    object.field(name, |out| match &text {
        Some(text) => string(out, text),
        None => out.write_all(b"null"),
    })?;
    let changed = text.as_deref().map(str::as_bytes) != sent.as_deref();
    Ok(sent.as_deref().filter(|_| changed).map(|sent| (name, sent)))
}

fn address(out: &mut dyn Write, address: &Address) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    let plain = |field: &Option<Vec<u8>>| {
        field
            .as_deref()
            .map(|bytes| words::plain(bytes).into_owned())
    };
    let mut raw = Vec::new();
    raw.extend(header(
        &mut object,
        "name",
        address.name.as_deref().map(words::decode),
        &address.name,
    )?);
    raw.extend(header(
        &mut object,
        "route",
        plain(&address.route),
        &address.route,
    )?);
    raw.extend(header(
        &mut object,
        "mailbox",
        plain(&address.mailbox),
        &address.mailbox,
    )?);
    raw.extend(header(
        &mut object,
        "host",
        plain(&address.host),
        &address.host,
    )?);
    object.raw(&raw)?;
    object.end()
}
