//! Commands that change messages: flags, copies, removal.

use super::batches::is_longer;
use super::exchange::{Taken, nothing};
use super::fetch::own_messages;
use super::news::event;
use super::session::Completed;
use super::{Client, State};
use crate::error::{Error, Result};
use crate::types::{Event, Flag, MailboxName, Message, MessageSet, SequenceSet};
use crate::wire::encode::Command;
use crate::wire::response::Response;

/// What STORE does with the flags given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreAction {
    /// `+FLAGS`
    Add,
    /// `-FLAGS`
    Remove,
    /// `FLAGS`: these and no others.
    Replace,
}

impl StoreAction {
    /// What STORE is to do, and with which attribute.
    pub(super) fn item(self, attribute: &str, report: Report) -> String {
        let sign = match self {
            StoreAction::Add => "+",
            StoreAction::Remove => "-",
            StoreAction::Replace => "",
        };
        let silent = match report {
            Report::Flags => "",
            Report::Silent => ".SILENT",
        };
        format!("{sign}{attribute}{silent}")
    }
}

/// Whether a server tells the outcome of STORE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// The new flags come back.
    Flags,
    /// `.SILENT`: nothing comes back.
    Silent,
}

impl Client {
    /// Sends STORE and gives the messages with their new flags, none under [`Report::Silent`].
    /// A long set goes out in several commands.
    ///
    /// RFC 9051 section 6.4.6; RFC 3501 section 6.4.6
    pub fn store(
        &mut self,
        messages: &MessageSet,
        action: StoreAction,
        flags: &[Flag],
        report: Report,
    ) -> Result<Vec<Message>> {
        self.exchange.need("STORE", State::Selected)?;
        let mut changed = Vec::new();
        for (name, set) in self.commands("STORE", messages)? {
            let command = Command::new(&name)
                .set(set.set())?
                .atom("the item", &action.item("FLAGS", report))?
                .flags(flags)?;
            own_messages(&mut self.exchange, &command, &set, &["FLAGS"], &mut changed)?;
        }
        Ok(changed)
    }

    /// Sends COPY and gives what the server says, with COPYUID where it has UIDPLUS.
    ///
    /// RFC 9051 section 6.4.7; RFC 3501 section 6.4.7
    pub fn copy(&mut self, messages: &MessageSet, mailbox: &MailboxName) -> Result<Vec<Completed>> {
        self.exchange.need("COPY", State::Selected)?;
        let mut done = Vec::new();
        for (name, set) in self.commands("COPY", messages)? {
            let command = Command::new(&name).set(set.set())?.mailbox(mailbox)?;
            done.push(self.exchange.run(&command, &mut nothing)?);
        }
        Ok(done)
    }

    /// Sends MOVE and gives what the server says, with COPYUID from the untagged OK that brings it.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks MOVE.
    ///
    /// RFC 9051 section 6.4.8; RFC 6851
    pub fn move_messages(
        &mut self,
        messages: &MessageSet,
        mailbox: &MailboxName,
    ) -> Result<Vec<Completed>> {
        self.exchange.need("MOVE", State::Selected)?;
        self.exchange
            .need_capability("MOVE", Some("copy, add_flags \\Deleted, uid_expunge"))?;
        let mut done = Vec::new();
        for (name, set) in self.commands("MOVE", messages)? {
            let command = Command::new(&name).set(set.set())?.mailbox(mailbox)?;
            let mut told = None;
            let mut completed = self.exchange.run(&command, &mut |received| match &received
                .response
            {
                Response::Status {
                    code: Some(code), ..
                } if code.name() == "COPYUID" => {
                    told = Some(code.clone());
                    Taken::Yes
                }
                // The messages leave: that is the answer, not news.
                Response::Data { name, .. } if is_removal(name) => Taken::Yes,
                _ => Taken::No,
            })?;
            completed.code = told.or(completed.code);
            done.push(completed);
        }
        Ok(done)
    }

    /// Sends EXPUNGE: removes all messages marked `\Deleted`. Gives what the server told meanwhile.
    ///
    /// RFC 9051 section 6.4.3; RFC 3501 section 6.4.3
    pub fn expunge(&mut self) -> Result<(Completed, Vec<Event>)> {
        self.exchange.need("EXPUNGE", State::Selected)?;
        self.run_for_events(&Command::new("EXPUNGE"))
    }

    /// Sends UID EXPUNGE: removes those of the messages that are marked `\Deleted`.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks UIDPLUS; [`Error::Argument`] for an empty set.
    ///
    /// RFC 9051 section 6.4.9; RFC 4315 section 2.1
    pub fn uid_expunge(&mut self, uids: &SequenceSet) -> Result<(Completed, Vec<Event>)> {
        self.exchange.need("UID EXPUNGE", State::Selected)?;
        let instead = "expunge, which removes every message marked \\Deleted";
        self.exchange.need_capability("UIDPLUS", Some(instead))?;
        let (mut last, mut events) = (Completed::default(), Vec::new());
        for (name, set) in self.commands("EXPUNGE", &MessageSet::Uid(uids.clone()))? {
            let command = Command::new(&name).set(set.set())?;
            last = self.exchange.run(&command, &mut |received| {
                events.push(event(received));
                Taken::Yes
            })?;
        }
        Ok((last, events))
    }

    /// The commands a set takes: their name, and as much of the set as a line may hold. Where several commands
    /// change something they are about UIDs: whatever one of them removes, sequence numbers would mean other messages
    /// in the next.
    pub(super) fn commands(
        &mut self,
        name: &str,
        messages: &MessageSet,
    ) -> Result<Vec<(String, MessageSet)>> {
        if messages.is_empty() {
            return Err(Error::Argument("no message is named".to_owned()));
        }
        if messages.set().is_saved() {
            let instead = "the numbers themselves";
            self.exchange.need_capability("SEARCHRES", Some(instead))?;
        }
        let line = self.line_limit();
        let several = is_longer(messages.set(), line);
        let steady = match messages {
            MessageSet::Sequence(_) if several && name != "FETCH" => {
                let uids = self.uids_of(messages)?;
                if uids.is_empty() {
                    return Ok(Vec::new());
                }
                Some(MessageSet::Uid(uids))
            }
            _ => None,
        };
        let messages = steady.as_ref().unwrap_or(messages);
        let (name, wrap): (String, fn(SequenceSet) -> MessageSet) = match messages {
            MessageSet::Uid(_) => (format!("UID {name}"), MessageSet::Uid),
            MessageSet::Sequence(_) => (name.to_owned(), MessageSet::Sequence),
        };
        Ok(messages
            .set()
            .split(line)
            .into_iter()
            .map(|set| (name.clone(), wrap(set)))
            .collect())
    }
}

fn is_removal(name: &str) -> bool {
    name.eq_ignore_ascii_case("EXPUNGE") || name.eq_ignore_ascii_case("VANISHED")
}
