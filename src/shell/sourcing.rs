//! `source`: the lines of a file or of a program's output, run as those of a script are.

use std::path::{Path, PathBuf};

use super::commands::record::RECORD;
use super::engine::{Outcome, Shell};
use super::failure::Class;
use super::line;
use super::script::{Command, Numbered};
use super::secrets;
use super::signals;

/// Files that may run each other, one within the other.
pub(crate) const DEEPEST: usize = 16;

/// Lines that are due.
#[derive(Debug)]
pub(crate) struct Sourced {
    /// Where they come from.
    pub(crate) from: Source,
    /// The lines.
    pub(crate) lines: Vec<Numbered>,
}

/// A file or a program whose lines run, and how far they have come.
#[derive(Debug)]
pub(crate) struct Source {
    /// What it is called, as it was typed.
    pub(crate) name: String,
    /// The file, by its one true name.
    pub(crate) path: Option<PathBuf>,
    /// The line that runs.
    pub(crate) line: usize,
}

impl Shell {
    /// Runs the lines of a file, to the first that fails unless it is to keep going.
    pub(super) fn run_sourced(&mut self, sourced: Sourced) -> Outcome {
        let Sourced { from, lines } = sourced;
        let mut failed = None;
        self.session.results.over = false;
        self.session.sourcing.push(from);
        for (index, line) in lines.iter().enumerate() {
            if let Some(source) = self.session.sourcing.last_mut() {
                source.line = line.number;
            }
            if self.session.modes.interactive && !line.text.trim().is_empty() {
                self.show_line(&line.text);
            }
            // Carets point into lines that stand behind no prompt.
            self.prompt_width = None;
            match self.run_line(&line.text) {
                Outcome::Done => {}
                Outcome::Failed(class)
                    if self.session.modes.keep_going && class != Class::Interrupted =>
                {
                    failed.get_or_insert(class);
                }
                ended => {
                    self.tell_left(lines.iter().skip(index + 1).map(|line| line.text.as_str()));
                    self.session.sourcing.pop();
                    return ended;
                }
            }
            if self.session.leaving || signals::leaving() {
                break;
            }
        }
        self.session.sourcing.pop();
        failed.map_or(Outcome::Done, Outcome::Failed)
    }

    /// Runs a command of the batch.
    pub(crate) fn run_command(&mut self, command: Command) -> Outcome {
        let Command { file, line } = command;
        let Some(name) = file else {
            return self.run_line(&line.text);
        };
        let path = Path::new(&name).canonicalize().ok();
        self.session.sourcing.push(Source {
            name,
            path,
            line: line.number,
        });
        let outcome = self.run_line(&line.text);
        self.session.sourcing.pop();
        outcome
    }

    /// Records a line; those of a file are run again by the line that runs it.
    pub(super) fn record_line(&mut self, text: &str) {
        let first = text.split_whitespace().next().unwrap_or_default();
        let own = first.eq_ignore_ascii_case(RECORD) || first.is_empty();
        let recording = &self.session.recording;
        if !own && self.session.sourcing.is_empty() && recording.is_on() {
            // What is open at its end would go on in the lines behind it.
            let line = match line::is_incomplete(text) {
                None => text.to_owned(),
                Some(_) => "# ".to_owned() + &text.replace('\n', "\n# "),
            };
            let shown = secrets::may_be_shown(text, &self.session.aliases);
            recording.line(Some(line.as_str()).filter(|_| shown));
        }
    }

    /// Shows a line that nobody typed as if somebody had, but for what it holds of secrets.
    pub(super) fn show_line(&mut self, text: &str) {
        match secrets::may_be_shown(text, &self.session.aliases) {
            true => self.screen.remark(&format!("> {text}")),
            false => self.screen.remark("> (a line that may hold a password)"),
        }
    }

    /// Tells at the prompt how many lines were left out because one failed.
    pub(super) fn tell_left<'l>(&mut self, lines: impl Iterator<Item = &'l str>) {
        let left = lines.filter(|text| !text.trim().is_empty()).count();
        if left > 0 && self.session.modes.interactive {
            let lines = if left == 1 { "line" } else { "lines" };
            self.screen
                .remark(&format!("{left} more {lines} not run: this one failed"));
        }
    }
}
