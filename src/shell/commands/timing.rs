//! `timing`: tell after each command how long it took.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Output, Shape, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "timing",
    aliases: &[],
    group: Group::Shell,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[takes(
        "on|off",
        Kind::Choice(&["on", "off"]),
        Count::Optional,
    )],
    switches: &[],
    summary: "tell after each command how long it took",
    details: "The time goes to stderr, whatever the format of the answers, at the prompt and in batch. It is the\n\
              setting timing; time COMMAND tells that of one command.",
    examples: &["timing on", "timing"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let Some(value) = call.optional_word(0)? else {
        let value = if session.settings.timing { "on" } else { "off" };
        return Ok(Output::new(Value::Text(value.to_owned()), Shape::Plain));
    };
    session.settings.set("timing", value).map_err(|problem| {
        let span = call
            .argument(0)
            .map_or(call.verb.clone(), |value| value.span());
        call.mistake(span, problem)
    })?;
    let value = if session.settings.timing { "on" } else { "off" };
    Ok(session.done(&format!("timing {value}")))
}
