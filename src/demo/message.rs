//! A message in a mailbox: its flags, its date, its bytes.

use std::borrow::Cow;
use std::sync::Arc;

use super::seed::END;
use crate::types::DateTime;

/// The flags of the protocol, with which every mailbox begins its list of flags.
pub(super) const SYSTEM: [&str; 5] = ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];

/// Flags, each by the bit of its place in the mailbox's list.
pub(super) type FlagSet = u128;

pub(super) const DELETED: FlagSet = 1 << 2;
pub(super) const SEEN: FlagSet = 1 << 3;

/// The bytes of a message. Of a huge one the end is made on demand.
#[derive(Debug, Clone)]
pub(super) struct Content {
    /// All that is kept.
    pub(super) head: Arc<[u8]>,
    /// How many lines the last part has, which only [`Content::bytes`] puts there.
    pub(super) lines: u32,
}

/// A line of the part that is made on demand.
const LINE: &[u8; 78] =
    b"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4\r\n";

impl Content {
    pub(super) fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        let head = bytes.into();
        Content { head, lines: 0 }
    }

    pub(super) fn bytes(&self) -> Cow<'_, [u8]> {
        if self.lines == 0 {
            return Cow::Borrowed(&self.head);
        }
        let made = LINE.repeat(self.lines as usize);
        Cow::Owned([&self.head, made.as_slice(), END.as_bytes()].concat())
    }

    pub(super) fn size(&self) -> usize {
        match self.lines {
            0 => self.head.len(),
            lines => self.head.len() + LINE.len() * lines as usize + END.len(),
        }
    }
}

/// A message in a mailbox.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) uid: u32,
    pub(super) flags: FlagSet,
    pub(super) date: DateTime,
    pub(super) content: Content,
}
