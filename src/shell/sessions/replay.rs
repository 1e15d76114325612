//! A transcript played in another format than it was written for: what each line came to.

use std::fs;
use std::path::Path;

use super::stage::Stage;
use super::transcript::Transcript;
use crate::shell::aliases::Aliases;
use crate::shell::command::Command;
use crate::shell::dispatch;
use crate::shell::engine::Outcome;
use crate::shell::line::{self, Form, Outlet, Statement};
use crate::shell::render::Format;

/// How a format is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// As an option of the process.
    Process,
    /// By `set format`.
    Setting,
    /// As an option of each command that can take one.
    Option,
}

/// A line that was played.
pub(super) struct Played {
    /// The file and the line.
    pub(super) place: String,
    /// The command that the line means, if it is one alone.
    pub(super) command: Option<&'static Command>,
    /// The line says itself how it wants to be answered, or where to.
    pub(super) own_form: bool,
    pub(super) outcome: Outcome,
    /// What went to stdout.
    pub(super) data: Vec<u8>,
    /// What went to stderr.
    pub(super) errors: String,
    /// Something went over the wire.
    pub(super) sent: bool,
    /// The transcript is of a server with an oddity.
    pub(super) odd: bool,
}

/// Plays a file in a format; nothing where the format changes what is sent.
pub(super) fn replay(file: &Path, format: &'static str, how: How) -> Option<Vec<Played>> {
    let options = format!("--{format}");
    let mut rewrite = |_: usize, typed: &str| match how {
        How::Option => with_options(typed, &options),
        How::Process | How::Setting => typed.to_owned(),
    };
    replay_as(file, format, how, &mut rewrite)
}

/// Plays a file in a format with other lines: `rewrite` is given the number of each line, and the line.
pub(super) fn replay_as(
    file: &Path,
    format: &'static str,
    how: How,
    rewrite: &mut dyn FnMut(usize, &str) -> String,
) -> Option<Vec<Played>> {
    let text = fs::read_to_string(file).unwrap();
    let transcript = Transcript::parse(&text);
    let mut stage = Stage::new(&transcript.options().unwrap(), &text).unwrap();
    let format_of = Format::named(format).unwrap_or(Format::Pretty);
    if how == How::Process && format != "pretty" {
        stage.set_format(format_of);
    }
    let mut played = Vec::new();
    // Whether a line of the transcript has chosen another format.
    let mut set = false;
    let count = transcript.blocks.len();
    for (number, block) in transcript.blocks.iter().enumerate() {
        let going = match &block.typed {
            None => stage.connect(),
            Some(typed) => {
                set |= typed.starts_with("set format");
                stage.run(&rewrite(number, typed))
            }
        };
        let (data, errors) = stage.streams();
        if let Some(typed) = &block.typed {
            let (command, own_form) = meaning(typed);
            played.push(Played {
                place: format!("{}: {typed}", file.file_name()?.to_string_lossy()),
                command,
                own_form: own_form || set,
                outcome: stage.outcome().clone(),
                data,
                errors: String::from_utf8_lossy(&errors).into_owned(),
                sent: block.wire.iter().any(|line| line.starts_with("C:")),
                odd: file.parent()?.ends_with("quirks"),
            });
        }
        if number + 1 == count || !going {
            stage.leave();
            break;
        }
        if number == 0 && how == How::Setting {
            stage.run(&format!("set format {format}"));
            stage.streams();
        }
    }
    stage.problem().is_none().then_some(played)
}

/// The command of a line that is one command in words, and whether it says how it wants to be answered.
pub(super) fn meaning(typed: &str) -> (Option<&'static Command>, bool) {
    let Ok(steps) = line::parse(typed) else {
        return (None, true);
    };
    let [step] = steps.as_slice() else {
        return (None, true);
    };
    if !step.prefixes.is_empty() {
        // Dry, repeated or timed: not one answer of the command itself.
        return (None, true);
    }
    match &step.statement {
        Statement::Command(line) => {
            let ready = dispatch::ready(line, true, &Aliases::default(), Format::Pretty);
            let form = ["format", "json", "jsonl", "csv", "python", "raw", "columns"];
            let Ok(ready) = ready else {
                let verb = dispatch::find(&line.verb.text, true);
                return (verb.ok().map(|(command, _)| command), true);
            };
            let own =
                form.iter().any(|name| ready.call.has(name)) || line.outlet != Outlet::default();
            let python = matches!(line.form, Form::Python { .. });
            // The lines that it runs have forms of their own.
            let source = ready.call.command.name == "source";
            (Some(ready.call.command), own || python || source)
        }
        Statement::Raw(line) => {
            let raw = dispatch::find("raw", false).map(|(command, _)| command);
            (raw.ok(), line.outlet != Outlet::default())
        }
        _ => (None, true),
    }
}

/// A line with more options, where it can take them.
pub(super) fn with_options(typed: &str, options: &str) -> String {
    let (command, own_form) = meaning(typed);
    let plain = command.is_some_and(|command| command.name != "raw") && !own_form;
    match plain && !typed.contains(" #") {
        true => format!("{typed} {options}"),
        false => typed.to_owned(),
    }
}
