//! A command as a person typed it.

use std::collections::VecDeque;
use std::io::{self, Write};

use super::Client;
use super::exchange::{Exchange, Next, Taken, nothing};
use super::session::{Completed, Pending};
use crate::error::{Error, Result};
use crate::types::{Body, MailboxName};
use crate::wire::encode::Command;
use crate::wire::names::Names;
use crate::wire::tree::Tape;
use crate::wire::{framer, response};

/// A running command that was typed: yields its untagged responses as they come. [`Raw::outcome`] tells how it ended.
pub struct Raw<'a> {
    exchange: &'a mut Exchange,
    pending: Option<Pending>,
    arrived: VecDeque<RawResponse>,
    outcome: Option<Result<Completed>>,
}

/// An untagged response as it came.
#[derive(Debug, Clone)]
pub struct RawResponse {
    /// Its bytes without the last line end and without its large literals.
    pub bytes: Vec<u8>,
    /// The large literals, each with its place in the bytes.
    pub bodies: Vec<(usize, Body)>,
}

impl RawResponse {
    /// Writes it as it came, large literals and line end included.
    ///
    /// # Errors
    /// What the sink says.
    pub fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut position = 0;
        for (place, body) in &self.bodies {
            out.write_all(self.bytes.get(position..*place).unwrap_or_default())?;
            io::copy(&mut body.reader()?, out)?;
            position = *place;
        }
        out.write_all(self.bytes.get(position..).unwrap_or_default())?;
        out.write_all(b"\r\n")
    }
}

impl Client {
    /// Sends a line as it stands, with a tag of its own, and yields every line of the answer. What the answer
    /// means for the session's state is kept true: a raw SELECT opens a mailbox.
    ///
    /// # Errors
    /// [`Error::Refused`] for STARTTLS, IDLE, COMPRESS and AUTHENTICATE, which change how the connection works.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 XYZZY now\nS: * XYZZY nothing happens\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let mut raw = client.raw("XYZZY now")?;
    /// let first = raw.next().expect("a response")?;
    /// assert_eq!(first.bytes, b"* XYZZY nothing happens");
    /// assert_eq!(raw.outcome()?.text, "done");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn raw(&mut self, line: &str) -> Result<Raw<'_>> {
        let command = Command::raw(line)?;
        if let "STARTTLS" | "COMPRESS" | "IDLE" | "AUTHENTICATE" = command.name() {
            return Err(Error::Refused(format!(
                "{} changes how the connection works and cannot be sent as raw text",
                command.name()
            )));
        }
        self.exchange.prepare_opening(&command, line);
        let pending = self.exchange.start(&command, &mut [], &mut nothing)?;
        Ok(Raw {
            exchange: &mut self.exchange,
            pending: Some(pending),
            arrived: VecDeque::new(),
            outcome: None,
        })
    }
}

impl Raw<'_> {
    /// Reads what is left and gives what the tagged line said.
    ///
    /// # Errors
    /// [`Error::No`] and [`Error::Bad`] are the server's answer; any other error is a failure.
    pub fn outcome(mut self) -> Result<Completed> {
        for response in self.by_ref() {
            response?;
        }
        self.outcome
            .take()
            .unwrap_or_else(|| Ok(Completed::default()))
    }

    /// The tagged line's word, code and text, once all responses were yielded; a failure that is no answer is not one.
    pub fn take_outcome(&mut self) -> Option<Result<Completed>> {
        self.outcome.take()
    }

    fn read(&mut self, pending: Pending) -> Result<()> {
        let Raw {
            exchange, arrived, ..
        } = self;
        let next = exchange.next(&pending, &mut None, &mut |received| {
            let (bytes, bodies) = received.take();
            arrived.push_back(RawResponse { bytes, bodies });
            Taken::Yes
        });
        match exchange.connection.check(next) {
            Ok(Next::Untagged) => {
                self.pending = Some(pending);
                Ok(())
            }
            Ok(Next::Continue(_)) => Err(Error::Protocol(
                "the server asks for more than was typed".to_owned(),
            )),
            Ok(Next::Done(completed)) => {
                self.end(&pending.command, Ok(completed));
                Ok(())
            }
            Err(error @ (Error::No(_) | Error::Bad(_))) => {
                self.end(&pending.command, Err(error));
                Ok(())
            }
            Err(Error::Bye(bye)) if pending.command == "LOGOUT" => {
                self.end(
                    "LOGOUT",
                    Ok(Completed {
                        text: bye.text,
                        code: bye.code,
                    }),
                );
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Keeps the outcome; after LOGOUT the connection is over.
    fn end(&mut self, name: &str, outcome: Result<Completed>) {
        if name == "LOGOUT" {
            self.exchange.session.logged_out();
            self.exchange.connection.close("you logged out");
        }
        self.outcome = Some(outcome);
    }
}

impl Iterator for Raw<'_> {
    type Item = Result<RawResponse>;

    fn next(&mut self) -> Option<Result<RawResponse>> {
        loop {
            if let Some(response) = self.arrived.pop_front() {
                return Some(Ok(response));
            }
            let pending = self.pending.take()?;
            if let Err(error) = self.read(pending) {
                return Some(Err(error));
            }
        }
    }
}

impl Exchange {
    /// Prepares the state for the mailbox that a typed command opens, if it does.
    fn prepare_opening(&mut self, command: &Command, line: &str) {
        let read_only = match command.name() {
            "SELECT" => false,
            "EXAMINE" => true,
            _ => return,
        };
        let name =
            mailbox_argument(line, self.session.names()).unwrap_or_else(|| MailboxName::new("?"));
        if self.drain().is_ok() {
            self.session.opening(&name, read_only);
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
