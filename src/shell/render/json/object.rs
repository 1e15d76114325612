//! Objects and lists of JSON, written piece by piece.

use std::io::{self, Write};

use super::text::{number, string, write_bytes};

/// The name of a field that is ours, as it is and as it stands between two fields: nothing in it needs an escape, and
/// a message has dozens of them.
#[derive(Clone, Copy)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) lead: &'static str,
}

macro_rules! key {
    ($name:literal) => {
        $crate::shell::render::json::Key {
            name: $name,
            lead: concat!(", \"", $name, "\": "),
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
        if !self.empty {
            self.out.write_all(b", ")?;
        }
        self.empty = false;
        string(self.out, name)?;
        self.out.write_all(b": ")?;
        value(self.out)
    }

    /// A field whose name is ours.
    pub(super) fn own(
        &mut self,
        key: Key,
        value: impl FnOnce(&mut W) -> io::Result<()>,
    ) -> io::Result<()> {
        let lead = match self.empty {
            true => key.lead.strip_prefix(", ").unwrap_or_default(),
            false => key.lead,
        };
        self.empty = false;
        self.out.write_all(lead.as_bytes())?;
        value(self.out)
    }

    pub(super) fn bytes(&mut self, key: Key, value: Option<&[u8]>) -> io::Result<()> {
        self.own(key, |out| match value {
            Some(bytes) => write_bytes(out, bytes),
            None => out.write_all(b"null"),
        })
    }

    pub(super) fn number(&mut self, key: Key, value: Option<u64>) -> io::Result<()> {
        self.own(key, |out| match value {
            Some(value) => number(out, value),
            None => out.write_all(b"null"),
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
