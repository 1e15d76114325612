//! `store`: STORE as the RFC spells it.

use super::super::arguments;
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::line::Argument;
use super::super::output::Output;
use super::super::session::Session;
use super::store_flags::{self, Change, Marks, UNCHANGEDSINCE};

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
    switches: &[UNCHANGEDSINCE],
    summary: "change flags, in the RFC's words",
    details: "Sends UID STORE, or STORE with --seq, with the item as it is typed: +FLAGS adds, -FLAGS removes,\n\
              FLAGS replaces, and .SILENT behind it keeps the server from sending the new flags. With\n\
              (UNCHANGEDSINCE N) before it, what has changed since is left alone. More than 20 messages and\n\
              open-ended sets (5:*, all) are asked about first; more than 1,000 go in batches, and Ctrl-C tells\n\
              how many were done. RFC 9051 section 6.4.6; RFC 7162 section 3.1.3",
    examples: &[
        "store last:1 +FLAGS (\\Seen)",
        "store last:3 -FLAGS.SILENT (\\Seen \\Flagged)",
        "STORE 7 (UNCHANGEDSINCE 90000) +FLAGS (\\Seen)",
    ],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let modifier = call
        .argument(1)
        .filter(|second| matches!(second, Argument::List { .. }));
    let (item, typed) = match modifier {
        Some(modifier) => (
            2,
            Some(arguments::unchanged_since(modifier).map_err(|mistake| call.failure(mistake))?),
        ),
        None => (1, None),
    };
    let given = store_flags::unchanged_since(call)?;
    if let (Some(twice), Some(_)) = (modifier, given) {
        return Err(call.mistake(twice.span(), "UNCHANGEDSINCE is given twice"));
    }
    let (action, report) = call.store_item(item)?;
    let change = Change {
        action,
        marks: Marks::Flags(call.flags(item + 1)?),
        report,
        unchanged_since: typed.or(given),
    };
    store_flags::store(session, call, change)
}
