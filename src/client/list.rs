//! Listing mailboxes: LIST and LSUB, whole.

use super::exchange::Taken;
use super::{Client, State};
use crate::error::Result;
use crate::types::{ListedMailbox, MailboxName, MailboxStatus, StatusItem};
use crate::wire::encode::Command;
use crate::wire::views;

impl Client {
    /// Sends LIST and gives the mailboxes whose names match the pattern under the reference.
    /// A line that cannot be read is kept as an event; the others are not touched by it.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 LIST \"\" *\nS: * LIST (\\HasNoChildren) \"/\" \"R&AOk-sum&AOk-s\"\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let mailboxes = client.list("", "*")?;
    /// assert_eq!(mailboxes[0].name.as_str(), "Résumés");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.3.9; RFC 3501 section 6.3.8
    pub fn list(&mut self, reference: &str, pattern: &str) -> Result<Vec<ListedMailbox>> {
        self.listed("LIST", reference, pattern)
    }

    /// Sends LSUB and gives the subscribed mailboxes.
    ///
    /// RFC 3501 section 6.3.9
    pub fn lsub(&mut self, reference: &str, pattern: &str) -> Result<Vec<ListedMailbox>> {
        self.listed("LSUB", reference, pattern)
    }

    /// Sends a command that is answered by data of its own name, one mailbox each.
    pub(super) fn listed(
        &mut self,
        command: &str,
        reference: &str,
        pattern: &str,
    ) -> Result<Vec<ListedMailbox>> {
        self.exchange.need(command, State::Authenticated)?;
        let line = list_line(command, reference, pattern)?;
        self.exchange
            .read_all(&line, command, views::listed_mailbox)
    }

    /// Sends LIST with RETURN (STATUS ...) and gives each mailbox with its status, in one round trip.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks LIST-STATUS.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::StatusItem;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 LIST-STATUS] ready\nC: A1 LIST \"\" * RETURN (STATUS (UNSEEN))\nS: * LIST () \"/\" Lists\nS: * STATUS Lists (UNSEEN 3)\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let (mailboxes, statuses) = client.list_status("", "*", &[StatusItem::new("UNSEEN")])?;
    /// assert_eq!(mailboxes[0].name, statuses[0].name);
    /// assert_eq!(statuses[0].number("UNSEEN"), Some(3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 5819; RFC 9051 section 6.3.9.7
    pub fn list_status(
        &mut self,
        reference: &str,
        pattern: &str,
        items: &[StatusItem],
    ) -> Result<(Vec<ListedMailbox>, Vec<MailboxStatus>)> {
        let line = self.list_status_line(reference, pattern, items)?;
        let (mut mailboxes, mut statuses) = (Vec::new(), Vec::new());
        self.exchange.read(&line, &mut |data| match data.name {
            "LIST" => data.into(&mut mailboxes, views::listed_mailbox),
            "STATUS" => data.into(&mut statuses, views::mailbox_status),
            _ => Taken::No,
        })?;
        Ok((mailboxes, statuses))
    }

    /// The line of a LIST that tells the status of each mailbox besides.
    pub(super) fn list_status_line(
        &mut self,
        reference: &str,
        pattern: &str,
        items: &[StatusItem],
    ) -> Result<Command> {
        self.exchange.need("LIST", State::Authenticated)?;
        self.exchange
            .need_capability("LIST-STATUS", Some("one STATUS for each mailbox"))?;
        self.exchange.need_status_items(items)?;
        let mut line = Command::new("LIST")
            .mailbox(&MailboxName::new(reference))?
            .list_mailbox(pattern)?
            .atom("RETURN", "RETURN")?
            .open();
        // With RETURN only what is named comes back, and a plain LIST tells these by itself.
        let capabilities = self.exchange.capabilities()?;
        if capabilities.offers("SPECIAL-USE") {
            line = line.atom("SPECIAL-USE", "SPECIAL-USE")?;
        }
        if capabilities.offers("LIST-EXTENDED") {
            line = line.atom("CHILDREN", "CHILDREN")?;
        }
        Ok(line.atom("STATUS", "STATUS")?.status_items(items)?.close())
    }
}

/// The line of a command that takes a reference and a pattern.
pub(super) fn list_line(command: &str, reference: &str, pattern: &str) -> Result<Command> {
    Command::new(command)
        .mailbox(&MailboxName::new(reference))?
        .list_mailbox(pattern)
}
