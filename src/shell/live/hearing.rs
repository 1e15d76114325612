//! Hearing news, and asking the server who wrote what has come.

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use imapclient::client::FetchOptions;
use imapclient::types::{Event, FetchItem, Message, MessageSet, SequenceRange, SequenceSet};
use imapclient::{Client, Error, Result};

use super::folder::Folder;
use super::news::News;
use crate::shell::session::Session;

/// News that belong together come in this time.
const TOGETHER: Duration = Duration::from_millis(50);

/// How many are taken at once.
const MOST: usize = 1000;

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

/// Turns events into news, in their order; of messages that have come the server is asked who wrote them.
/// What was heard is told whether that succeeds or not.
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
    let mut known = Vec::new();
    let asked = if few {
        ask(session, folder, asking, &mut news, &mut known)
    } else {
        Ok(())
    };
    let at = (session.now)();
    let mut known = known.into_iter().peekable();
    if let Some((first, last)) = folder.arrivals() {
        if !few {
            // One line for all of them.
            let come = last - first + 1;
            let mut told = folder.arrived(last, None, at);
            told.text = Some(format!("{come} new"));
            news.push(told);
            return (news, Ok(()));
        }
        for seq in first..=last {
            let message = known.next_if(|message| message.seq == seq);
            news.push(folder.arrived(seq, message, at));
        }
    }
    (news, asked)
}

fn take(session: &mut Session, folder: &mut Folder, events: Vec<Event>, news: &mut Vec<News>) {
    mend_numbers(session, &events);
    let at = (session.now)();
    for event in events {
        news.extend(folder.take(event, at));
    }
}

/// Fetches the envelopes of what has come. Numbers change until IDLE has ended, and not while FETCH runs.
fn ask(
    session: &mut Session,
    folder: &mut Folder,
    asking: Asking,
    news: &mut Vec<News>,
    known: &mut Vec<Message>,
) -> Result<()> {
    let Some(client) = &mut session.client else {
        return Ok(());
    };
    client.drain_until(None)?;
    let (events, _) = client.take_events();
    take(session, folder, events, news);
    let (Some((first, last)), Some(client)) = (folder.arrivals(), &mut session.client) else {
        return Ok(());
    };
    if asking != Asking::Each {
        session.tracing.own("auto");
    }
    let fetched = envelopes(client, first..=last, known);
    match fetched {
        // The server may refuse; that the messages are there is told all the same.
        Err(Error::No(_) | Error::Bad(_)) => Ok(()),
        fetched => fetched,
    }
}

fn envelopes(
    client: &mut Client,
    numbers: RangeInclusive<u32>,
    known: &mut Vec<Message>,
) -> Result<()> {
    let set = SequenceSet::from_ranges([SequenceRange {
        start: Some(*numbers.start()),
        end: Some(*numbers.end()),
    }]);
    let items = ["UID", "FLAGS", "ENVELOPE"].map(FetchItem::word);
    let set = MessageSet::Sequence(set);
    for message in client.fetch(&set, &items, FetchOptions::default())? {
        known.push(message?);
    }
    known.sort_by_key(|message| message.seq);
    known.dedup_by_key(|message| message.seq);
    Ok(())
}
