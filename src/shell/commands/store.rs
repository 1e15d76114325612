//! `store`: STORE as the RFC spells it.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::store_flags::{self, Change};

pub(crate) static COMMAND: Command = Command {
    name: "store",
    aliases: &[],
    group: Group::Change,
    needs: Needs::Folder,
    capability: None,
    parameters: &[
        takes("messages", Kind::Messages, Count::One),
        takes(
            "item",
            Kind::Choice(&[
                "+FLAGS",
                "-FLAGS",
                "FLAGS",
                "+FLAGS.SILENT",
                "-FLAGS.SILENT",
                "FLAGS.SILENT",
            ]),
            Count::One,
        ),
        takes("flags", Kind::Flags, Count::Some),
    ],
    switches: &[],
    summary: "change flags, in the RFC's words",
    details: "Sends UID STORE, or STORE with --seq, with the item as it is typed: +FLAGS adds, -FLAGS removes,\n\
              FLAGS replaces, and .SILENT behind it keeps the server from sending the new flags. More than 20\n\
              messages and open-ended sets (5:*, all) are asked about first. RFC 9051 section 6.4.6",
    examples: &[
        "store last:1 +FLAGS (\\Seen)",
        "store last:3 -FLAGS.SILENT (\\Seen \\Flagged)",
    ],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let (action, report) = call.store_item(1)?;
    let change = Change {
        action,
        flags: call.flags(2)?,
        report,
    };
    store_flags::store(session, call, &change)
}
