//! `subscribe_folder`: SUBSCRIBE.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::failure::Failure;
use super::super::output::{Footer, Output, Value};
use super::super::session::Session;
use super::super::suggest;

pub(crate) static COMMAND: Command = Command {
    name: "subscribe_folder",
    aliases: &[alias("subscribe")],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[takes("folder", Kind::Folder, Count::One)],
    switches: &[],
    summary: "subscribe to a folder",
    details: "Sends SUBSCRIBE: the folder is among those that list_sub_folders shows, and that many mail programs\n\
              show alone. RFC 9051 section 6.3.7",
    examples: &["subscribe_folder INBOX"],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let name = call.mailbox(0)?;
    let completed = match session.client(call)?.subscribe(&name) {
        Ok(completed) => completed,
        Err(error) => return Err(suggest::refusal(session, call, &error, &name)),
    };

    let line = format!("{name} subscribed");
    Ok(Output::said(Value::list([Value::from(completed)]), [line])
        .footer(Footer::part("SUBSCRIBE ok")))
}
