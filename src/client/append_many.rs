//! APPEND of several messages at once. RFC 3502

use std::io::Read;

use super::exchange::nothing;
use super::session::Completed;
use super::{Append, Client, State};
use crate::error::{Error, Result};
use crate::types::MailboxName;
use crate::wire::encode::Command;

/// One message among several to be appended.
pub struct Appended<'m> {
    /// Its bytes.
    pub message: &'m mut dyn Read,
    /// How many bytes it has.
    pub len: u64,
    /// What goes along with it.
    pub options: Append,
}

impl Client {
    /// Sends APPEND with several messages, as they are: the mailbox gets all of them or none. Gives what the server says,
    /// with APPENDUID where it has UIDPLUS. The bytes are streamed.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks MULTIAPPEND, or BINARY for a NUL; [`Error::Closed`] when a source ends early: a
    /// literal cannot be cut short.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Append, Appended, Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 MULTIAPPEND] ready\nC: A1 APPEND Sent {3}\nS: + go\nC: one {5}\nS: + go\nC: three\nS: A1 OK [APPENDUID 7 10:11] done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let (mut one, mut two) = (&b"one"[..], &b"three"[..]);
    /// let mut messages = [
    ///     Appended { len: 3, message: &mut one, options: Append::default() },
    ///     Appended { len: 5, message: &mut two, options: Append::default() },
    /// ];
    /// let done = client.append_many(&"Sent".into(), &mut messages)?;
    /// assert_eq!(done.code.map(|code| code.to_string()).as_deref(), Some("APPENDUID 7 10:11"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 3502 section 6.3.11
    pub fn append_many(
        &mut self,
        mailbox: &MailboxName,
        messages: &mut [Appended<'_>],
    ) -> Result<Completed> {
        self.exchange.need("APPEND", State::Authenticated)?;
        self.exchange
            .need_capability("MULTIAPPEND", Some("one APPEND for each message"))?;
        if messages.is_empty() {
            return Err(Error::Argument("no message is given".to_owned()));
        }
        let mut command = Command::new("APPEND").mailbox(mailbox)?;
        for message in messages.iter() {
            message.options.need(&mut self.exchange)?;
            let enabled = &self.exchange.session.enabled;
            command = message.options.written(command, message.len, enabled)?;
        }
        let mut streams: Vec<&mut dyn Read> = messages
            .iter_mut()
            .map(|message| &mut *message.message as &mut dyn Read)
            .collect();
        self.exchange
            .run_streaming(&command, &mut streams, &mut nothing)
    }
}
