//! The bytes of a value and nothing else.

use std::io::{self, Write};

use imapclient::types::{self, ItemValue};

use super::json;
use crate::shell::output::Value;

/// Writes the bytes of a value: of a message its bodies, of a list its elements, one after the other.
pub(crate) fn write(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    match value {
        Value::Nil => Ok(()),
        Value::Bytes(bytes) | Value::HeaderText(bytes) => out.write_all(bytes),
        Value::Text(text) => writeln!(out, "{text}"),
        Value::Mailbox(name) => {
            out.write_all(name.wire().unwrap_or(name.as_str().as_bytes()))?;
            out.write_all(b"\n")
        }
        Value::Ids(set) => set.iter().try_for_each(|id| writeln!(out, "{id}")),
        Value::List(items) => items.iter().try_for_each(|item| write(out, item)),
        Value::Any(types::Value::Atom(bytes) | types::Value::String(bytes, _)) => {
            out.write_all(bytes)
        }
        Value::Message(message) => {
            for (_, value) in &message.items {
                match value {
                    ItemValue::Body(body) => {
                        io::copy(&mut body.reader()?, out)?;
                    }
                    ItemValue::Value(types::Value::String(bytes, _)) => out.write_all(bytes)?,
                    _ => {}
                }
            }
            Ok(())
        }
        other => json::document(out, other),
    }
}

/// Remembers how writing failed: a command that writes by itself may tell it in words only.
pub(super) struct Watched<'w> {
    inner: &'w mut dyn Write,
    /// The failure, if there was one.
    pub(super) gone: Option<io::ErrorKind>,
}

impl<'w> Watched<'w> {
    /// Writes through to a sink.
    pub(super) fn new(inner: &'w mut dyn Write) -> Self {
        Watched { inner, gone: None }
    }
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner
            .write(bytes)
            .inspect_err(|error| self.gone = Some(error.kind()))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner
            .flush()
            .inspect_err(|error| self.gone = Some(error.kind()))
    }
}
