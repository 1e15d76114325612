//! `close_folder`: CLOSE, which removes what is marked.

use imapclient::Client;
use imapclient::types::SequenceSet;

use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs, alias};
use super::super::doomed;
use super::super::failure::Failure;
use super::super::output::{Footer, Output};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "close_folder",
    aliases: &[alias("close")],
    group: Group::Folders,
    needs: Needs::Folder,
    capability: None,
    parameters: &[],
    switches: &[],
    summary: "remove what is marked \\Deleted and leave the open folder",
    details: "Sends CLOSE. In a folder opened read-write it removes the messages marked \\Deleted for ever: where\n\
              there are some (UID SEARCH DELETED), they are shown and their number is asked for. In one opened\n\
              read-only nothing is removed. unselect_folder leaves without removing. RFC 9051 section 6.4.1",
    examples: &["close_folder"],
    effect: Effect::Destroys,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let selected = session.client.as_ref().and_then(Client::selected);
    let (name, read_only) = selected.map_or_else(
        || (String::new(), false),
        |selected| (selected.name.to_string(), selected.read_only),
    );
    let removed = if read_only || session.has_leave(call) {
        None
    } else {
        let client = session.client(call)?;
        let marked = doomed::deleted(client, None).map_err(|error| call.failed(&error))?;
        confirm(session, call, &name, &marked)?
    };
    let client = session.client(call)?;
    let completed = client.close().map_err(|error| call.failed(&error))?;
    session.folder_left();
    let line = match removed {
        Some(1) => format!("{name} closed, 1 message removed"),
        Some(count) => format!("{name} closed, {count} messages removed"),
        None => format!("{name} closed"),
    };
    Ok(Output::said(completed, [line]).footer(Footer::part("CLOSE ok")))
}

/// Asks for leave where something is marked; gives how many messages go.
fn confirm(
    session: &mut Session,
    call: &Call<'_>,
    name: &str,
    marked: &SequenceSet,
) -> Result<Option<u64>, Failure> {
    let Some(count) = marked.count().filter(|count| *count > 0) else {
        return Ok(None);
    };
    let messages = if count == 1 {
        "1 message".to_owned()
    } else {
        format!("{count} messages")
    };
    let mut lines = vec![format!(
        "close_folder removes {messages} marked \\Deleted from {name} for ever:"
    )];
    if session.can_confirm(call) {
        let client = session.client(call)?;
        lines.extend(doomed::lines(client, marked).map_err(|error| call.failed(&error))?);
    }
    let question = format!("Remove {messages}?");
    session
        .confirm(call, &lines, &question, &count.to_string())
        .map_err(|failure| failure.hint("unselect_folder leaves the folder and removes nothing"))?;
    Ok(Some(count))
}
