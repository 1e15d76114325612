//! Mailboxes: their names, what LIST, STATUS, SELECT and NAMESPACE tell of them.

use std::fmt;

use super::{Flag, Value};

/// A mailbox name as people read it and, when a server told it, as it stands on the wire.
///
/// Two names are equal when they read the same; INBOX is equal in any case.
#[derive(Debug, Clone)]
pub struct MailboxName {
    text: String,
    wire: Option<Vec<u8>>,
}

impl MailboxName {
    /// Takes a name as people write it.
    pub fn new(text: impl Into<String>) -> Self {
        MailboxName {
            text: text.into(),
            wire: None,
        }
    }

    /// Takes a name a server sent, with the text it decodes to.
    pub fn from_wire(wire: impl Into<Vec<u8>>, text: impl Into<String>) -> Self {
        MailboxName {
            text: text.into(),
            wire: Some(wire.into()),
        }
    }

    /// The name as people read it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The very bytes a server sent; a name that cannot be decoded is sent back as these.
    pub fn wire(&self) -> Option<&[u8]> {
        self.wire.as_deref()
    }

    /// Says whether this is INBOX, in any case.
    pub fn is_inbox(&self) -> bool {
        self.text.eq_ignore_ascii_case("INBOX")
    }
}

impl PartialEq for MailboxName {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text || (self.is_inbox() && other.is_inbox())
    }
}

impl Eq for MailboxName {}

impl From<&str> for MailboxName {
    fn from(text: &str) -> Self {
        MailboxName::new(text)
    }
}

impl From<String> for MailboxName {
    fn from(text: String) -> Self {
        MailboxName::new(text)
    }
}

impl fmt::Display for MailboxName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// One line of LIST, LSUB or XLIST. RFC 9051 section 7.3.1; RFC 3501 section 7.2.2
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedMailbox {
    /// `\Noselect`, `\HasChildren`, `\Sent`, ... as sent.
    pub attributes: Vec<Flag>,
    /// The hierarchy separator; absent where names are flat.
    pub delimiter: Option<Vec<u8>>,
    /// The name.
    pub name: MailboxName,
    /// LIST-EXTENDED data such as `("CHILDINFO" ("SUBSCRIBED"))`, by tag. RFC 5258
    pub extended: Vec<(Vec<u8>, Value)>,
}

impl ListedMailbox {
    /// Says whether it can be opened, as far as its attributes tell.
    ///
    /// RFC 9051 section 7.3.1
    pub fn can_be_opened(&self) -> bool {
        let cannot = ["\\Noselect", "\\NonExistent"];
        let mut attributes = self.attributes.iter();
        !attributes.any(|flag| cannot.iter().any(|attribute| *flag == **attribute))
    }

    /// Says whether this is the mailbox that was asked for by a name. A server may spell INBOX in its own way, also where
    /// it stands above others, and tells the name that was asked for where it uses another one (OLDNAME).
    ///
    /// # Example
    /// ```
    /// use imapclient::types::ListedMailbox;
    ///
    /// let listed = ListedMailbox {
    ///     attributes: Vec::new(),
    ///     delimiter: Some(b"/".to_vec()),
    ///     name: "INBOX/Sent".into(),
    ///     extended: Vec::new(),
    /// };
    /// assert!(listed.is_named(&"inbox/Sent".into()));
    /// assert!(!listed.is_named(&"inbox/sent".into()));
    /// ```
    /// RFC 9051 sections 5.1, 6.3.9.7
    pub fn is_named(&self, name: &MailboxName) -> bool {
        let below_inbox = |name: &MailboxName| {
            let (first, rest) = name.as_str().split_at_checked("INBOX".len())?;
            let delimiter = std::str::from_utf8(self.delimiter.as_deref()?).ok()?;
            let below = first.eq_ignore_ascii_case("INBOX") && rest.starts_with(delimiter);
            below.then(|| rest.to_owned())
        };
        let below = below_inbox(name);
        self.name == *name
            || (below.is_some() && below_inbox(&self.name) == below)
            || self
                .old_name()
                .is_some_and(|old| old == name.as_str().as_bytes())
    }

    /// The name by which the mailbox was asked for, where the server uses another one: in UTF-8, as it has to be.
    fn old_name(&self) -> Option<&[u8]> {
        let mut extended = self.extended.iter();
        let (_, value) = extended.find(|(tag, _)| tag.eq_ignore_ascii_case(b"OLDNAME"))?;
        match value {
            Value::List(names) => match names.as_slice() {
                [Value::Atom(name) | Value::String(name, _)] => Some(name),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The answer to STATUS: items as the server spelt them, in its order.
/// RFC 9051 section 7.3.4; RFC 3501 section 7.2.4
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxStatus {
    /// The mailbox.
    pub name: MailboxName,
    /// Each item with its value; a number for all that RFC 9051 names.
    pub items: Vec<(String, Value)>,
}

impl MailboxStatus {
    /// The number told for an item, whatever its case.
    pub fn number(&self, item: &str) -> Option<u64> {
        self.items
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(item))
            .and_then(|(_, value)| match value {
                Value::Number(number) => Some(*number),
                _ => None,
            })
    }
}

/// What STATUS can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusItem(String);

impl StatusItem {
    /// Takes the name of an item: `MESSAGES`, `UNSEEN`, `SIZE`, `X-GUID`, ...
    pub fn new(name: impl Into<String>) -> Self {
        StatusItem(name.into().to_ascii_uppercase())
    }

    /// The name of the item.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The capabilities one of which a server must have to know it; none for the items of RFC 3501.
    ///
    /// RFC 8438; RFC 9051 section 6.3.11; RFC 9208; RFC 7162; RFC 7889; RFC 8474
    pub fn capabilities(&self) -> &'static [&'static str] {
        match self.0.as_str() {
            "SIZE" => &["STATUS=SIZE", "IMAP4REV2"],
            "DELETED" => &["IMAP4REV2", "QUOTA=RES-MESSAGE"],
            "DELETED-STORAGE" => &["QUOTA=RES-STORAGE"],
            "HIGHESTMODSEQ" => &["CONDSTORE", "QRESYNC"],
            "APPENDLIMIT" => &["APPENDLIMIT", "APPENDLIMIT="],
            "MAILBOXID" => &["OBJECTID"],
            _ => &[],
        }
    }
}

/// The selected mailbox and what is known of it; kept true by everything the server says later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectedMailbox {
    /// Its name, as it was asked for.
    pub name: MailboxName,
    /// Opened by EXAMINE, or told `[READ-ONLY]`.
    pub read_only: bool,
    /// EXISTS: the number of messages.
    pub exists: Option<u32>,
    /// RECENT
    pub recent: Option<u32>,
    /// The sequence number of the first unseen message, from `[UNSEEN n]`.
    pub first_unseen: Option<u64>,
    /// `[UIDNEXT n]`; 0 stands for unknown on some servers.
    pub uid_next: Option<u64>,
    /// `[UIDVALIDITY n]`
    pub uid_validity: Option<u64>,
    /// `[HIGHESTMODSEQ n]`
    pub highest_modseq: Option<u64>,
    /// Flags that exist in this mailbox.
    pub flags: Vec<Flag>,
    /// Flags that can be changed for good; absent when the server did not tell.
    pub permanent_flags: Option<Vec<Flag>>,
    /// All other response codes of the SELECT, by name, with their values.
    pub codes: Vec<(String, Vec<Value>)>,
}

/// The three kinds of namespaces. RFC 2342 section 5
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Namespace {
    /// The user's own; absent for NIL.
    pub personal: Option<Vec<NamespaceEntry>>,
    /// Those of other users.
    pub other: Option<Vec<NamespaceEntry>>,
    /// Shared ones.
    pub shared: Option<Vec<NamespaceEntry>>,
}

/// One namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamespaceEntry {
    /// What the names in it begin with.
    pub prefix: MailboxName,
    /// The hierarchy separator in it.
    pub delimiter: Option<Vec<u8>>,
    /// Extension data, as sent.
    pub extensions: Vec<Value>,
}
