//! `welcome`: the greeting of the server, again.

use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs};
use super::super::failure::Failure;
use super::super::output::{Output, Shape, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "welcome",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[],
    switches: &[],
    summary: "the first line of the server",
    details: "Sends nothing, and shows the greeting as it came.",
    examples: &["welcome"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let line = session
        .client(call)?
        .greeting()
        .line
        .trim_ascii_end()
        .to_vec();
    if call.wants_raw(session) {
        return Ok(Output::raw(move |out| {
            let written = out.write_all(&[&line, b"\r\n".as_slice()].concat());
            written.map_err(|error| Failure::refused("", format!("cannot write: {error}")))
        }));
    }
    Ok(Output::new(Value::Bytes(line), Shape::Plain))
}
