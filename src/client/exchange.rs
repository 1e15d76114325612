//! Commands and their answers: hands the untagged data of one to whoever asked, and keeps everything else as
//! events. How commands are sent is left to [`super::sending`].

mod draining;
mod unasked;

use std::io::{Read, Write};

use super::connection::{Connection, Received};
use super::news::event;
use super::session::{Completed, Pending, Session};
use super::withholding::Withholding;
use crate::error::{Error, Rejection, Result};
use crate::types::{Condition, Event, MailboxName, ResponseCode, StatusText};
use crate::wire::encode::Command;
use crate::wire::response::{Completion, Response};

/// What became of one response.
pub(super) enum Taken {
    /// It belonged to the command.
    Yes,
    /// It is news.
    No,
    /// It is news, and this is what it says.
    As(Event),
}

/// Sees each untagged response of a command first.
pub(super) type Collector<'c> = &'c mut dyn FnMut(&mut Received<'_>) -> Taken;

/// A collector of commands that have no untagged data of their own.
pub(super) fn nothing(_: &mut Received<'_>) -> Taken {
    Taken::No
}

/// Picks the answer about a mailbox: a server may tell of others in between. One that spells the name in a way
/// of its own has its last word taken.
pub(super) fn about<T>(
    mut told: Vec<T>,
    mailbox: &MailboxName,
    name: fn(&T) -> &MailboxName,
) -> Option<T> {
    let asked = told.iter().rposition(|answer| name(answer) == mailbox);
    match asked {
        Some(place) => Some(told.swap_remove(place)),
        None => told.pop(),
    }
}

/// The error of a `+` that nobody waits for.
pub(super) fn asked_for_more(pending: &Pending) -> Error {
    Error::Protocol(format!(
        "the server asks for more of {} though all was sent",
        pending.command
    ))
}

/// What came next of a running command.
pub(super) enum Next {
    /// An untagged response that the collector or the events have.
    Untagged,
    /// The server waits for more of the command; its text.
    Continue(Vec<u8>),
    /// The command is done.
    Done(Completed),
}

/// A connection with its session: what all methods of [`super::Client`] stand on.
pub(super) struct Exchange {
    pub(super) connection: Connection,
    pub(super) session: Session,
    pub(super) withholding: Withholding,
}

impl Exchange {
    /// Runs a command to its tagged answer. `collect` sees its untagged data first.
    pub(super) fn run(&mut self, command: &Command, collect: Collector<'_>) -> Result<Completed> {
        self.run_streaming(command, &mut [], collect)
    }

    /// Runs a command whose streamed literals are read from `streams`, in order.
    pub(super) fn run_streaming(
        &mut self,
        command: &Command,
        streams: &mut [&mut dyn Read],
        collect: Collector<'_>,
    ) -> Result<Completed> {
        if self.withhold(command)? {
            return Ok(Completed::default());
        }
        let pending = self.send_whole(command, streams, collect)?;
        let result = self.finish(&pending, collect);
        let completed = self.connection.check(result)?;
        self.local_failure()?;
        Ok(completed)
    }

    /// Reads a running command's answer to its end.
    pub(super) fn finish(
        &mut self,
        pending: &Pending,
        collect: Collector<'_>,
    ) -> Result<Completed> {
        loop {
            match self.next(pending, &mut None, collect)? {
                Next::Done(completed) => return Ok(completed),
                Next::Untagged => {}
                Next::Continue(_) => return Err(asked_for_more(pending)),
            }
        }
    }

    /// Waits for `+` and gives its text; a tagged NO or BAD in its place is the error.
    pub(super) fn await_continuation(
        &mut self,
        pending: &Pending,
        collect: Collector<'_>,
    ) -> Result<Vec<u8>> {
        loop {
            match self.next(pending, &mut None, collect)? {
                Next::Untagged => {}
                Next::Continue(text) => return Ok(text),
                Next::Done(_) => {
                    return Err(Error::Protocol(format!(
                        "{} was answered before it was complete",
                        pending.command
                    )));
                }
            }
        }
    }

    /// Reads one response of a running command.
    pub(super) fn next(
        &mut self,
        pending: &Pending,
        sink: &mut Option<&mut dyn Write>,
        collect: Collector<'_>,
    ) -> Result<Next> {
        self.connection.set_names(self.session.names());
        let mut received = self.connection.receive(sink)?;
        received.running = Some(&pending.tag);
        match &received.response {
            Response::Continue(text) => return Ok(Next::Continue(text.to_vec())),
            Response::Tagged {
                tag,
                completion,
                code,
                text,
            } => {
                let (completion, code, text) = (*completion, code.clone(), text.to_string());
                if *tag == pending.tag.as_bytes() {
                    return self.complete(pending, completion, code, &text);
                }
                let Some(pending) = self.session.overtaking(tag) else {
                    let tag = String::from_utf8_lossy(tag).into_owned();
                    return Err(Error::Protocol(format!(
                        "the server answered a command with the tag {tag}, not ours"
                    )));
                };
                return self.complete(&pending, completion, code, &text);
            }
            _ => {}
        }
        self.session.update(&received.response);
        self.session.copy_to_tap(&received);
        let news = match collect(&mut received) {
            Taken::Yes => None,
            Taken::No => Some(event(&mut received)),
            Taken::As(event) => Some(event),
        };
        let size = received.frame.bytes.len();
        if let Some(news) = news {
            self.keep(news, size);
        }
        self.leave_after_bye(&pending.command)?;
        Ok(Next::Untagged)
    }

    /// Ends the session when the server has said BYE, but to LOGOUT.
    pub(super) fn leave_after_bye(&mut self, command: &str) -> Result<()> {
        match &self.session.bye {
            Some(bye) if command != "LOGOUT" => {
                let bye = Rejection {
                    command: command.to_owned(),
                    ..bye.clone()
                };
                Err(Error::Bye(bye))
            }
            _ => Ok(()),
        }
    }

    fn complete(
        &mut self,
        pending: &Pending,
        completion: Completion,
        code: Option<ResponseCode>,
        text: &str,
    ) -> Result<Next> {
        self.session.pending = self.session.behind.pop_front();
        if let Some(code) = &code {
            self.session.update_by_code(code);
        }
        self.session
            .completed(pending, completion == Completion::Ok);
        let text = text.to_owned();
        if let (Completion::Ok, Some(ResponseCode::Alert)) = (completion, &code) {
            // What must be shown is news, wherever it stands. RFC 9051 section 7.1
            let alert = StatusText {
                condition: Condition::Ok,
                code: code.clone(),
                text: text.clone(),
            };
            self.session.news.keep(Event::Status(alert), text.len());
        }
        let rejection = || Rejection {
            command: pending.command.clone(),
            text: text.clone(),
            code: code.clone(),
        };
        match completion {
            Completion::Ok => Ok(Next::Done(Completed { text, code })),
            Completion::No => Err(Error::No(rejection())),
            Completion::Bad => Err(Error::Bad(rejection())),
            Completion::Bye => Err(Error::Bye(rejection())),
        }
    }

    /// The error of a local file or sink that failed while a response was read, if one did.
    pub(super) fn local_failure(&mut self) -> Result<()> {
        match self
            .connection
            .take_local_failure()
            .or(self.session.tap_failure.take())
        {
            Some(error) => Err(Error::Io(error)),
            None => Ok(()),
        }
    }
}
