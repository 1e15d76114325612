//! `folder_exists`: LIST of one name.

use imapclient::types::ListedMailbox;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Footer, Output, Shape};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "folder_exists",
    aliases: &[],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[takes("folder", Kind::Folder, Count::One)],
    switches: &[],
    summary: "say whether there is a folder",
    details: "Sends LIST with the name and says yes or no. What LIST answers is compared with the name, in which\n\
              * and % are letters like any other; INBOX may be spelt in any case. RFC 9051 section 6.3.9",
    examples: &[
        "folder_exists INBOX",
        "folder_exists \"Lists/imap protocol\"",
    ],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let name = call.mailbox(0)?;
    let client = session.client(call)?;
    let listed = client
        .list("", name.as_str())
        .map_err(|error| call.failed(&error))?;
    let exists = listed
        .iter()
        .any(|listed| listed.is_named(&name) && is_there(listed));
    Ok(Output::new(exists, Shape::Plain).footer(Footer::part("LIST")))
}

fn is_there(listed: &ListedMailbox) -> bool {
    !listed
        .attributes
        .iter()
        .any(|attribute| *attribute == *"\\NonExistent")
}
