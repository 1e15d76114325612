//! What has to be so before a command is sent: the state of the session, and what the server offers.

use super::exchange::{Exchange, Taken};
use super::session::State;
use crate::error::{Error, Result};
use crate::types::{Capabilities, FetchItem, StatusItem};
use crate::wire::encode::Command;
use crate::wire::response::Response;

impl Exchange {
    /// Refuses a command in a state in which it means nothing.
    pub(super) fn need(&self, command: &str, state: State) -> Result<()> {
        if self.connection.end().is_some() {
            return Err(self.connection.ended());
        }
        if self.session.state() >= state && self.session.state() != State::Logout {
            return Ok(());
        }
        let needed = match state {
            State::Selected => "a selected mailbox",
            _ => "a signed-in session",
        };
        Err(Error::WrongState {
            command: command.to_owned(),
            needed,
        })
    }

    /// Refuses a command whose capability the server does not have; asks for the capabilities if need be.
    pub(super) fn need_capability(
        &mut self,
        capability: &str,
        instead: Option<&str>,
    ) -> Result<()> {
        if self.capabilities()?.offers(capability) {
            return Ok(());
        }
        Err(Error::Unsupported {
            capability: capability.to_owned(),
            instead: instead.map(str::to_owned),
        })
    }

    /// Refuses a command for which the server names none of these capabilities; the first is the one that is missed.
    pub(super) fn need_one_of(
        &mut self,
        capabilities: &[&str],
        instead: Option<&str>,
    ) -> Result<()> {
        let known = self.capabilities()?;
        match capabilities {
            [first, others @ ..] if !others.iter().any(|name| known.has(name)) => {
                self.need_capability(first, instead)
            }
            _ => Ok(()),
        }
    }

    /// Refuses items of STATUS that the server does not know.
    pub(super) fn need_status_items(&mut self, items: &[StatusItem]) -> Result<()> {
        for item in items {
            let instead = match item.as_str() {
                "SIZE" => "fetch of RFC822.SIZE of all messages, added up",
                "DELETED" => "search DELETED in the open mailbox",
                "DELETED-STORAGE" => "search DELETED, then fetch of RFC822.SIZE",
                "HIGHESTMODSEQ" => "UIDNEXT, which tells of new messages alone",
                "APPENDLIMIT" => "append, which is refused where it is too much",
                _ => "the name with UIDVALIDITY",
            };
            let instead = format!("{instead}, in place of the item {}", item.as_str());
            match item.capabilities() {
                [] => {}
                capabilities => self.need_one_of(capabilities, Some(&instead))?,
            }
        }
        Ok(())
    }

    /// Refuses items of FETCH that the server does not know.
    pub(super) fn need_fetch_items(&mut self, items: &[FetchItem]) -> Result<()> {
        for item in items {
            let instead = match item.name() {
                "MODSEQ" => "FLAGS, without the numbers of their changes",
                "PREVIEW" | FetchItem::LAZY_PREVIEW => "BODY.PEEK[1]<0.200>",
                "SAVEDATE" => "INTERNALDATE",
                "EMAILID" | "THREADID" => "ENVELOPE, with its message-id and in-reply-to",
                "BINARY.SIZE" => "BODYSTRUCTURE, with the size before decoding",
                "BINARY" | "BINARY.PEEK" => "BODY.PEEK of the same part, which comes encoded",
                "X-GM-LABELS" => "fetch of FLAGS, whose keywords come nearest",
                _ => "FLAGS and ENVELOPE",
            };
            match item.capabilities() {
                [] => {}
                capabilities => self.need_one_of(capabilities, Some(instead))?,
            }
        }
        Ok(())
    }

    /// The capabilities, asked for when they are not known.
    pub(super) fn capabilities(&mut self) -> Result<&Capabilities> {
        if self.session.capabilities.is_none() {
            self.ask_capabilities()?;
        }
        Ok(self.session.capabilities.get_or_insert_default())
    }

    /// Sends CAPABILITY; the answer is kept as any CAPABILITY is.
    pub(super) fn ask_capabilities(&mut self) -> Result<()> {
        let command = Command::new("CAPABILITY");
        self.run(&command, &mut |received| match &received.response {
            Response::Data { name, .. } if name.eq_ignore_ascii_case("CAPABILITY") => Taken::Yes,
            _ => Taken::No,
        })?;
        Ok(())
    }
}
