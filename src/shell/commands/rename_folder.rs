//! `rename_folder`: RENAME.

use imapclient::Client;
use imapclient::types::MailboxName;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::connecting;
use super::super::failure::Failure;
use super::super::output::{Footer, Output};
use super::super::session::Session;
use super::super::suggest;

pub(crate) static COMMAND: Command = Command {
    name: "rename_folder",
    aliases: &[alias("rename")],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[
        takes("old_name", Kind::Folder, Count::One),
        takes("new_name", Kind::NewFolder, Count::One),
    ],
    switches: &[],
    summary: "give a folder another name",
    details: "Sends RENAME; the folders below it move along. Renaming INBOX moves its messages into a new folder\n\
              and leaves INBOX empty. A folder that is open is opened again under its new name.\n\
              RFC 9051 section 6.3.6",
    examples: &["rename_folder Notes \"Old notes\""],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let (from, to) = (call.mailbox(0)?, call.mailbox(1)?);
    let moved = moved(session, &from, &to);
    let completed = match session.client(call)?.rename(&from, &to) {
        Ok(completed) => completed,
        Err(error) => return Err(suggest::refusal(session, call, &error, &from)),
    };
    session.folders_changed();
    let mut line = format!("{from} is now {to}");
    if let Some((name, read_only)) = moved {
        follow(session, &name, read_only)?;
        line.push_str(&format!(" · {name} opened again"));
    }
    Ok(Output::said(completed, [line]).footer(Footer::part("RENAME ok")))
}

/// The name that the open folder will have, if it is the one or below it, and whether it is open read-only.
fn moved(session: &Session, from: &MailboxName, to: &MailboxName) -> Option<(MailboxName, bool)> {
    let selected = session.client.as_ref().and_then(Client::selected)?;
    if from.is_inbox() {
        // INBOX stays where it is, without its messages.
        return None;
    }
    let below = selected.name.as_str().strip_prefix(from.as_str())?;
    let separators: Vec<&str> = session
        .folders
        .iter()
        .flatten()
        .filter_map(|listed| std::str::from_utf8(listed.delimiter.as_deref()?).ok())
        .collect();
    let is_level = match separators.as_slice() {
        [] => below.starts_with(['/', '.', '\\']),
        known => known.iter().any(|separator| below.starts_with(separator)),
    };
    (below.is_empty() || is_level)
        .then(|| (MailboxName::new(format!("{to}{below}")), selected.read_only))
}

/// Opens the folder under its new name: some servers lose the old one while it is open.
fn follow(session: &mut Session, name: &MailboxName, read_only: bool) -> Result<(), Failure> {
    let before = session.opened.take();
    connecting::reopen(session, name, read_only)?;
    let now = session.opened.as_ref();
    if before.map(|opened| opened.uid_validity) != now.map(|opened| opened.uid_validity) {
        session.results.forget_messages();
    }
    Ok(())
}
