//! `noop`: NOOP, the occasion for a server to tell its news.

use imapclient::types::Event;

use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs};
use super::super::failure::Failure;
use super::super::news;
use super::super::output::{Footer, Output, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "noop",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[],
    switches: &[],
    summary: "ask for news, and keep the connection alive",
    details: "Sends NOOP and shows what the server uses the occasion to say: new messages, removed ones, flags.\n\
              RFC 9051 section 6.1.2",
    examples: &["noop"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let client = session.client(call)?;
    let (completed, events) = client.noop().map_err(|error| call.failed(&error))?;
    let moves = |event: &Event| {
        matches!(
            event,
            Event::Exists(_) | Event::Expunge(_) | Event::Vanished { .. } | Event::Fetch(_)
        )
    };
    if events.iter().any(moves) {
        session.unseen = None;
    }
    let lines: Vec<String> = events.iter().map(news::line).collect();
    let value = Value::Tuple(vec![
        completed.into(),
        Value::List(events.iter().map(news::value).collect()),
    ]);
    let footer = match events.as_slice() {
        [] => Footer::part("NOOP ok").and("nothing new"),
        _ => Footer::part("NOOP ok"),
    };
    Ok(Output::said(value, lines).footer(footer))
}
