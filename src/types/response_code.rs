//! The code in brackets of OK, NO, BAD, BYE and PREAUTH.

use std::fmt;

use super::{Flag, SequenceSet, Value};

/// A response code. RFC 9051 section 7.1; RFC 3501 section 7.1; RFC 5530; RFC 4315; RFC 7162
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseCode {
    /// The text must be shown to the user.
    Alert,
    /// The capabilities, in the case in which they were sent.
    Capability(Vec<String>),
    /// Flags that can be changed for good.
    PermanentFlags(Vec<Flag>),
    /// The mailbox is read-only.
    ReadOnly,
    /// The mailbox is read-write.
    ReadWrite,
    /// The mailbox does not exist, creating it may help.
    TryCreate,
    /// The UID the next message will have.
    UidNext(u64),
    /// The validity of the UIDs.
    UidValidity(u64),
    /// The first unseen message, by sequence number.
    Unseen(u64),
    /// The highest mod-sequence. RFC 7162
    HighestModSeq(u64),
    /// The mailbox keeps no mod-sequences. RFC 7162
    NoModSeq,
    /// Messages a conditional STORE left alone. RFC 7162
    Modified(SequenceSet),
    /// Where the appended messages are. RFC 4315
    AppendUid {
        /// UIDVALIDITY of the mailbox.
        validity: u64,
        /// The UIDs they have.
        uids: SequenceSet,
    },
    /// Where the copied messages are; sets are empty where a server left them out. RFC 4315
    CopyUid {
        /// UIDVALIDITY of the target.
        validity: u64,
        /// UIDs in the source.
        source: SequenceSet,
        /// UIDs in the target, in the same order.
        target: SequenceSet,
    },
    /// Any other code: its name upper-cased (`NONEXISTENT`), its values, and the bytes between the brackets.
    Other {
        /// The first word, upper-cased.
        name: String,
        /// What follows it, where it can be read as values.
        values: Vec<Value>,
        /// All between the brackets, as sent.
        raw: Vec<u8>,
    },
}

impl ResponseCode {
    /// The first word of the code, as RFCs spell it.
    pub fn name(&self) -> &str {
        match self {
            ResponseCode::Alert => "ALERT",
            ResponseCode::Capability(_) => "CAPABILITY",
            ResponseCode::PermanentFlags(_) => "PERMANENTFLAGS",
            ResponseCode::ReadOnly => "READ-ONLY",
            ResponseCode::ReadWrite => "READ-WRITE",
            ResponseCode::TryCreate => "TRYCREATE",
            ResponseCode::UidNext(_) => "UIDNEXT",
            ResponseCode::UidValidity(_) => "UIDVALIDITY",
            ResponseCode::Unseen(_) => "UNSEEN",
            ResponseCode::HighestModSeq(_) => "HIGHESTMODSEQ",
            ResponseCode::NoModSeq => "NOMODSEQ",
            ResponseCode::Modified(_) => "MODIFIED",
            ResponseCode::AppendUid { .. } => "APPENDUID",
            ResponseCode::CopyUid { .. } => "COPYUID",
            ResponseCode::Other { name, .. } => name,
        }
    }
}

impl fmt::Display for ResponseCode {
    /// The code as it stands between the brackets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        match self {
            ResponseCode::Alert
            | ResponseCode::ReadOnly
            | ResponseCode::ReadWrite
            | ResponseCode::TryCreate
            | ResponseCode::NoModSeq => formatter.write_str(name),
            ResponseCode::Capability(names) => write!(formatter, "{name} {}", names.join(" ")),
            ResponseCode::PermanentFlags(flags) => {
                let flags: Vec<_> = flags.iter().map(Flag::as_str).collect();
                write!(formatter, "{name} ({})", flags.join(" "))
            }
            ResponseCode::UidNext(number)
            | ResponseCode::UidValidity(number)
            | ResponseCode::Unseen(number)
            | ResponseCode::HighestModSeq(number) => write!(formatter, "{name} {number}"),
            ResponseCode::Modified(set) => write!(formatter, "{name} {set}"),
            ResponseCode::AppendUid { validity, uids } => {
                write!(formatter, "{name} {validity} {uids}")
            }
            ResponseCode::CopyUid {
                validity,
                source,
                target,
            } => {
                write!(formatter, "{name} {validity} {source} {target}")
            }
            ResponseCode::Other { raw, .. } => formatter.write_str(&String::from_utf8_lossy(raw)),
        }
    }
}
