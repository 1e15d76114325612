//! STATUS: one folder as facts, several as a table.

use std::io;

use imapclient::types::{MailboxStatus, Value as Raw};

use super::facts;
use super::page::Page;
use super::table;
use crate::shell::output::{Cell, Column, Facts, StatusView, Value};

/// Writes the figures; says how many folders there are.
pub(crate) fn write(page: &mut Page<'_>, view: &StatusView) -> io::Result<u64> {
    match view.rows.as_slice() {
        [single] if !view.table => {
            one(page, single)?;
            Ok(1)
        }
        rows => many(page, rows, view),
    }
}

fn one(page: &mut Page<'_>, status: &MailboxStatus) -> io::Result<()> {
    let lines = status.items.iter().map(|(name, value)| {
        let cell = match value {
            Raw::Number(bytes) if is_size(name) => Cell::size(*bytes),
            other => Cell::new(unlisted(other).clone()),
        };
        (name.to_ascii_lowercase(), cell)
    });
    let facts = Facts {
        title: Some(status.name.as_str().to_owned()),
        lines: lines.collect(),
        right: true,
        ..Facts::default()
    };
    facts::write(page, &facts)
}

fn many(page: &mut Page<'_>, rows: &[MailboxStatus], view: &StatusView) -> io::Result<u64> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in rows.iter().flat_map(|status| &status.items) {
        let name = name.to_ascii_uppercase();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let fill = if names.len() > 3 { 26 } else { 30 };
    let mut columns = vec![Column::text("FOLDER").fill(fill).least(16)];
    columns.extend(names.iter().map(|name| column(name)));
    let cells: Vec<Vec<Cell>> = rows
        .iter()
        .map(|status| {
            let open = view.open.as_ref().is_some_and(|open| *open == status.name);
            let mark = if open { " (open)" } else { "" };
            let mut cells = vec![Cell::new(format!("{}{mark}", status.name))];
            cells.extend(names.iter().map(|name| figure(status, name)));
            cells
        })
        .collect();
    if table::fits(page, &columns, &cells) {
        return table::whole(page, columns, &cells);
    }
    // As one folder is shown, each after the other.
    rows.iter().try_for_each(|status| one(page, status))?;
    Ok(rows.len() as u64)
}

/// The column of an item.
pub(super) fn column(name: &str) -> Column {
    let column = Column::number(name);
    if is_size(name) {
        column.fill(9)
    } else {
        column.fill(name.len() + 1)
    }
}

/// What was told of an item.
pub(super) fn figure(status: &MailboxStatus, name: &str) -> Cell {
    let told = status
        .items
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value);
    match told {
        Some(Raw::Number(bytes)) if is_size(name) => Cell::size(*bytes),
        Some(Raw::Number(number)) if is_count(name) => Cell::count(*number),
        Some(value) => Cell::new(unlisted(value).clone()),
        None => Cell::new(Value::Nil),
    }
}

/// An id without the brackets in which it comes. RFC 8474 section 4.3
fn unlisted(value: &Raw) -> &Raw {
    match value {
        Raw::List(items) => match items.as_slice() {
            [single] => single,
            _ => value,
        },
        other => other,
    }
}

fn is_size(name: &str) -> bool {
    ["SIZE", "DELETED-STORAGE", "APPENDLIMIT"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

fn is_count(name: &str) -> bool {
    ["MESSAGES", "UNSEEN", "RECENT", "DELETED"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}
