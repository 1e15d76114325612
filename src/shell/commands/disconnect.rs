//! `disconnect`: closes the link without a word.

use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs, alias};
use super::super::failure::Failure;
use super::super::output::{Footer, Output, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "disconnect",
    aliases: &[alias("shutdown")],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[],
    switches: &[],
    summary: "close the connection without LOGOUT",
    details: "Sends nothing and closes the link, as a network that breaks would. connect signs in again.",
    examples: &["disconnect"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    session.client(call)?.disconnect("you disconnected");
    session.unseen = None;
    let footer = Footer::part("disconnected").and("connect signs in again");
    Ok(Output::silent(Value::Nil).footer(footer))
}
