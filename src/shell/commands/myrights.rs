//! `myrights`: MYRIGHTS, what we may do with a folder.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Footer, Output, Shape, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "myrights",
    aliases: &[],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: Some("ACL"),
    parameters: &[takes("folder", Kind::Folder, Count::One)],
    switches: &[],
    summary: "what we may do with a folder ourselves",
    details: "Sends MYRIGHTS and shows our rights, a letter for each; help getacl tells the letters.\n\
              RFC 4314 section 3.5",
    examples: &["myrights INBOX"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let mailbox = call.mailbox(0)?;
    let client = session.client(call)?;
    let rights = client
        .my_rights(&mailbox)
        .map_err(|error| call.failed(&error))?;
    let footer = Footer::part("MYRIGHTS ok");
    Ok(match rights {
        Some(told) if told.rights.is_empty() => {
            Output::silent(Value::Bytes(Vec::new())).footer(footer.and("no rights at all"))
        }
        Some(told) => {
            Output::new(Value::Bytes(told.rights.into_bytes()), Shape::Plain).footer(footer)
        }
        None => Output::silent(Value::Nil).footer(footer.and("the server says nothing of rights")),
    })
}
