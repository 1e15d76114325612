//! JSON from the value alone: streamed, exact, and as harmless as text.

mod body;
mod envelope;
mod object;
mod selected;
mod structure;
mod text;

use std::io::{self, Write};

use imapclient::types::{self, ItemValue, Message};

use self::envelope::{address, envelope};
pub(super) use self::object::list;
use self::object::{Key, Object, key};
pub(crate) use self::selected::selected;
use self::text::{fragment, is_plain_header, plain, write_bytes};
pub(crate) use self::text::{number, string, text_of};
use super::{dates, harmless, words};
use crate::shell::output::Value;

/// Writes a value as JSON on one line, without a line end.
pub(crate) fn write<W: Write + ?Sized>(out: &mut W, value: &Value) -> io::Result<()> {
    match value {
        Value::Nil => out.write_all(b"null"),
        Value::Bool(truth) => write!(out, "{truth}"),
        Value::Int(number) => write!(out, "{number}"),
        Value::Ids(set) => list(out, set.iter(), |out, id| number(out, u64::from(id))),
        Value::Bytes(bytes) => write_bytes(out, bytes),
        Value::Text(text) => string(out, text),
        Value::HeaderText(bytes) => header_alone(out, bytes),
        Value::Date(date) => plain(out, dates::rfc3339(date).as_bytes()),
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
pub(crate) fn document<W: Write + ?Sized>(out: &mut W, value: &Value) -> io::Result<()> {
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
pub(crate) fn lines<W: Write + ?Sized>(out: &mut W, value: &Value) -> io::Result<()> {
    let line = |out: &mut W, value: &Value| {
        write(out, value)?;
        out.write_all(b"\n")
    };
    match value {
        Value::List(items) => items.iter().try_for_each(|item| line(out, item)),
        Value::Ids(set) => set.iter().try_for_each(|id| {
            number(out, u64::from(id))?;
            out.write_all(b"\n")
        }),
        single => line(out, single),
    }
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

fn record<'v, W: Write + ?Sized>(
    out: &mut W,
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
    object.raw(raw)?;
    object.end()
}

/// A header by itself: a string, or an object where decoding changed it.
fn header_alone<W: Write + ?Sized>(out: &mut W, bytes: &[u8]) -> io::Result<()> {
    let text = words::decode(bytes);
    if text.as_bytes() == bytes {
        return string(out, &text);
    }
    let mut object = Object::begin(out)?;
    object.own(key!("text"), |out| string(out, &text))?;
    object.bytes(key!("raw"), Some(bytes))?;
    object.end()
}

fn message<W: Write + ?Sized>(out: &mut W, message: &Message) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    object.number(key!("uid"), message.uid.map(u64::from))?;
    object.number(
        key!("seq"),
        (message.seq > 0).then_some(u64::from(message.seq)),
    )?;
    for (name, value) in &message.items {
        object.field(name, |out| item(out, value))?;
    }
    object.end()
}

/// Writes an item of a message.
pub(crate) fn item<W: Write + ?Sized>(out: &mut W, value: &ItemValue) -> io::Result<()> {
    match value {
        ItemValue::Flags(flags) => list(out, flags, |out, flag| string(out, flag.as_str())),
        ItemValue::Envelope(value) => envelope(out, value),
        ItemValue::Structure(value) => structure::write(out, value),
        ItemValue::DateTime(date) => plain(out, dates::rfc3339(date).as_bytes()),
        ItemValue::Number(value) | ItemValue::ModSeq(value) => number(out, *value),
        ItemValue::Body(value) => body::write(out, value),
        ItemValue::Value(value) | ItemValue::Misfit(value, _) => any(out, value),
        _ => out.write_all(b"null"),
    }
}

/// Any data as the server sent it. Its nesting is bounded by the reader of the wire.
pub(crate) fn any<W: Write + ?Sized>(out: &mut W, value: &types::Value) -> io::Result<()> {
    match value {
        types::Value::Nil => out.write_all(b"null"),
        types::Value::Number(value) => number(out, *value),
        types::Value::Atom(bytes) | types::Value::String(bytes, _) => write_bytes(out, bytes),
        types::Value::List(items) => list(out, items, any),
    }
}
