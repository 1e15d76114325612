//! Envelopes as JSON: text decoded, and what was sent beside it where that is not the same.

use std::borrow::Cow;
use std::io::{self, Write};

use imapclient::types::{Address, Envelope};

use super::{Key, Object, key, list, string};
use crate::shell::render::{dates, words};

/// Writes an ENVELOPE as an object.
pub(super) fn envelope<W: Write + ?Sized>(out: &mut W, envelope: &Envelope) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    let date = envelope
        .date
        .as_deref()
        .map(|field| match dates::header_rfc3339(field) {
            Some(date) => Cow::Owned(date),
            None => words::decoded(field),
        });
    let mut raw = Vec::new();
    raw.extend(header(&mut object, key!("date"), date, &envelope.date)?);
    raw.extend(header(
        &mut object,
        key!("subject"),
        told(&envelope.subject),
        &envelope.subject,
    )?);
    for (key, people) in [
        (key!("from"), &envelope.from),
        (key!("sender"), &envelope.sender),
        (key!("reply_to"), &envelope.reply_to),
        (key!("to"), &envelope.to),
        (key!("cc"), &envelope.cc),
        (key!("bcc"), &envelope.bcc),
    ] {
        object.own(key, |out| list(out, people, address))?;
    }
    raw.extend(header(
        &mut object,
        key!("in_reply_to"),
        told(&envelope.in_reply_to),
        &envelope.in_reply_to,
    )?);
    raw.extend(header(
        &mut object,
        key!("message_id"),
        told(&envelope.message_id),
        &envelope.message_id,
    )?);
    object.raw(&raw)?;
    object.end()
}

/// Writes a header's text; what was sent comes back where the text is not the same.
fn header<'b, W: Write + ?Sized>(
    object: &mut Object<'_, W>,
    key: Key,
    text: Option<Cow<'b, str>>,
    sent: &'b Option<Vec<u8>>,
) -> io::Result<Option<(&'static str, &'b [u8])>> {
    object.own(key, |out| match &text {
        Some(text) => string(out, text),
        None => out.write_all(b"null"),
    })?;
    let changed = text.as_deref().map(str::as_bytes) != sent.as_deref();
    Ok(sent
        .as_deref()
        .filter(|_| changed)
        .map(|sent| (key.name, sent)))
}

/// The text of a header field.
fn told(field: &Option<Vec<u8>>) -> Option<Cow<'_, str>> {
    field.as_deref().map(words::decoded)
}

/// The text of a field that has no encoded words.
fn plain(field: &Option<Vec<u8>>) -> Option<Cow<'_, str>> {
    field.as_deref().map(words::plain)
}

/// Writes an address as an object.
pub(super) fn address<W: Write + ?Sized>(out: &mut W, address: &Address) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    let mut raw = Vec::new();
    raw.extend(header(
        &mut object,
        key!("name"),
        told(&address.name),
        &address.name,
    )?);
    raw.extend(header(
        &mut object,
        key!("route"),
        plain(&address.route),
        &address.route,
    )?);
    raw.extend(header(
        &mut object,
        key!("mailbox"),
        plain(&address.mailbox),
        &address.mailbox,
    )?);
    raw.extend(header(
        &mut object,
        key!("host"),
        plain(&address.host),
        &address.host,
    )?);
    object.raw(&raw)?;
    object.end()
}
