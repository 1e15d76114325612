//! The two streams a person or a program reads from, and the one way for an answer onto them.

use std::io::{self, BufWriter, IsTerminal, Write};

use imapclient::types::{MessageSet, SequenceSet};

use super::columns::Rows;
use super::dates::Clock;
use super::page::{Broken, Page, Rendered};
use super::palette::{ColorChoice, Palette};
use super::spell::{Marks, Speller};
use super::stage::Stage;
use super::{footer, harmless, json, news};
use crate::shell::failure::{Class, Failure};
use crate::shell::line::caret;
use crate::shell::output::{Content, Output, Shape, Tone, Value};

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
    /// A header line and a row per entry.
    Csv,
    /// What IMAPClient returns, as a Python expression.
    Python,
    /// The server's bytes.
    Raw,
}

/// What was shown, for `_` and for the exit status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    /// How many entries there were.
    pub(crate) count: u64,
    /// UIDs of messages that were seen, as ranges.
    pub(crate) uids: SequenceSet,
    /// Sequence numbers of messages that were seen, as ranges.
    pub(crate) seqs: SequenceSet,
    /// The answer was numbers of messages, though there may be none: either UIDs or sequence numbers.
    pub(crate) found: Option<SequenceSet>,
    /// Whoever read our stdout has gone: nothing more is to be written, and that is no error.
    pub(crate) pipe_closed: bool,
}

impl Shown {
    /// Hands out the messages that were found or seen; after a search also none.
    pub(crate) fn messages(&mut self, uid: bool, search: bool) -> Option<MessageSet> {
        let any = !self.uids.is_empty() || !self.seqs.is_empty();
        let seen = if uid { &mut self.uids } else { &mut self.seqs };
        let found = self
            .found
            .take()
            .filter(|found| search || !found.is_empty());
        let numbers = found.or_else(|| any.then(|| std::mem::take(seen)))?;
        Some(match uid {
            true => MessageSet::Uid(numbers),
            false => MessageSet::Sequence(numbers),
        })
    }
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
    /// Dates in python are naive and in that zone (IMAPClient's `normalise_times`).
    pub(crate) normalise_times: bool,
    /// Names of folders are text in python, not bytes (IMAPClient's `folder_encode`).
    pub(crate) folder_encode: bool,
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
            normalise_times: true,
            folder_encode: true,
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
            Err(Broken::Mistake(failure)) => {
                let _ = self.out.flush();
                Err(failure)
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

    /// Does something while the data goes onto another stream, which is no terminal. Warnings and errors stay
    /// where they are.
    pub(crate) fn with_data_onto<T>(
        &mut self,
        out: Box<dyn Write + Send>,
        work: impl FnOnce(&mut Screen) -> T,
    ) -> T {
        let out = std::mem::replace(&mut self.out, BufWriter::new(out));
        let palette = std::mem::replace(&mut self.palette, Palette::none());
        let size = (self.width, self.height, self.terminal);
        (self.width, self.height, self.terminal) = (80, 24, false);
        let result = work(self);
        (self.width, self.height, self.terminal) = size;
        self.palette = palette;
        self.out = out;
        result
    }

    /// Shows a failure with a mark under the place of the line that it is about. At a prompt the line stands
    /// right above, `indent` columns in; elsewhere it is shown again.
    pub(crate) fn fail_at(&mut self, failure: &Failure, text: &str, indent: Option<usize>) {
        let Some(place) = failure
            .place
            .clone()
            .filter(|_| !text.contains('\n') && !self.errors_are_json())
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

    fn errors_are_json(&self) -> bool {
        matches!(self.format, Format::Json | Format::Jsonl)
    }

    /// Shows a failure on stderr, as an object where the answers are json.
    pub(crate) fn fail(&mut self, failure: &Failure) {
        let written = match self.errors_are_json() {
            true => writeln!(self.err, "{}", json::text_of(&failure.json())),
            false => {
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

    /// A piece of news in one line, for whoever prints it beside the answers.
    pub(crate) fn news_line(&self, value: &Value) -> String {
        let cut = Some((self.width, Marks::new(self.plain).cut));
        let pieces = news::pieces(value, &self.clock, true, cut);
        let painted = pieces
            .iter()
            .map(|piece| self.err_palette.paint(piece.tone, &piece.text));
        painted.collect()
    }

    /// A remark in one line, for whoever prints it beside the answers.
    pub(crate) fn dim(&self, text: &str) -> String {
        self.err_palette.paint(Tone::Dim, &harmless::line(text))
    }

    fn render(&mut self, output: Output<'_>, shown: &mut Shown) -> Rendered {
        let Output {
            content,
            shape,
            footer,
            notes,
            all,
            columns,
            by_sequence,
            at_hand,
            ..
        } = output;
        let format = self.format;
        let (normalise_times, folder_encode) = (self.normalise_times, self.folder_encode);
        let rows = Rows::new(columns, &shape, by_sequence);
        let (page, err, err_palette) = self.page(all);
        let mut stage = Stage {
            page,
            err,
            err_palette,
            format,
            rows,
            normalise_times,
            folder_encode,
        };
        let summary = match content {
            Content::Raw(writer) => return stage.raw(writer),
            Content::Value(value) => stage.value(&shape, value, shown)?,
            Content::Stream(entries) => stage.stream(&shape, entries, &at_hand, shown)?,
        };
        // Text of our own is no answer of a server: it took no time, and nothing can refer to it.
        let own = matches!(shape, Shape::Text(_));
        if format == Format::Pretty && !own {
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
