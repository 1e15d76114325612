//! What Gmail adds: labels, and the old XLIST.

use super::fetch::own_messages;
use super::{Client, Report, State, StoreAction};
use crate::error::Result;
use crate::types::{ItemValue, ListedMailbox, MailboxName, Message, MessageSet, Value};
use crate::wire::encode::Command;
use crate::wire::names::Names;

/// The item and the attribute of labels.
const LABELS: &str = "X-GM-LABELS";

/// The labels of a message as it came from a FETCH with X-GM-LABELS or from [`Client::store_labels`], if they were told;
/// those of Gmail itself begin with a backslash. They are spelt as mailbox names are, in modified UTF-7 whatever the
/// session has enabled, and a number is the name of a label like any other.
pub fn gmail_labels(message: &Message) -> Option<Vec<MailboxName>> {
    let ItemValue::Value(Value::List(labels)) = message.item(LABELS)? else {
        return None;
    };
    let label = |label: &Value| match label {
        Value::Number(number) => Some(MailboxName::new(number.to_string())),
        label => Some(Names::ModifiedUtf7.decode(label.as_bytes()?)),
    };
    Some(labels.iter().filter_map(label).collect())
}

/// Puts the labels among a message's items into the words people read, each in the form in which it came. To be called
/// once: what [`gmail_labels`] reads is a message as it came.
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
    /// use imapclient::client::gmail_labels;
    /// use imapclient::types::MessageSet;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 X-GM-EXT-1] ready\nC: A1 SELECT INBOX\nS: A1 OK done\nC: A2 UID STORE 11 +X-GM-LABELS (\"&AOk-t&AOk-\" \"a \\\"b\\\"\")\nS: * 1 FETCH (UID 11 X-GM-LABELS (\"\\\\Inbox\" \"&AOk-t&AOk-\" \"a \\\"b\\\"\"))\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// # client.select(&"INBOX".into())?;
    /// let set = MessageSet::Uid([11].into_iter().collect());
    /// let added = ["été".into(), "a \"b\"".into()];
    /// let messages = client.store_labels(&set, StoreAction::Add, &added, Report::Flags)?;
    /// let told = ["\\Inbox".into(), "été".into(), "a \"b\"".into()];
    /// assert_eq!(gmail_labels(&messages[0]).as_deref(), Some(&told[..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn store_labels(
        &mut self,
        messages: &MessageSet,
        action: StoreAction,
        labels: &[MailboxName],
        report: Report,
    ) -> Result<Vec<Message>> {
        self.exchange.need("STORE", State::Selected)?;
        let instead = "a keyword for each label, in place of X-GM-LABELS";
        self.exchange.need_capability("X-GM-EXT-1", Some(instead))?;
        let mut changed = Vec::new();
        for (name, set) in self.commands("STORE", messages)? {
            let command = Command::new(&name)
                .set(set.set())?
                .atom("the item", &action.item(LABELS, report))?
                .labels(labels)?;
            own_messages(&mut self.exchange, &command, &set, &[LABELS], &mut changed)?;
        }
        Ok(changed)
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::StringForm;

    #[test]
    fn labels_are_text_in_whatever_form_they_come() {
        let string = |text: &str| Value::String(text.into(), StringForm::Quoted);
        let came = vec![string("&AOk-t&AOk-"), string("été"), Value::Number(12)];
        let mut message = Message {
            items: vec![(LABELS.into(), ItemValue::Value(Value::List(came)))],
            ..Message::default()
        };
        let names = gmail_labels(&message).unwrap_or_default();
        let names: Vec<_> = names.iter().map(MailboxName::as_str).collect();
        assert_eq!(names, ["été", "été", "12"]);
        decode_labels(&mut message);
        let read = vec![string("été"), string("été"), Value::Number(12)];
        assert_eq!(
            message.item(LABELS),
            Some(&ItemValue::Value(Value::List(read)))
        );
        assert_eq!(gmail_labels(&Message::default()), None);
    }
}
