//! `delete_folder`: DELETE, after showing what goes.

use imapclient::Error;
use imapclient::types::{MailboxName, StatusItem};

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::failure::Failure;
use super::super::output::{Footer, Output};
use super::super::session::Session;
use super::super::suggest;

pub(crate) static COMMAND: Command = Command {
    name: "delete_folder",
    aliases: &[alias("delete")],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[takes("folder", Kind::Folder, Count::One)],
    switches: &[],
    summary: "remove a folder with all its messages",
    details: "Sends DELETE: the folder and every message in it are gone for ever. Before, its messages are counted\n\
              (STATUS) and their number is asked for, the folder's name where there are none; --yes does neither.\n\
              A folder that is open is left first. Messages are marked with delete_messages.\n\
              RFC 9051 section 6.3.5",
    examples: &["delete_folder Notes"],
    effect: Effect::Destroys,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let name = call.mailbox(0)?;
    confirm(session, call, &name)?;
    let left = leave(session, call, &name)?;
    let completed = match session.client(call)?.delete(&name) {
        Ok(completed) => completed,
        Err(error) => {
            let failure = suggest::refusal(session, call, &error, &name);
            return Err(if left {
                failure.hint(format!("{name} was left before · back with: cd -"))
            } else {
                failure
            });
        }
    };
    session.folders_changed();
    if session
        .previous
        .as_ref()
        .is_some_and(|previous| previous.name == name)
    {
        session.previous = None;
    }
    let line = format!("folder {name} deleted");
    Ok(Output::said(completed, [line]).footer(Footer::part("DELETE ok")))
}

/// Shows what goes and asks for the number of messages, or for the name where there is no number to type.
fn confirm(session: &mut Session, call: &Call<'_>, name: &MailboxName) -> Result<(), Failure> {
    let count = if session.can_confirm(call) {
        count(session, call, name)?
    } else {
        None
    };
    let (what, answer) = match count {
        Some(0) => ("which is empty".to_owned(), name.to_string()),
        Some(1) => ("with 1 message".to_owned(), "1".to_owned()),
        Some(count) => (format!("with {count} messages"), count.to_string()),
        None => ("with all its messages".to_owned(), name.to_string()),
    };
    let lines = [format!(
        "delete_folder removes the folder {name}, {what}, for ever"
    )];
    session.confirm(call, &lines, &format!("Delete folder {name}?"), &answer)
}

/// The number of messages, where the server tells it. A folder that is not there is the failure at once.
fn count(
    session: &mut Session,
    call: &Call<'_>,
    name: &MailboxName,
) -> Result<Option<u64>, Failure> {
    let client = session.client(call)?;
    match client.status(name, &[StatusItem::new("MESSAGES")]) {
        Ok(status) => Ok(status.number("MESSAGES")),
        // A folder that only holds others has no status and can be deleted all the same.
        Err(error @ (Error::No(_) | Error::Bad(_))) => {
            let listed = client.list("", name.as_str());
            let listed = listed.map_err(|error| call.failed(&error))?;
            if listed.iter().any(|listed| listed.name == *name) {
                Ok(None)
            } else {
                Err(suggest::refusal(session, call, &error, name))
            }
        }
        Err(error) => Err(call.failed(&error)),
    }
}

/// Leaves the folder if it is open: what a server does with a session in a folder that is gone is its own affair.
fn leave(session: &mut Session, call: &Call<'_>, name: &MailboxName) -> Result<bool, Failure> {
    let client = session.client(call)?;
    if client
        .selected()
        .is_none_or(|selected| selected.name != *name)
    {
        return Ok(false);
    }
    let left = match client.unselect() {
        // Its messages go anyway, so CLOSE removes nothing that would have stayed.
        Err(Error::Unsupported { .. }) => client.close(),
        left => left,
    };
    left.map_err(|error| call.failed(&error))?;
    session.folder_left();
    Ok(true)
}
