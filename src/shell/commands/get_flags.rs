//! `get_flags`: FETCH of FLAGS alone.

use imapclient::types::FetchItem;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Items, Output, Shape, Value};
use super::super::session::Session;
use super::changes;
use super::fetch::{self, Asked};

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
    let items = Items {
        item: "FLAGS",
        // last:5 goes out as sequence numbers; what is shown are UIDs all the same.
        by_uid: session.settings.uid && !call.has("seq"),
    };
    let asked = Asked {
        messages,
        items: vec![FetchItem::word(items.item)],
        changed_since: None,
        shape: Shape::Items(items),
    };
    fetch::stream(session, call, asked)
}
