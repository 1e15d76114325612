//! `--limit N`: no more than so many, and no more asked for than that where the server can be asked so.

use imapclient::client::{Client, Numbering};
use imapclient::types::{MessageSet, SearchKey, SequenceRange, SequenceSet};

use super::super::call::Call;
use super::super::command::{Switch, valued};
use super::super::failure::Failure;
use super::super::session::Session;

/// The option of commands whose answer can be long.
pub(super) const LIMIT: Switch = valued("limit", "N", "no more than the first N");

/// How long the text of a set may be that goes into one SEARCH: servers take lines of some 8,000 bytes.
const LINE: usize = 7_000;

/// What `--limit` says.
///
/// # Errors
/// `usage:` for what is no number from 1 up.
pub(super) fn of(call: &Call<'_>) -> Result<Option<u32>, Failure> {
    let Some(value) = call.value(LIMIT.name) else {
        return Ok(None);
    };
    let word = call.value_word(LIMIT.name)?.unwrap_or_default();
    let number = word.bytes().all(|byte| byte.is_ascii_digit());
    // What is beyond all numbers of messages is no limit to them.
    let most = number.then(|| word.parse().unwrap_or(u32::MAX));
    most.filter(|most| *most > 0 && !word.is_empty())
        .map(Some)
        .ok_or_else(|| {
            let text = "--limit takes how many, from 1 up: --limit 20";
            call.mistake(value.span(), text)
        })
}

/// The first messages of a set, for which `keys` hold besides. Sequence numbers follow on each other; which UIDs there
/// are the server is asked, by SEARCH, where more may be meant than are wanted.
///
/// # Errors
/// The server's.
pub(super) fn first(
    session: &mut Session,
    call: &Call<'_>,
    messages: MessageSet,
    keys: &[SearchKey],
    most: u32,
) -> Result<MessageSet, Failure> {
    let few = |count: u64| count <= u64::from(most);
    let (set, numbering, wrap): (_, _, fn(SequenceSet) -> MessageSet) = match &messages {
        named if named.is_empty() || named.set().count().is_some_and(few) => return Ok(messages),
        MessageSet::Sequence(set) if keys.is_empty() && !set.is_saved() => {
            let there = there(set, exists(session));
            return Ok(MessageSet::Sequence(there.first(u64::from(most))));
        }
        MessageSet::Sequence(set) => (set, Numbering::Sequence, MessageSet::Sequence),
        MessageSet::Uid(set) => (set, Numbering::Uid, MessageSet::Uid),
    };
    let client = session.client(call)?;
    let mut first = SequenceSet::default();
    for piece in set.split(LINE) {
        let came = first.count().and_then(|count| u32::try_from(count).ok());
        let left = most.saturating_sub(came.unwrap_or(u32::MAX));
        if left == 0 {
            break;
        }
        let mut all = vec![SearchKey::Messages(wrap(piece))];
        all.extend_from_slice(keys);
        let found = client
            .without_tap(|client| client.search_first(numbering, left, &all))
            .map_err(|error| call.failed(&error))?;
        first.append(found.ids.unwrap_or_default());
    }
    Ok(wrap(first))
}

/// The sequence numbers of a set that there can be, of which `*` is the last.
fn there(set: &SequenceSet, exists: u32) -> SequenceSet {
    let ranges = set.ranges().iter().filter_map(|range| {
        let (one, other) = (range.start.unwrap_or(exists), range.end.unwrap_or(exists));
        let (start, end) = (one.min(other), one.max(other).min(exists));
        (start <= end).then_some(SequenceRange {
            start: Some(start),
            end: Some(end),
        })
    });
    SequenceSet::from_ranges(ranges)
}

/// How many messages the folder holds, as far as that is known.
fn exists(session: &Session) -> u32 {
    let selected = session.client.as_ref().and_then(Client::selected);
    selected
        .and_then(|selected| selected.exists)
        .unwrap_or(u32::MAX)
}
