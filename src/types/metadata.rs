//! Metadata: notes that a server keeps about mailboxes and about itself.

use super::{Body, MailboxName};

/// What METADATA told of one mailbox, or of the server where the name is empty. RFC 5464 section 4.4
#[derive(Debug, Clone, PartialEq)]
pub struct Metadata {
    /// The mailbox.
    pub mailbox: MailboxName,
    /// Entries such as `/private/comment`; the value is absent for NIL, and where only names were told.
    pub entries: Vec<(String, Option<Body>)>,
}

/// How far below an entry GETMETADATA looks. RFC 5464 section 4.2.2
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MetadataDepth {
    /// At the entry alone.
    #[default]
    Zero,
    /// At what is right below it, too.
    One,
    /// At all that is below it, too.
    Infinity,
}

/// What may be said of a GETMETADATA besides its entries. RFC 5464 section 4.2
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MetadataOptions {
    /// Values longer than this many bytes are left out.
    pub max_size: Option<u64>,
    /// How far to look.
    pub depth: MetadataDepth,
}
