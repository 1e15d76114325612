//! What a command would remove, told before anybody is asked whether it may.

use imapclient::Client;
use imapclient::client::{FetchOptions, Numbering};
use imapclient::types::{FetchItem, MessageSet, SearchKey, SequenceSet};

use super::render::{Clock, outline};

/// How many messages are shown.
const SHOWN: usize = 2;

/// Sends UID SEARCH DELETED and gives the messages that an expunge would remove: all, or of those named.
///
/// # Errors
/// The server's.
pub(crate) fn deleted(
    client: &mut Client,
    named: Option<&SequenceSet>,
) -> imapclient::Result<SequenceSet> {
    let mut deleted = vec![SearchKey::Word("DELETED".to_owned())];
    deleted.extend(named.cloned().map(SearchKey::uid));
    let found = client.search(Numbering::Uid, &deleted)?;
    Ok(found.ids.unwrap_or_default())
}

/// The first of the messages, a line each, and how many more there are.
///
/// # Errors
/// What ends the connection or the command; a server that will not show them leaves them out.
pub(crate) fn lines(client: &mut Client, uids: &SequenceSet) -> imapclient::Result<Vec<String>> {
    let first: SequenceSet = uids.iter().take(SHOWN).collect();
    let count = uids.count().unwrap_or_default();
    let mut lines = Vec::new();
    if !first.is_empty() {
        let items = [FetchItem::Word("ENVELOPE".to_owned())];
        let clock = Clock::system();
        for message in client.fetch(&MessageSet::Uid(first), &items, FetchOptions::default())? {
            lines.push(outline(&message?, &clock));
        }
    }
    let more = count.saturating_sub(lines.len() as u64);
    if more > 0 {
        lines.push(format!("  … {more} more (show them with: mails DELETED)"));
    }
    Ok(lines)
}
