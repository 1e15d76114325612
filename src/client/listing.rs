//! A LIST or LSUB read in pieces: for callers with little time, and for answers of any length.

use std::time::Instant;

use super::connection::Received;
use super::exchange::{Next, Taken, asked_for_more, nothing};
use super::list::list_line;
use super::list_extended::{ListTold, tell};
use super::reading::{Data, collected};
use super::session::Pending;
use super::{Client, State};
use crate::error::{Error, Result};
use crate::types::{ListReturn, ListSelection, ListedMailbox, StatusItem};
use crate::wire::encode::Command;
use crate::wire::response::Response;
use crate::wire::views;

/// A LIST or LSUB whose answer is read in pieces.
#[derive(Debug)]
pub struct Listing {
    command: &'static str,
    pending: Pending,
    complete: bool,
    mailboxes: Vec<ListedMailbox>,
}

impl Listing {
    /// The mailboxes that [`Client::list_on`] has read so far.
    pub fn mailboxes(&self) -> &[ListedMailbox] {
        &self.mailboxes
    }

    /// The same, the listing given up.
    pub fn into_mailboxes(self) -> Vec<ListedMailbox> {
        self.mailboxes
    }
}

impl Client {
    /// Sends LIST and leaves the answer to [`Client::list_on`].
    ///
    /// RFC 9051 section 6.3.9; RFC 3501 section 6.3.8
    pub fn begin_list(&mut self, reference: &str, pattern: &str) -> Result<Listing> {
        self.begin("LIST", reference, pattern)
    }

    /// Sends LSUB and leaves the answer to [`Client::next_listed`].
    ///
    /// RFC 3501 section 6.3.9
    pub fn begin_lsub(&mut self, reference: &str, pattern: &str) -> Result<Listing> {
        self.begin("LSUB", reference, pattern)
    }

    /// Sends XLIST and leaves the answer to [`Client::next_listed`].
    ///
    /// # Errors
    /// As those of [`Client::xlist`].
    pub fn begin_xlist(&mut self, reference: &str, pattern: &str) -> Result<Listing> {
        self.need_xlist()?;
        self.begin("XLIST", reference, pattern)
    }

    /// Sends LIST with RETURN (STATUS ...) and leaves the answer to [`Client::next_told`].
    ///
    /// # Errors
    /// As those of [`Client::list_status`].
    ///
    /// RFC 5819; RFC 9051 section 6.3.9.7
    pub fn begin_list_status(
        &mut self,
        reference: &str,
        pattern: &str,
        items: &[StatusItem],
    ) -> Result<Listing> {
        let line = self.list_status_line(reference, pattern, items)?;
        self.begin_line("LIST", &line)
    }

    /// Sends LIST with options and leaves the answer to [`Client::next_told`].
    ///
    /// # Errors
    /// As those of [`Client::list_extended`].
    ///
    /// RFC 9051 section 6.3.9; RFC 5258
    pub fn begin_list_extended(
        &mut self,
        selection: &[ListSelection],
        reference: &str,
        patterns: &[&str],
        returns: &[ListReturn],
    ) -> Result<Listing> {
        let line = self.list_extended_line(selection, reference, patterns, returns)?;
        self.begin_line("LIST", &line)
    }

    fn begin(&mut self, command: &'static str, reference: &str, pattern: &str) -> Result<Listing> {
        self.exchange.need(command, State::Authenticated)?;
        let line = list_line(command, reference, pattern)?;
        self.begin_line(command, &line)
    }

    fn begin_line(&mut self, command: &'static str, line: &Command) -> Result<Listing> {
        let pending = self.exchange.start(line, &mut [], &mut nothing)?;
        Ok(Listing {
            command,
            pending,
            complete: false,
            mailboxes: Vec::new(),
        })
    }

    /// Reads the next mailbox of a listing's answer; none once it is complete. None of them is kept.
    ///
    /// # Errors
    /// [`Error::Refused`] when another command has read the rest of the answer away.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 LIST \"\" *\nS: * LIST () \"/\" INBOX\nS: * LIST () \"/\" Sent\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let mut listing = client.begin_list("", "*")?;
    /// while let Some(mailbox) = client.next_listed(&mut listing)? {
    ///     println!("{}", mailbox.name);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.3.9; RFC 3501 section 6.3.8
    pub fn next_listed(&mut self, listing: &mut Listing) -> Result<Option<ListedMailbox>> {
        let command = listing.command;
        self.next_of(listing, &mut |data, listed| match data.name == command {
            true => data.into(listed, views::listed_mailbox),
            false => Taken::No,
        })
    }

    /// Reads what the next response of a LIST with options tells; none once the answer is complete. What is told of one
    /// mailbox follows its [`ListTold::Mailbox`] or comes before it, as the server likes.
    ///
    /// # Errors
    /// As those of [`Client::next_listed`].
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::client::ListTold;
    /// use imapclient::types::StatusItem;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 LIST-STATUS] ready\nC: A1 LIST \"\" * RETURN (STATUS (UNSEEN))\nS: * LIST () \"/\" Lists\nS: * STATUS Lists (UNSEEN 3)\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let mut listing = client.begin_list_status("", "*", &[StatusItem::new("UNSEEN")])?;
    /// while let Some(told) = client.next_told(&mut listing)? {
    ///     if let ListTold::Status(status) = told {
    ///         println!("{}: {:?} unseen", status.name, status.number("UNSEEN"));
    ///     }
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.3.9; RFC 5258
    pub fn next_told(&mut self, listing: &mut Listing) -> Result<Option<ListTold>> {
        self.next_of(listing, &mut |data, told| tell(data, told))
    }

    /// Reads on until a response is taken, or to the end.
    fn next_of<T>(
        &mut self,
        listing: &mut Listing,
        take: &mut dyn FnMut(Data<'_>, &mut Vec<T>) -> Taken,
    ) -> Result<Option<T>> {
        if listing.complete {
            return Ok(None);
        }
        self.check_running(listing)?;
        loop {
            let mut taken = Vec::new();
            let next = self
                .exchange
                .read_next(&listing.pending, &mut |data| take(data, &mut taken));
            match next? {
                Next::Untagged if taken.is_empty() => {}
                Next::Untagged => return Ok(taken.pop()),
                Next::Continue(_) => return Err(asked_for_more(&listing.pending)),
                Next::Done(_) => {
                    listing.complete = true;
                    return Ok(None);
                }
            }
        }
    }

    /// Refuses to read on where another command has read the rest.
    fn check_running(&self, listing: &Listing) -> Result<()> {
        let running = self.exchange.session.pending.as_ref();
        match running.is_some_and(|running| running.tag == listing.pending.tag) {
            true => Ok(()),
            false => Err(Error::Refused(
                "another command has read the rest of this listing away".to_owned(),
            )),
        }
    }

    /// Says whether more of a running answer has arrived already, so that reading on need not wait for the server.
    pub fn is_at_hand(&mut self) -> bool {
        let connection = &mut self.exchange.connection;
        // What is wrong with it whoever reads on is told.
        connection.is_at_hand(&mut None).unwrap_or(true)
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
        self.check_running(listing)?;
        let Listing {
            pending, mailboxes, ..
        } = listing;
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
}
