//! `getacl`: GETACL, who may do what with a folder.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Column, Footer, Output, Shape, Table, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "getacl",
    aliases: &[],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: Some("ACL"),
    parameters: &[takes("folder", Kind::Folder, Count::One)],
    switches: &[],
    summary: "who may do what with a folder",
    details: "Sends GETACL and shows each identifier with its rights, a letter for each: l see it, r read, s keep\n\
              \\Seen, w change other flags, i put messages in, p post to it, k create folders below it, x delete\n\
              the folder, t delete messages, e expunge, a administer. Needs the right a. RFC 4314 section 3.3",
    examples: &["getacl INBOX"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let mailbox = call.mailbox(0)?;
    let client = session.client(call)?;
    let acl = client.acl(&mailbox).map_err(|error| call.failed(&error))?;
    let told = acl.is_some();
    let entries = acl.map(|acl| acl.entries).unwrap_or_default();
    let rows = entries.into_iter().map(|entry| {
        Value::row(vec![
            ("identifier", entry.identifier.into()),
            ("rights", entry.rights.into_bytes().into()),
        ])
    });
    let value = Value::List(rows.collect());
    let shape = Shape::Table(Table {
        columns: vec![
            Column::text("IDENTIFIER").fill(24),
            Column::text("RIGHTS").yields(0),
        ],
        rows: None,
    });
    let nothing = match told {
        true => "nobody has rights of their own",
        false => "the server says nothing of rights",
    };
    let footer = Footer::counting("identifier", "identifiers").or_nothing(nothing);
    Ok(Output::new(value, shape).footer(footer.and("GETACL ok")))
}
