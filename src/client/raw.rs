//! A command as a person typed it.

use std::collections::VecDeque;
use std::io::{self, Read, Write};

use super::Client;
use super::connection::Received;
use super::exchange::{Exchange, Next, Taken};
use super::session::{Completed, Pending};
use crate::error::{Error, Result};
use crate::types::{Body, MailboxName, RawPart, Secret};
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
    /// AUTHENTICATE has challenged us, and the answer is still to be sent.
    challenged: bool,
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
    fn of(received: &mut Received<'_>) -> Self {
        let (bytes, bodies) = received.take();
        RawResponse { bytes, bodies }
    }

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
    /// [`Error::Refused`] for STARTTLS, IDLE and COMPRESS, which change how the connection works.
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
        self.raw_parts(&[RawPart::Text(line.to_owned())], &mut [])
    }

    /// Sends a command with literals as [`Client::raw`] does one without. The literals of [`RawPart::Stream`] are read
    /// from `streams`, in order.
    ///
    /// # Errors
    /// As there. A literal that the server refuses is an answer: nothing of it was sent.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::RawPart;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 APPEND Drafts {5}\nS: + go on\nC: hello\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let parts = [RawPart::Text("APPEND Drafts ".to_owned()), RawPart::Stream(5)];
    /// let raw = client.raw_parts(&parts, &mut [&mut &b"hello"[..]])?;
    /// assert_eq!(raw.outcome()?.text, "done");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 4.3; RFC 7888
    pub fn raw_parts(
        &mut self,
        parts: &[RawPart],
        streams: &mut [&mut dyn Read],
    ) -> Result<Raw<'_>> {
        let command = Command::raw(parts)?;
        if let "STARTTLS" | "COMPRESS" | "IDLE" = command.name() {
            return Err(Error::Refused(format!(
                "{} changes how the connection works and cannot be sent as raw text",
                command.name()
            )));
        }
        for secret in command.secrets() {
            self.exchange.connection.remember_secret(&unquoted(secret));
        }
        self.exchange.prepare_opening(&command, parts);
        let hides = command.name() == "AUTHENTICATE";
        self.exchange.connection.tracer.hide_challenges(hides);
        let mut arrived = VecDeque::new();
        let started = self.exchange.start(&command, streams, &mut |received| {
            arrived.push_back(RawResponse::of(received));
            Taken::Yes
        });
        let (pending, outcome) = match started {
            Ok(pending) => (Some(pending), None),
            Err(error @ (Error::No(_) | Error::Bad(_))) => (None, Some(Err(error))),
            Err(error) => return Err(error),
        };
        Ok(Raw {
            exchange: &mut self.exchange,
            pending,
            arrived,
            outcome,
            challenged: false,
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

    /// Says whether the response yielded last is a challenge of AUTHENTICATE that waits for [`Raw::answer`].
    pub fn is_challenged(&self) -> bool {
        self.challenged && self.arrived.is_empty()
    }

    /// Answers a challenge with a line, in base64 as the mechanism has it. Without an answer `*` is sent, which gives
    /// the command up.
    ///
    /// # Errors
    /// [`Error::Argument`] for CR, LF and NUL.
    /// RFC 9051 section 6.2.2; RFC 3501 section 6.2.2
    pub fn answer(&mut self, line: &Secret) -> Result<()> {
        if line
            .expose()
            .iter()
            .any(|byte| matches!(byte, b'\r' | b'\n' | 0))
        {
            return Err(Error::Argument(
                "an answer is one line: CR, LF and NUL cannot be sent".to_owned(),
            ));
        }
        self.challenge(None);
        self.exchange.connection.remember_secret(line);
        let sent = self.exchange.send_line(line.expose(), b"<hidden>");
        self.exchange.connection.check(sent)
    }

    /// Keeps that the server waits, and what ends its wait when nobody asks for the outcome.
    fn challenge(&mut self, ending: Option<&'static str>) {
        self.challenged = ending.is_some();
        if let Some(pending) = &mut self.exchange.session.pending {
            pending.ending = ending;
        }
    }

    fn read(&mut self, pending: Pending) -> Result<()> {
        if self.challenged {
            // Nobody has an answer: the command is given up, and the server says so.
            self.answer(&Secret::new("*"))?;
        }
        let Raw {
            exchange, arrived, ..
        } = self;
        let next = exchange.next(&pending, &mut None, &mut |received| {
            arrived.push_back(RawResponse::of(received));
            Taken::Yes
        });
        match exchange.connection.check(next) {
            Ok(Next::Untagged) => {
                self.pending = Some(pending);
                Ok(())
            }
            Ok(Next::Continue(text)) if pending.command == "AUTHENTICATE" => {
                let bytes = [b"+ ", text.as_slice()].concat();
                let bodies = Vec::new();
                self.arrived.push_back(RawResponse { bytes, bodies });
                self.challenge(Some("*"));
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

impl Drop for Raw<'_> {
    fn drop(&mut self) {
        self.exchange.connection.tracer.hide_challenges(false);
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
    fn prepare_opening(&mut self, command: &Command, parts: &[RawPart]) {
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
