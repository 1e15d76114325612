//! `idle`: IDLE, from which on the server tells its news by itself.

use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs};
use super::super::failure::Failure;
use super::super::output::{Footer, Output, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "idle",
    aliases: &[],
    group: Group::Session,
    needs: Needs::SignedIn,
    capability: Some("IDLE"),
    parameters: &[],
    switches: &[],
    summary: "have the server tell its news at once",
    details: "Sends IDLE and returns. idle_check shows what the server has told since, idle_done ends it; any other\n\
              command that sends something ends it first by itself. Servers may end an IDLE of half an hour.\n\
              RFC 9051 section 6.3.13",
    examples: &["idle"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    session.own_idle = false;
    let client = session.client(call)?;
    client.idle().map_err(|error| call.failed(&error))?;
    let footer = Footer::part("IDLE runs").and("idle_check shows news, idle_done ends it");
    Ok(Output::silent(Value::Nil).footer(footer))
}
