//! What is still to be typed, from the table of commands: the editor shows it dim behind the cursor.

use unicode_width::UnicodeWidthStr;

use super::alias;
use super::offer;
use super::place::{Argument, Place};
use super::scan::Scan;
use crate::shell::aliases::Aliases;
use crate::shell::arguments::Takes;
use crate::shell::command::{Command, Count, Effect};
use crate::shell::commands::COMMANDS;
use crate::shell::commands::source::SOURCE;
use crate::shell::dispatch;
use crate::shell::line::{self, CommandLine, Statement, Step};

/// A beginning shorter than this may become anything.
const SHORTEST: usize = 2;

/// What may follow the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hint {
    /// What is shown behind the cursor.
    pub(crate) shown: String,
    /// What the right arrow takes into the line, if it takes anything.
    pub(crate) taken: Option<String>,
}

impl Hint {
    fn syntax(shown: String) -> Option<Self> {
        (!shown.trim().is_empty()).then_some(Hint { shown, taken: None })
    }

    /// Cuts it to the room that is left in its line; what is taken cannot be cut.
    pub(crate) fn fitted(mut self, room: usize) -> Option<Self> {
        if self.shown.width() > room {
            let taken = self.taken.as_deref();
            if taken.is_some_and(|taken| taken.width() > room) {
                return None;
            }
            let mut shown = String::new();
            for character in self.shown.chars() {
                shown.push(character);
                if shown.width() >= room {
                    shown.pop();
                    break;
                }
            }
            shown.push('…');
            self.shown = shown;
        }
        (room > 1).then_some(self)
    }
}

/// What may follow the line: the rest of a command's name, or the arguments and options not typed yet.
pub(crate) fn hint(line: &str, aliases: &Aliases) -> Option<Hint> {
    if line.trim().is_empty() || line.contains('\n') {
        return None;
    }
    let scan = Scan::of(line);
    if let Some(shown) = alias::hint(aliases, &scan) {
        return Hint::syntax(shown);
    }
    match Place::of(&scan) {
        Place::Verb => verb(&scan.current.text),
        Place::Argument(argument) => rest(&argument, &scan),
        _ => None,
    }
}

/// Says whether a line of the history may be suggested: one that only looks.
pub(crate) fn may_be_suggested(entry: &str, aliases: &Aliases) -> bool {
    if entry.contains('\n') {
        return false;
    }
    let looks = |step: &Step| match &step.statement {
        // What a program does nobody here knows.
        Statement::Command(line) if line.outlet.program.is_some() || runs_others(line) => false,
        Statement::Command(_) if let Some(expansion) = aliases.expansion(step) => {
            expansion.is_ok_and(|expansion| may_be_suggested(&expansion.text, aliases))
        }
        Statement::Command(line) => dispatch::find(&line.verb.text, false)
            .is_ok_and(|(command, _)| matches!(command.effect, Effect::Reads | Effect::Local)),
        Statement::Help(_) => true,
        Statement::Raw(_) | Statement::Program(_) | Statement::Alias(_) => false,
    };
    line::parse(entry).is_ok_and(|steps| steps.iter().all(looks))
}

/// Says whether a command runs other lines or programs, about which nothing is known here.
fn runs_others(line: &CommandLine) -> bool {
    let runs = |argument: &line::Argument| match argument {
        line::Argument::Option { name, .. } => ["exec", "e"].contains(&name.as_str()),
        _ => false,
    };
    line.verb.text == SOURCE || line.arguments.iter().any(runs)
}

/// The rest of a name that only one command has, or what follows a whole name.
fn verb(typed: &str) -> Option<Hint> {
    if let Ok((command, _)) = dispatch::find(typed, false) {
        return Hint::syntax(spelt(command, 0, &[], true));
    }
    let typed = typed.replace('-', "_");
    let mut fitting = COMMANDS
        .iter()
        .filter(|command| offer::begins_with(command.name, &typed));
    let (Some(command), None) = (fitting.next(), fitting.next()) else {
        return None;
    };
    if typed.len() < SHORTEST || command.effect == Effect::Destroys {
        return None;
    }
    let rest = command.name.get(typed.len()..)?;
    Some(Hint {
        shown: format!("{rest}{}", spelt(command, 0, &[], true)),
        taken: Some(rest.to_owned()),
    })
}

fn rest(argument: &Argument, scan: &Scan) -> Option<Hint> {
    let current = &scan.current;
    let fresh = current.text.is_empty() && current.quote.is_none() && !current.closed;
    if let Some(switch) = argument.value_of {
        return Hint::syntax(match fresh {
            true => switch.value.unwrap_or_default().to_owned(),
            false => String::new(),
        });
    }
    if current.quote.is_some() {
        return None;
    }
    let awaited = argument.awaited(scan);
    if awaited != Takes::Nothing {
        return match fresh {
            true => Hint::syntax(awaited.placeholder().to_owned()),
            false => None,
        };
    }
    if scan.in_list() {
        return None;
    }
    if argument.options
        && let Some(typed) = current.text.strip_prefix("--")
    {
        return option(argument, typed);
    }
    let (index, lead) = match (fresh, argument.parameter) {
        (true, Some(_)) => (argument.index, false),
        // The argument at the cursor is being typed, or was just closed.
        (false, Some(_))
            if current.closed
                && !scan.words().is_empty()
                && argument.before.last().is_some_and(String::is_empty) =>
        {
            (argument.before.len(), true)
        }
        (false, Some(_)) => (argument.index + 1, true),
        (_, None) => (argument.command.parameters.len(), !fresh),
    };
    let index = if argument.is_endless()
        && !argument.before.is_empty()
        && fresh
        && argument.index < argument.before.len()
    {
        // Enough was typed; more of the same may follow, and everybody knows it by now.
        argument.command.parameters.len()
    } else {
        index
    };
    Hint::syntax(spelt(argument.command, index, &argument.given, lead))
}

/// The rest of an option's name.
fn option(argument: &Argument, typed: &str) -> Option<Hint> {
    let mut fitting = argument
        .command
        .all_switches()
        .filter(|switch| !argument.given.contains(&switch.name))
        .filter(|switch| offer::begins_with(switch.name, typed));
    let (Some(switch), None) = (fitting.next(), fitting.next()) else {
        return None;
    };
    let rest = switch.name.get(typed.len()..)?;
    let value = switch.value.map(|value| format!(" {value}"));
    let shown = format!("{rest}{}", value.unwrap_or_default());
    (!shown.is_empty()).then(|| Hint {
        shown,
        taken: (!rest.is_empty()).then(|| rest.to_owned()),
    })
}

/// The parameters from a place on and the options not given, as help spells them.
fn spelt(command: &Command, index: usize, given: &[&str], lead: bool) -> String {
    let mut parts = Vec::new();
    for parameter in command.parameters.iter().skip(index) {
        let name = parameter.name.to_uppercase();
        parts.push(match parameter.count {
            Count::One => name,
            Count::Optional => format!("[{name}]"),
            Count::Some => format!("{name}..."),
            Count::Any => format!("[{name}...]"),
        });
    }
    for switch in command.switches {
        if given.contains(&switch.name) {
            continue;
        }
        parts.push(match switch.value {
            Some(value) => format!("[--{} {value}]", switch.name),
            None => format!("[--{}]", switch.name),
        });
    }
    let text = parts.join(" ");
    if lead { format!(" {text}") } else { text }
}
