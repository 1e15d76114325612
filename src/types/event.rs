//! What a server says without being asked.

use super::{Flag, ListedMailbox, MailboxStatus, Message, ResponseCode, SequenceSet, Value};

/// The word of an untagged status response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// `* OK`
    Ok,
    /// `* NO`: a warning.
    No,
    /// `* BAD`: a protocol error whose command is not known.
    Bad,
    /// `* BYE`
    Bye,
    /// `* PREAUTH`
    PreAuth,
}

/// An untagged status response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusText {
    /// OK, NO, BAD, BYE or PREAUTH.
    pub condition: Condition,
    /// The response code, if there is one.
    pub code: Option<ResponseCode>,
    /// The human text as sent, decoded lossily.
    pub text: String,
}

/// One untagged response.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// The mailbox has this many messages now.
    Exists(u32),
    /// This many are recent.
    Recent(u32),
    /// The message with this sequence number is gone; those behind it move up by one.
    Expunge(u32),
    /// Messages with these UIDs are gone. RFC 7162
    Vanished {
        /// Told in answer to a QRESYNC SELECT or a UID FETCH, not as news.
        earlier: bool,
        /// The UIDs.
        uids: SequenceSet,
    },
    /// Data of a message, mostly its flags.
    Fetch(Box<Message>),
    /// Flags that exist in the mailbox.
    Flags(Vec<Flag>),
    /// A status response: `* OK`, `* NO`, `* BAD`, `* BYE`, alerts among them.
    Status(StatusText),
    /// A line of LIST, LSUB or XLIST nobody asked for; the word says which.
    List(String, ListedMailbox),
    /// A STATUS nobody asked for.
    MailboxStatus(MailboxStatus),
    /// The capabilities have changed.
    Capability(Vec<String>),
    /// Any other response: its number, its name upper-cased, its values.
    Other {
        /// The number before the name.
        number: Option<u64>,
        /// The name, upper-cased.
        name: String,
        /// What follows.
        values: Vec<Value>,
    },
    /// A response that cannot be read: its bytes and what is wrong with them.
    Unparsed {
        /// The response as it came, without the line end.
        bytes: Vec<u8>,
        /// What is wrong.
        problem: String,
    },
}
