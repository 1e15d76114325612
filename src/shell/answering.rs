//! One command run, and its answer brought to its end: onto a screen, or away where raw bytes went out already.

use std::io::Write;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::answer_form::AnswerForm;
use super::call::Call;
use super::failure::Failure;
use super::output::{Content, Output};
use super::render::{Format, Screen, Shown};
use super::session::Session;
use super::shared::Shared;

/// Runs a command and shows its answer on a screen.
pub(crate) fn answer(
    session: &mut Session,
    screen: &mut Screen,
    call: &Call<'_>,
    form: AnswerForm,
    raw: &Shared,
    started: Instant,
    stopwatch: fn(Instant) -> Duration,
) -> Result<Shown, Failure> {
    let number = session
        .modes
        .interactive
        .then(|| session.results.next_number());
    let tapped = screen.format == Format::Raw && session.client.is_some();
    if tapped && let Some(client) = &mut session.client {
        client.set_tap(Some(Box::new(raw.clone())));
    }
    let all = call.has("all") || session.settings.all;
    let by_sequence = !session.settings.uid || call.has("seq");
    let asked = session.asked.clone();
    let result = match (call.command.run)(session, call) {
        Ok(mut output) => {
            let asked = Duration::from_micros(asked.load(Ordering::Relaxed));
            output.all |= all;
            output.columns = form.columns;
            output.by_sequence |= by_sequence;
            output.footer.took = Some(stopwatch(started + asked));
            output.footer.number = number;
            if tapped {
                drain(output, &mut raw.clone())
            } else {
                screen.show(output)
            }
        }
        Err(failure) => Err(failure),
    };
    if tapped && let Some(client) = &mut session.client {
        client.set_tap(None);
    }
    result
}

/// The result, or a quiet end where whoever read the answer has gone.
pub(crate) fn unless_abandoned(
    raw: &Shared,
    result: Result<Shown, Failure>,
) -> Result<Shown, Failure> {
    match result {
        Err(_) if raw.is_abandoned() => Ok(Shown {
            pipe_closed: true,
            ..Shown::default()
        }),
        result => result,
    }
}

/// Runs an answer to its end without showing it: the server's own bytes went out as they came.
pub(crate) fn drain(output: Output<'_>, out: &mut Shared) -> Result<Shown, Failure> {
    let mut shown = Shown::default();
    match output.content {
        Content::Value(_) => {}
        Content::Stream(entries) => {
            for entry in entries {
                entry?;
                shown.count += 1;
            }
        }
        Content::Raw(writer) => writer(out)?,
    }
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
