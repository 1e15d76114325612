//! CSV from the value alone: RFC 4180, row by row, safe to open in a spreadsheet.

mod cell;

use std::io::{self, Write};

use imapclient::types::SequenceSet;

use super::columns::{self, Field, Named, Rows};
use super::json;
use super::page::Out;
use crate::shell::output::Value;

/// The most columns that are told to be missing.
const TOLD: usize = 20;

/// Rows with a header line. The first row settles the columns.
pub(crate) struct Csv<'r> {
    rows: &'r Rows,
    /// Settled by the first row, or before it where all rows are known.
    columns: Vec<String>,
    /// What had no column, to be told once.
    told: Vec<String>,
}

impl<'r> Csv<'r> {
    /// Begins a table; nothing is written yet.
    pub(crate) fn new(rows: &'r Rows) -> Self {
        Csv {
            rows,
            columns: Vec::new(),
            told: Vec::new(),
        }
    }

    /// Writes an entry, and gives the names of what it has and the first had not.
    pub(crate) fn row(&mut self, out: &mut dyn Write, entry: &Value) -> io::Result<Vec<String>> {
        let fields = self.rows.fields(entry);
        if self.columns.is_empty() {
            self.columns = match self.rows.wanted.is_empty() {
                true if !self.rows.columns.is_empty() => self.rows.columns.clone(),
                _ => fields.iter().map(|(name, _)| name.to_string()).collect(),
            };
            header(out, &self.columns)?;
        }
        let columns = &self.columns;
        for (place, column) in columns.iter().enumerate() {
            separator(out, place)?;
            // Most rows are like the first.
            let same = fields.get(place).filter(|(name, _)| name == column);
            let field = same
                .map(|(_, field)| *field)
                .or_else(|| columns::find(&fields, column));
            if let Some(field) = field {
                cell::write(out, &field)?;
            }
        }
        end(out)?;
        let new = surplus(&fields, columns, &self.told);
        let new: Vec<String> = new
            .into_iter()
            .take(TOLD - self.told.len().min(TOLD))
            .collect();
        self.told.extend(new.iter().cloned());
        Ok(new)
    }

    /// Writes a row for each of some numbers.
    pub(crate) fn numbers(&mut self, out: &mut Out, set: &SequenceSet) -> io::Result<()> {
        if self.columns.is_empty() {
            self.columns.clone_from(&self.rows.heads);
            header(out, &self.columns)?;
        }
        set.iter().try_for_each(|id| {
            json::number(out, u64::from(id))?;
            end(out)
        })
    }

    /// Ends the table: one without rows has its header line all the same.
    pub(crate) fn end(self, out: &mut dyn Write) -> io::Result<()> {
        match (self.columns.is_empty(), self.rows.wanted.is_empty()) {
            (false, _) => Ok(()),
            (true, true) => header(out, &self.rows.heads),
            (true, false) => header(out, &self.rows.wanted),
        }
    }
}

/// What of an entry stands in no column.
fn surplus(fields: &[Named<'_>], columns: &[String], told: &[String]) -> Vec<String> {
    let known = |name: &str| columns.iter().chain(told).any(|known| known == name);
    // As many fields in the same places need no look-up.
    if fields.len() == columns.len()
        && fields
            .iter()
            .zip(columns)
            .all(|((name, _), column)| name == column)
    {
        return Vec::new();
    }
    let surplus = fields.iter().filter(|(name, field)| {
        let nothing = matches!(field, Field::Absent | Field::Value(Value::Nil));
        !nothing && !known(name)
    });
    surplus.map(|(name, _)| name.to_string()).collect()
}

fn header(out: &mut dyn Write, names: &[String]) -> io::Result<()> {
    for (place, name) in names.iter().enumerate() {
        separator(out, place)?;
        cell::text(out, name)?;
    }
    end(out)
}

fn separator(out: &mut dyn Write, place: usize) -> io::Result<()> {
    out.write_all(if place == 0 { b"" } else { b"," })
}

fn end(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"\r\n")
}
