//! Reading responses, and putting large literals where they go.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::time::Instant;

use super::waiting::{FEWEST_BYTES, Window};
use super::{Connection, lost};
use crate::client::transport::Interest;
use crate::error::{Error, Result};
use crate::types::{Body, Spool};
use crate::wire::framer::{Frame, Part, Step};
use crate::wire::response::{self, Response};

/// A response with what belongs to it.
pub(in crate::client) struct Received<'a> {
    pub(in crate::client) frame: Frame<'a>,
    part: Part,
    pub(in crate::client) response: Response<'a>,
    /// The tag of the command that runs, if one does.
    pub(in crate::client) running: Option<&'a str>,
    /// The frame's literals that are kept elsewhere, by their index.
    bodies: Vec<(usize, Option<Body>)>,
}

impl Received<'_> {
    /// Writes the response as it came, large literals included.
    pub(in crate::client) fn write_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut position = self.part.repeated;
        for (index, body) in &self.bodies {
            if let (Some(literal), Some(body)) = (self.frame.literals.get(*index), body) {
                out.write_all(
                    self.frame
                        .bytes
                        .get(position..literal.start)
                        .unwrap_or_default(),
                )?;
                io::copy(&mut body.reader()?, out)?;
                position = literal.start;
            }
        }
        out.write_all(self.frame.bytes.get(position..).unwrap_or_default())?;
        match self.part.joint {
            Some(joint) => out.write_all(&[joint]),
            None => out.write_all(b"\r\n"),
        }
    }

    /// Takes the bytes and the large literals with the places where they belong.
    pub(in crate::client) fn take(&mut self) -> (Vec<u8>, Vec<(usize, Body)>) {
        let places = self.frame.literals;
        let bodies = self
            .bodies
            .iter_mut()
            .filter_map(|(index, body)| Some((places.get(*index)?.start, body.take()?)));
        (self.frame.bytes.to_vec(), bodies.collect())
    }

    /// Splits into the response and the way to its large literals.
    pub(in crate::client) fn parts(
        &mut self,
    ) -> (&Response<'_>, impl FnMut(usize) -> Option<Body>) {
        let bodies = &mut self.bodies;
        (&self.response, |index| {
            bodies
                .iter_mut()
                .find(|(known, _)| *known == index)
                .and_then(|(_, body)| body.take())
        })
    }
}

impl Connection {
    /// Reads the next response whole; large literals go to the sink, or to temporary files without one.
    pub(in crate::client) fn receive(
        &mut self,
        sink: &mut Option<&mut dyn Write>,
    ) -> Result<Received<'_>> {
        while !self.ready && !self.advance(sink)? {
            let filled = self.fill().map_err(|error| self.during(error))?;
            // A server that talks without a pause never lets us wait, and must not keep us either.
            if !filled {
                self.wait(Interest::Read)
                    .map_err(|error| self.during(error))?;
            } else if self.is_woken() || self.is_late() {
                return Err(Error::Interrupted { usable: true });
            } else if self.deadline.is_some_and(|end| Instant::now() >= end) {
                return Err(self.timed_out());
            }
        }
        self.ready = false;
        let Some(frame) = self.framer.current() else {
            return Err(Error::Protocol("a response was lost".to_owned()));
        };
        let part = self.framer.part();
        self.tracer
            .received(frame, part, &self.tag_prefix, &self.secrets);
        let elsewhere = frame
            .literals
            .iter()
            .enumerate()
            .filter(|(_, literal)| literal.elsewhere);
        let bodies = elsewhere
            .map(|(index, _)| (index, self.bodies.pop_front()))
            .collect();
        let mut response = response::read(frame, &mut self.tape, self.limits.depth);
        if let Response::Status { text, code, .. } | Response::Tagged { text, code, .. } =
            &mut response
        {
            if let Cow::Owned(masked) = self.secrets.masked_text(text) {
                *text = Cow::Owned(masked);
            }
            *code = self.secrets.masked_code(code.take());
        }
        Ok(Received {
            frame,
            part,
            response,
            running: None,
            bodies,
        })
    }

    /// A failure of the sink or the temporary file since the last call; the stream itself is in step.
    pub(in crate::client) fn take_local_failure(&mut self) -> Option<io::Error> {
        self.local_failure.take()
    }

    /// Works through what has arrived; says whether the framer holds a complete response now.
    pub(super) fn advance(&mut self, sink: &mut Option<&mut dyn Write>) -> Result<bool> {
        loop {
            match self
                .framer
                .step()
                .map_err(|overflow| Error::Limit(overflow.to_string()))?
            {
                Step::More => return Ok(false),
                Step::Response(_) => {
                    self.ready = true;
                    return Ok(true);
                }
                Step::LiteralStart(len) => {
                    let file = match sink {
                        Some(_) => None,
                        None => keep(&mut self.local_failure, tempfile::tempfile()),
                    };
                    self.large = Some(Large {
                        left: len,
                        len,
                        file,
                    });
                }
                Step::LiteralPiece(piece) => {
                    let Some(literal) = &mut self.large else {
                        continue;
                    };
                    literal.left = literal.left.saturating_sub(piece.len() as u64);
                    if self.local_failure.is_none() {
                        let written = match (sink.as_mut(), &mut literal.file) {
                            (_, Some(file)) => file.write_all(piece),
                            (Some(sink), None) => sink.write_all(piece),
                            (None, None) => Ok(()),
                        };
                        keep(&mut self.local_failure, written);
                    }
                    if literal.left == 0 {
                        self.bodies.extend(self.large.take().map(Large::into_body));
                    }
                }
            }
        }
    }

    /// Reads what is there; says whether there was anything.
    pub(super) fn fill(&mut self) -> Result<bool> {
        let Some(transport) = &mut self.transport else {
            return Err(self.ended());
        };
        match transport.read(self.framer.space()) {
            Ok(0) => Err(Error::Closed("the server closed the link".to_owned())),
            Ok(count) => {
                self.framer.filled(count);
                self.window.bytes += count;
                self.handful += count;
                if self.window.bytes >= FEWEST_BYTES {
                    self.window = Window::new();
                }
                Ok(true)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(false),
            Err(error) => Err(lost(&error)),
        }
    }
}

/// A large literal on its way.
pub(super) struct Large {
    pub(super) left: u64,
    len: u64,
    file: Option<File>,
}

impl Large {
    fn into_body(self) -> Body {
        match self.file {
            Some(file) => Body::Spooled(Spool::new(file, self.len)),
            _ => Body::Passed(self.len),
        }
    }
}

/// Remembers the first local failure; the stream is read on all the same, to stay in step.
fn keep<T>(failure: &mut Option<io::Error>, result: io::Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            failure.get_or_insert(error);
            None
        }
    }
}
