//! `setacl`: SETACL, gives or takes rights.

use imapclient::types::RightsChange;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Footer, Output};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "setacl",
    aliases: &[],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: Some("ACL"),
    parameters: &[
        takes("folder", Kind::Folder, Count::One),
        takes("who", Kind::Text, Count::One),
        takes("what", Kind::Text, Count::One),
    ],
    switches: &[],
    summary: "give somebody rights to a folder, or take them away",
    details: "Sends SETACL. Rights alone (lrs) replace all that the identifier has, +lrs adds to them, \"-w\" takes\n\
              away; a single letter behind - stands in quotes. \"\" leaves none, deleteacl removes the entry. Who is\n\
              a user, anyone, or what else the server knows; help getacl tells the letters. RFC 4314 section 3.1",
    examples: &[
        "setacl Archive bob lrs",
        "setacl Archive bob +wi",
        "setacl Archive bob \"-w\"",
    ],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let mailbox = call.mailbox(0)?;
    let who = call.word(1)?;
    let what = call.word(2)?;
    let (change, rights) = match (what.strip_prefix('+'), what.strip_prefix('-')) {
        (Some(rights), _) => (RightsChange::Add, rights),
        (_, Some(rights)) => (RightsChange::Remove, rights),
        _ => (RightsChange::Replace, what),
    };
    let client = session.client(call)?;
    let completed = client
        .set_acl(&mailbox, who.as_bytes(), change, rights)
        .map_err(|error| call.failed(&error))?;
    let footer = Footer::part("SETACL ok").and(completed.text.clone());
    Ok(Output::silent(completed).footer(footer))
}
