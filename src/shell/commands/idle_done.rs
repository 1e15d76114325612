//! `idle_done`: ends IDLE.

use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs};
use super::super::failure::Failure;
use super::super::news;
use super::super::output::{Footer, Output, Value};
use super::super::session::Session;
use super::idle_check::{not_idling, told};

pub(crate) static COMMAND: Command = Command {
    name: "idle_done",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[],
    switches: &[],
    summary: "end idle, and show the news that are left",
    details: "Sends DONE and shows what the server has told since the last idle_check.\n\
              RFC 9051 section 6.3.13",
    examples: &["idle_done"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let client = session.client(call)?;
    if !client.is_idling() {
        return Err(not_idling(call));
    }
    let (earlier, _) = client.take_events();
    let Some(idle) = client.idling() else {
        return Err(not_idling(call));
    };
    let (completed, later) = idle.done().map_err(|error| call.failed(&error))?;
    let events = [earlier, later].concat();
    let value = Value::Tuple(vec![
        completed.into(),
        Value::List(events.iter().map(news::value).collect()),
    ]);
    let footer = match events.as_slice() {
        [] => Footer::part("IDLE ended").and("nothing new"),
        _ => Footer::part("IDLE ended"),
    };
    Ok(told(session, &events, value).footer(footer))
}
