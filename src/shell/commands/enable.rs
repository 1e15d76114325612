//! `enable`: ENABLE, turns extensions on.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::{Class, Failure};
use super::super::output::{Footer, Output, Shape, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "enable",
    aliases: &[],
    group: Group::Session,
    needs: Needs::SignedIn,
    capability: Some("ENABLE"),
    parameters: &[takes("capabilities", Kind::Capability, Count::Some)],
    switches: &[],
    summary: "turn on extensions that change what the server says",
    details: "Sends ENABLE and shows what the server says is on now. No folder may be open. From UTF8=ACCEPT or\n\
              IMAP4rev2 on folder names travel as UTF-8. RFC 9051 section 6.3.1",
    examples: &["enable CONDSTORE", "enable UTF8=ACCEPT"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let names = call.words(0, "the name of an extension is wanted")?;
    let names: Vec<String> = names.into_iter().map(|word| word.text).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let client = session.client(call)?;
    let enabled = client.enable(&names).map_err(|error| {
        let failure = call.failed(&error);
        match failure.class {
            Class::Refused => failure.hint("unselect_folder leaves the folder"),
            _ => failure,
        }
    })?;
    let silent = names
        .iter()
        .filter(|name| !enabled.iter().any(|on| on.eq_ignore_ascii_case(name)))
        .map(|name| format!("the server does not say that {name} is on"));
    let notes: Vec<String> = silent.collect();
    let footer = Footer::part("ENABLE ok");
    let value = Value::list(enabled.into_iter().map(String::into_bytes));
    let output = Output::new(value, Shape::Plain).footer(footer);
    Ok(notes.into_iter().fold(output, Output::note))
}
