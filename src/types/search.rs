//! Search criteria.

use super::{Date, Flag, MessageSet, SequenceSet};

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
    /// Keys in parentheses, all of which must hold.
    All(Vec<SearchKey>),
}

impl SearchKey {
    /// `UID` and a set of UIDs.
    pub fn uid(set: SequenceSet) -> Self {
        SearchKey::Messages(MessageSet::Uid(set))
    }
}
