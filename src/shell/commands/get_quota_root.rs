//! `get_quota_root`: GETQUOTAROOT, what limits a folder and how far it is used up.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::failure::Failure;
use super::super::output::{Output, Value};
use super::super::session::Session;
use super::quota;

pub(crate) static COMMAND: Command = Command {
    name: "get_quota_root",
    aliases: &[alias("getquotaroot")],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: Some("QUOTA"),
    parameters: &[takes("mailbox", Kind::Folder, Count::One)],
    switches: &[],
    summary: "which quota roots a folder counts for, and their limits",
    details: "Sends GETQUOTAROOT and shows the quota roots of the folder with the limits of each.\n\
              RFC 9208 section 4.1.3",
    examples: &["get_quota_root INBOX"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let mailbox = call.mailbox(0)?;
    let client = session.client(call)?;
    let (roots, quotas) = client
        .quota_root(&mailbox)
        .map_err(|error| call.failed(&error))?;
    let names: Vec<Value> = roots.roots.iter().map(|name| quota::root(name)).collect();
    // A root without limits is in no row.
    let unlimited = roots
        .roots
        .iter()
        .filter(|name| {
            !quotas
                .iter()
                .any(|quota| quota.root == **name && !quota.resources.is_empty())
        })
        .map(|name| format!("nothing limits \"{}\"", String::from_utf8_lossy(name)));
    let notes: Vec<String> = unlimited.collect();
    let value = Value::Tuple(vec![
        Value::Record {
            name: "MailboxQuotaRoots",
            fields: vec![
                ("mailbox", Value::Mailbox(roots.mailbox)),
                ("quota_roots", Value::List(names)),
            ],
        },
        quota::list(&quotas),
    ]);
    let output = quota::shown(value, &quotas, "GETQUOTAROOT");
    Ok(notes.into_iter().fold(output, Output::note))
}
