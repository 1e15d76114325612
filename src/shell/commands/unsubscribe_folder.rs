//! `unsubscribe_folder`: UNSUBSCRIBE.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::failure::Failure;
use super::super::output::{Footer, Output, Value};
use super::super::session::Session;
use super::super::suggest;

pub(crate) static COMMAND: Command = Command {
    name: "unsubscribe_folder",
    aliases: &[alias("unsubscribe")],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[takes("folder", Kind::Folder, Count::One)],
    switches: &[],
    summary: "end the subscription to a folder",
    details: "Sends UNSUBSCRIBE: the folder stays, and list_sub_folders does not show it any more.\n\
              RFC 9051 section 6.3.8",
    examples: &["unsubscribe_folder INBOX"],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let name = call.mailbox(0)?;
    let completed = match session.client(call)?.unsubscribe(&name) {
        Ok(completed) => completed,
        Err(error) => return Err(suggest::refusal(session, call, &error, &name)),
    };

    let line = format!("{name} not subscribed any more");
    Ok(Output::said(Value::list([Value::from(completed)]), [line])
        .footer(Footer::part("UNSUBSCRIBE ok")))
}
