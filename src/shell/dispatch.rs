//! Which command a line means: by its name, another word for it, or at the prompt a beginning.

use super::aliases::Aliases;
use super::arguments;
use super::call::Call;
use super::command::{Command, Effect, Kind, Parameter};
use super::commands::COMMANDS;
use super::failure::Failure;
use super::line::{self, CommandLine, Form, Outlet};
use super::render::Format;

/// A line whose command is known.
pub(crate) struct Ready<'l> {
    /// The call.
    pub(crate) call: Call<'l>,
    /// Where its answer goes.
    pub(crate) outlet: &'l Outlet,
    /// What a Python call is in words, to be shown first.
    pub(crate) echo: Option<String>,
}

/// Finds the command of a line and tells its arguments apart; `usual` is the format of answers.
pub(crate) fn ready<'l>(
    line: &'l CommandLine,
    interactive: bool,
    aliases: &Aliases,
    usual: Format,
) -> Result<Ready<'l>, Failure> {
    let python = matches!(line.form, Form::Python { .. });
    let (verb, arguments) = match line.arguments.split_first() {
        // `UID FETCH 5` is `fetch 5`: numbers are UIDs anyway.
        Some((line::Argument::Word(second), rest)) if uid_form(line) => (second, rest),
        _ => (&line.verb, line.arguments.as_slice()),
    };
    let (command, adds) = find_beside(&verb.text, interactive, aliases)
        .map_err(|failure| failure.at(verb.span.clone()))?;
    if command.name == "delete_folder"
        && verb.text.eq_ignore_ascii_case("delete")
        && let Some(line::Argument::Word(word)) = arguments.first()
        && !word.quoted
        && word
            .text
            .starts_with(|character: char| character.is_ascii_digit())
    {
        let failure = Failure::usage("delete", "delete removes a folder, and this is a number")
            .at(word.span.clone());
        return Err(failure
            .hint("delete_messages SET marks messages · delete_folder \"NAME\" removes a folder"));
    }
    let call = Call::new(command, verb, arguments, python, adds, usual)?;
    let secret = |parameter: &Parameter| parameter.kind == Kind::Secret;
    let echo = (python && !command.parameters.iter().any(secret))
        .then(|| line::words_form(&in_places(line, command)));
    Ok(Ready {
        call,
        outlet: &line.outlet,
        echo,
    })
}

/// A Python call with the arguments that were given by name at their places, as they are typed in words.
fn in_places(line: &CommandLine, command: &Command) -> CommandLine {
    let is_option = |argument: &&line::Argument| matches!(argument, line::Argument::Option { .. });
    let (mut options, mut places): (Vec<_>, Vec<_>) = line.arguments.iter().partition(is_option);
    let stands_at = |argument: &line::Argument, place: usize| {
        matches!(argument,
        line::Argument::Option { name, value: Some(_), .. } if command.place(name) == Some(place))
    };
    while let Some(next) = options
        .iter()
        .position(|option| stands_at(option, places.len()))
    {
        if let line::Argument::Option {
            value: Some(value), ..
        } = options.remove(next)
        {
            places.push(value);
        }
    }
    let arguments = places.into_iter().chain(options).cloned().collect();
    CommandLine {
        arguments,
        ..line.clone()
    }
}

/// Says whether a line is written as `UID FETCH …`.
pub(crate) fn uid_form(line: &CommandLine) -> bool {
    let verb = line.verb.text.eq_ignore_ascii_case("UID") && line.form == Form::Words;
    let second = line.arguments.first();
    verb && matches!(second, Some(line::Argument::Word(second)) if uid_verb(&second.text))
}

/// Says whether a word may follow `UID`.
pub(crate) fn uid_verb(word: &str) -> bool {
    [
        "FETCH", "STORE", "SEARCH", "SORT", "THREAD", "COPY", "MOVE", "EXPUNGE",
    ]
    .iter()
    .any(|verb| word.eq_ignore_ascii_case(verb))
}

/// The command that a word names: its name, an alias, or at the prompt a beginning that only one has.
pub(crate) fn find(
    word: &str,
    interactive: bool,
) -> Result<(&'static Command, Option<&'static str>), Failure> {
    find_beside(word, interactive, &Aliases::default())
}

/// The command that a word names; where it names none, one of these aliases may have been meant.
fn find_beside(
    word: &str,
    interactive: bool,
    aliases: &Aliases,
) -> Result<(&'static Command, Option<&'static str>), Failure> {
    let wanted = word.replace('-', "_").to_ascii_lowercase();
    let exact = COMMANDS.iter().find_map(|command| {
        if command.name == wanted {
            return Some((*command, None));
        }
        let alias = command
            .aliases
            .iter()
            .find(|alias| alias.word.eq_ignore_ascii_case(&wanted))?;
        Some((*command, alias.adds))
    });
    if let Some(found) = exact {
        return Ok(found);
    }
    let beginning: Vec<_> = COMMANDS
        .iter()
        .filter(|command| command.name.starts_with(&wanted))
        .collect();
    match beginning.as_slice() {
        // An abbreviation must never destroy anything, and never change its meaning in a script.
        [only] if interactive && only.effect != Effect::Destroys => return Ok((only, None)),
        [] => {}
        several if interactive => {
            let names: Vec<_> = several.iter().take(5).map(|command| command.name).collect();
            let text = format!(
                "{word} is not a whole command; it begins {}",
                names.join(", ")
            );
            return Err(Failure::usage("", text));
        }
        _ => {}
    }
    let mut of_protocol = line::RAW_VERBS.split_ascii_whitespace();
    if let Some(verb) = of_protocol.find(|verb| verb.eq_ignore_ascii_case(word)) {
        let text = format!("{verb} is no command of this shell");
        return Err(Failure::usage("", text).hint(format!("raw {verb} sends it as typed")));
    }
    let known = COMMANDS.iter().flat_map(|command| {
        std::iter::once(command.name).chain(command.aliases.iter().map(|alias| alias.word))
    });
    let near = match beginning.as_slice() {
        [only] => Some(only.name),
        _ => arguments::suggestion(&wanted, known.chain(aliases.names())),
    };
    Err(Failure::usage(
        "",
        match near {
            Some(near) => format!(
                "unknown command {word}; did you mean {}?",
                near.to_ascii_lowercase()
            ),
            None => format!("unknown command {word}; help all lists them"),
        },
    ))
}
