//! `get_quota`: GETQUOTAROOT, how much room a folder has; GETQUOTA for a root by name.

use super::super::call::Call;
use super::super::command::{Alias, Command, Count, Effect, Group, Kind, Needs, switch, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::quota;

pub(crate) static COMMAND: Command = Command {
    name: "get_quota",
    aliases: &[Alias {
        word: "getquota",
        adds: Some("root"),
    }],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: Some("QUOTA"),
    parameters: &[takes("mailbox", Kind::Folder, Count::Optional)],
    switches: &[switch(
        "root",
        "the name is that of a quota root, not of a folder: GETQUOTA",
    )],
    summary: "how much room a folder has left",
    details: "Sends GETQUOTAROOT for a folder, INBOX unless one is named, and shows the limits of all its quota\n\
              roots. --root sends GETQUOTA for a root by its name, which may be \"\". RFC 9208 section 4.1",
    examples: &[
        "get_quota",
        "get_quota Archive",
        "get_quota \"User quota\" --root",
    ],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    if call.has("root") {
        let root = call.optional_word(0)?.unwrap_or_default();
        let client = session.client(call)?;
        let quotas = client
            .quota(root.as_bytes())
            .map_err(|error| call.failed(&error))?;
        return Ok(quota::shown(quota::list(&quotas), &quotas, "GETQUOTA"));
    }
    let mailbox = match call.argument(0) {
        Some(_) => call.mailbox(0)?,
        None => "INBOX".into(),
    };
    let client = session.client(call)?;
    let (_, quotas) = client
        .quota_root(&mailbox)
        .map_err(|error| call.failed(&error))?;
    Ok(quota::shown(quota::list(&quotas), &quotas, "GETQUOTAROOT"))
}
