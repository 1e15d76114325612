//! `record`: keep what is typed and answered in a file.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Output, Shape, Value};
use super::super::redirect;
use super::super::session::Session;

/// The name: its own lines are not recorded.
pub(crate) const RECORD: &str = "record";

pub(crate) static COMMAND: Command = Command {
    name: RECORD,
    aliases: &[],
    group: Group::Shell,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[takes("file", Kind::File, Count::Optional)],
    switches: &[],
    summary: "keep what is typed and answered in a file for source",
    details: "From now on each line goes into FILE, behind what it holds, and what the screen shows for it as\n\
              comments, so that source FILE runs the lines again. A line with a password is left out. record off\n\
              ends it, record alone says whether it goes on; trace to FILE keeps the wire. FILE is readable by its\n\
              owner alone.",
    examples: &["record session.imap", "record", "record off"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    match call.optional_word(0)? {
        None => {
            let value = if session.recording.is_on() {
                "on"
            } else {
                "off"
            };
            Ok(Output::new(Value::Text(value.to_owned()), Shape::Plain))
        }
        Some("off") => Ok(session.done(match session.recording.stop() {
            true => "recorded",
            false => "nothing was recorded",
        })),
        Some(name) => {
            let path = redirect::expand(name, session.modes.home.as_deref());
            let started = session
                .recording
                .start(&path, &session.waker, &mut session.warnings);
            started.map_err(|error| Failure::unwritable(&path, &error))?;
            Ok(session.done(&format!("recording into {}", path.display())))
        }
    }
}
