//! `stats`: what the session has done so far.

use std::time::Duration;

use imapclient::Client;
use imapclient::client::Traffic;

use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs};
use super::super::failure::Failure;
use super::super::output::{Cell, Facts, Output, Shape, Value};
use super::super::render::{duration, size};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "stats",
    aliases: &[],
    group: Group::Shell,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[],
    switches: &[],
    summary: "show what this session has done so far",
    details: "Commands, how many of them failed, the time they took, the slowest of them, and the bytes sent and\n\
              received over the present connection, as a trace shows them, before compression. Nothing is sent.",
    examples: &["stats", "stats --json"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, _: &Call<'_>) -> Result<Output<'s>, Failure> {
    let tally = &session.tally;
    let traffic = session.client.as_ref().map(Client::traffic);
    let Traffic { sent, received } = traffic.unwrap_or_default();
    let (slowest, slowest_took) = match &tally.slowest {
        Some((name, took)) => (Some(name.clone()), Some(*took)),
        None => (None, None),
    };
    let slowest_told = match (&slowest, slowest_took) {
        (Some(name), Some(took)) => format!("{name}, {}", duration(took)),
        _ => "–".to_owned(),
    };
    let facts = [
        ("commands", tally.commands.to_string()),
        ("failed", tally.failed.to_string()),
        ("time", duration(tally.took)),
        ("slowest", slowest_told),
        ("sent", size(sent.into())),
        ("received", size(received.into())),
    ];
    let lines = facts.map(|(name, text)| (name.to_owned(), Cell::new(text)));
    let value = Value::row(vec![
        ("commands", tally.commands.into()),
        ("failed", tally.failed.into()),
        ("milliseconds", milliseconds(tally.took)),
        ("slowest", slowest.into()),
        (
            "slowest_milliseconds",
            slowest_took.map_or(Value::Nil, milliseconds),
        ),
        ("sent", sent.into()),
        ("received", received.into()),
    ]);
    let shown = Facts {
        lines: lines.into(),
        ..Facts::default()
    };
    Ok(Output::new(value, Shape::Facts(shown)))
}

fn milliseconds(time: Duration) -> Value {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX).into()
}
