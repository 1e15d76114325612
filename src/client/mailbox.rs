//! Commands on mailboxes: opening, making, telling about them.

use super::exchange::{Collector, Taken, about, nothing};
use super::session::Completed;
use super::{Client, State};
use crate::error::{Error, Result};
use crate::types::{MailboxName, MailboxStatus, ResponseCode, SelectedMailbox, StatusItem, Value};
use crate::wire::encode::Command;
use crate::wire::response::Response;
use crate::wire::views;

impl Client {
    /// Sends SELECT and gives what the server says of the mailbox. An open mailbox is left, also on an error.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 SELECT INBOX\nS: * 3 EXISTS\nS: A1 OK [READ-WRITE] done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let mailbox = client.select(&"INBOX".into())?;
    /// assert_eq!(mailbox.exists, Some(3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.3.2; RFC 3501 section 6.3.1
    pub fn select(&mut self, mailbox: &MailboxName) -> Result<&SelectedMailbox> {
        self.open("SELECT", mailbox)
    }

    /// Sends EXAMINE: as [`Client::select`], read-only.
    ///
    /// RFC 9051 section 6.3.3; RFC 3501 section 6.3.2
    pub fn examine(&mut self, mailbox: &MailboxName) -> Result<&SelectedMailbox> {
        self.open("EXAMINE", mailbox)
    }

    fn open(&mut self, command: &str, mailbox: &MailboxName) -> Result<&SelectedMailbox> {
        self.exchange.need(command, State::Authenticated)?;
        self.open_with(Command::new(command).mailbox(mailbox)?, mailbox)
    }

    /// Opens a mailbox by a SELECT or EXAMINE that is written already.
    pub(super) fn open_with(
        &mut self,
        line: Command,
        mailbox: &MailboxName,
    ) -> Result<&SelectedMailbox> {
        self.open_and_see(line, mailbox, &mut nothing)
    }

    /// Opens a mailbox by a SELECT or EXAMINE that is written already, and has what comes looked at first.
    pub(super) fn open_and_see(
        &mut self,
        line: Command,
        mailbox: &MailboxName,
        see: Collector<'_>,
    ) -> Result<&SelectedMailbox> {
        // One that is not sent leaves the old mailbox open.
        self.exchange.withhold(&line)?;
        // What is still to come of the old mailbox must not count for the new one.
        self.exchange.drain()?;
        self.exchange
            .session
            .opening(mailbox, line.name() == "EXAMINE");
        let mut codes = Vec::new();
        let result = self
            .exchange
            .run(&line, &mut |received| match see(received) {
                Taken::No => opening_data(&received.response, &mut codes),
                taken => taken,
            });
        match result {
            Ok(completed) => {
                codes.extend(completed.code.iter().filter_map(other_code));
                let selected = self.exchange.session.selected.as_mut();
                let selected = selected
                    .ok_or_else(|| Error::Protocol("the mailbox was closed again".to_owned()))?;
                selected.codes = codes;
                Ok(selected)
            }
            Err(error) => {
                self.exchange.session.selected = None;
                Err(error)
            }
        }
    }

    /// Sends CLOSE: removes the messages marked `\Deleted` and leaves the mailbox.
    ///
    /// RFC 9051 section 6.4.1; RFC 3501 section 6.4.2
    pub fn close(&mut self) -> Result<Completed> {
        self.exchange.need("CLOSE", State::Selected)?;
        self.exchange.run(&Command::new("CLOSE"), &mut nothing)
    }

    /// Sends UNSELECT: leaves the mailbox and removes nothing.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks UNSELECT.
    ///
    /// RFC 9051 section 6.4.2; RFC 3691
    pub fn unselect(&mut self) -> Result<Completed> {
        self.exchange.need("UNSELECT", State::Selected)?;
        self.exchange
            .need_capability("UNSELECT", Some("EXAMINE of the same mailbox, then CLOSE"))?;
        self.exchange.run(&Command::new("UNSELECT"), &mut nothing)
    }

    /// Sends CREATE.
    ///
    /// RFC 9051 section 6.3.4; RFC 3501 section 6.3.3
    pub fn create(&mut self, mailbox: &MailboxName) -> Result<Completed> {
        self.on_mailbox("CREATE", mailbox)
    }

    /// Sends DELETE: the mailbox is gone with all its messages.
    ///
    /// RFC 9051 section 6.3.5; RFC 3501 section 6.3.4
    pub fn delete(&mut self, mailbox: &MailboxName) -> Result<Completed> {
        self.on_mailbox("DELETE", mailbox)
    }

    /// Sends RENAME.
    ///
    /// RFC 9051 section 6.3.6; RFC 3501 section 6.3.5
    pub fn rename(&mut self, from: &MailboxName, to: &MailboxName) -> Result<Completed> {
        self.exchange.need("RENAME", State::Authenticated)?;
        let command = Command::new("RENAME").mailbox(from)?.mailbox(to)?;
        self.exchange.run(&command, &mut nothing)
    }

    /// Sends SUBSCRIBE.
    ///
    /// RFC 9051 section 6.3.7; RFC 3501 section 6.3.6
    pub fn subscribe(&mut self, mailbox: &MailboxName) -> Result<Completed> {
        self.on_mailbox("SUBSCRIBE", mailbox)
    }

    /// Sends UNSUBSCRIBE.
    ///
    /// RFC 9051 section 6.3.8; RFC 3501 section 6.3.7
    pub fn unsubscribe(&mut self, mailbox: &MailboxName) -> Result<Completed> {
        self.on_mailbox("UNSUBSCRIBE", mailbox)
    }

    fn on_mailbox(&mut self, command: &str, mailbox: &MailboxName) -> Result<Completed> {
        self.exchange.need(command, State::Authenticated)?;
        let command = Command::new(command).mailbox(mailbox)?;
        self.exchange.run(&command, &mut nothing)
    }

    /// Sends STATUS and gives the items the server knew.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for items of extensions that the server lacks, such as SIZE.
    ///
    /// RFC 9051 section 6.3.11; RFC 3501 section 6.3.10
    pub fn status(&mut self, mailbox: &MailboxName, items: &[StatusItem]) -> Result<MailboxStatus> {
        self.exchange.need("STATUS", State::Authenticated)?;
        if items.is_empty() {
            return Err(Error::Argument("no status item is named".to_owned()));
        }
        self.exchange.need_status_items(items)?;
        let command = Command::new("STATUS")
            .mailbox(mailbox)?
            .status_items(items)?;
        let told = self
            .exchange
            .read_all(&command, "STATUS", views::mailbox_status)?;
        let empty = || MailboxStatus {
            name: mailbox.clone(),
            items: Vec::new(),
        };
        let status = about(told, mailbox, |status: &MailboxStatus| &status.name);
        Ok(status.unwrap_or_else(empty))
    }
}

/// Claims what SELECT brings: the session's state has it already, and it is no news.
fn opening_data(response: &Response<'_>, codes: &mut Vec<(String, Vec<Value>)>) -> Taken {
    match response {
        Response::Status {
            code: Some(code), ..
        } => {
            codes.extend(other_code(code));
            if matches!(code, ResponseCode::Alert) {
                Taken::No
            } else {
                Taken::Yes
            }
        }
        Response::Data { name, .. } => {
            let own = ["EXISTS", "RECENT", "FLAGS"];
            if own.iter().any(|own| name.eq_ignore_ascii_case(own)) {
                Taken::Yes
            } else {
                Taken::No
            }
        }
        _ => Taken::No,
    }
}

/// A response code that has no field of its own in [`SelectedMailbox`].
fn other_code(code: &ResponseCode) -> Option<(String, Vec<Value>)> {
    match code {
        ResponseCode::Other { name, values, .. } => Some((name.clone(), values.clone())),
        ResponseCode::NoModSeq | ResponseCode::Alert => Some((code.name().to_owned(), Vec::new())),
        _ => None,
    }
}
