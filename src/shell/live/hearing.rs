//! Hearing news, and asking the server who wrote what has come.

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use imapclient::client::FetchOptions;
use imapclient::types::{Event, FetchItem, Message, MessageSet, SequenceRange, SequenceSet};
use imapclient::{Client, Error, Result};

use super::folder::Folder;
use super::learning::is_gone;
use super::news::News;
use crate::shell::failure::Failure;
use crate::shell::reconnecting;
use crate::shell::session::Session;

/// News that belong together come in this time.
const TOGETHER: Duration = Duration::from_millis(50);

/// How many are taken at once.
const MOST: usize = 1000;

/// Of so many messages the server is asked at once who wrote them.
const MOST_ASKED: u32 = 100;

/// Waits for news until a moment, and takes what comes with the first of it. An error behind news is met again
/// the next time.
pub(crate) fn gather(client: &mut Client, until: Instant) -> Result<Vec<Event>> {
    let mut events: Vec<Event> = client.wait_for_news(until)?.into_iter().collect();
    if events.is_empty() {
        return Ok(events);
    }
    let end = Instant::now() + TOGETHER;
    while events.len() < MOST {
        match client.wait_for_news(end) {
            Ok(Some(event)) => events.push(event),
            Ok(None) | Err(_) => break,
        }
    }
    Ok(events)
}

/// Forgets what events have made wrong: the count at the prompt, and the sequence numbers of results.
pub(crate) fn mend_numbers(session: &mut Session, events: &[Event]) {
    for event in events {
        match event {
            Event::Exists(_) | Event::Fetch(_) => session.unseen = None,
            Event::Expunge(_) | Event::Vanished { .. } => {
                session.unseen = None;
                session.results.forget_sequence_numbers();
            }
            _ => {}
        }
    }
}

/// What is asked about messages that have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asking {
    /// Who wrote them, of all.
    Each,
    /// The same, up to so many at once; `== auto` in the trace, because nobody typed it.
    Few(u32),
    /// Nothing.
    Nothing,
}

/// Turns events into news, in their order; of messages that have come the server is asked who wrote them, so many at
/// once: the others are told the next time. What was heard is told whether that succeeds or not.
pub(crate) fn tell(
    session: &mut Session,
    folder: &mut Folder,
    events: Vec<Event>,
    asking: Asking,
) -> (Vec<News>, Result<()>) {
    let mut news = Vec::new();
    take(session, folder, events, &mut news);
    let Some((first, last)) = folder.arrivals() else {
        return (news, Ok(()));
    };
    let few = match asking {
        Asking::Each => true,
        Asking::Few(most) => last - first < most,
        Asking::Nothing => false,
    };
    if few {
        let asked = ask(session, folder, asking, &mut news);
        return (news, asked);
    }
    // One line for all of them.
    let come = last - first + 1;
    let told = folder.arrived(last, None, (session.now)());
    news.push(News {
        text: Some(format!("{come} new")),
        count: come.into(),
        ..told
    });
    (news, Ok(()))
}

/// Turns what the client has kept into news. Where it had to forget some, the numbers are those of the client.
pub(crate) fn take_kept(session: &mut Session, folder: &mut Folder, news: &mut Vec<News>) {
    let Some(client) = &mut session.client else {
        return;
    };
    let (events, lost) = client.take_events();
    tell_kept(session, folder, events, lost, news);
}

fn tell_kept(
    session: &mut Session,
    folder: &mut Folder,
    events: Vec<Event>,
    lost: u64,
    news: &mut Vec<News>,
) {
    if let Some(client) = session.client.as_ref().filter(|_| lost > 0) {
        *folder = Folder::open_in(client);
        mend_numbers(session, &events);
        session.results.forget_sequence_numbers();
        let text = format!(
            "{} news came too fast to be told",
            lost + events.len() as u64
        );
        news.push(News::said("said", (session.now)(), text));
    } else {
        take(session, folder, events, news);
    }
}

fn take(session: &mut Session, folder: &mut Folder, events: Vec<Event>, news: &mut Vec<News>) {
    mend_numbers(session, &events);
    let at = (session.now)();
    for event in events {
        news.extend(folder.take(event, at));
    }
}

/// Fetches the envelopes of what has come, and tells it. Numbers change until IDLE has ended, and not while FETCH
/// runs.
fn ask(
    session: &mut Session,
    folder: &mut Folder,
    asking: Asking,
    news: &mut Vec<News>,
) -> Result<()> {
    let Some(client) = &mut session.client else {
        return Ok(());
    };
    let drained = client.drain_until(None);
    take_kept(session, folder, news);
    let Some((first, last)) = folder.arrivals() else {
        return drained.map(|_| ());
    };
    let last = last.min(first.saturating_add(MOST_ASKED - 1));
    let mut known = Vec::new();
    let asked = match (drained, &mut session.client) {
        (Ok(_), Some(client)) => {
            if asking != Asking::Each {
                session.tracing.own("auto");
            }
            envelopes(client, folder, first..=last, &mut known)
        }
        (drained, _) => drained.map(|_| ()),
    };
    let at = (session.now)();
    // What nobody could be asked about any more is asked of the next link, where each is to be told of.
    let later = asking == Asking::Each
        && asked.as_ref().is_err_and(|error| {
            reconnecting::follows(session, &Failure::from_error("watch", error))
        });
    let mut known = known.into_iter().peekable();
    for seq in first..=last {
        let message = known.next_if(|message| message.seq == seq);
        if message.is_none() && later {
            break;
        }
        news.push(folder.arrived(seq, message, at));
    }
    if let Some(client) = &mut session.client {
        let (events, lost) = client.take_events();
        if events.iter().any(is_gone) {
            // Under NOTIFY messages may go while FETCH runs, and nobody knows which numbers it spoke of.
            folder.forget_uids();
        }
        tell_kept(session, folder, events, lost, news);
    }
    match asked {
        // The server may refuse; that the messages are there is told all the same.
        Err(Error::No(_) | Error::Bad(_)) => Ok(()),
        asked => asked,
    }
}

fn envelopes(
    client: &mut Client,
    folder: &Folder,
    numbers: RangeInclusive<u32>,
    known: &mut Vec<Message>,
) -> Result<()> {
    let set = SequenceSet::from_ranges([SequenceRange {
        start: Some(*numbers.start()),
        end: Some(*numbers.end()),
    }]);
    let counted = folder.counts_changes().then_some("MODSEQ");
    let items = ["UID", "FLAGS", "ENVELOPE"].into_iter().chain(counted);
    let items: Vec<_> = items.map(FetchItem::word).collect();
    let set = MessageSet::Sequence(set);
    for message in client.fetch(&set, &items, FetchOptions::default())? {
        let message = message?;
        if numbers.contains(&message.seq) {
            known.push(message);
        }
    }
    known.sort_by_key(|message| message.seq);
    known.dedup_by_key(|message| message.seq);
    Ok(())
}
