//! Metadata of mailboxes and of the server. RFC 5464

use super::exchange::{Taken, nothing};
use super::reading::noted;
use super::session::Completed;
use super::{Client, State};
use crate::error::Result;
use crate::types::{MailboxName, Metadata, MetadataOptions, ResponseCode, Value};
use crate::wire::encode::Command;
use crate::wire::views;

impl Client {
    /// Sends GETMETADATA and gives the entries of a mailbox, or of the server for an empty name, and how long the
    /// longest value was that `max_size` left out.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks METADATA, or for its own entries METADATA-SERVER.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::{Body, MetadataOptions};
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 METADATA] ready\nC: A1 GETMETADATA INBOX (/private/comment)\nS: * METADATA INBOX (/private/comment \"mine\")\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let entries = ["/private/comment".to_owned()];
    /// let (found, _) = client.metadata(&"INBOX".into(), &entries, MetadataOptions::default())?;
    /// let (name, value) = &found[0].entries[0];
    /// assert_eq!(value.as_ref().and_then(Body::bytes), Some(&b"mine"[..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 5464 section 4.2
    pub fn metadata(
        &mut self,
        mailbox: &MailboxName,
        entries: &[String],
        options: MetadataOptions,
    ) -> Result<(Vec<Metadata>, Option<u64>)> {
        self.need_metadata("GETMETADATA", mailbox)?;
        let command = Command::new("GETMETADATA")
            .metadata_options(options)
            .mailbox(mailbox)?
            .metadata_entries(entries)?;
        let mut found = Vec::new();
        let completed = self.exchange.read(&command, &mut |data| match data.name {
            "METADATA" => {
                let read = views::metadata(data.values, data.bodies, data.notes);
                noted(data.name, read, &mut found, data.notes)
            }
            _ => Taken::No,
        })?;
        // A server may tell of other mailboxes in between; the one that was asked for counts.
        let asked = |metadata: &Metadata| metadata.mailbox == *mailbox;
        if found.iter().any(asked) {
            found.retain(asked);
        }
        Ok((found, long_entries(&completed)))
    }

    /// Sends SETMETADATA with the values of entries; one without a value goes away. A value with NUL goes out as a
    /// `literal8`, which every server with METADATA reads, and not every one keeps.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks METADATA, or for its own entries METADATA-SERVER;
    /// [`crate::Error::Argument`] for what is no entry's name.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 METADATA] ready\nC: A1 SETMETADATA INBOX (/private/comment \"mine\" /private/x NIL)\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let entries = [
    ///     ("/private/comment".to_owned(), Some(b"mine".to_vec())),
    ///     ("/private/x".to_owned(), None),
    /// ];
    /// client.set_metadata(&"INBOX".into(), &entries)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 5464 sections 4.3 and 5
    pub fn set_metadata(
        &mut self,
        mailbox: &MailboxName,
        entries: &[(String, Option<Vec<u8>>)],
    ) -> Result<Completed> {
        self.need_metadata("SETMETADATA", mailbox)?;
        let command = Command::new("SETMETADATA")
            .mailbox(mailbox)?
            .metadata_values(entries)?;
        self.exchange.run(&command, &mut nothing)
    }

    fn need_metadata(&mut self, command: &str, mailbox: &MailboxName) -> Result<()> {
        self.exchange.need(command, State::Authenticated)?;
        if mailbox.as_str().is_empty() {
            return self.exchange.need_one_of(
                &["METADATA-SERVER", "METADATA"],
                Some("ID, by which servers tell of themselves"),
            );
        }
        self.exchange.need_capability(
            "METADATA",
            Some("a message in the mailbox that says the same"),
        )
    }
}

/// `[METADATA LONGENTRIES n]`. RFC 5464 section 4.2.1
fn long_entries(completed: &Completed) -> Option<u64> {
    match &completed.code {
        Some(ResponseCode::Other { name, values, .. }) if name == "METADATA" => match &values[..] {
            [word, Value::Number(size)]
                if word
                    .as_bytes()
                    .is_some_and(|word| word.eq_ignore_ascii_case(b"LONGENTRIES")) =>
            {
                Some(*size)
            }
            _ => None,
        },
        _ => None,
    }
}
