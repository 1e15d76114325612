//! Envelopes as JSON: text decoded, and what was sent beside it where that is not the same.

use std::borrow::Cow;
use std::io::{self, Write};

use imapclient::types::{Address, Envelope};

use super::{Key, Object, is_plain_header, key, list, string};
use crate::shell::render::{dates, words};

/// Writes an ENVELOPE as an object.
pub(super) fn envelope<W: Write + ?Sized>(out: &mut W, envelope: &Envelope) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    let date = date(&mut object, key!("date"), envelope.date())?;
    let subject = header(
        &mut object,
        key!("subject"),
        envelope.subject(),
        words::decoded,
    )?;
    // Sender and Reply-To are nearly always From, as servers default them to it.
    let mut from = Vec::with_capacity(128);
    list(&mut from, envelope.from().iter(), address)?;
    object.own(key!("from"), |out| out.write_all(&from))?;
    for (key, people) in [
        (key!("sender"), envelope.sender()),
        (key!("reply_to"), envelope.reply_to()),
        (key!("to"), envelope.to()),
        (key!("cc"), envelope.cc()),
        (key!("bcc"), envelope.bcc()),
    ] {
        object.own(key, |out| match people == envelope.from() {
            true => out.write_all(&from),
            false => list(out, people.iter(), address),
        })?;
    }
    let changed = [
        date,
        subject,
        header(
            &mut object,
            key!("in_reply_to"),
            envelope.in_reply_to(),
            words::decoded,
        )?,
        header(
            &mut object,
            key!("message_id"),
            envelope.message_id(),
            words::decoded,
        )?,
    ];
    object.raw(changed.into_iter().flatten())?;
    object.end()
}

/// A field whose text is not what was sent: its name, and what was sent.
type Changed<'b> = Option<(&'static str, &'b [u8])>;

/// Writes the moment that a date means, or the text of what means none.
fn date<'b, W: Write + ?Sized>(
    object: &mut Object<'_, W>,
    key: Key,
    sent: Option<&'b [u8]>,
) -> io::Result<Changed<'b>> {
    match sent.and_then(dates::header_rfc3339) {
        Some(moment) => object.plain(key, moment.as_bytes())?,
        None => return header(object, key, sent, words::decoded),
    }
    Ok(sent.map(|sent| (key.name, sent)))
}

/// Writes a header's text; what was sent comes back where the text is not the same.
fn header<'b, W: Write + ?Sized>(
    object: &mut Object<'_, W>,
    key: Key,
    sent: Option<&'b [u8]>,
    text: fn(&[u8]) -> Cow<'_, str>,
) -> io::Result<Changed<'b>> {
    let Some(sent) = sent else {
        object.null(key)?;
        return Ok(None);
    };
    // Nearly all are printable ASCII and have nothing to decode.
    if is_plain_header(sent) {
        object.plain(key, sent)?;
        return Ok(None);
    }
    let text = text(sent);
    object.own(key, |out| string(out, &text))?;
    Ok((text.as_bytes() != sent).then_some((key.name, sent)))
}

/// Writes an address as an object.
pub(super) fn address<W: Write + ?Sized>(out: &mut W, address: Address<'_>) -> io::Result<()> {
    let mut object = Object::begin(out)?;
    let changed = [
        header(&mut object, key!("name"), address.name, words::decoded)?,
        header(&mut object, key!("route"), address.route, words::plain)?,
        header(&mut object, key!("mailbox"), address.mailbox, words::plain)?,
        header(&mut object, key!("host"), address.host, words::plain)?,
    ];
    object.raw(changed.into_iter().flatten())?;
    object.end()
}
