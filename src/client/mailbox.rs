//! Commands on mailboxes: opening, listing, making, telling about them.

use std::time::Instant;

use super::connection::Received;
use super::reading::collected;
use super::session::{Completed, Pending, Taken, nothing};
use super::{Client, State};
use crate::error::{Error, Result};
use crate::types::{
    ListedMailbox, MailboxName, MailboxStatus, ResponseCode, SelectedMailbox, StatusItem, Value,
};
use crate::wire::encode::Command;
use crate::wire::response::Response;
use crate::wire::views;

/// A LIST whose answer is read in pieces, for callers with little time.
#[derive(Debug)]
pub struct Listing {
    pending: Pending,
    mailboxes: Vec<ListedMailbox>,
}

impl Listing {
    /// The mailboxes that have come so far.
    pub fn mailboxes(&self) -> &[ListedMailbox] {
        &self.mailboxes
    }

    /// The mailboxes, the listing given up.
    pub fn into_mailboxes(self) -> Vec<ListedMailbox> {
        self.mailboxes
    }
}

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
        // What is still to come of the old mailbox must not count for the new one.
        self.exchange.drain()?;
        self.exchange.opening(mailbox, line.name() == "EXAMINE");
        let mut codes = Vec::new();
        let result = self.exchange.run(&line, &mut |received| {
            opening_data(&received.response, &mut codes)
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
        self.leave(&Command::new("CLOSE"))
    }

    /// Sends UNSELECT: leaves the mailbox and removes nothing.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks UNSELECT.
    ///
    /// RFC 9051 section 6.4.2; RFC 3691
    pub fn unselect(&mut self) -> Result<Completed> {
        self.exchange.need("UNSELECT", State::Selected)?;
        if !self.exchange.capabilities()?.has("IMAP4REV2") {
            self.exchange
                .need_capability("UNSELECT", Some("EXAMINE of the same mailbox, then CLOSE"))?;
        }
        self.leave(&Command::new("UNSELECT"))
    }

    fn leave(&mut self, command: &Command) -> Result<Completed> {
        let completed = self.exchange.run(command, &mut nothing)?;
        self.exchange.session.selected = None;
        Ok(completed)
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

    /// Sends LIST and leaves the answer to [`Client::list_on`].
    ///
    /// RFC 9051 section 6.3.9; RFC 3501 section 6.3.8
    pub fn begin_list(&mut self, reference: &str, pattern: &str) -> Result<Listing> {
        self.exchange.need("LIST", State::Authenticated)?;
        let line = Command::new("LIST")
            .mailbox(&MailboxName::new(reference))?
            .list_mailbox(pattern)?;
        let pending = self.exchange.start(&line, &mut [], &mut nothing)?;
        Ok(Listing {
            pending,
            mailboxes: Vec::new(),
        })
    }

    /// Reads more of a listing's answer, until a moment; says whether the listing is complete. What has not
    /// come by then may be asked for again, and is read away before any other command.
    ///
    /// # Errors
    /// [`Error::Refused`] when another command has read the rest of the answer away.
    ///
    /// # Example
    /// ```
    /// # use std::time::Instant;
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 LIST \"\" *\nS: * LIST () \"/\" INBOX\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let mut listing = client.begin_list("", "*")?;
    /// while !client.list_on(&mut listing, Instant::now() + std::time::Duration::from_millis(200))? {}
    /// assert_eq!(listing.mailboxes()[0].name.as_str(), "INBOX");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.3.9; RFC 3501 section 6.3.8
    pub fn list_on(&mut self, listing: &mut Listing, moment: Instant) -> Result<bool> {
        let running = self.exchange.session.pending.as_ref();
        if running.is_none_or(|running| running.tag != listing.pending.tag) {
            return Err(Error::Refused(
                "another command has read the rest of this listing away".to_owned(),
            ));
        }
        let Listing { pending, mailboxes } = listing;
        let mut notes = Vec::new();
        let mut collect = |received: &mut Received<'_>| match &received.response {
            Response::Data { name, values, .. } if name.eq_ignore_ascii_case("LIST") => {
                collected(views::listed_mailbox(values.clone(), &mut notes), mailboxes)
            }
            _ => Taken::No,
        };
        let left = self.exchange.connection.leave_at.replace(moment);
        let finished = self.exchange.finish(pending, &mut collect);
        self.exchange.connection.leave_at = left;
        self.exchange.session.note(notes);
        match self.exchange.connection.check(finished) {
            Ok(_) => Ok(true),
            Err(Error::Interrupted { usable: true }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(super) fn listed(
        &mut self,
        command: &str,
        reference: &str,
        pattern: &str,
    ) -> Result<Vec<ListedMailbox>> {
        self.exchange.need(command, State::Authenticated)?;
        let line = Command::new(command)
            .mailbox(&MailboxName::new(reference))?
            .list_mailbox(pattern)?;
        let (mut mailboxes, mut notes) = (Vec::new(), Vec::new());
        self.exchange
            .run(&line, &mut |received| match &received.response {
                Response::Data { name, values, .. } if name.eq_ignore_ascii_case(command) => {
                    collected(
                        views::listed_mailbox(values.clone(), &mut notes),
                        &mut mailboxes,
                    )
                }
                _ => Taken::No,
            })?;
        self.exchange.session.note(notes);
        Ok(mailboxes)
    }

    /// Sends LIST with RETURN (STATUS ...) and gives each mailbox with its status, in one round trip.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks LIST-STATUS.
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
        self.exchange.need("LIST", State::Authenticated)?;
        let revised = self.exchange.capabilities()?.has("IMAP4REV2");
        if !revised {
            self.exchange
                .need_capability("LIST-STATUS", Some("one STATUS for each mailbox"))?;
        }
        let mut line = Command::new("LIST")
            .mailbox(&MailboxName::new(reference))?
            .list_mailbox(pattern)?
            .atom("RETURN", "RETURN")?
            .open();
        // With RETURN only what is named comes back, and a plain LIST tells these by itself.
        let capabilities = self.exchange.capabilities()?;
        if revised || capabilities.has("SPECIAL-USE") {
            line = line.atom("SPECIAL-USE", "SPECIAL-USE")?;
        }
        if revised || capabilities.has("LIST-EXTENDED") {
            line = line.atom("CHILDREN", "CHILDREN")?;
        }
        let line = line.atom("STATUS", "STATUS")?.status_items(items)?.close();
        let (mut mailboxes, mut statuses, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        self.exchange
            .run(&line, &mut |received| match &received.response {
                Response::Data { name, values, .. } if name.eq_ignore_ascii_case("LIST") => {
                    collected(
                        views::listed_mailbox(values.clone(), &mut notes),
                        &mut mailboxes,
                    )
                }
                Response::Data { name, values, .. } if name.eq_ignore_ascii_case("STATUS") => {
                    collected(
                        views::mailbox_status(values.clone(), &mut notes),
                        &mut statuses,
                    )
                }
                _ => Taken::No,
            })?;
        self.exchange.session.note(notes);
        Ok((mailboxes, statuses))
    }

    /// Sends STATUS and gives the items the server knew.
    ///
    /// RFC 9051 section 6.3.11; RFC 3501 section 6.3.10
    pub fn status(&mut self, mailbox: &MailboxName, items: &[StatusItem]) -> Result<MailboxStatus> {
        self.exchange.need("STATUS", State::Authenticated)?;
        if items.is_empty() {
            return Err(Error::Argument("no status item is named".to_owned()));
        }
        let command = Command::new("STATUS")
            .mailbox(mailbox)?
            .status_items(items)?;
        let (mut statuses, mut notes) = (Vec::new(), Vec::new());
        self.exchange
            .run(&command, &mut |received| match &received.response {
                Response::Data { name, values, .. } if name.eq_ignore_ascii_case("STATUS") => {
                    collected(
                        views::mailbox_status(values.clone(), &mut notes),
                        &mut statuses,
                    )
                }
                _ => Taken::No,
            })?;
        self.exchange.session.note(notes);
        let empty = || MailboxStatus {
            name: mailbox.clone(),
            items: Vec::new(),
        };
        // A server may tell of other mailboxes in between; the one that was asked for counts.
        let position = statuses
            .iter()
            .position(|status: &MailboxStatus| status.name == *mailbox);
        Ok(match position {
            Some(position) => statuses.swap_remove(position),
            None => statuses.pop().unwrap_or_else(empty),
        })
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
