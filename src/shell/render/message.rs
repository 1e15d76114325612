//! One message: its facts, then a body made harmless, at most a screenful where somebody is looking.

use std::io::{self, Read, Write};

use imapclient::types::{Addresses, Body, Envelope, ItemValue, Message};

use super::dates::{self, Clock};
use super::harmless;
use super::lines::{Line, Lines};
use super::messages;
use super::page::{Page, Painted};
use super::spell::{self, grouped};
use super::structure::{self, Tally};
use super::{fit, words};
use crate::shell::output::{Align, Look, Tone};

/// Says whether a message alone is better shown by itself than as a row.
pub(crate) fn stands_alone(message: &Message) -> bool {
    let tall = |value: &ItemValue| matches!(value, ItemValue::Body(_) | ItemValue::Structure(_));
    message.items.iter().any(|(_, value)| tall(value))
}

/// Writes a message by itself: its facts, its structure, its bodies.
pub(crate) fn write(page: &mut Page<'_>, message: &Message) -> io::Result<Tally> {
    facts(page, message)?;
    let mut tally = Tally::default();
    for (name, value) in &message.items {
        match value {
            ItemValue::Structure(structure) => tally = structure::write(page, structure)?,
            ItemValue::Body(body) => section(page, message, name, body)?,
            _ => {}
        }
    }
    Ok(tally)
}

/// Writes the structure of a message under its UID and subject.
pub(crate) fn tree(page: &mut Page<'_>, message: &Message) -> io::Result<Tally> {
    let subject = message
        .envelope()
        .and_then(|envelope| envelope.subject())
        .map(words::decode);
    let title = format!(
        "{}  {}",
        name_of(message),
        harmless::line(&subject.unwrap_or_default())
    );
    page.line(Tone::Plain, &page.cut(title.trim_end(), page.width))?;
    let mut tally = Tally::default();
    for (name, value) in &message.items {
        match value {
            ItemValue::Structure(structure) => tally = structure::write(page, structure)?,
            ItemValue::Envelope(_) => {}
            other => {
                let line = format!(
                    "{}  {}",
                    harmless::line(name),
                    messages::item(other, page).text
                );
                page.line(Tone::Plain, &line)?;
            }
        }
    }
    Ok(tally)
}

fn name_of(message: &Message) -> String {
    match message.uid {
        Some(uid) => format!("UID {uid}"),
        None => format!("message {}", message.seq),
    }
}

fn facts(page: &mut Page<'_>, message: &Message) -> io::Result<()> {
    let mut facts: Vec<(&str, Painted)> = Vec::new();
    let plain = |text: String| Painted::new(text, Tone::Plain);
    if let Some(uid) = message.uid {
        facts.push(("UID", Painted::new(uid.to_string(), Tone::Id)));
    }
    if message.seq > 0 {
        facts.push(("SEQ", plain(message.seq.to_string())));
    }
    for (name, value) in &message.items {
        match value {
            ItemValue::Envelope(envelope) => facts.extend(envelope_facts(envelope)),
            ItemValue::Structure(_) | ItemValue::Body(_) => {}
            ItemValue::DateTime(date) => {
                let told = dates::moment(date)
                    .map_or_else(|| date.to_string(), |moment| Clock::full(&moment));
                facts.push((name, plain(told)));
            }
            ItemValue::Number(bytes) if name == "RFC822.SIZE" => {
                facts.push((name, plain(spell::number((*bytes).into(), Look::Size))));
            }
            ItemValue::Flags(flags) => {
                let told: Vec<&str> = flags.iter().map(|flag| flag.as_str()).collect();
                let told = if told.is_empty() {
                    page.speller.marks.none.to_owned()
                } else {
                    told.join(" ")
                };
                facts.push((name, plain(harmless::line(&told).into_owned())));
            }
            other => facts.push((name, messages::item(other, page))),
        }
    }
    let width = facts
        .iter()
        .map(|(label, _)| fit::width(label))
        .max()
        .unwrap_or(0)
        .min(24);
    for (label, value) in facts {
        let label = fit::filled(&harmless::line(label), width + 2, Align::Left);
        page.pieces(&[Painted::new(label, Tone::Plain), value])?;
    }
    Ok(())
}

fn envelope_facts(envelope: &Envelope) -> Vec<(&'static str, Painted)> {
    let text = |label, text: Option<String>| {
        let text = text.filter(|text| !text.is_empty())?;
        Some((label, Painted::new(harmless::line(&text), Tone::Plain)))
    };
    let header = |field: Option<&[u8]>| field.map(words::decode);
    let people = |list: Addresses<'_>| Some(words::addresses(list, words::address));
    // Sender and Reply-To are From again unless the mail says something else.
    let unlike_from = |list: Addresses<'_>| {
        if list == envelope.from() {
            None
        } else {
            people(list)
        }
    };
    [
        text("From", people(envelope.from())),
        text("Sender", unlike_from(envelope.sender())),
        text("Reply-To", unlike_from(envelope.reply_to())),
        text("To", people(envelope.to())),
        text("Cc", people(envelope.cc())),
        text("Bcc", people(envelope.bcc())),
        text("Date", header(envelope.date())),
        text("Subject", header(envelope.subject())),
        text("Message-ID", header(envelope.message_id())),
        text("In-Reply-To", header(envelope.in_reply_to())),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Writes one body section under a line that names it.
fn section(page: &mut Page<'_>, message: &Message, name: &str, body: &Body) -> io::Result<()> {
    let title = format!("{} {}", harmless::line(name), size_of(body));
    let rule = "-".repeat(page.width.min(80).saturating_sub(fit::width(&title) + 4));
    page.line(Tone::Dim, &format!("-- {title} {rule}"))?;
    if let Body::Passed(_) = body {
        return Ok(());
    }
    let rows = match page.terminal && !page.all {
        true if is_binary(body)? => FEW,
        true => page.height.saturating_sub(8).max(5),
        false => usize::MAX,
    };
    let shown = text(page, body.reader()?, rows)?;
    let left = body.len().saturating_sub(shown);
    if left > 0 {
        let id = message.uid.unwrap_or(message.seq);
        let cut = page.speller.marks.cut;
        let name = harmless::line(name).replacen('[', ".PEEK[", 1);
        let line = format!(
            "{cut} {} more bytes{}whole: fetch {id} {name} --raw > FILE",
            grouped(left.into()),
            page.speller.marks.dot
        );
        page.line(Tone::Dim, &line)?;
    }
    Ok(())
}

/// How many rows are shown of what nobody can read.
const FEW: usize = 3;

/// Says whether the beginning of a body holds a NUL, which no text does.
fn is_binary(body: &Body) -> io::Result<bool> {
    let mut beginning = Vec::new();
    body.reader()?.take(512).read_to_end(&mut beginning)?;
    Ok(beginning.contains(&0))
}

fn size_of(body: &Body) -> String {
    match body.len() {
        1 => "1 byte".to_owned(),
        bytes => format!("{} bytes", grouped(bytes.into())),
    }
}

/// Writes text line by line until it is over or so many rows of the screen are full; says how many bytes of
/// it were written.
fn text(page: &mut Page<'_>, reader: Box<dyn Read + '_>, rows: usize) -> io::Result<u64> {
    let mut lines = Lines::new(reader);
    let mut left = rows;
    let mut written = 0;
    while left > 0
        && let Some(Line { text, ends }) = lines.next()?
    {
        let wraps = fit::width(&text).div_ceil(page.width.max(1)).max(1);
        let told = match wraps > left {
            true => fit::prefix(&text, left * page.width),
            false => &text,
        };
        write!(page.out, "{told}")?;
        // Of a line that is cut in its middle as many bytes as of its text, which may be spelt longer.
        let bytes = lines.read - written;
        written += match told.len() == text.len() {
            true => bytes,
            false => bytes * told.len() as u64 / text.len() as u64,
        };
        if ends || left <= wraps {
            writeln!(page.out)?;
        }
        left = left.saturating_sub(wraps);
    }
    Ok(written)
}
