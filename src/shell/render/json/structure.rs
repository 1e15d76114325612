//! The structure of a message as JSON.

use std::io::{self, Write};

use imapclient::types::{BodyPart, BodyStructure, Disposition, Multipart, Value};

use super::{Object, any, envelope, key, list, string, write_bytes};
use crate::shell::render::words;

/// Writes a BODYSTRUCTURE as an object.
pub(super) fn write<W: Write + ?Sized>(out: &mut W, structure: &BodyStructure) -> io::Result<()> {
    match structure {
        BodyStructure::Part(part) => body_part(out, part),
        BodyStructure::Multipart(multipart) => body_multipart(out, multipart),
    }
}

fn body_part<W: Write + ?Sized>(out: &mut W, part: &BodyPart) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    object.bytes(key!("type"), part.media_type.as_deref())?;
    object.bytes(key!("subtype"), part.media_subtype.as_deref())?;
    object.own(key!("parameters"), |out| parameters(out, &part.parameters))?;
    object.bytes(key!("id"), part.id.as_deref())?;
    object.bytes(key!("description"), part.description.as_deref())?;
    object.bytes(key!("encoding"), part.encoding.as_deref())?;
    object.number(key!("size"), part.size)?;
    if part.lines.is_some() {
        object.number(key!("lines"), part.lines)?;
    }
    if let Some(value) = &part.envelope {
        object.own(key!("envelope"), |out| envelope(out, value))?;
    }
    if let Some(value) = &part.body {
        object.own(key!("body"), |out| write(out, value))?;
    }
    if part.extensions > 0 {
        object.bytes(key!("md5"), part.md5.as_deref())?;
    }
    extensions(
        &mut object,
        part.extensions,
        &part.disposition,
        &part.language,
        &part.location,
        &part.more,
    )?;
    object.end()
}

fn body_multipart<W: Write + ?Sized>(out: &mut W, multipart: &Multipart) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    object.own(key!("type"), |out| string(out, "multipart"))?;
    object.bytes(key!("subtype"), multipart.media_subtype.as_deref())?;
    object.own(key!("parts"), |out| list(out, &multipart.parts, write))?;
    if multipart.extensions > 0 {
        object.own(key!("parameters"), |out| {
            parameters(out, &multipart.parameters)
        })?;
    }
    extensions(
        &mut object,
        multipart.extensions,
        &multipart.disposition,
        &multipart.language,
        &multipart.location,
        &multipart.more,
    )?;
    object.end()
}

/// What both kinds of parts have after their own fields, if the server told any of it.
fn extensions<W: Write + ?Sized>(
    object: &mut Object<'_, W>,
    count: usize,
    disposition: &Option<Disposition>,
    language: &[Vec<u8>],
    location: &Option<Vec<u8>>,
    more: &[Value],
) -> io::Result<()> {
    if count == 0 {
        return Ok(());
    }
    object.own(key!("disposition"), |out| match disposition {
        Some(disposition) => {
            let mut inner = Object::begin(out)?;
            inner.bytes(key!("type"), Some(&disposition.kind))?;
            inner.own(key!("parameters"), |out| {
                parameters(out, &disposition.parameters)
            })?;
            inner.end()
        }
        None => out.write_all(b"null"),
    })?;
    object.own(key!("language"), |out| {
        list(out, language, |out, bytes| write_bytes(out, bytes))
    })?;
    object.bytes(key!("location"), location.as_deref())?;
    if !more.is_empty() {
        object.own(key!("extensions"), |out| list(out, more, any))?;
    }
    Ok(())
}

fn parameters<W: Write + ?Sized>(out: &mut W, parameters: &[(Vec<u8>, Vec<u8>)]) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    for (name, value) in parameters {
        object.field(&words::plain(name), |out| write_bytes(out, value))?;
    }
    object.end()
}
