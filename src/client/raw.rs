//! A command as a person typed it.

use super::Client;
use super::session::{Completed, Session, Taken};
use crate::error::{Error, Result};
use crate::types::MailboxName;
use crate::wire::encode::Command;
use crate::wire::names::Names;
use crate::wire::tree::Tape;
use crate::wire::{framer, response};

/// The server's own answer.
#[derive(Debug, Default)]
pub struct RawAnswer {
    /// The untagged responses as they came, line ends between them included; large literals are not kept.
    pub untagged: Vec<Vec<u8>>,
    /// What the tagged line said.
    pub outcome: Option<Result<Completed, Error>>,
}

impl Client {
    /// Sends a line as it stands, with a tag of its own, and gives every line of the answer. What the answer
    /// means for the session's state is kept true: a raw SELECT opens a mailbox.
    ///
    /// # Errors
    /// [`Error::Refused`] for STARTTLS, IDLE, COMPRESS and the like, after which the stream would be another;
    /// NO and BAD are answers here, in [`RawAnswer::outcome`].
    pub fn raw(&mut self, line: &str) -> Result<RawAnswer> {
        let command = Command::raw(line)?;
        if let "STARTTLS" | "COMPRESS" | "IDLE" | "AUTHENTICATE" = command.name() {
            return Err(Error::Refused(format!(
                "{} changes how the connection works and cannot be sent as raw text",
                command.name()
            )));
        }
        let mut answer = RawAnswer::default();
        let opened = self.before_raw(&command, line);
        let result = self.exchange.run(&command, &mut |received| {
            answer.untagged.push(received.frame.bytes.to_vec());
            Taken::Yes
        });
        self.after_raw(command.name(), opened, result.is_ok());
        match result {
            Ok(completed) => answer.outcome = Some(Ok(completed)),
            Err(error @ (Error::No(_) | Error::Bad(_))) => answer.outcome = Some(Err(error)),
            Err(Error::Bye(bye)) if command.name() == "LOGOUT" => {
                answer.outcome = Some(Ok(Completed {
                    text: bye.text,
                    code: bye.code,
                }));
            }
            Err(error) => return Err(error),
        }
        Ok(answer)
    }

    /// Prepares the state for what a command may bring; says whether it opens a mailbox.
    fn before_raw(&mut self, command: &Command, line: &str) -> bool {
        let read_only = match command.name() {
            "SELECT" => false,
            "EXAMINE" => true,
            _ => return false,
        };
        let name = mailbox_argument(line, self.exchange.session.names())
            .unwrap_or_else(|| MailboxName::new("?"));
        if self.exchange.drain().is_ok() {
            self.exchange.opening(&name, read_only);
        }
        true
    }

    fn after_raw(&mut self, name: &str, opened: bool, ok: bool) {
        let session: &mut Session = &mut self.exchange.session;
        match name {
            _ if opened && !ok => session.selected = None,
            "CLOSE" | "UNSELECT" if ok => session.selected = None,
            "LOGIN" if ok => session.authenticated = true,
            "LOGOUT" => {
                session.logged_out = true;
                session.selected = None;
                self.exchange.connection.close("you logged out");
            }
            "UNAUTHENTICATE" if ok => session.forget(),
            _ => {}
        }
    }
}

/// The mailbox that a typed SELECT names.
fn mailbox_argument(line: &str, names: Names) -> Option<MailboxName> {
    let line = format!("* {}", line.trim());
    let mut tape = Tape::default();
    let frame = framer::Frame {
        bytes: line.as_bytes(),
        literals: &[],
    };
    match response::read(frame, &mut tape, 10) {
        response::Response::Data { values, .. } => {
            let name = values.into_iter().next()?;
            Some(names.decode(&name.bytes()?))
        }
        _ => None,
    }
}
