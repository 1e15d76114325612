//! `get_flags`: FETCH of FLAGS alone.

use imapclient::client::FetchOptions;
use imapclient::types::{FetchItem, Message, MessageSet};

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Footer, Output, Value};
use super::super::session::Session;
use super::changes;
use super::roll::{Roll, names_each};
use super::store_flags::Rows;

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
    let messages = call.messages(0, session)?;
    if messages.is_empty() {
        return Ok(changes::nothing_sent(Value::Map(Vec::new())));
    }
    let by_uid = session.settings.uid && !call.has("seq");
    let mut items = vec![FetchItem::word("FLAGS")];
    if by_uid && !messages.is_uid() {
        items.insert(0, FetchItem::word("UID"));
    }
    let client = session.client(call)?;
    let fetched: imapclient::Result<Vec<Message>> = client
        .fetch(&messages, &items, FetchOptions::default())
        .and_then(Iterator::collect);
    let fetched = fetched.map_err(|error| call.failed(&error))?;
    let mut roll = Roll::new(&messages, names_each(call.argument(0)));
    fetched.iter().for_each(|message| roll.came(message.uid));
    // last:5 goes out as sequence numbers; what is shown are UIDs all the same.
    let shown = if by_uid {
        MessageSet::Uid(Default::default())
    } else {
        messages
    };
    let sent = changes::sent(session);
    let mut rows = Rows::of(&shown);
    rows.add(&fetched);
    let output = rows.output().footer(
        Footer::counting("message", "messages")
            .or_nothing("no message")
            .and(sent),
    );
    Ok(roll.missing().into_iter().fold(output, Output::warning))
}
