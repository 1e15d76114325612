//! `add_flags`: STORE with +FLAGS.

use imapclient::client::StoreAction;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::store_flags::{SILENT, UNCHANGEDSINCE, change, store};

pub(crate) static COMMAND: Command = Command {
    name: "add_flags",
    aliases: &[],
    group: Group::Change,
    needs: Needs::Folder,
    capability: None,
    parameters: &[
        takes("messages", Kind::Messages, Count::One),
        takes("flags", Kind::Flags, Count::Some),
    ],
    switches: &[SILENT, UNCHANGEDSINCE],
    summary: "set flags of messages",
    details: "Sends UID STORE with +FLAGS, or +FLAGS.SILENT with --silent, and shows the new flags. Flags are the\n\
              RFC's with their backslash (\\Seen \\Answered \\Flagged \\Deleted \\Draft) or keywords such as\n\
              $Forwarded. More than 20 messages and open-ended sets (5:*, all) are asked about first; more than\n\
              1,000 go in batches, and Ctrl-C tells how many were done. RFC 9051 section 6.4.6",
    examples: &[
        "add_flags last:1 \\Flagged",
        "add_flags last:3 \\Seen $Later --silent",
    ],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let change = change(call, StoreAction::Add)?;
    store(session, call, change)
}
