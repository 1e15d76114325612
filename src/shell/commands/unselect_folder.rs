//! `unselect_folder`: UNSELECT.

use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs, alias};
use super::super::failure::Failure;
use super::super::output::{Footer, Output};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "unselect_folder",
    aliases: &[alias("unselect")],
    group: Group::Folders,
    needs: Needs::Folder,
    capability: Some("UNSELECT"),
    parameters: &[],
    switches: &[],
    summary: "leave the open folder and remove nothing",
    details: "Sends UNSELECT: the folder is left, messages marked \\Deleted stay. close_folder removes them.\n\
              RFC 3691; RFC 9051 section 6.4.2",
    examples: &["unselect_folder"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let client = session.client(call)?;
    let name = client.selected().map(|selected| selected.name.to_string());
    let completed = client.unselect().map_err(|error| call.failed(&error))?;
    session.folder_left();
    let line = name.map(|name| format!("{name} left, nothing removed"));
    Ok(Output::said(completed, line).footer(Footer::part("UNSELECT ok")))
}
