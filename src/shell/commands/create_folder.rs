//! `create_folder`: CREATE.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::failure::Failure;
use super::super::output::{Footer, Output};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "create_folder",
    aliases: &[alias("create")],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[takes("folder", Kind::NewFolder, Count::One)],
    switches: &[],
    summary: "make a folder",
    details: "Sends CREATE. Levels above it that are missing are made by most servers. What separates levels stands\n\
              under list_folders. RFC 9051 section 6.3.4",
    examples: &[
        "create_folder Notes",
        "create_folder \"Lists/imap protocol\"",
    ],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let name = call.mailbox(0)?;
    let completed = match session.client(call)?.create(&name) {
        Ok(completed) => completed,
        Err(error) => return Err(call.failed(&error)),
    };
    session.folders_changed();
    let line = format!("{name} created");
    Ok(Output::said(completed, [line]).footer(Footer::part("CREATE ok")))
}
