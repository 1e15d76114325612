//! `copy`: COPY.

use imapclient::types::MailboxName;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::failure::Failure;
use super::super::line::spelt;
use super::super::output::{Output, Value};
use super::super::session::Session;
use super::changes::{self, Deed, Leave};
use super::in_batches::InBatches;
use super::transfer;

pub(crate) static COMMAND: Command = Command {
    name: "copy",
    aliases: &[alias("cp")],
    group: Group::Change,
    needs: Needs::Folder,
    capability: None,
    parameters: &[
        takes("messages", Kind::Messages, Count::One),
        takes("folder", Kind::Folder, Count::One),
    ],
    switches: &[],
    summary: "copy messages to a folder",
    details: "Sends UID COPY, or COPY with --seq, and shows the UIDs of the copies where the server tells them\n\
              (UIDPLUS). More than 20 messages and open-ended sets (5:*, all) are asked about first; more\n\
              than 1,000 go in batches, and Ctrl-C tells how many were done. RFC 9051 section 6.4.7",
    examples: &["copy last:1 Archive", "copy 5:7,9 \"Lists/imap protocol\""],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let messages = call.messages(0, session)?;
    let mailbox = call.mailbox(1)?;
    let deed = deed(&mailbox);
    if changes::confirm_many(session, call, &messages, &deed)? == Leave::NothingThere {
        return Ok(changes::nothing_sent(Value::Nil));
    }
    let mut batches = InBatches::of(session, call, &messages)?.all_or_nothing();
    if batches.is_empty() {
        return Ok(changes::nothing_sent(Value::Nil));
    }
    let mut done = Vec::new();
    while let Some(batch) = batches.next(session, call.command.name)? {
        match session.client(call)?.copy(&batch, &mailbox) {
            Ok(copied) => done.extend(copied),
            Err(error) => {
                let check = format!("select_folder {}", spelt(mailbox.as_str()));
                let failure = transfer::failed(session, call, &error, &mailbox, &check);
                return Err(batches.failed(session, &error, failure, &check));
            }
        }
    }
    let sent = batches.sent();
    let way = (&messages, &mailbox, "copied");
    Ok(transfer::told(session, call, way, &done, sent))
}

fn deed(mailbox: &MailboxName) -> Deed {
    Deed {
        does: "copies".to_owned(),
        whither: format!(" to {mailbox}"),
        ask: "Copy",
    }
}
