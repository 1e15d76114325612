//! `structure`: the parts of messages as a tree.

use imapclient::types::FetchItem;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{MessagesView, Output, Shape};
use super::super::session::Session;
use super::fetch;

pub(crate) static COMMAND: Command = Command {
    name: "structure",
    aliases: &[],
    group: Group::Read,
    needs: Needs::Folder,
    capability: None,
    parameters: &[takes("messages", Kind::Messages, Count::One)],
    switches: &[],
    summary: "show of which parts messages are made",
    details: "Sends UID FETCH with ENVELOPE and BODYSTRUCTURE, and shows the parts as a tree. The first column is\n\
              the number to name a part by: show 5 1.1, save 5 2, fetch 5 BODY.PEEK[1.1].\n\
              RFC 9051 section 7.5.2",
    examples: &["structure last:1", "structure last:3 --json"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let messages = call.messages(0, session)?;
    if messages.is_empty() {
        return Ok(fetch::nothing("no message, nothing sent"));
    }
    let asked = fetch::Asked {
        messages,
        items: ["ENVELOPE", "BODYSTRUCTURE"].map(FetchItem::word).into(),
        changed_since: None,
        shape: Shape::Messages(MessagesView::Tree),
    };
    fetch::stream(session, call, asked)
}
