//! `set_gmail_labels`: STORE with X-GM-LABELS.

use imapclient::client::StoreAction;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::labels::{SILENT, store};

pub(crate) static COMMAND: Command = Command {
    name: "set_gmail_labels",
    aliases: &[],
    group: Group::Change,
    needs: Needs::Folder,
    capability: Some("X-GM-EXT-1"),
    parameters: &[
        takes("messages", Kind::Messages, Count::One),
        takes("labels", Kind::Folder, Count::Some),
    ],
    switches: &[SILENT],
    summary: "replace the Gmail labels of messages",
    details: "Sends UID STORE with X-GM-LABELS: the messages have these labels afterwards and no others; ()\n\
              removes all. More than 20 messages and open-ended sets (5:*, all) are asked\n\
              about first; more than 1,000 go in batches, and Ctrl-C tells how many were done. Only Gmail has labels.",
    examples: &["set_gmail_labels last:1 Work", "set_gmail_labels last:1 ()"],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    store(session, call, StoreAction::Replace)
}
