//! `idle_check`: waits for news while IDLE runs.

use std::time::{Duration, Instant};

use imapclient::client::Idle;
use imapclient::types::Event;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::connecting::BATCH_SILENCE;
use super::super::failure::{Class, Failure};
use super::super::line::Argument;
use super::super::news;
use super::super::output::{Footer, Output, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "idle_check",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[takes("timeout", Kind::Text, Count::Optional)],
    switches: &[],
    summary: "show what the server has told since idle",
    details: "Sends nothing. Shows the news that have come, and where there are none waits for the first: so many\n\
              seconds, or until Ctrl-C; in batch at most the timeout of the account. IDLE goes on.\n\
              RFC 9051 section 6.3.13",
    examples: &["idle_check 0", "idle_check 30"],
    effect: Effect::Reads,
    run,
};

/// A wait without an end, in slices of this.
const SLICE: Duration = Duration::from_secs(3600);

/// Nobody waits longer than this: a hundred years.
const LONGEST: f64 = 3.2e9;

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let patience = match seconds(call)? {
        Some(patience) => Some(patience),
        None => batch_limit(session),
    };
    let client = session.client(call)?;
    let Some(mut idle) = client.idling() else {
        return Err(not_idling(call));
    };
    let events = wait(&mut idle, patience).map_err(|error| call.failed(&error))?;
    let over = idle.has_ended();
    let value = Value::List(events.iter().map(news::value).collect());
    let output = told(session, &events, value);
    if over {
        let told = "the server has ended IDLE; idle starts another";
        return Ok(output.warning(told));
    }
    let footer = match events.as_slice() {
        [] => Footer::part("nothing new").and("IDLE goes on"),
        _ => Footer::part("IDLE goes on"),
    };
    Ok(output.footer(footer))
}

/// What came over IDLE, a line each.
pub(super) fn told<'s>(session: &mut Session, events: &[Event], value: Value) -> Output<'s> {
    if !events.is_empty() {
        // The count at the prompt and the sequence numbers may be others now.
        session.unseen = None;
    }
    let gone = |event: &Event| matches!(event, Event::Expunge(_) | Event::Vanished { .. });
    if events.iter().any(gone) {
        session.results.forget_sequence_numbers();
    }
    let lines: Vec<String> = events.iter().map(news::line).collect();
    Output::said(value, lines)
}

/// There is no IDLE that could have news or an end.
pub(super) fn not_idling(call: &Call<'_>) -> Failure {
    call.failing(Class::Refused, "no IDLE runs")
        .hint("idle starts one; any other command ends it")
}

/// Waits for the first news, and takes all that are there by then.
fn wait(idle: &mut Idle<'_>, patience: Option<Duration>) -> imapclient::Result<Vec<Event>> {
    let end = patience.and_then(|patience| Instant::now().checked_add(patience));
    let mut events = Vec::new();
    loop {
        let slice = Instant::now() + SLICE;
        let until = end.map_or(slice, |end| end.min(slice));
        if let Some(first) = idle.wait(until)? {
            events.push(first);
            break;
        }
        if idle.has_ended() || end.is_some_and(|end| end <= Instant::now()) {
            return Ok(events);
        }
    }
    while let Some(event) = idle.wait(Instant::now())? {
        events.push(event);
    }
    Ok(events)
}

/// How long is waited in batch where nothing is said.
fn batch_limit(session: &Session) -> Option<Duration> {
    if session.modes.interactive {
        return None;
    }
    session.account.timeout.or_default(Some(BATCH_SILENCE))
}

/// The seconds of the line, whole or not; `None` is no limit.
fn seconds(call: &Call<'_>) -> Result<Option<Duration>, Failure> {
    let word = match call.argument(0) {
        None => return Ok(None),
        Some(Argument::Word(word)) if !word.quoted && word.text == "None" => return Ok(None),
        Some(Argument::Word(word)) => word,
        Some(other) => return Err(call.mistake(other.span(), "a number of seconds is wanted here")),
    };
    let seconds: Option<f64> = word.text.parse().ok();
    seconds
        .filter(|seconds| seconds.is_finite() && (0.0..=LONGEST).contains(seconds))
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .map(Some)
        .ok_or_else(|| call.mistake(word.span.clone(), "not a number of seconds"))
}
