//! `logout`: LOGOUT; the shell stays.

use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs};
use super::super::failure::Failure;
use super::super::output::{Footer, Output, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "logout",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[],
    switches: &[],
    summary: "sign out and stay at the prompt",
    details: "Sends LOGOUT and shows the server's farewell. connect signs in again; quit leaves the shell.\n\
              RFC 9051 section 6.1.3",
    examples: &["logout"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let client = session.client(call)?;
    let farewell = client.logout().map_err(|error| call.failed(&error))?;
    session.unseen = None;
    let value = Value::Bytes(farewell.clone().into_bytes());
    let footer = Footer::part("LOGOUT ok").and("connect signs in again");
    Ok(Output::said(value, [farewell]).footer(footer))
}
