//! Sets of very many messages, cut into parts of which each is one command.

use std::collections::VecDeque;

use super::range_set::RangeSet;
use super::{Client, Numbering, State};
use crate::error::{Error, Result};
use crate::types::{MessageSet, SearchKey, SearchReturn, SequenceRange, SequenceSet};

/// A set may be this long in a command before old servers cut its line off. RFC 2683 section 3.2.1.5
const LINE: usize = 7000;

/// Some servers cut lines off after 1,000 bytes.
const SHORT_LINE: usize = 800;

/// A set of messages in parts, from [`Client::batches`]: each is one command, and between two of them whoever sends
/// them can stop.
#[derive(Debug, Clone, Default)]
pub struct Batches {
    /// One part, as it was named.
    whole: Option<MessageSet>,
    /// UIDs to be cut.
    left: VecDeque<SequenceRange>,
    most: u64,
    line: usize,
}

impl Batches {
    /// Takes a set as its only part.
    pub fn whole(messages: MessageSet) -> Self {
        Batches {
            whole: Some(messages).filter(|messages| !messages.is_empty()),
            ..Batches::default()
        }
    }

    /// Says whether no part is left.
    pub fn is_empty(&self) -> bool {
        self.whole.is_none() && self.left.is_empty()
    }

    /// The UIDs of the parts that were not given out; none where the set is one part.
    pub fn rest(&self) -> SequenceSet {
        SequenceSet::from_ranges(self.left.iter().copied())
    }
}

impl Iterator for Batches {
    type Item = MessageSet;

    fn next(&mut self) -> Option<MessageSet> {
        if let Some(whole) = self.whole.take() {
            return Some(whole);
        }
        let (mut part, mut room, mut length) = (Vec::new(), self.most, 0);
        while let Some(range) = self.left.front_mut() {
            let (start, end) = (range.start?, range.end?);
            length += range.to_string().len() + 1;
            if room == 0 || (length > self.line && !part.is_empty()) {
                break;
            }
            let size = u64::from(end - start) + 1;
            if size > room {
                let cut = start.saturating_add(u32::try_from(room).unwrap_or(u32::MAX));
                part.push(closed(start, cut - 1));
                range.start = Some(cut);
                break;
            }
            part.push(*range);
            room -= size;
            self.left.pop_front();
        }
        (!part.is_empty()).then(|| MessageSet::Uid(SequenceSet::from_ranges(part)))
    }
}

impl Client {
    /// Cuts a set into parts of at most `most` messages each, so that what is done to very many of them is done by
    /// commands between which one can stop. A set that names no more than that is one part, as it is. For any other
    /// UID SEARCH is sent, and the parts are the UIDs of the messages there are: `1:*` does not grow meanwhile, and a
    /// sequence number means the message that it meant before, whatever is removed between two commands.
    ///
    /// A server's own limits hold too: MESSAGELIMIT, and the length of a line.
    ///
    /// # Errors
    /// [`Error::Refused`] when the numbers of a long set changed their meaning while it was looked up, and when the
    /// server names more messages than the mailbox has.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::{MessageSet, SequenceSet};
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 ESEARCH] ready\nC: A1 SELECT INBOX\nS: * 5 EXISTS\nS: A1 OK done\nC: A2 UID SEARCH RETURN (ALL) UID 1:*\nS: * ESEARCH (TAG \"A2\") UID ALL 7:10,19\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// # client.select(&"INBOX".into())?;
    /// let all = MessageSet::Uid(SequenceSet::parse("1:*").ok_or("a set")?);
    /// let parts = client.batches(&all, 2)?.map(|part| part.set().to_string());
    /// assert_eq!(parts.collect::<Vec<_>>(), ["7:8", "9:10", "19"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9738; RFC 9051 section 6.4.4
    pub fn batches(&mut self, messages: &MessageSet, most: u32) -> Result<Batches> {
        self.exchange.need("SEARCH", State::Selected)?;
        let most = u64::from(most.min(self.message_limit()).max(1));
        let line = self.line_limit();
        let exists = self.exists();
        let named = messages.set().count().into_iter().chain(exists).min();
        if named.is_some_and(|named| named <= most) && !is_longer(messages.set(), line) {
            return Ok(Batches::whole(messages.clone()));
        }
        let uids = self.uids_of(messages)?;
        Ok(Batches {
            whole: None,
            left: uids.ranges().iter().copied().collect(),
            most,
            line,
        })
    }

    /// Sends UID SEARCH and gives the UIDs of the messages there are of a set, in their order. The tap is for the answer
    /// of the command that they are for.
    ///
    /// # Errors
    /// Those of [`Client::batches`].
    pub(super) fn uids_of(&mut self, messages: &MessageSet) -> Result<SequenceSet> {
        self.without_tap(|client| client.look_up(messages))
    }

    fn look_up(&mut self, messages: &MessageSet) -> Result<SequenceSet> {
        let esearch = self.exchange.capabilities()?.offers("ESEARCH");
        let mut uids = RangeSet::default();
        let removals = self.exchange.session.removals;
        for part in messages.set().split(self.line_limit()) {
            if !messages.is_uid() && self.exchange.session.removals != removals {
                let text = "messages were removed meanwhile: the numbers mean others now";
                return Err(Error::Refused(text.to_owned()));
            }
            let keys = [SearchKey::Messages(match messages {
                MessageSet::Uid(_) => MessageSet::Uid(part.clone()),
                MessageSet::Sequence(_) => MessageSet::Sequence(part.clone()),
            })];
            let found = match esearch {
                true => self.search_return(Numbering::Uid, &[SearchReturn::All], &keys),
                false => self.search(Numbering::Uid, &keys),
            };
            let mut found = RangeSet::of(&found?.ids.unwrap_or_default(), None);
            if messages.is_uid() && !part.is_saved() {
                // A server may name what nobody asked for. `*` is the last message there is.
                let last = found.last().filter(|_| part.is_open());
                let mut asked = RangeSet::of(&part, None);
                last.into_iter().for_each(|last| asked.insert(last, last));
                found = found.common(&asked);
            }
            uids.extend(found);
        }
        match self.exists() {
            Some(exists) if uids.count() > exists => Err(Error::Refused(format!(
                "the server names {} messages in a mailbox of {exists}",
                uids.count()
            ))),
            _ => Ok(uids.into()),
        }
    }

    fn exists(&self) -> Option<u64> {
        self.selected()?.exists.map(u64::from)
    }

    /// How long a set may be in a command.
    pub(super) fn line_limit(&self) -> usize {
        let known = self.exchange.session.capabilities.as_ref();
        // Yahoo tells itself by a capability of its own, UW by the version in its greeting.
        let yahoo = known.is_some_and(|known| known.has("XYMHIGHESTMODSEQ"));
        if yahoo || self.greeting().text.contains("IMAP4rev1 200") {
            SHORT_LINE
        } else {
            LINE
        }
    }

    /// How many messages one command may be about. RFC 9738 section 3.1
    fn message_limit(&self) -> u32 {
        let known = self.exchange.session.capabilities.iter();
        let limits = known.flat_map(|known| known.iter());
        limits
            .filter_map(|name| name.strip_prefix("MESSAGELIMIT=")?.parse().ok())
            .min()
            .unwrap_or(u32::MAX)
    }
}

/// Says whether a set is longer than a line may be.
pub(super) fn is_longer(set: &SequenceSet, line: usize) -> bool {
    let mut lengths = set.ranges().iter().map(|range| range.to_string().len() + 1);
    lengths
        .try_fold(0, |total, length| {
            Some(total + length).filter(|&total| total <= line)
        })
        .is_none()
}

fn closed(start: u32, end: u32) -> SequenceRange {
    SequenceRange {
        start: Some(start),
        end: Some(end),
    }
}
