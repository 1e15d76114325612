//! The columns of a row that were asked for, as an object.

use std::io::{self, Write};

use super::{Object, address, item, list, number, string, write};
use crate::shell::render::columns::{Field, Named};
use crate::shell::render::{dates, words};

/// Writes fields as an object, with what was sent beside where decoding changed it.
pub(crate) fn selected<W: Write + ?Sized>(out: &mut W, fields: &[Named<'_>]) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    let mut raw: Vec<(&str, &[u8])> = Vec::new();
    for (name, field) in fields {
        let text = match field {
            Field::Header(bytes) => words::decode(bytes),
            Field::HeaderDate(bytes) => match dates::header_rfc3339(bytes) {
                Some(moment) => moment.as_str().to_owned(),
                None => words::decode(bytes),
            },
            _ => String::new(),
        };
        object.field(name, |out| match field {
            Field::Absent => out.write_all(b"null"),
            Field::Number(value) => number(out, *value),
            Field::Value(value) => write(out, value),
            Field::Item(value) => item(out, value),
            Field::Header(_) | Field::HeaderDate(_) => string(out, &text),
            Field::People(people) => list(out, people.iter(), address),
        })?;
        if let Field::Header(bytes) | Field::HeaderDate(bytes) = field
            && text.as_bytes() != *bytes
        {
            raw.push((name, bytes));
        }
    }
    object.raw(raw)?;
    object.end()
}
