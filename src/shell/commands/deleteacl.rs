//! `deleteacl`: DELETEACL, removes an identifier's entry.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Footer, Output};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "deleteacl",
    aliases: &[],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: Some("ACL"),
    parameters: &[
        takes("folder", Kind::Folder, Count::One),
        takes("who", Kind::Text, Count::One),
    ],
    switches: &[],
    summary: "remove somebody's rights to a folder",
    details: "Sends DELETEACL: the identifier has no entry of its own any more. What groups and anyone are allowed\n\
              holds for it from then on. RFC 4314 section 3.2",
    examples: &["deleteacl Archive bob"],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let mailbox = call.mailbox(0)?;
    let who = call.word(1)?;
    let client = session.client(call)?;
    let completed = client
        .delete_acl(&mailbox, who.as_bytes())
        .map_err(|error| call.failed(&error))?;
    let footer = Footer::part("DELETEACL ok").and(completed.text.clone());
    Ok(Output::silent(completed).footer(footer))
}
