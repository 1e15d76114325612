//! APPEND.

use std::io::Read;

use super::session::{Completed, nothing};
use super::{Client, State};
use crate::error::Result;
use crate::types::{DateTime, Flag, MailboxName};
use crate::wire::encode::Command;

/// What goes along with an appended message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Append {
    /// The flags it gets.
    pub flags: Vec<Flag>,
    /// Its INTERNALDATE; the time of arrival when absent.
    pub date: Option<DateTime>,
}

impl Append {
    /// Writes what stands before the message in a command.
    pub(super) fn written(&self, mut command: Command) -> Result<Command> {
        if !self.flags.is_empty() {
            command = command.flags(&self.flags)?;
        }
        if let Some(date) = &self.date {
            command = command.date_time(date);
        }
        Ok(command)
    }
}

impl Client {
    /// Sends APPEND with exactly `len` bytes of a message, as they are, and gives what the server says,
    /// with APPENDUID where it has UIDPLUS. The bytes are streamed, and not sent before the server agrees.
    ///
    /// # Errors
    /// [`crate::Error::Closed`] when the source ends early: a literal cannot be cut short.
    ///
    /// RFC 9051 section 6.3.12; RFC 3501 section 6.3.11
    pub fn append(
        &mut self,
        mailbox: &MailboxName,
        message: &mut dyn Read,
        len: u64,
        options: &Append,
    ) -> Result<Completed> {
        self.exchange.need("APPEND", State::Authenticated)?;
        let command = options.written(Command::new("APPEND").mailbox(mailbox)?)?;
        self.exchange
            .run_streaming(&command.stream(len), &mut [message], &mut nothing)
    }
}
