//! The ENVELOPE of a message.

/// The header fields a server parsed for us, as bytes: RFC 2047 words are not decoded here.
/// RFC 9051 section 7.5.2; RFC 3501 section 7.4.2
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Envelope {
    /// `Date:` as it stands in the message.
    pub date: Option<Vec<u8>>,
    /// `Subject:`
    pub subject: Option<Vec<u8>>,
    /// `From:`; an empty list stands for NIL in this and the next five.
    pub from: Vec<Address>,
    /// `Sender:`, or From where the server defaulted it.
    pub sender: Vec<Address>,
    /// `Reply-To:`, or From where the server defaulted it.
    pub reply_to: Vec<Address>,
    /// `To:`
    pub to: Vec<Address>,
    /// `Cc:`
    pub cc: Vec<Address>,
    /// `Bcc:`
    pub bcc: Vec<Address>,
    /// `In-Reply-To:`
    pub in_reply_to: Option<Vec<u8>>,
    /// `Message-ID:`
    pub message_id: Option<Vec<u8>>,
}

/// One address of an envelope. A group is an address with a mailbox and no host, its members, and
/// an address of which all is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// The display name, RFC 2047 words not decoded.
    pub name: Option<Vec<u8>>,
    /// The source route, obsolete.
    pub route: Option<Vec<u8>>,
    /// The part before the `@`, or the name of a group.
    pub mailbox: Option<Vec<u8>>,
    /// The part after the `@`; absent in the marks of a group.
    pub host: Option<Vec<u8>>,
}
