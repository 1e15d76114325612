//! Search criteria, and what a search found.

use super::{Date, Flag, MessageSet, SequenceSet, Value};

/// One key of a SEARCH; a search is a list of keys that must all hold.
/// RFC 9051 section 6.4.4; RFC 3501 section 6.4.4
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SearchKey {
    /// A key without an argument: `ALL`, `UNSEEN`, `DELETED`, ... upper-cased.
    Word(String),
    /// `KEYWORD` or `UNKEYWORD` with its flag.
    Keyword(String, Flag),
    /// A key with a string: `FROM`, `SUBJECT`, `TEXT`, `X-GM-RAW`, ...
    Text(String, String),
    /// `HEADER` with the field's name and the string.
    Header(String, String),
    /// A key with a day: `SINCE`, `SENTBEFORE`, ...
    Date(String, Date),
    /// A key with a number: `LARGER`, `SMALLER`, `OLDER`, `YOUNGER`, `MODSEQ`.
    Number(String, u64),
    /// Messages by number: a plain set for sequence numbers, `UID` and the set for UIDs.
    Messages(MessageSet),
    /// `$`, the saved result. RFC 5182
    Saved,
    /// `NOT` and a key.
    Not(Box<SearchKey>),
    /// `OR` and its two keys.
    Or(Box<SearchKey>, Box<SearchKey>),
    /// `FUZZY` and a key. RFC 6203
    Fuzzy(Box<SearchKey>),
    /// Keys in parentheses, all of which must hold.
    All(Vec<SearchKey>),
}

impl SearchKey {
    /// `UID` and a set of UIDs.
    pub fn uid(set: SequenceSet) -> Self {
        SearchKey::Messages(MessageSet::Uid(set))
    }

    /// Keys and those within them, in order, each with the number of keys it stands in.
    pub fn walk(keys: &[SearchKey]) -> impl Iterator<Item = (usize, &SearchKey)> {
        // A list of its own in place of calls within calls: nobody says how deep keys may go.
        let mut left: Vec<(usize, &SearchKey)> = keys.iter().rev().map(|key| (0, key)).collect();
        std::iter::from_fn(move || {
            let (depth, key) = left.pop()?;
            match key {
                SearchKey::Not(inner) | SearchKey::Fuzzy(inner) => left.push((depth + 1, inner)),
                SearchKey::Or(one, two) => left.extend([(depth + 1, &**two), (depth + 1, &**one)]),
                SearchKey::All(keys) => left.extend(keys.iter().rev().map(|key| (depth + 1, key))),
                _ => {}
            }
            Some((depth, key))
        })
    }
}

/// Results from one place to another. RFC 9394 section 3.1
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    /// The place of the first, counted from 1, or from -1 backwards.
    pub first: i64,
    /// The place of the last.
    pub last: i64,
    /// The messages at these places; there may be fewer.
    pub ids: SequenceSet,
}

/// What SEARCH, SORT or ESEARCH told; a server tells some of it only. RFC 9051 section 7.3.4; RFC 3501 section 7.2.5
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchResult {
    /// The tag of the command an ESEARCH belongs to.
    pub tag: Option<Vec<u8>>,
    /// An ESEARCH says that its numbers are UIDs.
    pub uid: bool,
    /// The messages, in the server's order; absent where only some of the numbers below were told.
    pub ids: Option<SequenceSet>,
    /// The lowest.
    pub min: Option<u32>,
    /// The highest.
    pub max: Option<u32>,
    /// How many.
    pub count: Option<u32>,
    /// The highest mod-sequence among them. RFC 7162
    pub modseq: Option<u64>,
    /// The results from one place to another, in a window that was asked for. RFC 9394
    pub partial: Option<Window>,
    /// Anything else, by its name upper-cased: `RELEVANCY`, ...
    pub more: Vec<(String, Value)>,
}

impl SearchResult {
    /// Adds what a further response to the same command told: ids are joined, any other later value wins.
    pub fn merge(&mut self, later: SearchResult) {
        match (&mut self.ids, later.ids) {
            (Some(ids), Some(more)) => ids.append(more),
            (ids @ None, more) => *ids = more,
            (Some(_), None) => {}
        }
        self.uid |= later.uid;
        self.tag = later.tag.or(self.tag.take());
        self.min = later.min.or(self.min);
        self.max = later.max.or(self.max);
        self.count = later.count.or(self.count);
        self.modseq = later.modseq.max(self.modseq);
        self.partial = later.partial.or(self.partial.take());
        self.more.extend(later.more);
    }
}
