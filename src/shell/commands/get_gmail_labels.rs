//! `get_gmail_labels`: FETCH with X-GM-LABELS.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::fetch;

pub(crate) static COMMAND: Command = Command {
    name: "get_gmail_labels",
    aliases: &[],
    group: Group::Read,
    needs: Needs::Folder,
    capability: Some("X-GM-EXT-1"),
    parameters: &[takes("messages", Kind::Messages, Count::One)],
    switches: &[],
    summary: "show the Gmail labels of messages",
    details: "Sends UID FETCH with X-GM-LABELS, or FETCH with --seq, and shows the labels of each message; those of\n\
              Gmail itself begin with a backslash. Only Gmail has labels.",
    examples: &["get_gmail_labels last:5"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    fetch::item(session, call, "X-GM-LABELS")
}
