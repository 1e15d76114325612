//! The formats for programs that are written entry by entry: what each puts before, between and behind.

use std::io::{self, Write};

use super::columns::{Named, Rows};
use super::csv::Csv;
use super::format::Format;
use super::page::Out;
use super::python::{self, Style};
use super::{items, json, raw};
use crate::shell::output::{Items, Shape, Value};

/// A format that is written entry by entry.
pub(super) enum Sink<'r> {
    Json {
        rows: &'r Rows,
        empty: bool,
    },
    /// An object with an item of each message.
    JsonItems {
        items: Items,
        empty: bool,
    },
    Jsonl(&'r Rows),
    Csv(Csv<'r>),
    Python(python::Stream),
    Raw,
}

impl<'r> Sink<'r> {
    /// Begins an answer; nothing is written yet.
    pub(super) fn new(format: Format, rows: &'r Rows, style: Style, shape: &Shape) -> Self {
        match format {
            Format::Json if let (Shape::Items(items), true) = (shape, rows.wanted.is_empty()) => {
                let (items, empty) = (*items, true);
                Sink::JsonItems { items, empty }
            }
            Format::Json => Sink::Json { rows, empty: true },
            Format::Jsonl => Sink::Jsonl(rows),
            Format::Csv => Sink::Csv(Csv::new(rows)),
            Format::Python => Sink::Python(python::Stream::new(style, shape)),
            Format::Raw | Format::Pretty => Sink::Raw,
        }
    }

    /// Writes an entry, and gives the names of what there was no column for. Numbers that were found are an entry each.
    pub(super) fn entry(&mut self, out: &mut Out, entry: &Value) -> io::Result<Vec<String>> {
        match self {
            Sink::Json { rows, empty } => {
                let fields = selection(rows, entry);
                out.write_all(if *empty { b"[\n" } else { b",\n" })?;
                *empty = false;
                json_entry(out, entry, fields.as_deref())?;
            }
            Sink::JsonItems { items, empty } => {
                if let Some(pair) = items::pair(entry, *items) {
                    items::json_field(out, *items, pair, *empty)?;
                    *empty = false;
                }
            }
            Sink::Jsonl(_) if matches!(entry, Value::Ids(_)) => json::lines(out, entry)?,
            Sink::Jsonl(rows) => {
                json_entry(out, entry, selection(rows, entry).as_deref())?;
                out.write_all(b"\n")?;
            }
            Sink::Csv(csv) => match entry {
                Value::Ids(set) => csv.numbers(out, set)?,
                entry => return csv.row(out, entry),
            },
            Sink::Python(stream) => stream.entry(out, entry)?,
            Sink::Raw => raw::write(out, entry)?,
        }
        Ok(Vec::new())
    }

    /// Says whether whoever reads it acts on each entry as it comes.
    pub(super) fn is_at_once(&self) -> bool {
        matches!(self, Sink::Jsonl(_) | Sink::Csv(_) | Sink::Python(_))
    }

    /// Closes what was begun, after a failure.
    pub(super) fn close(self, out: &mut Out) -> io::Result<()> {
        match self {
            Sink::Json { empty: true, .. } => out.write_all(b"[]\n"),
            Sink::JsonItems { empty: true, .. } => out.write_all(b"{}\n"),
            Sink::JsonItems { empty: false, .. } => out.write_all(b"}\n"),
            Sink::Json { empty: false, .. } => out.write_all(b"\n]\n"),
            Sink::Python(stream) => stream.end(out),
            Sink::Jsonl(_) | Sink::Csv(_) | Sink::Raw => Ok(()),
        }
    }

    /// Ends what is complete.
    pub(super) fn end(self, out: &mut Out) -> io::Result<()> {
        match self {
            Sink::Csv(csv) => csv.end(out),
            other => other.close(out),
        }
    }
}

/// The fields of an entry that were asked for, if any were.
fn selection<'v>(rows: &'v Rows, entry: &'v Value) -> Option<Vec<Named<'v>>> {
    (!rows.wanted.is_empty()).then(|| rows.fields(entry))
}

fn json_entry(out: &mut Out, entry: &Value, fields: Option<&[Named<'_>]>) -> io::Result<()> {
    match fields {
        Some(fields) => json::selected(out, fields),
        None => json::write(out, entry),
    }
}
