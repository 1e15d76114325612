//! What is said beside the answers, on stderr: failures, warnings, remarks and news.

use std::borrow::Cow;
use std::io::Write;

use super::format::Format;
use super::palette::Palette;
use super::screen::Screen;
use super::spell::Marks;
use super::{fit, harmless, json, news};
use crate::shell::failure::{Class, Failure};
use crate::shell::line::caret;
use crate::shell::output::{Tone, Value};

/// How far in a failure or a warning goes on that is too long for a line.
const INDENT: usize = 4;

/// How stderr is written on.
#[derive(Clone, Copy)]
pub(super) struct Voice {
    /// Its colours.
    pub(super) palette: Palette,
    /// Its columns, where somebody is looking.
    pub(super) width: Option<usize>,
}

impl Voice {
    /// A warning, broken where it is too wide.
    pub(super) fn warning(self, text: &str) -> String {
        const LEAD: &str = "warning:";
        let told = self.broken(&format!("{LEAD} {}", harmless::line(text)), INDENT);
        let rest = told.strip_prefix(LEAD).unwrap_or(&told);
        format!("{}{rest}", self.palette.paint(Tone::Warn, LEAD))
    }

    /// A line broken between words where somebody looks and it is too wide; what follows stands further in.
    fn broken(self, line: &str, indent: usize) -> String {
        match self.width {
            Some(width) => fit::hang_by(line, width, indent).join("\n"),
            None => line.to_owned(),
        }
    }
}

impl Screen {
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
                let text = harmless::line(&failure.text);
                let mark = format!("{}{caret}", " ".repeat(indent));
                // Behind the mark is no room for much.
                let fits = self
                    .err_width
                    .is_none_or(|width| fit::width(&mark) + 1 + fit::width(&text) <= width);
                let told = match fits {
                    true => format!("{mark} {text}"),
                    false => format!("{mark}\n{}", self.voice().broken(&text, 0)),
                };
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

    /// How stderr is written on.
    pub(super) fn voice(&self) -> Voice {
        Voice {
            palette: self.err_palette,
            width: self.err_width,
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
                let voice = self.voice();
                let marks = Marks::new(self.plain);
                // The first line has the server's words.
                let ours = |place, line| match place {
                    0 => Cow::Borrowed(line),
                    _ => marks.ours(line),
                };
                let told: Vec<_> = told
                    .lines()
                    .enumerate()
                    .map(|(place, line)| voice.broken(&ours(place, line), INDENT))
                    .collect();
                let told = told.join("\n");
                let rest = told.strip_prefix(&lead).unwrap_or(&told);
                writeln!(self.err, "{}{rest}", self.err_palette.paint(tone, &lead))
            }
        };
        // There is nobody left to tell.
        let _ = written.and_then(|()| self.err.flush());
    }

    /// Shows a warning on stderr.
    pub(crate) fn warn(&mut self, text: &str) {
        let told = self.voice().warning(text);
        let _ = writeln!(self.err, "{told}");
    }

    /// Shows a remark of our own on stderr.
    pub(crate) fn remark(&mut self, text: &str) {
        let marks = Marks::new(self.plain);
        let text = harmless::line(text);
        let text = marks.ours(&text);
        let lines = match self.err_width {
            // What can be typed next is not broken while it fits a line of its own.
            Some(width) => fit::wrap(text.split(marks.dot), marks.dot, width),
            None => vec![text.into_owned()],
        };
        for line in lines {
            let told = self.voice().broken(&line, 0);
            let _ = writeln!(self.err, "{}", self.err_palette.paint(Tone::Dim, &told));
        }
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
}
