//! The counts beside listed folders: in the same command where the server can, else by one STATUS each.

use imapclient::types::StatusItem;
use imapclient::{Client, Error};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::output::Folder;
use super::super::session::Session;

/// So many commands for one answer are worth a word before.
const MANY: usize = 20;

/// The counts that `--status` asks for.
pub(super) fn counts() -> Vec<StatusItem> {
    vec![StatusItem::new("MESSAGES"), StatusItem::new("UNSEEN")]
}

/// Says whether LIST can tell the counts of each folder.
pub(super) fn has_list_status(client: &mut Client) -> imapclient::Result<bool> {
    let known = client.capability()?;
    Ok(known.offers("LIST-STATUS"))
}

/// Sends one STATUS for each folder; a refusal is noted and spoils nothing else. Gives how many were sent.
pub(super) fn ask_each(
    session: &mut Session,
    call: &Call<'_>,
    rows: &mut [Folder],
    items: &[StatusItem],
) -> Result<usize, Failure> {
    let asked: Vec<&mut Folder> = rows
        .iter_mut()
        .filter(|row| row.listed.can_be_opened())
        .collect();
    let count = asked.len();
    if session.modes.interactive && count > MANY {
        let text = format!("asking for the status of {count} folders one by one, Ctrl-C stops");
        session.notices.say(&text);
    }
    let client = session.client(call)?;
    for row in asked {
        ask(client, row, items).map_err(|error| call.failed(&error))?;
    }
    Ok(count)
}

/// Sends STATUS for a folder that can be opened; a refusal is noted.
pub(super) fn ask(
    client: &mut Client,
    row: &mut Folder,
    items: &[StatusItem],
) -> imapclient::Result<()> {
    if !row.listed.can_be_opened() {
        return Ok(());
    }
    match client.status(&row.listed.name, items) {
        Ok(status) => row.status = Some(status),
        Err(Error::No(rejection) | Error::Bad(rejection)) => {
            row.note = Some(format!("no status: {}", rejection.text));
        }
        Err(error) => return Err(error),
    }
    Ok(())
}
