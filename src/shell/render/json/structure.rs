//! The structure of a message as JSON.

use std::io::{self, Write};

use imapclient::types::{BodyPart, BodyStructure, Disposition, Multipart, Value};

use super::{Object, any, envelope, list, string, write_bytes};
use crate::shell::render::words;

/// Writes a BODYSTRUCTURE as an object.
pub(super) fn write(out: &mut dyn Write, structure: &BodyStructure) -> io::Result<()> {
    match structure {
        BodyStructure::Part(part) => body_part(out, part),
        BodyStructure::Multipart(multipart) => body_multipart(out, multipart),
    }
}

fn body_part(out: &mut dyn Write, part: &BodyPart) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    object.bytes("type", part.media_type.as_deref())?;
    object.bytes("subtype", part.media_subtype.as_deref())?;
    object.field("parameters", |out| parameters(out, &part.parameters))?;
    object.bytes("id", part.id.as_deref())?;
    object.bytes("description", part.description.as_deref())?;
    object.bytes("encoding", part.encoding.as_deref())?;
    object.number("size", part.size)?;
    if part.lines.is_some() {
        object.number("lines", part.lines)?;
    }
    if let Some(value) = &part.envelope {
        object.field("envelope", |out| envelope(out, value))?;
    }
    if let Some(value) = &part.body {
        object.field("body", |out| write(out, value))?;
    }
    if part.extensions > 0 {
        object.bytes("md5", part.md5.as_deref())?;
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

fn body_multipart(out: &mut dyn Write, multipart: &Multipart) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    object.field("type", |out| string(out, "multipart"))?;
    object.bytes("subtype", multipart.media_subtype.as_deref())?;
    object.field("parts", |out| list(out, &multipart.parts, write))?;
    if multipart.extensions > 0 {
        object.field("parameters", |out| parameters(out, &multipart.parameters))?;
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
fn extensions(
    object: &mut Object<'_>,
    count: usize,
    disposition: &Option<Disposition>,
    language: &[Vec<u8>],
    location: &Option<Vec<u8>>,
    more: &[Value],
) -> io::Result<()> {
    if count == 0 {
        return Ok(());
    }
    object.field("disposition", |out| match disposition {
        Some(disposition) => {
            let mut inner = Object::begin(out)?;
            inner.bytes("type", Some(&disposition.kind))?;
            inner.field("parameters", |out| parameters(out, &disposition.parameters))?;
            inner.end()
        }
        None => out.write_all(b"null"),
    })?;
    object.field("language", |out| {
        list(out, language, |out, bytes| write_bytes(out, bytes))
    })?;
    object.bytes("location", location.as_deref())?;
    if !more.is_empty() {
        object.field("extensions", |out| list(out, more, any))?;
    }
    Ok(())
}

fn parameters(out: &mut dyn Write, parameters: &[(Vec<u8>, Vec<u8>)]) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    for (name, value) in parameters {
        object.bytes(&words::plain(name), Some(value))?;
    }
    object.end()
}
