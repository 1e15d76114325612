//! Access rights: who may do what with a mailbox.

use super::MailboxName;

/// What one identifier may do. RFC 4314 section 3.6
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AclEntry {
    /// Who: a user, a group, `anyone`; with `-` before it, whom the rights are taken from.
    pub identifier: Vec<u8>,
    /// One letter for each right.
    pub rights: String,
}

/// The answer to GETACL. RFC 4314 section 3.6
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acl {
    /// The mailbox.
    pub mailbox: MailboxName,
    /// Who may do what, in the server's order.
    pub entries: Vec<AclEntry>,
}

/// The answer to LISTRIGHTS. RFC 4314 section 3.7
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRights {
    /// The mailbox.
    pub mailbox: MailboxName,
    /// For whom.
    pub identifier: Vec<u8>,
    /// What the identifier always has.
    pub required: String,
    /// What can be granted; letters in one string are granted together.
    pub optional: Vec<String>,
}

/// The answer to MYRIGHTS. RFC 4314 section 3.8
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyRights {
    /// The mailbox.
    pub mailbox: MailboxName,
    /// One letter for each right.
    pub rights: String,
}

/// What SETACL does with the rights given. RFC 4314 section 3.1
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RightsChange {
    /// `+`: these besides.
    Add,
    /// `-`: these no more.
    Remove,
    /// These and no others.
    Replace,
}
