//! Quotas: how much room there is, and how much of it is used.

use super::MailboxName;

/// The limits of one quota root. RFC 9208 section 4.2.1; RFC 2087 section 5.1
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// The name of the root, which no encoding is known for; often empty.
    pub root: Vec<u8>,
    /// Its resources; none where nothing is limited.
    pub resources: Vec<QuotaResource>,
}

/// One resource of a quota root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaResource {
    /// `STORAGE` in units of 1024 bytes, `MESSAGE`, `MAILBOX`, ... as sent.
    pub name: String,
    /// How much is used.
    pub usage: u64,
    /// How much there is.
    pub limit: u64,
}

/// The answer to GETQUOTAROOT. RFC 9208 section 4.2.2; RFC 2087 section 5.2
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaRoots {
    /// The mailbox.
    pub mailbox: MailboxName,
    /// The roots it counts for; none where nothing limits it.
    pub roots: Vec<Vec<u8>>,
}
