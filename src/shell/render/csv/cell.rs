//! One cell: harmless text, in quotes where it needs them, and never a formula.

use std::io::{self, BufReader, Read, Write};

use imapclient::types::{self, Body, ItemValue};

use crate::shell::output::Value;
use crate::shell::render::columns::Field;
use crate::shell::render::{dates, harmless, json, words};

/// Bodies are read in pieces of this size.
const PIECE: u64 = 48 * 1024;

/// Writes a field.
pub(super) fn write(out: &mut dyn Write, field: &Field<'_>) -> io::Result<()> {
    match field {
        Field::Absent => Ok(()),
        Field::Number(number) => write!(out, "{number}"),
        Field::Value(value) => self::value(out, value),
        Field::Item(value) => item(out, value),
        Field::Header(bytes) => text(out, &words::decode(bytes)),
        Field::HeaderDate(bytes) => match dates::header_rfc3339(bytes) {
            Some(moment) => text(out, moment.as_str()),
            None => text(out, &words::decode(bytes)),
        },
        Field::People(list) => text(out, &words::addresses(*list, words::address)),
    }
}

fn value(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    match value {
        Value::Nil => Ok(()),
        Value::Bool(truth) => write!(out, "{truth}"),
        Value::Int(number) => write!(out, "{number}"),
        Value::Ids(set) => text(out, &set.to_string()),
        Value::Bytes(bytes) => text(out, &harmless::text_bytes(bytes)),
        Value::Text(told) => text(out, told),
        Value::HeaderText(bytes) => text(out, &words::decode(bytes)),
        Value::Date(date) => text(out, dates::rfc3339(date).as_str()),
        Value::Mailbox(name) => text(out, name.as_str()),
        Value::Flag(flag) => text(out, flag.as_str()),
        Value::Any(value) => any(out, value),
        Value::List(items) | Value::Tuple(items) => match items.iter().map(word).collect() {
            Some(words) => joined(out, words),
            None => as_json(out, |out| json::write(out, value)),
        },
        nested => as_json(out, |out| json::write(out, nested)),
    }
}

fn item(out: &mut dyn Write, value: &ItemValue) -> io::Result<()> {
    match value {
        ItemValue::Flags(flags) => joined(
            out,
            flags.iter().map(|flag| flag.as_str().to_owned()).collect(),
        ),
        ItemValue::DateTime(date) => text(out, dates::rfc3339(date).as_str()),
        ItemValue::Number(number) | ItemValue::ModSeq(number) => write!(out, "{number}"),
        ItemValue::Body(body) => self::body(out, body),
        ItemValue::Value(value) | ItemValue::Misfit(value, _) => any(out, value),
        other => as_json(out, |out| json::item(out, other)),
    }
}

/// What the server sent, as it is known by no name: a list of words with blanks between them.
fn any(out: &mut dyn Write, value: &types::Value) -> io::Result<()> {
    match value {
        types::Value::Nil => Ok(()),
        types::Value::Number(number) => write!(out, "{number}"),
        types::Value::Atom(bytes) | types::Value::String(bytes, _) => {
            text(out, &harmless::text_bytes(bytes))
        }
        types::Value::List(items) => match items.iter().map(raw_word).collect() {
            Some(words) => joined(out, words),
            None => as_json(out, |out| json::any(out, value)),
        },
    }
}

/// An element of a list that can stand between blanks.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::Int(number) => Some(number.to_string()),
        Value::Flag(flag) => Some(flag.as_str().to_owned()),
        Value::Bytes(bytes) => one_word(bytes),
        Value::Text(text) => one_word(text.as_bytes()),
        Value::Any(value) => raw_word(value),
        _ => None,
    }
}

fn raw_word(value: &types::Value) -> Option<String> {
    match value {
        types::Value::Number(number) => Some(number.to_string()),
        types::Value::Atom(bytes) | types::Value::String(bytes, _) => one_word(bytes),
        types::Value::Nil | types::Value::List(_) => None,
    }
}

fn one_word(bytes: &[u8]) -> Option<String> {
    let blank = bytes.is_empty() || bytes.iter().any(u8::is_ascii_whitespace);
    (!blank).then(|| harmless::bytes(bytes))
}

fn joined(out: &mut dyn Write, words: Vec<String>) -> io::Result<()> {
    text(out, &words.join(" "))
}

fn as_json(
    out: &mut dyn Write,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut told = Vec::new();
    write(&mut told)?;
    text(out, &String::from_utf8_lossy(&told))
}

/// Writes text as a cell.
pub(super) fn text(out: &mut dyn Write, text: &str) -> io::Result<()> {
    let text = harmless::text(text);
    let formula = is_formula(&text);
    // A semicolon and a tab separate cells where a spreadsheet has been told so.
    let quoted = formula
        || text.contains([',', ';', '"', '\n', '\t'])
        || text.starts_with(' ')
        || text.ends_with(' ');
    if !quoted {
        return out.write_all(text.as_bytes());
    }
    out.write_all(if formula { b"\"'" } else { b"\"" })?;
    inside(out, &text)?;
    out.write_all(b"\"")
}

/// Says whether a spreadsheet may take a text for a formula, or for something that is not text.
fn is_formula(text: &str) -> bool {
    text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ]) || text.starts_with("\\r")
}

/// Writes what stands between quotes.
fn inside(out: &mut dyn Write, text: &str) -> io::Result<()> {
    for (place, piece) in text.split('"').enumerate() {
        out.write_all(if place == 0 { b"" } else { b"\"\"" })?;
        out.write_all(piece.as_bytes())?;
    }
    Ok(())
}

/// A body of any size, never whole in memory when it is not there already.
fn body(out: &mut dyn Write, body: &Body) -> io::Result<()> {
    if let Some(bytes) = body.bytes() {
        return text(out, &harmless::text_bytes(bytes));
    }
    let mut reader = BufReader::new(body.reader()?);
    let mut piece = Vec::new();
    let mut first = true;
    out.write_all(b"\"")?;
    loop {
        let read = (&mut reader).take(PIECE).read_to_end(&mut piece)?;
        let rest = if read == 0 {
            Vec::new()
        } else {
            piece.split_off(whole(&piece))
        };
        let told = harmless::text_bytes(&piece);
        if first && is_formula(&told) {
            out.write_all(b"'")?;
        }
        first &= told.is_empty();
        inside(out, &told)?;
        piece = rest;
        if read == 0 {
            return out.write_all(b"\"");
        }
    }
}

/// Where a piece can be cut: not within a character, nor between CR and LF.
fn whole(piece: &[u8]) -> usize {
    let end = piece.len();
    let continues = |byte: &u8| (0x80..0xc0).contains(byte);
    let last = piece.iter().rev().take(4).position(|byte| !continues(byte));
    let Some((behind, at)) = last.map(|behind| (behind, end - 1 - behind)) else {
        return end;
    };
    let length = match piece.get(at) {
        Some(b'\r') if behind == 0 => 2,
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => 1,
    };
    if behind + 1 < length { at } else { end }
}
