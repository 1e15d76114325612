//! One answer in its format: a complete value, a stream entry by entry, or bytes.

use std::io::Write;

use imapclient::types::SequenceSet;

use super::columns::{self, Rows};
use super::format::Format;
use super::page::{Broken, Page, Rendered};
use super::pretty::{self, Summary};
use super::python::{self, Style};
use super::remarks::Voice;
use super::shown::Shown;
use super::sink::Sink;
use super::{json, messages, raw};
use crate::shell::output::{Entries, RawWriter, Shape, Table, Value};

/// Warnings are not kept back for the end of a document beyond this many bytes.
const MOST_SAID: usize = 256 << 10;

/// One answer on its way to the screen.
pub(crate) struct Stage<'s> {
    pub(crate) page: Page<'s>,
    pub(crate) err: &'s mut dyn Write,
    pub(super) voice: Voice,
    pub(crate) format: Format,
    pub(crate) rows: Rows,
    pub(crate) normalise_times: bool,
    pub(crate) folder_encode: bool,
}

impl Stage<'_> {
    /// Writes bytes as they are.
    pub(crate) fn raw(&mut self, writer: RawWriter<'_>) -> Rendered {
        let mut watched = raw::Watched::new(self.page.out);
        let result = writer(&mut watched);
        match watched.gone {
            Some(kind) => Err(Broken::Write(kind.into())),
            None => Ok(result?),
        }
    }

    /// Writes a complete value.
    pub(crate) fn value(
        &mut self,
        shape: &Shape,
        value: Value,
        shown: &mut Shown,
    ) -> Rendered<Summary> {
        let whole = self.rows.wanted.is_empty();
        if whole && self.format == Format::Pretty && pretty::is_entries(shape) {
            let entries = columns::elements(value).map(Ok);
            return self.stream(shape, Box::new(entries), shown);
        }
        if whole
            && self.format == Format::Csv
            && matches!((shape, &value), (Shape::Ids, Value::Ids(_)))
        {
            let all = std::iter::once(Ok(value));
            return self.stream(shape, Box::new(all), shown);
        }
        warn_of(self.err, self.voice, &value);
        shown.value(&value);
        if let Value::List(items) = &value
            && (self.format == Format::Csv || !whole)
        {
            self.rows.columns = columns::union(&self.rows, items);
        }
        let messages = matches!(shape, Shape::Messages(_));
        match self.format {
            Format::Pretty if whole => return pretty::value(&mut self.page, shape, &value),
            Format::Json if whole => json::document(self.page.out, &value)?,
            Format::Jsonl if whole => json::lines(self.page.out, &value)?,
            Format::Raw => raw::write(self.page.out, &value)?,
            Format::Python => {
                let style = self.style();
                python::document(self.page.out, &value, &style, messages)?;
            }
            Format::Pretty => {
                let entries = columns::entries(value, shape, &self.rows.heads).map(Ok);
                return chosen(&self.rows, &mut self.page, Box::new(entries));
            }
            Format::Json | Format::Jsonl | Format::Csv => {
                let entries = columns::entries(value, shape, &self.rows.heads).map(Ok);
                self.pour(Box::new(entries), shape, &mut |_, _| {})?;
            }
        }
        Ok(Summary::default())
    }

    /// Writes entries as they come. When they break off, a document is closed.
    pub(crate) fn stream(
        &mut self,
        shape: &Shape,
        entries: Entries<'_>,
        shown: &mut Shown,
    ) -> Rendered<Summary> {
        let voice = self.voice;
        let messages = matches!(shape, Shape::Messages(_));
        if let Shape::Ids = shape {
            shown.found.get_or_insert_default();
            if !self.rows.wanted.is_empty() || !matches!(self.format, Format::Jsonl | Format::Csv) {
                return self.numbers(entries, shown);
            }
        }
        if self.format == Format::Pretty {
            let Stage { page, err, .. } = self;
            let mut counted = entries.inspect(|entry| {
                if let Ok(entry) = entry {
                    note_of(messages, entry, shown);
                    warn_of(*err, voice, entry);
                }
            });
            return match self.rows.wanted.is_empty() {
                true => pretty::stream(page, shape, &mut counted),
                false => chosen(&self.rows, page, Box::new(counted)),
            };
        }
        self.pour(entries, shape, &mut |err, entry| {
            note_of(messages, entry, shown);
            warn_of(err, voice, entry);
        })?;
        Ok(Summary::default())
    }

    /// Writes numbers that come in parts in a format for which all of them have to be known. When they break off, those
    /// that came are written.
    fn numbers(&mut self, entries: Entries<'_>, shown: &mut Shown) -> Rendered<Summary> {
        let (mut numbers, mut failure) = (SequenceSet::default(), None);
        for entry in entries {
            match entry {
                Ok(Value::Ids(part)) => numbers.append(part),
                Ok(_) => {}
                Err(broke) => failure = Some(broke),
            }
        }
        let summary = self.value(&Shape::Ids, Value::Ids(numbers), shown)?;
        failure.map_or(Ok(summary), |failure| Err(failure.into()))
    }

    /// Writes entries in a format for programs; `seen` is told of each before it is written. What it has to say stands
    /// behind a document, not within it.
    fn pour(
        &mut self,
        entries: Entries<'_>,
        shape: &Shape,
        seen: &mut dyn FnMut(&mut dyn Write, &Value),
    ) -> Rendered {
        let document = matches!(self.format, Format::Json | Format::Python);
        let mut said = Vec::new();
        let written = self.pour_each(entries, shape, &mut |err, entry| {
            if document && said.len() < MOST_SAID {
                seen(&mut said, entry);
            } else {
                seen(err, entry);
            }
        });
        if !said.is_empty() {
            // There is nobody left to tell when this fails.
            let flushed = self.page.out.flush();
            let _ = flushed.and_then(|()| self.err.write_all(&said));
        }
        written
    }

    fn pour_each(
        &mut self,
        entries: Entries<'_>,
        shape: &Shape,
        seen: &mut dyn FnMut(&mut dyn Write, &Value),
    ) -> Rendered {
        let mut sink = Sink::new(self.format, &self.rows, self.style(), shape);
        // Nobody knows when the next piece of news comes.
        let at_once = sink.is_at_once() || matches!(shape, Shape::News { .. });
        let mut first = true;
        for entry in entries {
            let entry = match entry {
                Ok(entry) if first => self
                    .rows
                    .check(&entry)
                    .map(|()| entry)
                    .map_err(Broken::Mistake),
                Ok(entry) => Ok(entry),
                Err(failure) => Err(failure.into()),
            };
            let entry = match entry {
                Ok(entry) => entry,
                Err(broken) => {
                    sink.close(self.page.out)?;
                    return Err(broken);
                }
            };
            first = false;
            seen(self.err, &entry);
            let surplus = sink.entry(self.page.out, &entry)?;
            warn_of_surplus(self.err, self.voice, &surplus);
            if at_once {
                self.page.row_ends()?;
            }
        }
        sink.end(self.page.out)?;
        Ok(())
    }

    fn style(&self) -> Style {
        Style {
            clock: self.page.speller.clock.clone(),
            normalise_times: self.normalise_times,
            folder_encode: self.folder_encode,
            by_sequence: self.rows.by_sequence,
        }
    }
}

/// Writes the columns that were asked for as a table for people.
fn chosen(rows: &Rows, page: &mut Page<'_>, entries: Entries<'_>) -> Rendered<Summary> {
    let mut entries = entries.peekable();
    if let Some(Ok(first)) = entries.peek() {
        rows.check(first).map_err(Broken::Mistake)?;
    }
    let mut cells = entries.map(|entry| {
        let entry = entry?;
        let fields = rows.fields(&entry);
        Ok(Value::tuple(fields.iter().map(|(_, field)| field.value())))
    });
    let table = Table {
        columns: columns::heads(&rows.wanted),
        rows: None,
    };
    pretty::stream(page, &Shape::Table(table), &mut cells)
}

/// Tells on stderr what the first row of a table had no column for.
fn warn_of_surplus(err: &mut dyn Write, voice: Voice, names: &[String]) {
    if names.is_empty() {
        return;
    }
    let names = names.join(", ");
    let text =
        format!("csv: no column for {names}: the first row has none; --columns names the columns");
    // There is nobody left to tell when this fails.
    let _ = writeln!(err, "{}", voice.warning(&text));
}

/// Tells on stderr what was odd about the messages in a value.
fn warn_of(err: &mut dyn Write, voice: Voice, value: &Value) {
    match value {
        Value::Message(message) => {
            for oddity in messages::oddities(message) {
                // There is nobody left to tell when this fails.
                let _ = writeln!(err, "{}", voice.warning(&oddity));
            }
        }
        Value::List(items) => items.iter().for_each(|item| warn_of(err, voice, item)),
        _ => {}
    }
}

/// Counts an entry; what stands between messages and is none is not counted as one.
fn note_of(messages: bool, entry: &Value, shown: &mut Shown) {
    if !messages || matches!(entry, Value::Message(_)) {
        shown.entry(entry);
    }
}
