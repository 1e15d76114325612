//! One answer in its format: a complete value, a stream entry by entry, or bytes.

use std::io::{self, Write};

use imapclient::types::MailboxName;

use super::page::{Broken, Page, Rendered};
use super::palette::Palette;
use super::pretty::{self, Summary};
use super::screen::{Format, Shown};
use super::{harmless, json, messages, raw};
use crate::shell::failure::Failure;
use crate::shell::output::{Entries, RawWriter, Shape, Tone, Value};

/// One answer on its way to the screen.
pub(crate) struct Stage<'s> {
    pub(crate) page: Page<'s>,
    pub(crate) err: &'s mut dyn Write,
    pub(crate) err_palette: Palette,
    pub(crate) format: Format,
}

impl Stage<'_> {
    pub(crate) fn raw(&mut self, writer: RawWriter<'_>) -> Rendered {
        let mut watched = Watched {
            inner: self.page.out,
            gone: None,
        };
        let result = writer(&mut watched);
        match watched.gone {
            Some(kind) => Err(Broken::Write(kind.into())),
            None => Ok(result?),
        }
    }

    pub(crate) fn value(
        &mut self,
        shape: &Shape,
        value: Value,
        shown: &mut Shown,
    ) -> Rendered<Summary> {
        if self.format == Format::Pretty && pretty::is_entries(shape) {
            let entries = match value {
                Value::List(items) => items,
                Value::Nil => Vec::new(),
                single => vec![single],
            };
            return self.stream(shape, Box::new(entries.into_iter().map(Ok)), shown);
        }
        warn_of(self.err, self.err_palette, &value);
        account(&value, shown);
        match self.format {
            Format::Pretty => return pretty::value(&mut self.page, shape, &value),
            Format::Json => json::document(self.page.out, &value)?,
            Format::Jsonl => json::lines(self.page.out, &value)?,
            Format::Raw => raw::write(self.page.out, &value)?,
        }
        Ok(Summary::default())
    }

    pub(crate) fn stream(
        &mut self,
        shape: &Shape,
        entries: Entries<'_>,
        shown: &mut Shown,
    ) -> Rendered<Summary> {
        let Stage {
            page,
            err,
            err_palette,
            format,
        } = self;
        let mut counted = entries.inspect(|entry| {
            if let Ok(entry) = entry {
                note(entry, shown);
                warn_of(*err, *err_palette, entry);
            }
        });
        match format {
            Format::Pretty => return pretty::stream(page, shape, &mut counted),
            Format::Json => json_stream(page.out, &mut counted)?,
            Format::Jsonl => {
                for entry in counted {
                    json::write(page.out, &entry?)?;
                    page.out.write_all(b"\n")?;
                    page.out.flush()?;
                }
            }
            Format::Raw => {
                for entry in counted {
                    raw::write(page.out, &entry?)?;
                }
            }
        }
        Ok(Summary::default())
    }
}

/// Tells on stderr what was odd about the messages in a value.
fn warn_of(err: &mut dyn Write, palette: Palette, value: &Value) {
    match value {
        Value::Message(message) => {
            for oddity in messages::oddities(message) {
                // There is nobody left to tell when this fails.
                let _ = writeln!(
                    err,
                    "{} {}",
                    palette.paint(Tone::Warn, "warning:"),
                    harmless::line(&oddity)
                );
            }
        }
        Value::List(items) => items.iter().for_each(|item| warn_of(err, palette, item)),
        _ => {}
    }
}

/// One document: it is closed even when the stream breaks off.
fn json_stream(
    out: &mut dyn Write,
    entries: &mut dyn Iterator<Item = Result<Value, Failure>>,
) -> Rendered {
    let mut separator = "[\n";
    let mut broken = None;
    for entry in entries {
        match entry {
            Ok(value) => {
                out.write_all(separator.as_bytes())?;
                json::write(out, &value)?;
                separator = ",\n";
            }
            Err(failure) => {
                broken = Some(failure);
                break;
            }
        }
    }
    out.write_all(if separator == "[\n" {
        b"[]\n"
    } else {
        b"\n]\n"
    })?;
    broken.map_or(Ok(()), |failure| Err(failure.into()))
}

/// Counts what a complete value holds.
fn account(value: &Value, shown: &mut Shown) {
    match value {
        Value::Ids(set) => {
            shown.count = set.count().unwrap_or(0);
            shown.uids = set.clone();
        }
        Value::List(items) => {
            for item in items {
                note(item, shown);
                shown.folders.extend(folder_of(item));
            }
        }
        Value::Map(pairs) => shown.count = pairs.len() as u64,
        Value::Nil => {}
        single => {
            note(single, shown);
            shown.folders.extend(folder_of(single));
        }
    }
}

fn note(entry: &Value, shown: &mut Shown) {
    shown.count += 1;
    if let Value::Message(message) = entry {
        if let Some(uid) = message.uid {
            shown.uids.push(uid);
        }
        if message.seq > 0 {
            shown.seqs.push(message.seq);
        }
    }
}

/// The folder a row is about: the first name in it.
fn folder_of(entry: &Value) -> Option<MailboxName> {
    let name = |value: &Value| match value {
        Value::Mailbox(name) => Some(name.clone()),
        _ => None,
    };
    match entry {
        Value::Tuple(items) => items.iter().find_map(name),
        Value::Record { fields, .. } => fields.iter().find_map(|(_, value)| name(value)),
        single => name(single),
    }
}

/// Remembers how writing failed: a command that writes by itself may tell it in words only.
struct Watched<'w> {
    inner: &'w mut dyn Write,
    gone: Option<io::ErrorKind>,
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner
            .write(bytes)
            .inspect_err(|error| self.gone = Some(error.kind()))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner
            .flush()
            .inspect_err(|error| self.gone = Some(error.kind()))
    }
}
