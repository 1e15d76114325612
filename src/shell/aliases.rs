//! Words of one's own: `alias new = search UNSEEN SINCE $1`, then `new 1d`.

use std::collections::BTreeMap;

use super::command::Command;
use super::commands::COMMANDS;
use super::dispatch;
use super::engine::Shell;
use super::failure::Failure;
use super::line::{self, Definition, Expansion, Form, Given, Misfit, Statement, Step};
use super::secrets;

/// The words made by `alias`, and what they stand for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Aliases {
    kept: BTreeMap<String, String>,
}

impl Aliases {
    /// Keeps what a word stands for, in place of what it stood for before.
    ///
    /// # Errors
    /// `usage:` for a word that has a meaning, for what is no whole command, and for a secret.
    pub(crate) fn define(&mut self, definition: &Definition) -> Result<(), Failure> {
        let Definition { name, text, steps } = definition;
        if let Some(why) = taken(&name.text) {
            return Err(mistake(why).at(name.span.clone()));
        }
        for step in steps {
            let Statement::Command(line) = &step.statement else {
                continue;
            };
            if line.form == Form::Words && self.text(&line.verb.text).is_some() {
                let why = "this is an alias itself, and one cannot stand for another";
                return Err(mistake(why).at(line.verb.span.clone()));
            }
            // An abbreviation may mean something else one day.
            if !dispatch::uid_form(line) {
                dispatch::find(&line.verb.text, false)
                    .map_err(|failure| mistake(&failure.text).at(line.verb.span.clone()))?;
            }
        }
        if !secrets::may_be_kept(text, self) {
            let why = "what it stands for would be shown, and it holds a password";
            return Err(mistake(why).hint("a command asks for the password that is left out"));
        }
        self.kept.insert(spelt(&name.text), text.clone());
        Ok(())
    }

    /// Forgets a word.
    pub(crate) fn remove(&mut self, name: &str) {
        self.kept.remove(&spelt(name));
    }

    /// What a word stands for.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.kept.get(&spelt(name)).map(String::as_str)
    }

    /// All words with what they stand for, by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.kept.iter();
        all.map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// All words.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.kept.keys().map(String::as_str)
    }

    /// What a command is instead, if its verb is an alias.
    ///
    /// # Errors
    /// `usage:` for arguments that are missing or have no place.
    pub(crate) fn expansion(&self, step: &Step) -> Option<Result<Expansion, Failure>> {
        let Statement::Command(line) = &step.statement else {
            return None;
        };
        let template = self.text(&line.verb.text)?;
        if line.form != Form::Words {
            return None;
        }
        let given = Given {
            arguments: &line.arguments,
            outlet: &line.outlet,
            name: step.name.as_ref(),
        };
        let name = spelt(&line.verb.text);
        let end = line.arguments.last().map(line::Argument::span);
        let end = end.map_or(line.verb.span.end, |last| last.end);
        Some(line::expanded(template, given).map_err(|misfit| {
            let (place, why) = match misfit {
                Misfit::Missing(place) => (end..end, format!("${place} is missing")),
                Misfit::Surplus(argument) => (argument.span(), "there is no place for this".into()),
                Misfit::NoName(argument) => {
                    (argument.span(), "the name of a file is one word".into())
                }
                Misfit::Line(why) => (line.verb.span.clone(), why),
            };
            let failure = Failure::usage(name.clone(), why).at(place);
            failure.hint(format!("{name} stands for: {template}"))
        }))
    }

    /// Says whether a word stands for a command which takes a secret.
    pub(crate) fn takes_secret(&self, name: &str) -> bool {
        let name = spelt(name);
        self.taking_secrets().any(|known| known == name)
    }

    /// The words that stand for a command which takes a secret.
    pub(crate) fn taking_secrets(&self) -> impl Iterator<Item = &str> {
        let takes = |text: &str| {
            let steps = line::parse(text).unwrap_or_default();
            steps.iter().any(|step| match &step.statement {
                Statement::Command(line) => dispatch::find(&line.verb.text, false)
                    .is_ok_and(|(command, _)| secrets::secret_of(command).is_some()),
                _ => false,
            })
        };
        self.all()
            .filter(move |(_, text)| takes(text))
            .map(|(name, _)| name)
    }
}

impl Shell {
    /// Keeps what a word stands for.
    pub(super) fn define(&mut self, definition: &Definition) -> Result<(), Failure> {
        if self.session.dry {
            let text = "dry shows what goes to the server, and this goes nowhere";
            return Err(mistake(text).at(definition.name.span.clone()));
        }
        self.session.aliases.define(definition)?;
        if self.session.modes.interactive {
            let name = spelt(&definition.name.text);
            self.screen
                .remark(&format!("{name} stands for: {}", definition.text));
        }
        Ok(())
    }

    /// Shows what an alias stands for, as it could have been typed, where no secret is in it.
    pub(super) fn show_expansion(&mut self, expansion: &Expansion) {
        if secrets::may_be_kept(&expansion.text, &self.session.aliases) {
            self.screen.remark(&expansion.text);
        }
        // A caret points into this line, which stands behind no prompt.
        self.prompt_width = None;
    }
}

fn mistake(why: &str) -> Failure {
    Failure::usage("alias", why)
}

/// A word as it is kept: case does not count, and `-` equals `_`.
fn spelt(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

/// Why a word cannot be an alias: it has a meaning already.
fn taken(name: &str) -> Option<&'static str> {
    let name = spelt(name);
    let own = |command: &&&Command| {
        let mut words = command.aliases.iter().map(|alias| alias.word);
        command.name == name || words.any(|word| word.eq_ignore_ascii_case(&name))
    };
    let prefixes = ["dry", "time", "repeat", "every"];
    let mut verbs = line::RAW_VERBS.split_ascii_whitespace();
    let beginning = COMMANDS
        .iter()
        .filter(|command| command.name.starts_with(&name));
    if COMMANDS.iter().find(own).is_some() || prefixes.contains(&name.as_str()) {
        Some("this word has a meaning in the shell, and keeps it")
    } else if verbs.any(|verb| verb.eq_ignore_ascii_case(&name)) {
        Some("this word is a command of IMAP, and keeps its meaning")
    } else if beginning.count() == 1 {
        Some("this word is short for a command of the shell, and keeps that meaning")
    } else {
        None
    }
}
