//! Items of FETCH that mark messages as read: said once, and refused where nothing may change.

use imapclient::types::FetchItem;

use super::super::call::Call;
use super::super::failure::{Class, Failure};
use super::super::session::Session;

/// Says once in a session that an item without PEEK marks messages as read.
pub(super) fn marks_as_read(session: &mut Session, items: &[FetchItem]) -> Option<String> {
    let item = items.iter().find(|item| item.sets_seen())?;
    let selected = session.client.as_ref()?.selected()?;
    if selected.read_only {
        return None;
    }
    // The count at the prompt may be another one now.
    session.unseen = None;
    (!std::mem::replace(&mut session.told_of_seen, true)).then(|| {
        format!("{item} marked the messages as read (\\Seen); with .PEEK they stay as they are")
    })
}

/// In a read-only session nothing may be marked as read.
pub(super) fn check_peek(
    session: &Session,
    call: &Call<'_>,
    items: &[FetchItem],
) -> Result<(), Failure> {
    let why = match session.modes.read_only || session.account.read_only {
        true => "session is read-only",
        false if session.modes.dry_run => "is a dry run",
        false => return Ok(()),
    };
    match items.iter().find(|item| item.sets_seen()) {
        Some(item) => {
            let failure = call.failing(
                Class::Refused,
                format!("{item} marks messages as read, and this {why}"),
            );
            Err(failure.hint("BODY.PEEK[...] reads without marking"))
        }
        None => Ok(()),
    }
}
