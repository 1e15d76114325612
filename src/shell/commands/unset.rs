//! `unset`: what `alias`, `$name =` and `set` made is forgotten.

use std::borrow::Cow;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::failure::Failure;
use super::super::line::Word;
use super::super::output::Output;
use super::super::session::Session;
use super::super::settings::setting_name;

pub(crate) static COMMAND: Command = Command {
    name: "unset",
    aliases: &[alias("unalias")],
    group: Group::Shell,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[takes("name", Kind::Own, Count::Some)],
    switches: &[],
    summary: "forget an alias, a result, or what a setting was set to",
    details: "NAME is a word made by alias, $old a result that $old = COMMAND kept, and the name of a setting puts it\n\
              back to what it was at the start of the session. Results lose only their name.",
    examples: &["unset format", "unset new", "unset $old"],
    effect: Effect::Local,
    run,
};

/// What one name means.
enum Own<'n> {
    /// A result, by its name without the sign.
    Result(&'n str),
    /// A word made by `alias`.
    Alias,
    /// A setting, and what it was at the start.
    Setting(String, Cow<'static, str>),
}

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let words = call.words(0, "a name belongs here, such as new, $old or format")?;
    // All are looked at first: a line with a mistake does nothing.
    let owns = words.iter().map(|word| {
        let own = meaning(session, word);
        own.map_err(|why| call.mistake(word.span.clone(), why))
    });
    let owns = owns.collect::<Result<Vec<_>, _>>()?;
    let mut settings = session.settings.clone();
    for (own, word) in owns.iter().zip(&words) {
        if let Own::Setting(key, value) = own {
            let set = settings.set(key, value);
            set.map_err(|why| call.mistake(word.span.clone(), why))?;
        }
    }
    session.settings = settings;
    let mut told = Vec::new();
    for (own, word) in owns.into_iter().zip(&words) {
        told.push(match own {
            Own::Setting(key, value) => format!("{key} {value}"),
            Own::Result(name) => {
                session.results.forget_name(name);
                format!("{} is forgotten", word.text)
            }
            Own::Alias => {
                session.aliases.remove(&word.text);
                format!("{} is forgotten", word.text)
            }
        });
    }
    Ok(session.done(&told.join(", ")))
}

fn meaning<'n>(session: &Session, word: &'n Word) -> Result<Own<'n>, String> {
    let name = word.text.as_str();
    if let Some(result) = name.strip_prefix('$').filter(|_| !word.quoted) {
        return match session.results.is_named(result) {
            true => Ok(Own::Result(result)),
            false => Err(format!("there is no {name}")),
        };
    }
    if session.aliases.text(name).is_some() {
        return Ok(Own::Alias);
    }
    let key = setting_name(name);
    match session.begun_with.value(&key) {
        Some(value) => Ok(Own::Setting(key, value)),
        None => Err("neither an alias, nor a setting, nor a result such as $old".to_owned()),
    }
}
