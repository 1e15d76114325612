//! A message as a person reads it: who, to whom, when, about what; its text; and what else is in it.

use std::io::{self, Write};

use imapclient::types::{Addresses, Body, Envelope, Flag, ItemValue, Message, Value};

use super::lines::{self, Lines};
use super::page::Page;
use super::parts::{self, Part};
use super::spell;
use super::structure::Tally;
use super::{fit, harmless, words};
use crate::shell::output::{Look, Tone};

/// Longer rows are hard to read.
const WIDEST: usize = 80;

/// More parts than this are counted, not named.
const MOST_PARTS: usize = 12;

/// The labels of the facts stand in a column of this width.
const LABEL: usize = 9;

/// Writes what `show` fetched of a message.
pub(crate) fn write(page: &mut Page<'_>, message: &Message) -> io::Result<Tally> {
    let rule = "-".repeat(page.width.min(WIDEST));
    match header(message) {
        Some(header) => fields(page, header)?,
        None => facts(page, message)?,
    }
    page.line(Tone::Dim, &rule)?;
    if let Some(ItemValue::Body(body)) = message.item("TEXT") {
        text(page, message, body)?;
        page.line(Tone::Dim, &rule)?;
    }
    rest(page, message)?;
    Ok(Tally::default())
}

/// Writes the header fields of a message.
pub(crate) fn headers(page: &mut Page<'_>, message: &Message) -> io::Result<Tally> {
    let name = name_of(message);
    page.line(Tone::Dim, &name)?;
    match header(message) {
        Some(header) => fields(page, header)?,
        None => page.line(Tone::Dim, "the server sent no header")?,
    }
    Ok(Tally::default())
}

fn name_of(message: &Message) -> String {
    match message.uid {
        Some(uid) => format!("UID {uid}"),
        None => format!("message {}", message.seq),
    }
}

/// The header, all of it or some fields, if it was fetched.
fn header(message: &Message) -> Option<&Body> {
    message.items.iter().find_map(|(name, value)| match value {
        ItemValue::Body(body) if name.contains("HEADER") => Some(body),
        _ => None,
    })
}

/// Writes the fields of a header, decoded, each from the beginning of a row.
fn fields(page: &mut Page<'_>, header: &Body) -> io::Result<()> {
    // The bytes are made harmless at the end: what an encoded word holds is as hostile as all else.
    let mut whole = Vec::new();
    io::Read::read_to_end(
        &mut io::Read::take(header.reader()?, LONGEST_HEADER),
        &mut whole,
    )?;
    let mut begun = 0;
    let mut ends = memchr::memchr_iter(b'\n', &whole)
        .map(|end| end + 1)
        .peekable();
    while let Some(end) = ends.next() {
        let folded = whole
            .get(end)
            .is_some_and(|next| matches!(next, b' ' | b'\t'));
        if folded && ends.peek().is_some() {
            continue;
        }
        field(page, whole.get(begun..end).unwrap_or_default())?;
        begun = end;
    }
    field(page, whole.get(begun..).unwrap_or_default())?;
    if header.len() > LONGEST_HEADER {
        let line = format!("{} the header goes on", page.speller.marks.cut);
        page.line(Tone::Dim, &line)?;
    }
    Ok(())
}

/// A longer header is cut on the screen.
const LONGEST_HEADER: u64 = 1024 * 1024;

fn field(page: &mut Page<'_>, field: &[u8]) -> io::Result<()> {
    // Where a field was folded a tab may be left.
    let told = words::decode(field.trim_ascii_end()).replace('\t', " ");
    if told.is_empty() {
        return Ok(());
    }
    let told = harmless::line(&told);
    let most = match page.terminal {
        true => page.width,
        false => usize::MAX,
    };
    const INDENT: &str = "    ";
    let most = match fit::width(&told) > most {
        true => most.saturating_sub(INDENT.len()),
        false => most,
    };
    for (place, row) in lines::rows(&told, most).into_iter().enumerate() {
        let indent = if place == 0 { "" } else { INDENT };
        page.line(Tone::Plain, &format!("{indent}{row}"))?;
    }
    Ok(())
}

fn facts(page: &mut Page<'_>, message: &Message) -> io::Result<()> {
    if let Some(envelope) = message.envelope() {
        for (label, told) in told_of(envelope, page.width >= 120) {
            let told = harmless::line(&told).into_owned();
            let told = page.cut(&told, page.width.saturating_sub(LABEL));
            page.line(Tone::Plain, &format!("{label:LABEL$}{told}"))?;
        }
    }
    let state = message.flags().map(state).unwrap_or_default();
    let left = format!("{:LABEL$}{}", "Flags", harmless::line(&state));
    let size = message.item("RFC822.SIZE").and_then(|size| match size {
        ItemValue::Number(size) => Some(spell::number((*size).into(), Look::Size)),
        _ => None,
    });
    let right = match size {
        Some(size) => format!("{size}{}{}", page.speller.marks.dot, name_of(message)),
        None => name_of(message),
    };
    let gap = page
        .width
        .min(WIDEST)
        .saturating_sub(fit::width(&left) + fit::width(&right));
    page.line(
        Tone::Plain,
        &format!("{left}{}{right}", " ".repeat(gap.max(2))),
    )
}

/// The fields of an envelope that a reader wants, under their labels.
fn told_of(envelope: &Envelope, wide: bool) -> Vec<(&'static str, String)> {
    let people = |list: Addresses<'_>| words::addresses(list, words::address);
    let header = |field: Option<&[u8]>| words::decode(field.unwrap_or_default());
    let unlike_from = |list: Addresses<'_>| match list == envelope.from() {
        true => String::new(),
        false => people(list),
    };
    let mut told = vec![
        ("From", people(envelope.from())),
        ("Reply-To", unlike_from(envelope.reply_to())),
        ("To", people(envelope.to())),
        ("Cc", people(envelope.cc())),
        ("Bcc", people(envelope.bcc())),
        ("Date", header(envelope.date())),
        ("Subject", header(envelope.subject())),
    ];
    if wide {
        told.push(("Id", header(envelope.message_id())));
    }
    told.retain(|(_, told)| !told.is_empty());
    told
}

/// Flags in words.
fn state(flags: &[Flag]) -> String {
    let has = |name: &str| flags.iter().any(|flag| *flag == *name);
    let mut told = vec![if has("\\Seen") { "read" } else { "unread" }];
    told.extend(flags.iter().map(|flag| flag.as_str()).filter_map(|flag| {
        match flag.to_ascii_lowercase().as_str() {
            "\\seen" | "\\recent" => None,
            "\\flagged" => Some("flagged"),
            "\\answered" => Some("answered"),
            "\\deleted" => Some("deleted"),
            "\\draft" => Some("draft"),
            _ => Some(flag),
        }
    }));
    told.join(", ")
}

/// Writes the text, broken between words where somebody is looking.
fn text(page: &mut Page<'_>, message: &Message, body: &Body) -> io::Result<()> {
    let most = match page.terminal {
        true => page.width.min(WIDEST),
        false => usize::MAX,
    };
    let mut left = page.row_cap();
    let mut lines = Lines::new(body.reader()?);
    while left > 0
        && let Some(line) = lines.next()?
    {
        for row in lines::rows(&line.text, most)
            .into_iter()
            .take(usize::try_from(left).unwrap_or(usize::MAX))
        {
            page.out.write_all(row.as_bytes())?;
            if line.ends || page.terminal {
                writeln!(page.out)?;
            }
            left = left.saturating_sub(1);
        }
    }
    let unread = body.len().saturating_sub(lines.read);
    if unread == 0 {
        return Ok(());
    }
    let line = format!(
        "{} {} more bytes{}whole: show {} --all",
        page.speller.marks.cut,
        spell::grouped(unread.into()),
        page.speller.marks.dot,
        message.uid.unwrap_or(message.seq)
    );
    page.line(Tone::Dim, &line)
}

/// Names the part that was shown, and the others with the numbers under which they can be had.
fn rest(page: &mut Page<'_>, message: &Message) -> io::Result<()> {
    let shown = match message.item("PART") {
        Some(ItemValue::Value(Value::Atom(number))) => String::from_utf8_lossy(number).into_owned(),
        _ => String::new(),
    };
    let structure = message.items.iter().find_map(|(_, value)| match value {
        ItemValue::Structure(structure) => Some(structure),
        _ => None,
    });
    let parts = structure.map(parts::parts).unwrap_or_default();
    let mut told = Vec::new();
    match parts
        .iter()
        .find(|part| part.number == shown && !shown.is_empty())
    {
        Some(part) if part.is("text/html") => {
            told.push(format!("part {shown} shown, HTML as text"));
        }
        Some(_) => told.push(format!("part {shown} shown")),
        None => told.push("no text to show".to_owned()),
    }
    let others = others(&parts, &shown);
    for (place, part) in others.iter().take(MOST_PARTS).enumerate() {
        let lead = if place == 0 { "others: " } else { "" };
        told.push(format!("{lead}{}", described(part, page.speller.marks.cut)));
    }
    if others.len() > MOST_PARTS {
        told.push(format!(
            "{} more, structure names all",
            others.len() - MOST_PARTS
        ));
    }
    let most = if page.terminal {
        page.width
    } else {
        usize::MAX
    };
    for line in fit::wrap(
        told.iter().map(String::as_str),
        page.speller.marks.dot,
        most,
    ) {
        page.line(Tone::Dim, &line)?;
    }
    Ok(())
}

/// The parts that can be shown or saved besides: of an enclosed message only itself, unless it is the one shown.
fn others<'p, 's>(parts: &'p [Part<'s>], shown: &str) -> Vec<&'p Part<'s>> {
    let mut enclosing: Option<usize> = None;
    let mut others = Vec::new();
    for part in parts {
        if enclosing.is_some_and(|depth| part.depth > depth) {
            continue;
        }
        let open = shown.starts_with(&format!("{}.", part.number));
        enclosing = part.envelope().filter(|_| !open).map(|_| part.depth);
        if !part.is_multipart() && part.number != shown && !open {
            others.push(part);
        }
    }
    others
}

fn described(part: &Part<'_>, cut: &str) -> String {
    let mut told = format!("{} {}", part.number, harmless::line(&part.media_type()));
    if let Some(size) = part.size() {
        told.push_str(&format!(" {}", spell::number(size.into(), Look::Size)));
    }
    if let Some(title) = part.title().filter(|title| !title.is_empty()) {
        let title = fit::cut(&harmless::line(&title), 40, cut);
        told.push_str(&format!(" \"{title}\""));
    }
    told
}
