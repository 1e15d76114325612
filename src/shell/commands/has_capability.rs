//! `has_capability`: whether the server offers one thing.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Output, Shape};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "has_capability",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: None,
    parameters: &[takes("capability", Kind::Capability, Count::One)],
    switches: &[],
    summary: "say whether the server can do one thing",
    details: "Looks for exactly this name, in any case, among the capabilities: SORT is not SORT=DISPLAY. CAPABILITY\n\
              is sent only where they are not known. The status of a batch stays 0 on a no; that of capabilities\n\
              NAME does not.",
    examples: &["has_capability IDLE"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let name = call.word(0)?;
    let client = session.client(call)?;
    let known = client.capability().map_err(|error| call.failed(&error))?;
    // The library takes SORT= for SORT with any value.
    let has = known.iter().any(|known| known.eq_ignore_ascii_case(name));
    Ok(Output::new(has, Shape::Plain))
}
