//! `delete_messages`: marks messages as deleted.

use imapclient::client::StoreAction;
use imapclient::types::Flag;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::store_flags::{Change, Marks, SILENT, UNCHANGEDSINCE, report, store, unchanged_since};

pub(crate) static COMMAND: Command = Command {
    name: "delete_messages",
    aliases: &[],
    group: Group::Change,
    needs: Needs::Folder,
    capability: None,
    parameters: &[takes("messages", Kind::Messages, Count::One)],
    switches: &[SILENT, UNCHANGEDSINCE],
    summary: "mark messages as deleted",
    details: "Sends UID STORE with +FLAGS (\\Deleted), or +FLAGS.SILENT with --silent. The messages stay until\n\
              expunge removes them for good; until then remove_flags SET \\Deleted takes it back.\n\
              More than 20 messages and open-ended sets (5:*, all) are asked about first; more than 1,000 go in\n\
              batches, and Ctrl-C tells how many were done. RFC 9051 section 6.4.6",
    examples: &["delete_messages last:1", "delete_messages 5,7 --silent"],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let change = Change {
        action: StoreAction::Add,
        marks: Marks::Flags(vec![Flag::new("\\Deleted")]),
        report: report(call, None),
        unchanged_since: unchanged_since(call)?,
    };
    let output = store(session, call, change)?;
    Ok(output.note("expunge removes them for good · remove_flags SET \\Deleted takes it back"))
}
