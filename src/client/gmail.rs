//! What Gmail adds: labels, and the old XLIST.

use super::fetch::own_messages;
use super::{Client, FetchOptions, Report, State, StoreAction};
use crate::error::Result;
use crate::types::{FetchItem, ItemValue, ListedMailbox, MailboxName, Message, MessageSet, Value};
use crate::wire::encode::Command;
use crate::wire::names::Names;

/// The item and the attribute of labels.
const LABELS: &str = "X-GM-LABELS";

/// The labels of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// The sequence number.
    pub seq: u32,
    /// The UID, when it was told.
    pub uid: Option<u32>,
    /// The labels; those of Gmail itself begin with a backslash.
    pub labels: Vec<MailboxName>,
}

/// Puts the labels among a message's items into the words people read; they are spelt as mailbox names are, in
/// modified UTF-7 whatever the session has enabled.
pub fn decode_labels(message: &mut Message) {
    let labels = message.items.iter_mut().filter(|(name, _)| name == LABELS);
    for (_, value) in labels {
        let ItemValue::Value(Value::List(labels)) = value else {
            continue;
        };
        for label in labels {
            if let Value::Atom(bytes) | Value::String(bytes, _) = label {
                let name = Names::ModifiedUtf7.decode(bytes);
                *bytes = name.as_str().as_bytes().to_vec();
            }
        }
    }
}

impl Client {
    /// Sends STORE with X-GM-LABELS and gives the messages with their new labels, none under [`Report::Silent`].
    /// A long set goes out in several commands.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server is not Gmail.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Report, StoreAction, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::MessageSet;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 X-GM-EXT-1] ready\nC: A1 SELECT INBOX\nS: A1 OK done\nC: A2 UID STORE 11 +X-GM-LABELS (\"&AOk-t&AOk-\" \"a \\\"b\\\"\")\nS: * 1 FETCH (UID 11 X-GM-LABELS (\"\\\\Inbox\" \"&AOk-t&AOk-\" \"a \\\"b\\\"\"))\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// # client.select(&"INBOX".into())?;
    /// let set = MessageSet::Uid([11].into_iter().collect());
    /// let labels = ["été".into(), "a \"b\"".into()];
    /// let labelled = client.store_labels(&set, StoreAction::Add, &labels, Report::Flags)?;
    /// assert_eq!(labelled[0].labels, ["\\Inbox".into(), "été".into(), "a \"b\"".into()]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn store_labels(
        &mut self,
        messages: &MessageSet,
        action: StoreAction,
        labels: &[MailboxName],
        report: Report,
    ) -> Result<Vec<Labelled>> {
        self.exchange.need("STORE", State::Selected)?;
        self.need_gmail("a keyword for each label, in place of X-GM-LABELS")?;
        let mut changed = Vec::new();
        for (name, set) in self.commands("STORE", messages)? {
            let command = Command::new(&name)
                .set(set.set())?
                .atom("the item", &action.item(LABELS, report))?
                .labels(labels)?;
            own_messages(&mut self.exchange, &command, &set, &[LABELS], &mut changed)?;
        }
        let names = self.exchange.session.names();
        Ok(changed.iter().map(|one| labelled(one, names)).collect())
    }

    /// Sends FETCH with X-GM-LABELS, by sequence number with UID besides, and gives the labels of each message.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server is not Gmail.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::MessageSet;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 X-GM-EXT-1] ready\nC: A1 SELECT INBOX\nS: A1 OK done\nC: A2 UID FETCH 11 (X-GM-LABELS)\nS: * 1 FETCH (UID 11 X-GM-LABELS (Work 12))\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// # client.select(&"INBOX".into())?;
    /// let labelled = client.labels(&MessageSet::Uid([11].into_iter().collect()))?;
    /// assert_eq!(labelled[0].labels, ["Work".into(), "12".into()]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn labels(&mut self, messages: &MessageSet) -> Result<Vec<Labelled>> {
        self.exchange.need("FETCH", State::Selected)?;
        self.need_gmail("fetch of FLAGS, whose keywords come nearest")?;
        let mut items = vec![FetchItem::word(LABELS)];
        if !messages.is_uid() {
            items.insert(0, FetchItem::word("UID"));
        }
        let fetched = self
            .fetch(messages, &items, FetchOptions::default())?
            .collect::<Result<Vec<Message>>>()?;
        let names = self.exchange.session.names();
        Ok(fetched.iter().map(|one| labelled(one, names)).collect())
    }

    /// Sends XLIST, the LIST with special uses that servers had before RFC 6154.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks XLIST.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 XLIST] ready\nC: A1 XLIST \"\" *\nS: * XLIST (\\HasNoChildren \\Inbox) \"/\" \"Inbox\"\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let mailboxes = client.xlist("", "*")?;
    /// assert_eq!(mailboxes[0].attributes[1].as_str(), "\\Inbox");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn xlist(&mut self, reference: &str, pattern: &str) -> Result<Vec<ListedMailbox>> {
        self.need_xlist()?;
        self.listed("XLIST", reference, pattern)
    }

    pub(super) fn need_xlist(&mut self) -> Result<()> {
        self.exchange.need("XLIST", State::Authenticated)?;
        self.exchange
            .need_capability("XLIST", Some("LIST, which tells special uses today"))
    }

    fn need_gmail(&mut self, instead: &str) -> Result<()> {
        self.exchange.need_capability("X-GM-EXT-1", Some(instead))
    }
}

/// The labels among a message's items, spelt as mailbox names are.
fn labelled(message: &Message, names: Names) -> Labelled {
    let labels = match message.item(LABELS) {
        Some(ItemValue::Value(Value::List(labels))) => labels
            .iter()
            .filter_map(|label| match label {
                Value::Number(number) => Some(MailboxName::new(number.to_string())),
                label => label.as_bytes().map(|bytes| names.decode(bytes)),
            })
            .collect(),
        _ => Vec::new(),
    };
    Labelled {
        seq: message.seq,
        uid: message.uid,
        labels,
    }
}
