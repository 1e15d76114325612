//! `errverbose`: the last failure in full.

use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs};
use super::super::failure::Failure;
use super::super::output::{Output, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "errverbose",
    aliases: &[],
    group: Group::Shell,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[],
    switches: &[],
    summary: "show the last failure in full, and what it means",
    details: "Shows the line as it was typed, the last lines that went over the wire for it, with secrets masked, what\n\
              the class of the failure and its response code mean, with the RFC, where the session stood and when.\n\
              Nothing is sent. RFC 5530",
    examples: &["errverbose", "errverbose --json"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, _: &Call<'_>) -> Result<Output<'s>, Failure> {
    Ok(match &session.last_trouble {
        Some(trouble) => trouble.told(),
        None => Output::said(Value::Nil, ["nothing has failed so far"]),
    })
}
