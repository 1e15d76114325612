//! The answer of SEARCH and SORT as it arrives.

use super::connection::Received;
use super::exchange::{Exchange, Next, Taken, asked_for_more, nothing};
use super::session::Pending;
use crate::error::{Error, Result};
use crate::types::{SearchResult, SequenceSet};
use crate::wire::encode::Command;
use crate::wire::response::Response;
use crate::wire::views;

/// More ranges than these are not collected; they take 64 MiB.
const MOST_RANGES: usize = 4 << 20;

/// A running SEARCH or SORT: yields what is found as it arrives, in the server's order. Dropped early, the rest is read
/// away before the next command.
///
/// What is yielded is a part of the answer: what one response told, or what there was of a long line by then.
/// [`SearchResult::merge`] joins them. There may be none where nothing was found.
/// RFC 9051 section 6.4.4; RFC 3501 section 6.4.4
pub struct Found<'a> {
    exchange: &'a mut Exchange,
    running: Option<Pending>,
    /// Something was yielded.
    any: bool,
    /// The command that an ESEARCH named in place of ours.
    of_another: Option<Vec<u8>>,
}

impl Exchange {
    /// Sends a command that is answered by message numbers.
    pub(super) fn find(&mut self, command: &Command) -> Result<Found<'_>> {
        let running = match self.withhold(command)? {
            true => None,
            false => Some(self.send_whole(command, &mut [], &mut nothing)?),
        };
        Ok(Found {
            exchange: self,
            running,
            any: false,
            of_another: None,
        })
    }
}

impl Found<'_> {
    /// The command as people may see it.
    pub fn command(&self) -> String {
        let sent = self.exchange.session.last_sent();
        sent.unwrap_or_default().to_owned()
    }

    /// Says whether more of the answer has arrived already, so that [`Iterator::next`] need not wait for the server.
    pub fn is_at_hand(&mut self) -> bool {
        let connection = &mut self.exchange.connection;
        // What is wrong with it whoever reads on is told.
        self.running.is_none() || connection.is_at_hand(&mut None).unwrap_or(true)
    }

    /// Reads the answer to its end and gives it as one.
    pub(super) fn whole(self) -> Result<SearchResult> {
        self.collected(u64::MAX)
    }

    /// The same, but of the numbers at least the first `most`: what comes behind them is read away.
    pub(super) fn collected(mut self, most: u64) -> Result<SearchResult> {
        let (mut whole, mut count) = (SearchResult::default(), 0);
        while let Some(part) = self.next() {
            let mut part = part?;
            if count >= most {
                part.ids = None;
            }
            count += part.ids.as_ref().and_then(SequenceSet::count).unwrap_or(0);
            whole.merge(part);
            let ranges = whole.ids.as_ref().map_or(0, |ids| ids.ranges().len());
            if ranges > MOST_RANGES {
                let text = format!("the numbers found are in more than {MOST_RANGES} ranges");
                return self.exchange.connection.check(Err(Error::Limit(text)));
            }
        }
        if let Some(ids) = &mut whole.ids {
            ids.shrink();
        }
        Ok(whole)
    }

    /// Reads one response, and gives what it tells of the answer; the command runs on unless it was the last.
    fn read(&mut self, pending: Pending) -> Result<Option<SearchResult>> {
        let (mut part, mut notes) = (None, Vec::new());
        let of_another = &mut self.of_another;
        let next = self.exchange.next(&pending, &mut None, &mut |received| {
            let told = told(received, &mut notes);
            match told.filter(|told| answers(told, received.running, of_another)) {
                Some(told) => part = Some(told),
                None => return Taken::No,
            }
            Taken::Yes
        });
        if part.is_some() {
            self.exchange.session.note(notes);
        }
        match self.exchange.connection.check(next)? {
            Next::Untagged => self.running = Some(pending),
            Next::Continue(_) => {
                let error = asked_for_more(&pending);
                return self.exchange.connection.check(Err(error));
            }
            Next::Done(_) => self.end()?,
        }
        Ok(part)
    }

    fn end(&mut self) -> Result<()> {
        if let (Some(tag), false) = (self.of_another.take(), self.any) {
            let tag = String::from_utf8_lossy(&tag);
            let note = format!("the only ESEARCH that came names another command: {tag}");
            self.exchange.session.note(vec![note]);
        }
        self.exchange.local_failure()
    }
}

impl Iterator for Found<'_> {
    type Item = Result<SearchResult>;

    fn next(&mut self) -> Option<Result<SearchResult>> {
        while let Some(pending) = self.running.take() {
            match self.read(pending) {
                Ok(None) => {}
                Ok(Some(part)) => {
                    self.any = true;
                    return Some(Ok(part));
                }
                Err(error) => return Some(Err(error)),
            }
        }
        None
    }
}

/// What a response tells of an answer, if it is one.
fn told(received: &Received<'_>, notes: &mut Vec<String>) -> Option<SearchResult> {
    let Response::Data {
        name,
        values,
        number: None,
    } = &received.response
    else {
        return None;
    };
    if name.eq_ignore_ascii_case("SEARCH") || name.eq_ignore_ascii_case("SORT") {
        return Some(views::search(values.clone(), notes));
    }
    name.eq_ignore_ascii_case("ESEARCH")
        .then(|| views::esearch(values.clone(), notes))
}

/// Says whether an ESEARCH is about the command that runs: one that names another is not, as the changes of a result
/// that was to be kept up to date are. RFC 4466 section 2.6.2; RFC 5267 section 4.3
fn answers(told: &SearchResult, running: Option<&str>, other: &mut Option<Vec<u8>>) -> bool {
    match (&told.tag, running) {
        (Some(tag), Some(running)) if !tag.eq_ignore_ascii_case(running.as_bytes()) => {
            *other = Some(tag.clone());
            false
        }
        _ => true,
    }
}
