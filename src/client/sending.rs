//! Sending commands: their lines, and literals with the server's leave.

use std::io::{self, Read};

use super::exchange::{Collector, Exchange, nothing};
use super::session::Pending;
use super::trace::TraceEvent;
use crate::error::{Error, Result};
use crate::wire::encode::{Command, Piece};
use crate::wire::names::Names;

/// Literals up to this size need no permission under LITERAL-. RFC 7888 section 5
const LITERAL_MINUS: usize = 4096;

impl Exchange {
    /// Sends a command whole; its answer is still to be read.
    ///
    /// # Errors
    /// [`Error::Refused`] in a dry run: whoever calls this needs the answer.
    pub(super) fn start(
        &mut self,
        command: &Command,
        streams: &mut [&mut dyn Read],
        collect: Collector<'_>,
    ) -> Result<Pending> {
        if self.withhold(command)? {
            return Err(Error::Refused("this is a dry run".to_owned()));
        }
        self.send_whole(command, streams, collect)
    }

    /// Sends a command whole, whatever is withheld.
    pub(super) fn send_whole(
        &mut self,
        command: &Command,
        streams: &mut [&mut dyn Read],
        collect: Collector<'_>,
    ) -> Result<Pending> {
        if self.session.names() == Names::AsTheyAre
            && let Some(name) = command.name_beyond_ascii()
        {
            return Err(Error::Argument(format!(
                "the mailbox name {name} is not ASCII, and names are sent as they are"
            )));
        }
        let ready = self.ready().and_then(|()| self.refuse_early_answers());
        self.connection.check(ready)?;
        // A failure of an earlier sink is no business of this command.
        let _ = self.local_failure();
        self.connection.begin(command.name());
        self.session.keep_sent(command.display());
        let pending = self.pending(command);
        self.session.pending = Some(pending.clone());
        self.session.fetched = 0;
        self.send_from_begin_to_end(command, streams, &pending, collect)?;
        Ok(pending)
    }

    /// Sends a command for whose literals nobody has to be asked behind others that are not answered yet.
    pub(super) fn send_behind(
        &mut self,
        command: &Command,
        streams: &mut [&mut dyn Read],
    ) -> Result<Pending> {
        self.session.keep_sent(command.display());
        let pending = self.pending(command);
        self.session.behind.push_back(pending.clone());
        self.send_from_begin_to_end(command, streams, &pending, &mut nothing)?;
        Ok(pending)
    }

    /// As [`Exchange::send_behind`], for a command that the server may answer before those others.
    pub(super) fn send_overtaking(&mut self, command: &Command) -> Result<Pending> {
        let pending = self.send_behind(command, &mut [])?;
        if let Some(sent) = self.session.behind.back_mut() {
            sent.overtakes = true;
        }
        Ok(pending)
    }

    fn pending(&mut self, command: &Command) -> Pending {
        self.connection.keep_lines(command.is_typed());
        Pending {
            tag: self.connection.next_tag(),
            command: command.name().to_owned(),
            capabilities_told: self.session.capabilities_told,
            ending: None,
            overtakes: false,
        }
    }

    fn send_from_begin_to_end(
        &mut self,
        command: &Command,
        streams: &mut [&mut dyn Read],
        pending: &Pending,
        collect: Collector<'_>,
    ) -> Result<()> {
        let sent = self
            .send_command(command, streams, pending, collect)
            .map_err(|error| match error {
                // Half a command cannot be taken back.
                Error::Interrupted { .. } => Error::Interrupted { usable: false },
                error => error,
            });
        self.connection.check(sent)
    }

    /// Says whether nobody has to be asked for the literals of a command.
    pub(super) fn goes_unasked(&self, command: &Command) -> bool {
        let pieces = command.pieces(self.session.names());
        pieces.iter().all(|piece| match piece {
            Piece::Line(_) | Piece::SecretLine(_) => true,
            Piece::Literal(bytes) => self.may_push(bytes.len() as u64),
            Piece::TypedLiteral { waits, .. } => !waits,
            Piece::SecretLiteral(_) => false,
            Piece::Stream { len, waits } => !waits && self.may_push(*len),
        })
    }

    /// Says whether a response has arrived whole.
    pub(super) fn is_at_hand(&mut self) -> Result<bool> {
        let there = self.connection.poll(std::time::Instant::now(), &mut None);
        self.connection.check(there)
    }

    fn send_command(
        &mut self,
        command: &Command,
        streams: &mut [&mut dyn Read],
        pending: &Pending,
        collect: Collector<'_>,
    ) -> Result<()> {
        let mut streams = streams.iter_mut();
        let mut line = Line::new(&pending.tag);
        for piece in &command.pieces(self.session.names()) {
            match piece {
                Piece::Line(bytes) => line.add(bytes, bytes),
                Piece::SecretLine(secret) => line.add(secret.expose(), b"<hidden>"),
                Piece::Literal(bytes) | Piece::TypedLiteral { bytes, .. } => {
                    let len = bytes.len() as u64;
                    let push = match piece {
                        Piece::TypedLiteral { waits, .. } => !waits,
                        _ => self.may_push(len),
                    };
                    self.announce(&mut line, len, push, pending, collect)?;
                    self.connection.tracer.event(TraceEvent::SentLiteral(bytes));
                    line.add(bytes, b"");
                }
                Piece::SecretLiteral(secret) => {
                    let bytes = secret.expose();
                    // The length of a password is nobody's business either.
                    line.hide_length = true;
                    self.announce(&mut line, bytes.len() as u64, false, pending, collect)?;
                    self.connection
                        .tracer
                        .event(TraceEvent::SentLiteral(b"<hidden>"));
                    line.add(bytes, b"");
                }
                Piece::Stream { len, waits } => {
                    let push = !waits && self.may_push(*len);
                    self.announce(&mut line, *len, push, pending, collect)?;
                    self.connection
                        .tracer
                        .event(TraceEvent::SentElsewhere(*len));
                    self.send(&std::mem::take(&mut line.bytes))?;
                    let Some(stream) = streams.next() else {
                        return Err(Error::Closed(
                            "a streamed literal came without its stream".to_owned(),
                        ));
                    };
                    self.send_stream(*stream, *len)?;
                }
            }
        }
        line.add(b"\r\n", b"");
        self.connection.tracer.event(TraceEvent::Sent(&line.shown));
        self.send(&line.bytes)
    }

    /// Announces a literal behind the line so far, and waits for leave to send it unless it may be pushed.
    fn announce(
        &mut self,
        line: &mut Line,
        len: u64,
        push: bool,
        pending: &Pending,
        collect: Collector<'_>,
    ) -> Result<()> {
        let sign = format!("{{{len}{}}}", if push { "+" } else { "" });
        let hidden = std::mem::take(&mut line.hide_length);
        let shown: &[u8] = if hidden { b"{hidden}" } else { sign.as_bytes() };
        line.add(sign.as_bytes(), shown);
        line.add(b"\r\n", b"");
        let shown = std::mem::take(&mut line.shown);
        self.connection.tracer.event(TraceEvent::Sent(&shown));
        if push {
            return Ok(());
        }
        self.send(&std::mem::take(&mut line.bytes))?;
        self.await_continuation(pending, collect)?;
        Ok(())
    }

    /// Says whether a literal may be sent without asking. RFC 7888
    fn may_push(&self, len: u64) -> bool {
        let Some(capabilities) = &self.session.capabilities else {
            return false;
        };
        capabilities.has("LITERAL+")
            || (capabilities.has("LITERAL-") && len <= LITERAL_MINUS as u64)
    }

    /// Sends exactly `len` bytes; a source that ends early or fails breaks the command in its middle.
    fn send_stream(&mut self, stream: &mut dyn Read, len: u64) -> Result<()> {
        let mut buffer = vec![0; 64 << 10];
        let mut left = len;
        while left > 0 {
            let room = usize::try_from(left)
                .unwrap_or(usize::MAX)
                .min(buffer.len());
            let space = buffer.get_mut(..room).unwrap_or_default();
            let count = match stream.read(space) {
                Ok(0) => {
                    return Err(Error::Closed(format!(
                        "the message ended {left} bytes early: the command cannot be completed"
                    )));
                }
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    return Err(Error::Closed(format!(
                        "the message cannot be read on: {error}"
                    )));
                }
            };
            self.connection
                .write(buffer.get(..count).unwrap_or_default())?;
            left = left.saturating_sub(count as u64);
        }
        Ok(())
    }

    /// Sends a line that is no command of its own: DONE, a SASL response.
    pub(super) fn send_line(&mut self, bytes: &[u8], shown: &[u8]) -> Result<()> {
        self.connection.tracer.event(TraceEvent::Sent(shown));
        let line = [bytes, b"\r\n"].concat();
        self.send(&line)
    }

    pub(super) fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.connection.write(bytes)?;
        self.connection.flush()
    }
}

/// What of a command is to be sent next, and how the trace shows it.
struct Line {
    bytes: Vec<u8>,
    shown: Vec<u8>,
    /// The next literal is a secret.
    hide_length: bool,
}

impl Line {
    fn new(tag: &str) -> Self {
        let number = tag.trim_start_matches(|character: char| !character.is_ascii_digit());
        Line {
            bytes: format!("{tag} ").into_bytes(),
            shown: format!("A{number} ").into_bytes(),
            hide_length: false,
        }
    }

    fn add(&mut self, bytes: &[u8], shown: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.shown.extend_from_slice(shown);
    }
}
