//! The two streams a person or a program reads from, and the one way for an answer onto them.

use std::io::{self, BufWriter, IsTerminal, Write};

use super::columns::Rows;
use super::dates::Clock;
use super::footer;
use super::format::Format;
use super::page::{Broken, Out, Page, Rendered};
use super::palette::{ColorChoice, Palette};
use super::remarks::Voice;
use super::shown::Shown;
use super::spell::{Marks, Speller};
use super::stage::Stage;
use crate::shell::failure::{Class, Failure};
use crate::shell::output::{AtHand, Content, Output, Shape};

/// How much is written at once, where nobody waits for less.
const BLOCK: usize = 64 << 10;

/// Where answers and errors go.
pub(crate) struct Screen {
    out: Out,
    pub(super) err: Box<dyn Write + Send>,
    /// Columns of stderr where somebody is looking at it.
    pub(crate) err_width: Option<usize>,
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
            out: BufWriter::with_capacity(BLOCK, out),
            err,
            err_width: None,
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
        screen.err_width = io::stderr().is_terminal().then_some(80);
        screen.measure();
        screen
    }

    /// Takes the size of the terminal as it is now; a pipe keeps its 80 columns.
    pub(crate) fn measure(&mut self) {
        let Some((width, height)) = terminal_size::terminal_size() else {
            return;
        };
        // A terminal that says 0 does not know.
        let width = match usize::from(width.0) {
            0 => 80,
            width => width.max(20),
        };
        self.err_width = self.err_width.map(|_| width);
        if self.terminal {
            self.width = width;
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
        let mut shown = Shown::nothing(output.forgotten);
        let names = output.names.take();
        let expected = output.expected;
        let accounts = output.accounts;
        let streamed = matches!(output.content, Content::Stream(_));
        let rendered = self
            .render(output, &mut shown)
            .and_then(|()| Ok(self.out.flush()?));
        shown.take_names(names);
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
                // A refusal of the only one needs no counting.
                let refused = matches!(failure.class, Class::No | Class::Bad | Class::Refused);
                let single = refused && expected == Some(1);
                if streamed
                    && !accounts
                    && !single
                    && let Some(told) = how_many(shown.count, expected)
                {
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
        self.out = BufWriter::with_capacity(BLOCK, out);
        self
    }

    /// The same screen with what goes to both of its streams going through others.
    pub(crate) fn through(
        mut self,
        through: impl Fn(Box<dyn Write + Send>) -> Box<dyn Write + Send>,
    ) -> Screen {
        let out = std::mem::replace(&mut self.out, BufWriter::new(Box::new(io::sink())));
        self.out = BufWriter::with_capacity(BLOCK, through(out.into_parts().0));
        self.err = through(self.err);
        self
    }

    /// Does something while the data goes onto another stream, which is no terminal. Warnings and errors stay
    /// where they are.
    pub(crate) fn with_data_onto<T>(
        &mut self,
        out: Box<dyn Write + Send>,
        work: impl FnOnce(&mut Screen) -> T,
    ) -> T {
        let out = std::mem::replace(&mut self.out, BufWriter::with_capacity(BLOCK, out));
        let palette = std::mem::replace(&mut self.palette, Palette::none());
        let size = (self.width, self.height, self.terminal);
        (self.width, self.height, self.terminal) = (80, 24, false);
        let result = work(self);
        (self.width, self.height, self.terminal) = size;
        self.palette = palette;
        self.out = out;
        result
    }

    fn render(&mut self, output: Output<'_>, shown: &mut Shown) -> Rendered {
        let Output {
            content,
            shape,
            footer,
            notes,
            all,
            columns,
            fields,
            by_sequence,
            at_hand,
            ..
        } = output;
        let at_hand = match content {
            Content::Stream(_) => at_hand,
            Content::Value(_) | Content::Raw(_) => AtHand::new(true.into()),
        };
        let format = self.format;
        let (normalise_times, folder_encode) = (self.normalise_times, self.folder_encode);
        let mut rows = Rows::new(columns, &shape, by_sequence);
        rows.columns = fields;
        let (page, err, voice) = self.page(all, at_hand);
        let mut stage = Stage {
            page,
            err,
            voice,
            format,
            rows,
            normalise_times,
            folder_encode,
        };
        let summary = match content {
            Content::Raw(writer) => return stage.raw(writer),
            Content::Value(value) => stage.value(&shape, value, shown)?,
            Content::Stream(entries) => stage.stream(&shape, entries, shown)?,
        };
        // Text of our own is no answer of a server: it took no time, and nothing can refer to it. News has its own end.
        let own = matches!(shape, Shape::Text(_) | Shape::News { .. });
        if format == Format::Pretty && !own {
            let counted = summary.count.unwrap_or(shown.count);
            let mut footer = footer;
            footer.counted = footer.counted.filter(|_| !summary.replaces_count);
            footer::write(&mut stage.page, &footer, &notes, counted, summary.set)?;
        }
        Ok(())
    }

    fn page(&mut self, all: bool, at_hand: AtHand) -> (Page<'_>, &mut dyn Write, Voice) {
        let voice = self.voice();
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
            at_hand,
        };
        (page, &mut *self.err, voice)
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
