//! Where pretty text goes: a width, a height, colours, and the few ways to write a line.

use std::io::{self, BufWriter, Write};

use super::fit;
use super::palette::Palette;
use super::spell::Speller;
use crate::shell::failure::Failure;
use crate::shell::output::{AtHand, Cell, Look, Tone, Value};

/// The most rows a terminal gets without `--all`.
pub(crate) const ROW_CAP: u64 = 1_000;

/// Why rendering ended early.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The stream cannot be written to.
    Write(io::Error),
    /// The command failed underway.
    Failed(Failure),
    /// What was asked for cannot be shown.
    Mistake(Failure),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Broken::Write(error)
    }
}

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        Broken::Failed(failure)
    }
}

/// The result of rendering.
pub(crate) type Rendered<T = ()> = Result<T, Broken>;

/// A piece of a line: harmless text and its tone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Painted {
    /// The text, made harmless.
    pub(crate) text: String,
    /// How it is painted.
    pub(crate) tone: Tone,
}

impl Painted {
    /// Takes a text that is harmless already.
    pub(crate) fn new(text: impl Into<String>, tone: Tone) -> Self {
        Painted {
            text: text.into(),
            tone,
        }
    }
}

/// The stream of data. What is written most often writes to it by its type, so that a few bytes are only copied.
pub(crate) type Out = BufWriter<Box<dyn Write + Send>>;

/// A screen, or a pipe that has no edges.
pub(crate) struct Page<'s> {
    /// Where it is written.
    pub(crate) out: &'s mut Out,
    /// Colours.
    pub(crate) palette: Palette,
    /// Columns; on a pipe what is laid out, not cut, to.
    pub(crate) width: usize,
    /// Lines.
    pub(crate) height: usize,
    /// Somebody is looking.
    pub(crate) terminal: bool,
    /// No caps.
    pub(crate) all: bool,
    /// Spells values.
    pub(crate) speller: Speller,
    /// More of the answer has arrived already.
    pub(crate) at_hand: AtHand,
}

impl Page<'_> {
    /// Writes a line of one tone.
    pub(crate) fn line(&mut self, tone: Tone, text: &str) -> io::Result<()> {
        let painted = self.palette.paint(tone, text);
        writeln!(self.out, "{painted}")
    }

    /// Writes a line of pieces; blanks at its end are left out.
    pub(crate) fn pieces(&mut self, pieces: &[Painted]) -> io::Result<()> {
        let used = pieces
            .iter()
            .rposition(|piece| !piece.text.trim_end().is_empty())
            .map_or(0, |last| last + 1);
        for (index, piece) in pieces.iter().take(used).enumerate() {
            let text = if index + 1 == used {
                piece.text.trim_end()
            } else {
                &piece.text
            };
            self.out
                .write_all(self.palette.paint(piece.tone, text).as_bytes())?;
        }
        writeln!(self.out)
    }

    /// Ends a row: whoever looks sees it now, whoever reads a pipe as soon as nothing more has arrived.
    pub(crate) fn row_ends(&mut self) -> io::Result<()> {
        match self.terminal || !self.at_hand.get() {
            true => self.out.flush(),
            false => Ok(()),
        }
    }

    /// Spells a cell.
    pub(crate) fn cell(&self, cell: &Cell) -> Painted {
        let tone = match (&cell.value, cell.tone) {
            (Value::Nil, Tone::Plain) => Tone::Dim,
            (_, tone) => tone,
        };
        Painted::new(self.speller.spell(&cell.value, cell.look), tone)
    }

    /// Spells a value.
    pub(crate) fn spell(&self, value: &Value) -> String {
        self.speller.spell(value, Look::Text)
    }

    /// Cuts a text to the width of the screen; a pipe gets all of it.
    pub(crate) fn cut(&self, text: &str, most: usize) -> String {
        if self.terminal {
            fit::cut(text, most, self.speller.marks.cut)
        } else {
            text.to_owned()
        }
    }

    /// How many rows may be shown.
    pub(crate) fn row_cap(&self) -> u64 {
        if self.terminal && !self.all {
            ROW_CAP
        } else {
            u64::MAX
        }
    }

    /// Says how many rows were left out.
    pub(crate) fn left_out(&mut self, rows: u64, noun: &str) -> io::Result<()> {
        if rows == 0 {
            return Ok(());
        }
        let count = super::spell::grouped(rows.into());
        let line = format!(
            "{} {count} more {noun}, shown with --all",
            self.speller.marks.cut
        );
        self.line(Tone::Dim, &line)
    }
}
