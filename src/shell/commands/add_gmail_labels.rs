//! `add_gmail_labels`: STORE with +X-GM-LABELS.

use imapclient::client::StoreAction;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::labels::{SILENT, store};

pub(crate) static COMMAND: Command = Command {
    name: "add_gmail_labels",
    aliases: &[],
    group: Group::Change,
    needs: Needs::Folder,
    capability: Some("X-GM-EXT-1"),
    parameters: &[
        takes("messages", Kind::Messages, Count::One),
        takes("labels", Kind::Folder, Count::Some),
    ],
    switches: &[SILENT],
    summary: "add Gmail labels to messages",
    details: "Sends UID STORE with +X-GM-LABELS, and shows the labels afterwards. More than 20 messages and open-ended sets (5:*, all) are asked\n\
              about first; more than 1,000 go in batches, and Ctrl-C tells how many were done. Only Gmail has labels.",
    examples: &["add_gmail_labels last:1 Work \"two words\""],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    store(session, call, StoreAction::Add)
}
