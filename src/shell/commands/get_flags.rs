//! `get_flags`: FETCH of FLAGS alone.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::fetch;

pub(crate) static COMMAND: Command = Command {
    name: "get_flags",
    aliases: &[],
    group: Group::Read,
    needs: Needs::Folder,
    capability: None,
    parameters: &[takes("messages", Kind::Messages, Count::One)],
    switches: &[],
    summary: "show the flags of messages",
    details: "Sends UID FETCH with FLAGS, or FETCH with --seq, and shows the flags of each message.\n\
              RFC 9051 section 6.4.5",
    examples: &["get_flags last:5", "get_flags all"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    fetch::item(session, call, "FLAGS")
}
