//! Commands and their answers: hands the untagged data of one to whoever asked, and keeps everything else as
//! events. How commands are sent is left to [`super::sending`].

use std::io::{self, Read, Write};

use super::connection::{Connection, Received};
use super::news::event;
use super::session::{Completed, Pending, Session};
use super::withholding::Withholding;
use crate::error::{Error, Rejection, Result};
use crate::types::{Condition, Event, MailboxName, ResponseCode, StatusText};
use crate::wire::encode::Command;
use crate::wire::response::{Completion, Response};

/// Data that only comes as an answer: of a command nobody waits for any more it is no news.
const ANSWERS: &[&str] = &[
    "FETCH", "LIST", "LSUB", "XLIST", "STATUS", "SEARCH", "ESEARCH", "SORT", "THREAD",
];

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

    /// Keeps news. What could not be read may hold a secret too.
    pub(super) fn keep(&mut self, event: Event, size: usize) {
        let event = match event {
            Event::Unparsed { bytes, problem } => Event::Unparsed {
                bytes: self.connection.secrets.masked(bytes),
                problem,
            },
            event => event,
        };
        self.session.news.keep(event, size);
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

    /// Makes the connection ready for a command: alive, and nothing of an earlier one left on it.
    pub(super) fn ready(&mut self) -> Result<()> {
        if self.connection.end().is_some() {
            return Err(self.connection.ended());
        }
        self.drain()
    }

    /// Reads away the rest of all commands nobody waits for any more.
    pub(super) fn drain(&mut self) -> Result<()> {
        loop {
            match self.ending() {
                Ok(None) => return Ok(()),
                Ok(Some(_)) | Err(Error::No(_) | Error::Bad(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads away the rest of a command nobody waits for any more, and gives how it ended, if there is one.
    pub(super) fn ending(&mut self) -> Result<Option<Completed>> {
        let Some(pending) = self.session.pending.take() else {
            return Ok(None);
        };
        self.session.pending = Some(pending.clone());
        self.connection.begin(&pending.command);
        let drained = match pending.ending {
            Some(ending) => self.send_line(ending.as_bytes(), ending.as_bytes()),
            None => Ok(()),
        };
        if drained.is_ok()
            && let Some(pending) = &mut self.session.pending
        {
            // It is sent once, however often the rest is waited for.
            pending.ending = None;
        }
        let drained = drained.and_then(|()| self.finish_into_nothing(&pending));
        self.connection.check(drained).map(Some)
    }

    /// Reads away, throwing large literals away unseen.
    fn finish_into_nothing(&mut self, pending: &Pending) -> Result<Completed> {
        let mut nowhere = io::sink();
        loop {
            let mut throw = |received: &mut Received<'_>| match &received.response {
                // IDLE asks for nothing but news.
                Response::Data { name, .. }
                    if pending.command != "IDLE"
                        && ANSWERS.iter().any(|own| name.eq_ignore_ascii_case(own)) =>
                {
                    Taken::Yes
                }
                _ => Taken::No,
            };
            match self.next(pending, &mut Some(&mut nowhere), &mut throw)? {
                Next::Done(completed) => return Ok(completed),
                Next::Untagged => {}
                // Leave to go on comes late: IDLE is ended as soon as it has begun, anything else is given up.
                Next::Continue(_) if pending.command == "IDLE" => {
                    self.send_line(b"DONE", b"DONE")?
                }
                Next::Continue(_) => self.send(b"*\r\n")?,
            }
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
