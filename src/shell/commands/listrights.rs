//! `listrights`: LISTRIGHTS, what somebody can be granted.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::{Footer, Output, Value};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "listrights",
    aliases: &[],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: Some("ACL"),
    parameters: &[
        takes("folder", Kind::Folder, Count::One),
        takes("who", Kind::Text, Count::One),
    ],
    switches: &[],
    summary: "which rights to a folder somebody can be given",
    details: "Sends LISTRIGHTS and shows what the identifier has in any case and what it can be granted; letters\n\
              written together are granted together. Needs the right a. RFC 4314 section 3.4",
    examples: &["listrights Archive bob"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let mailbox = call.mailbox(0)?;
    let who = call.word(1)?;
    let client = session.client(call)?;
    let listed = client
        .list_rights(&mailbox, who.as_bytes())
        .map_err(|error| call.failed(&error))?;
    let Some(listed) = listed else {
        let footer = Footer::part("the server says nothing of rights");
        return Ok(Output::silent(Value::Nil).footer(footer));
    };
    let or_none = |rights: &str| match rights {
        "" => "none".to_owned(),
        rights => rights.to_owned(),
    };
    let lines = [
        format!("always     {}", or_none(&listed.required)),
        format!("grantable  {}", or_none(&listed.optional.join(" "))),
    ];
    let optional = listed.optional.into_iter().map(String::into_bytes);
    let value = Value::row(vec![
        ("required", listed.required.into_bytes().into()),
        ("optional", Value::tuple(optional)),
    ]);
    Ok(Output::said(value, lines).footer(Footer::part("LISTRIGHTS ok")))
}
