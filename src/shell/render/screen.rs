//! The two streams a person or a program reads from, and the one way for an answer onto them.

use std::io::{self, BufWriter, IsTerminal, Write};

use imapclient::types::{MailboxName, SequenceSet};

use super::dates::Clock;
use super::page::{Broken, Page, Rendered};
use super::palette::{ColorChoice, Palette};
use super::pretty::{self, Summary};
use super::spell::{Marks, Speller};
use super::{footer, harmless, json, messages, raw};
use crate::shell::failure::{Class, Failure};
use crate::shell::line::caret;
use crate::shell::output::{Content, Entries, Output, RawWriter, Shape, Tone, Value};

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Pretty,
    /// One document per command.
    Json,
    /// A line per entry, as it arrives.
    Jsonl,
    /// The server's bytes.
    Raw,
}

/// What was shown, for `_` and for the exit status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    /// How many entries there were.
    pub(crate) count: u64,
    /// UIDs that were seen, or the numbers of a search, as ranges.
    pub(crate) uids: SequenceSet,
    /// Sequence numbers that were seen, as ranges.
    pub(crate) seqs: SequenceSet,
    /// Folders of a complete list.
    pub(crate) folders: Vec<MailboxName>,
    /// Whoever read our stdout has gone: nothing more is to be written, and that is no error.
    pub(crate) pipe_closed: bool,
}

/// Where answers and errors go.
pub(crate) struct Screen {
    out: BufWriter<Box<dyn Write + Send>>,
    err: Box<dyn Write + Send>,
    /// Columns.
    pub(crate) width: usize,
    /// Lines.
    pub(crate) height: usize,
    /// Somebody is looking at stdout.
    pub(crate) terminal: bool,
    /// Signs of ours in ASCII only.
    pub(crate) plain: bool,
    /// The form of answers.
    pub(crate) format: Format,
    /// Colours of stdout.
    pub(crate) palette: Palette,
    /// Colours of stderr.
    pub(crate) err_palette: Palette,
    /// The zone of dates.
    pub(crate) clock: Clock,
}

impl Screen {
    /// A screen over two streams that is a pipe until told otherwise: 80 columns, no colour.
    pub(crate) fn new(out: Box<dyn Write + Send>, err: Box<dyn Write + Send>) -> Self {
        Screen {
            out: BufWriter::new(out),
            err,
            width: 80,
            height: 24,
            terminal: false,
            plain: false,
            format: Format::Pretty,
            palette: Palette::none(),
            err_palette: Palette::none(),
            clock: Clock::system(),
        }
    }

    /// The screen over stdout and stderr, as they and the environment are.
    pub(crate) fn standard(color: ColorChoice) -> Self {
        let no_color = std::env::var_os("NO_COLOR");
        let term = std::env::var_os("TERM");
        let palette =
            |terminal| Palette::decide(color, no_color.as_deref(), term.as_deref(), terminal);
        let mut screen = Screen::new(Box::new(io::stdout()), Box::new(io::stderr()));
        screen.terminal = io::stdout().is_terminal();
        screen.palette = palette(screen.terminal);
        screen.err_palette = palette(io::stderr().is_terminal());
        screen.measure();
        screen
    }

    /// Takes the size of the terminal as it is now; a pipe keeps its 80 columns.
    pub(crate) fn measure(&mut self) {
        if !self.terminal {
            return;
        }
        if let Some((width, height)) = terminal_size::terminal_size() {
            // A terminal that says 0 does not know.
            self.width = match usize::from(width.0) {
                0 => 80,
                width => width.max(20),
            };
            self.height = match usize::from(height.0) {
                0 => 24,
                height => height,
            };
        }
    }

    /// Shows an answer. Rows of a stream go out as they come; when it breaks off, what was written stands, a
    /// json document is closed, and the failure says how many came.
    pub(crate) fn show(&mut self, mut output: Output<'_>) -> Result<Shown, Failure> {
        let failure = output.failure.take();
        for warning in &output.warnings {
            self.warn(warning);
        }
        let mut shown = Shown::default();
        let expected = output.expected;
        let streamed = matches!(output.content, Content::Stream(_));
        let rendered = self
            .render(output, &mut shown)
            .and_then(|()| Ok(self.out.flush()?));
        match rendered {
            Ok(()) => failure.map_or(Ok(shown), Err),
            Err(Broken::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                shown.pipe_closed = true;
                Ok(shown)
            }
            Err(Broken::Write(error)) => {
                Err(Failure::refused("", format!("cannot write: {error}")))
            }
            Err(Broken::Failed(mut failure)) => {
                // What was written before stands; an error in flushing it would hide the one that matters.
                let _ = self.out.flush();
                if streamed && let Some(told) = how_many(shown.count, expected) {
                    failure.text = match failure.text.as_str() {
                        "" => told,
                        text => format!("{text} ({told})"),
                    };
                }
                Err(failure)
            }
        }
    }

    /// The same screen with its data going through another stream to the same place.
    pub(crate) fn over(mut self, out: Box<dyn Write + Send>) -> Screen {
        self.out = BufWriter::new(out);
        self
    }

    /// A screen with the same settings onto another stream, which is no terminal.
    pub(crate) fn onto(&self, out: Box<dyn Write + Send>) -> Screen {
        let mut screen = Screen::new(out, Box::new(io::stderr()));
        screen.plain = self.plain;
        screen.format = self.format;
        screen.clock = self.clock.clone();
        screen
    }

    /// Shows a failure with a mark under the place of the line that it is about. At a prompt the line stands
    /// right above, `indent` columns in; elsewhere it is shown again.
    pub(crate) fn fail_at(&mut self, failure: &Failure, text: &str, indent: Option<usize>) {
        let Some(place) = failure
            .place
            .clone()
            .filter(|_| !text.contains('\n') && self.format == Format::Pretty)
        else {
            return self.fail(failure);
        };
        let caret = caret(text, place);
        match indent {
            Some(indent) => {
                let told = format!(
                    "{}{caret} {}",
                    " ".repeat(indent),
                    harmless::line(&failure.text)
                );
                let _ = writeln!(self.err, "{told}");
                for hint in failure.hints.iter().take(2) {
                    self.remark(hint);
                }
            }
            None => {
                self.fail(&Failure {
                    hints: Vec::new(),
                    ..failure.clone()
                });
                let _ = writeln!(self.err, "    {}\n    {caret}", harmless::line(text));
                for hint in failure.hints.iter().take(2) {
                    let _ = writeln!(self.err, "    {}", harmless::line(hint));
                }
            }
        }
    }

    /// Shows a failure on stderr, as an object where the answers are json.
    pub(crate) fn fail(&mut self, failure: &Failure) {
        let written = match self.format {
            Format::Json | Format::Jsonl => {
                writeln!(self.err, "{}", json::text_of(&failure.json()))
            }
            Format::Pretty | Format::Raw => {
                let tone = match failure.class {
                    Class::No => Tone::Warn,
                    Class::Refused
                    | Class::Unsupported
                    | Class::Usage
                    | Class::Config
                    | Class::Interrupted => Tone::Plain,
                    _ => Tone::Bad,
                };
                let lead = failure.lead();
                let told = failure.to_string();
                let rest = told.strip_prefix(&lead).unwrap_or(&told);
                writeln!(self.err, "{}{rest}", self.err_palette.paint(tone, &lead))
            }
        };
        // There is nobody left to tell.
        let _ = written.and_then(|()| self.err.flush());
    }

    /// Shows a warning on stderr.
    pub(crate) fn warn(&mut self, text: &str) {
        let lead = self.err_palette.paint(Tone::Warn, "warning:");
        let _ = writeln!(self.err, "{lead} {}", harmless::line(text));
    }

    /// Shows a remark of our own on stderr.
    pub(crate) fn remark(&mut self, text: &str) {
        let text = harmless::line(text).into_owned();
        let _ = writeln!(self.err, "{}", self.err_palette.paint(Tone::Dim, &text));
    }

    fn render(&mut self, output: Output<'_>, shown: &mut Shown) -> Rendered {
        let Output {
            content,
            shape,
            footer,
            notes,
            all,
            ..
        } = output;
        let format = self.format;
        let (page, err, err_palette) = self.page(all);
        let mut stage = Stage {
            page,
            err,
            err_palette,
            format,
        };
        let summary = match content {
            Content::Raw(writer) => return stage.raw(writer),
            Content::Value(value) => stage.value(&shape, value, shown)?,
            Content::Stream(entries) => stage.stream(&shape, entries, shown)?,
        };
        if format == Format::Pretty {
            let counted = summary.count.unwrap_or(shown.count);
            let mut footer = footer;
            footer.counted = footer.counted.filter(|_| !summary.replaces_count);
            footer::write(&mut stage.page, &footer, &notes, counted, summary.set)?;
        }
        Ok(())
    }

    fn page(&mut self, all: bool) -> (Page<'_>, &mut dyn Write, Palette) {
        let page = Page {
            out: &mut self.out,
            palette: self.palette,
            width: self.width,
            height: self.height,
            terminal: self.terminal,
            all,
            speller: Speller {
                marks: Marks::new(self.plain),
                clock: self.clock.clone(),
            },
        };
        (page, &mut *self.err, self.err_palette)
    }
}

/// How many entries came before a stream broke off, as the end of the error's text.
fn how_many(count: u64, expected: Option<u64>) -> Option<String> {
    match expected {
        Some(expected) => Some(format!("{count} of {expected} came")),
        None if count > 0 => Some(format!("{count} came before")),
        None => None,
    }
}

/// One answer on its way to the screen.
struct Stage<'s> {
    page: Page<'s>,
    err: &'s mut dyn Write,
    err_palette: Palette,
    format: Format,
}

impl Stage<'_> {
    fn raw(&mut self, writer: RawWriter<'_>) -> Rendered {
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

    fn value(&mut self, shape: &Shape, value: Value, shown: &mut Shown) -> Rendered<Summary> {
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

    fn stream(
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
