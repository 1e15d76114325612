//! One command run, and its answer brought to its end: onto a screen, or away where raw bytes went out already.

use std::io::Write;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::answer::Recorder;
use super::call::Call;
use super::command::Group;
use super::failure::Failure;
use super::output::{Content, Output, Took, Value};
use super::render::{Format, Screen, Shown};
use super::session::Session;
use super::shared::Shared;

/// The command that shows results again, and makes none.
pub(crate) const PRINT: &str = "print";

/// A command about to run, and what is wanted of its answer.
pub(crate) struct Asked<'a> {
    /// The command with its arguments.
    pub(crate) call: &'a Call<'a>,
    /// Where the server's own bytes go.
    pub(crate) raw: Shared,
    /// Who hears what the answer holds.
    pub(crate) recorder: &'a Recorder,
    /// When its line was read.
    pub(crate) started: Instant,
}

/// Runs a command and shows its answer on a screen.
pub(crate) fn answer(
    session: &mut Session,
    screen: &mut Screen,
    asked: Asked<'_>,
) -> Result<Shown, Failure> {
    let Asked {
        call,
        mut raw,
        recorder,
        started,
    } = asked;
    let number = session
        .modes
        .interactive
        .then(|| session.results.next_number());
    // The shell's own answers are no bytes of the server's.
    let own = call.command.group == Group::Shell;
    let tapped = screen.format == Format::Raw && session.client.is_some() && !own;
    if tapped && let Some(client) = &mut session.client {
        client.set_tap(Some(Box::new(raw.clone())));
    }
    let all = call.has("all") || session.settings.all;
    let by_sequence = !session.settings.uid || call.has("seq");
    let over = session.results.over;
    let asked = session.asked.clone();
    let stopwatch = session.stopwatch;
    session.answers = Some(raw.clone());
    let result = match (call.command.run)(session, call) {
        Ok(mut output) => {
            let asked = Duration::from_micros(asked.load(Ordering::Relaxed));
            output.all |= all;
            output.columns = call.form.columns.clone();
            output.by_sequence |= by_sequence;
            output.forgotten = over;
            let started = started + asked;
            output.footer.took = Some(match output.content {
                Content::Stream(_) => Took::Since(started, stopwatch),
                Content::Value(_) | Content::Raw(_) => Took::Whole(stopwatch(started)),
            });
            output.footer.number = number.filter(|_| call.command.name != PRINT);
            let output = recorder.listen(output);
            if tapped {
                drain(output, &mut raw)
            } else {
                screen.show(output)
            }
        }
        Err(failure) => Err(failure),
    };
    if tapped && let Some(client) = &mut session.client {
        client.set_tap(None);
    }
    session.answers = None;
    result
}

/// Runs an answer to its end without showing it: the server's own bytes went out as they came.
pub(crate) fn drain(output: Output<'_>, out: &mut Shared) -> Result<Shown, Failure> {
    let mut shown = Shown::default();
    let names = output.names;
    match output.content {
        Content::Value(_) => {}
        Content::Stream(entries) => {
            for entry in entries {
                shown.count += match entry? {
                    Value::Ids(numbers) => numbers.count().unwrap_or(0),
                    _ => 1,
                };
            }
        }
        Content::Raw(writer) => writer(out)?,
    }
    shown.take_names(names);
    match out.flush() {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => shown.pipe_closed = true,
        Err(error) => return Err(Failure::refused("", format!("cannot write: {error}"))),
    }
    Ok(shown)
}

/// The failure with the name of what was attempted, where it has none.
pub(crate) fn named(command: &str, mut failure: Failure) -> Failure {
    if failure.attempted.is_empty() {
        failure.attempted = command.to_owned();
    }
    failure
}
