//! Objects and lists of JSON, written piece by piece.

use std::io::{self, Write};

use super::text::{fragment, number, write_bytes};

/// The name of a field that is ours: nothing in it needs an escape. A message has dozens of them, so that what stands
/// around each is written with it; all begin with the comma behind the field before.
#[derive(Clone, Copy)]
pub(super) struct Key {
    pub(super) name: &'static str,
    /// `, "name": `
    pub(super) before_any: &'static str,
    /// `, "name": "`
    pub(super) before_text: &'static str,
    /// `, "name": null`
    pub(super) with_null: &'static str,
}

macro_rules! key {
    ($name:literal) => {
        $crate::shell::render::json::Key {
            name: $name,
            before_any: concat!(", \"", $name, "\": "),
            before_text: concat!(", \"", $name, "\": \""),
            with_null: concat!(", \"", $name, "\": null"),
        }
    };
}
pub(super) use key;

/// An object whose fields are written one by one.
pub(super) struct Object<'o, W: ?Sized> {
    out: &'o mut W,
    empty: bool,
}

impl<'o, W: Write + ?Sized> Object<'o, W> {
    pub(super) fn begin(out: &'o mut W) -> io::Result<Self> {
        out.write_all(b"{")?;
        Ok(Object { out, empty: true })
    }

    pub(super) fn field(
        &mut self,
        name: &str,
        value: impl FnOnce(&mut W) -> io::Result<()>,
    ) -> io::Result<()> {
        self.lead(", \"")?;
        fragment(self.out, name)?;
        self.out.write_all(b"\": ")?;
        value(self.out)
    }

    /// A field whose name is ours.
    pub(super) fn own(
        &mut self,
        key: Key,
        value: impl FnOnce(&mut W) -> io::Result<()>,
    ) -> io::Result<()> {
        self.lead(key.before_any)?;
        value(self.out)
    }

    /// One whose value is a string of bytes that stand for themselves.
    pub(super) fn plain(&mut self, key: Key, bytes: &[u8]) -> io::Result<()> {
        self.lead(key.before_text)?;
        self.out.write_all(bytes)?;
        self.out.write_all(b"\"")
    }

    pub(super) fn null(&mut self, key: Key) -> io::Result<()> {
        self.lead(key.with_null)
    }

    pub(super) fn bytes(&mut self, key: Key, value: Option<&[u8]>) -> io::Result<()> {
        match value {
            Some(bytes) => self.own(key, |out| write_bytes(out, bytes)),
            None => self.null(key),
        }
    }

    pub(super) fn number(&mut self, key: Key, value: Option<u64>) -> io::Result<()> {
        match value {
            Some(value) => self.own(key, |out| number(out, value)),
            None => self.null(key),
        }
    }

    /// Writes what begins a field, before the first one without the comma.
    fn lead(&mut self, lead: &str) -> io::Result<()> {
        let first = std::mem::replace(&mut self.empty, false);
        let lead = lead.as_bytes();
        self.out.write_all(match first {
            true => lead.strip_prefix(b", ").unwrap_or(lead),
            false => lead,
        })
    }

    /// Writes the fields whose text is not what was sent, as it was sent.
    pub(super) fn raw<'r>(
        &mut self,
        fields: impl IntoIterator<Item = (&'r str, &'r [u8])>,
    ) -> io::Result<()> {
        let mut fields = fields.into_iter().peekable();
        if fields.peek().is_none() {
            return Ok(());
        }
        self.own(key!("raw"), |out| {
            let mut raw = Object::begin(out)?;
            for (name, bytes) in fields {
                raw.field(name, |out| write_bytes(out, bytes))?;
            }
            raw.end()
        })
    }

    pub(super) fn end(self) -> io::Result<()> {
        self.out.write_all(b"}")
    }
}

/// Writes a list.
pub(in crate::shell::render) fn list<W: Write + ?Sized, T>(
    out: &mut W,
    items: impl IntoIterator<Item = T>,
    write: impl Fn(&mut W, T) -> io::Result<()>,
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
