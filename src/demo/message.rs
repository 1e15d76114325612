//! A message in a mailbox: its flags, its date, its bytes.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::seed::END;
use crate::types::DateTime;

/// A flag, in the order in which flags are told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Flag {
    Answered,
    Flagged,
    Deleted,
    Seen,
    Draft,
    Keyword(String),
}

impl Flag {
    pub(super) const SYSTEM: [Flag; 5] = [
        Flag::Answered,
        Flag::Flagged,
        Flag::Deleted,
        Flag::Seen,
        Flag::Draft,
    ];

    pub(super) fn as_str(&self) -> &str {
        match self {
            Flag::Answered => "\\Answered",
            Flag::Flagged => "\\Flagged",
            Flag::Deleted => "\\Deleted",
            Flag::Seen => "\\Seen",
            Flag::Draft => "\\Draft",
            Flag::Keyword(word) => word,
        }
    }

    /// A system flag by its name without the backslash.
    pub(super) fn system(name: &str) -> Option<Flag> {
        Flag::SYSTEM
            .into_iter()
            .find(|flag| flag.as_str()[1..].eq_ignore_ascii_case(name))
    }
}

pub(super) type Flags = BTreeSet<Flag>;

/// The bytes of a message, kept or made on demand.
#[derive(Debug, Clone)]
pub(super) enum Content {
    Kept(Arc<[u8]>),
    /// A message whose last part has this many lines, which only [`Content::bytes`] puts there.
    Made {
        head: Arc<[u8]>,
        lines: u32,
    },
}

/// A line of the part that is made on demand.
const LINE: &[u8; 78] =
    b"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4\r\n";

impl Content {
    pub(super) fn bytes(&self) -> Cow<'_, [u8]> {
        match self {
            Content::Kept(bytes) => Cow::Borrowed(bytes),
            Content::Made { head, lines } => {
                let mut bytes = Vec::with_capacity(self.size());
                bytes.extend_from_slice(head);
                for _ in 0..*lines {
                    bytes.extend_from_slice(LINE);
                }
                bytes.extend_from_slice(END.as_bytes());
                Cow::Owned(bytes)
            }
        }
    }

    pub(super) fn size(&self) -> usize {
        match self {
            Content::Kept(bytes) => bytes.len(),
            Content::Made { head, lines } => head.len() + LINE.len() * *lines as usize + END.len(),
        }
    }
}

/// A message in a mailbox.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) uid: u32,
    pub(super) flags: Flags,
    pub(super) date: DateTime,
    pub(super) content: Content,
    /// The number of the change that was the last to its flags, and the session that made it.
    pub(super) changed: (u64, u64),
}
