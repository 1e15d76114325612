//! A command as a person typed it.

use std::collections::VecDeque;
use std::io::{self, Read, Write};

use super::Client;
use super::connection::Received;
use super::exchange::{Exchange, Taken};
use super::session::{Completed, Pending};
use super::typed::TypedNext;
use crate::error::{Error, Result};
use crate::types::{Body, RawPart, Secret};

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
    pub(super) fn of(received: &mut Received<'_>) -> Self {
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
        let command = self.exchange.typed(parts)?;
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
        let arrived = &mut self.arrived;
        let next = self.exchange.next_typed(&pending, &mut |response| {
            arrived.push_back(response);
        });
        match next? {
            TypedNext::Untagged => self.pending = Some(pending),
            TypedNext::Challenge(text) => {
                let bytes = [b"+ ", text.as_slice()].concat();
                let bodies = Vec::new();
                self.arrived.push_back(RawResponse { bytes, bodies });
                self.challenge(Some("*"));
                self.pending = Some(pending);
            }
            TypedNext::Ended(outcome) => self.outcome = Some(outcome),
        }
        Ok(())
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
