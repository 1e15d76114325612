//! Commands as a person typed them: what of them is refused, what they mean for the session, and how they end.

use super::exchange::{Exchange, Next, Taken};
use super::raw::RawResponse;
use super::session::{Completed, Pending};
use crate::error::{Error, Result};
use crate::types::{MailboxName, RawPart, Secret};
use crate::wire::encode::Command;
use crate::wire::names::Names;
use crate::wire::tree::Tape;
use crate::wire::{framer, response};

/// What came next of a typed command.
pub(super) enum TypedNext {
    /// An untagged response, which was given away.
    Untagged,
    /// AUTHENTICATE waits for the answer to this.
    Challenge(Vec<u8>),
    /// What the tagged line said.
    Ended(Result<Completed>),
}

impl Exchange {
    /// Takes a typed command that is to be sent, and remembers its secrets.
    ///
    /// # Errors
    /// [`Error::Refused`] for what changes how the connection works; [`Error::Argument`] for what is not one line.
    pub(super) fn typed(&mut self, parts: &[RawPart]) -> Result<Command> {
        let command = Command::raw(parts)?;
        if let "STARTTLS" | "COMPRESS" | "IDLE" = command.name() {
            return Err(Error::Refused(format!(
                "{} changes how the connection works and cannot be sent as raw text",
                command.name()
            )));
        }
        for secret in command.secrets() {
            self.connection.remember_secret(&unquoted(secret));
        }
        Ok(command)
    }

    /// Reads one response of a typed command, and gives away what is untagged. After LOGOUT the connection is over.
    pub(super) fn next_typed(
        &mut self,
        pending: &Pending,
        arrived: &mut dyn FnMut(RawResponse),
    ) -> Result<TypedNext> {
        let next = self.next(pending, &mut None, &mut |received| {
            arrived(RawResponse::of(received));
            Taken::Yes
        });
        let outcome = match self.connection.check(next) {
            Ok(Next::Untagged) => return Ok(TypedNext::Untagged),
            Ok(Next::Continue(text)) if pending.command == "AUTHENTICATE" => {
                return Ok(TypedNext::Challenge(text));
            }
            Ok(Next::Continue(_)) => return Err(asked_too_much()),
            Ok(Next::Done(completed)) => Ok(completed),
            Err(error @ (Error::No(_) | Error::Bad(_))) => Err(error),
            Err(Error::Bye(bye)) if pending.command == "LOGOUT" => Ok(Completed {
                text: bye.text,
                code: bye.code,
            }),
            Err(error) => return Err(error),
        };
        if pending.command == "LOGOUT" {
            self.session.logged_out();
            self.connection.close("you logged out");
        }
        Ok(TypedNext::Ended(outcome))
    }

    /// Prepares the state for the mailbox that a typed command opens, if it does.
    pub(super) fn prepare_opening(&mut self, command: &Command, parts: &[RawPart]) {
        let read_only = match command.name() {
            "SELECT" => false,
            "EXAMINE" => true,
            _ => return,
        };
        let name = mailbox_argument(parts, self.session.names());
        let name = name.unwrap_or_else(|| MailboxName::new("?"));
        if self.drain().is_ok() {
            self.session.opening(&name, read_only);
        }
    }
}

/// What was typed has no answer to the server's question.
pub(super) fn asked_too_much() -> Error {
    Error::Protocol("the server asks for more than was typed".to_owned())
}

/// The mailbox that a typed SELECT names.
fn mailbox_argument(parts: &[RawPart], names: Names) -> Option<MailboxName> {
    let mut line = b"* ".to_vec();
    for part in parts {
        match part {
            RawPart::Text(text) => line.extend_from_slice(text.as_bytes()),
            RawPart::Literal { bytes, .. } => return Some(names.decode(bytes)),
            RawPart::Stream(_) => return None,
        }
    }
    let mut tape = Tape::default();
    let frame = framer::Frame {
        bytes: line.trim_ascii_end(),
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

/// A secret as it is meant: without the quotes it was typed with.
fn unquoted(secret: &Secret) -> Secret {
    let typed = secret.expose();
    let Some(quoted) = typed
        .strip_prefix(b"\"")
        .and_then(|rest| rest.strip_suffix(b"\""))
    else {
        return secret.clone();
    };
    let mut meant = Vec::with_capacity(quoted.len());
    let mut bytes = quoted.iter();
    while let Some(&byte) = bytes.next() {
        let escaped = if byte == b'\\' { bytes.next() } else { None };
        meant.push(escaped.copied().unwrap_or(byte));
    }
    Secret::new(meant)
}
