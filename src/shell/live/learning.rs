//! What a folder that is watched is asked first: the UIDs of its messages, and how far its changes are counted.

use imapclient::client::Numbering;
use imapclient::types::{Event, SearchKey, SearchResult, SearchReturn, SequenceSet};
use imapclient::{Client, Error, Result};

use super::changes::Changes;
use super::uids::{self, Uids};

/// Up to so many UIDs are asked for where each of them is told by itself.
const MOST_LISTED: usize = 100_000;

/// How often it is asked: messages may go while the answer is on its way.
const ATTEMPTS: usize = 4;

/// What is known of the messages of a folder, where there are not too many of them.
#[derive(Debug, Default)]
pub(crate) struct Learnt {
    /// Their UIDs.
    pub(crate) uids: Option<Uids>,
    /// How far their changes are known, where the server counts them.
    pub(crate) changes: Option<Changes>,
    /// What came meanwhile and is still to be told. Arrivals are counted in.
    pub(crate) said: Vec<Event>,
}

/// Learns what is in the open folder now.
///
/// # Errors
/// Those of the link. Where the server refuses, nothing is known.
pub(crate) fn learn(client: &mut Client) -> Result<Learnt> {
    let known = client.known_capabilities();
    let offers = |name| known.is_some_and(|known| known.offers(name));
    let short = offers("ESEARCH");
    let mut counted = offers("CONDSTORE") || offers("QRESYNC");
    let most = if short { uids::MOST } else { MOST_LISTED };
    let mut learnt = Learnt::default();
    for _ in 0..ATTEMPTS {
        let exists = client.selected().and_then(|selected| selected.exists);
        if exists.is_some_and(|exists| exists as usize > most) {
            break;
        }
        let found = search(client, short, counted);
        let (said, flags, moved) = meanwhile(client);
        learnt.said.extend(said);
        let found = match found {
            Err(Error::No(_) | Error::Bad(_)) if counted => {
                // RFC 7162 section 3.1.2.2: there are folders whose changes are not counted.
                counted = false;
                continue;
            }
            Err(Error::No(_) | Error::Bad(_)) => break,
            found => found?,
        };
        if moved {
            // Which of them the answer still has nobody can tell.
            continue;
        }
        let count = found.ids.as_ref().map_or(Some(0), SequenceSet::count);
        // Where fewer are found than there are, nobody can tell which of them has which number.
        let fewest = exists.map_or(0, u64::from);
        if counted && count.is_none_or(|count| count < fewest) {
            // Its mod-sequences are not those of the RFC.
            counted = false;
            continue;
        }
        // An empty folder is answered without a mod-sequence.
        let highest = client.selected().and_then(|open| open.highest_modseq);
        let modseq = found.modseq.or(highest).filter(|_| counted);
        learnt.changes = modseq.map(Changes::up_to);
        if count.is_some_and(|count| (fewest..=most as u64).contains(&count)) {
            learnt.uids = Some(uids_of(&found));
        }
        learnt.said.extend(flags);
        break;
    }
    Ok(learnt)
}

/// What came while an answer was on its way: what was said, whose flags changed, and whether messages went.
fn meanwhile(client: &mut Client) -> (Vec<Event>, Vec<Event>, bool) {
    let (events, lost) = client.take_events();
    let moved = lost > 0 || events.iter().any(is_gone);
    let (said, flags) = events
        .into_iter()
        .filter(|event| matches!(event, Event::Status(_) | Event::Fetch(_)))
        .partition(|event| matches!(event, Event::Status(_)));
    (said, flags, moved)
}

/// Searches for all messages. The search by mod-sequence finds all of them too: none has a lower one.
fn search(client: &mut Client, short: bool, counted: bool) -> Result<SearchResult> {
    let all = [match counted {
        true => SearchKey::Number("MODSEQ".to_owned(), 1),
        false => SearchKey::Word("ALL".to_owned()),
    }];
    match short {
        true => client.search_return(Numbering::Uid, &[SearchReturn::All], &all),
        false => client.search(Numbering::Uid, &all),
    }
}

/// The UIDs in ascending order.
fn uids_of(found: &SearchResult) -> Uids {
    let ids = found.ids.iter().flat_map(SequenceSet::iter);
    let mut uids: Vec<u32> = ids.collect();
    uids.sort_unstable();
    uids.dedup();
    uids.into_iter().collect()
}

/// Says whether messages went.
pub(crate) fn is_gone(event: &Event) -> bool {
    matches!(event, Event::Expunge(_) | Event::Vanished { .. })
}
