//! `unset`: what `alias`, `$name =` and `set` made is forgotten.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::failure::Failure;
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

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let words = call.words(0, "a name belongs here, such as new, $old or format")?;
    let mut told = Vec::new();
    for word in &words {
        let name = word.text.as_str();
        let result = name.strip_prefix('$').filter(|_| !word.quoted);
        if let Some(result) = result {
            if !session.results.is_named(result) {
                return Err(call.mistake(word.span.clone(), format!("there is no {name}")));
            }
            session.results.forget_name(result);
            told.push(format!("{name} is forgotten"));
        } else if session.aliases.remove(name) {
            told.push(format!("{name} is forgotten"));
        } else {
            told.push(put_back(session, name).map_err(|why| call.mistake(word.span.clone(), why))?);
        }
    }
    Ok(session.done(&told.join(", ")))
}

/// Sets a setting to what it was at the start.
fn put_back(session: &mut Session, name: &str) -> Result<String, String> {
    let key = setting_name(name);
    let Some(value) = session.begun_with.value(&key) else {
        return Err("neither an alias, nor a setting, nor a result such as $old".to_owned());
    };
    session.settings.set(&key, &value)?;
    Ok(format!("{key} {value}"))
}
