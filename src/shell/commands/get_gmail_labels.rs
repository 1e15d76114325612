//! `get_gmail_labels`: FETCH with X-GM-LABELS.

use imapclient::client::Labelled;
use imapclient::types::MessageSet;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Footer, Output, Value};
use super::super::session::Session;
use super::changes;
use super::labels::rows;
use super::roll::{Roll, names_each};

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
    let messages = call.messages(0, session)?;
    if messages.is_empty() {
        return Ok(changes::nothing_sent(Value::Map(Vec::new())));
    }
    let by_uid = session.settings.uid && !call.has("seq");
    let client = session.client(call)?;
    let labelled = client
        .labels(&messages)
        .map_err(|error| call.failed(&error))?;
    let mut roll = Roll::new(&messages, names_each(call.argument(0)));
    labelled.iter().for_each(|message| roll.came(message.uid));
    // last:5 goes out as sequence numbers; what is shown are UIDs where the server tells them.
    let told = |message: &Labelled| message.uid.is_some();
    let shown = if by_uid && labelled.iter().all(told) {
        MessageSet::Uid(Default::default())
    } else {
        messages
    };
    let footer = Footer::counting("message", "messages")
        .or_nothing("no message")
        .and(changes::sent(session));
    let output = rows(&labelled, &shown).footer(footer);
    Ok(roll.missing().into_iter().fold(output, Output::warning))
}
