//! A server in memory: takes commands apart as any server must, by line ends and announced literals alone,
//! answers each with OK, and keeps what was sent. Its bytes come in pieces of any size.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use imapclient::client::{Client, Interest, Options, Readiness, Tls, Transport, Waker};

/// What a server says and saw; shared with the transport that the client owns.
#[derive(Debug, Default)]
pub(crate) struct Server {
    /// Bytes of the command that is on its way.
    unfinished: Vec<u8>,
    /// Where in them the present line begins.
    line: usize,
    /// How much of a literal is still to come.
    literal: usize,
    /// Complete commands, as they were sent.
    pub(crate) commands: Vec<Vec<u8>>,
    /// Says what comes before the tagged OK of a command.
    pub(crate) untagged: VecDeque<Vec<u8>>,
    /// Answers NO where leave for a literal is asked.
    pub(crate) refuses_literals: bool,
    to_client: VecDeque<u8>,
}

impl Server {
    /// Bytes that belong to no complete command.
    pub(crate) fn unfinished(&self) -> &[u8] {
        &self.unfinished
    }

    fn take(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.unfinished.push(byte);
            if self.literal > 0 {
                self.literal -= 1;
                if self.literal == 0 {
                    self.line = self.unfinished.len();
                }
            } else if self.unfinished[self.line..].ends_with(b"\r\n") {
                self.end_of_line();
            }
        }
    }

    fn end_of_line(&mut self) {
        let line = &self.unfinished[self.line..self.unfinished.len() - 2];
        let Some((size, waits)) = announced(line) else {
            return self.complete("OK done");
        };
        if waits && self.refuses_literals {
            return self.complete("NO too much");
        }
        if waits {
            self.to_client.extend(b"+ go on\r\n");
        }
        self.literal = size;
        self.line = self.unfinished.len();
    }

    fn complete(&mut self, answer: &str) {
        let command = std::mem::take(&mut self.unfinished);
        let tag: Vec<u8> = command
            .iter()
            .copied()
            .take_while(|byte| *byte != b' ')
            .collect();
        self.to_client
            .extend(self.untagged.pop_front().unwrap_or_default());
        self.to_client.extend(tag);
        self.to_client.extend(format!(" {answer}\r\n").bytes());
        self.commands.push(command);
        self.line = 0;
    }
}

/// The size of the literal that a line announces, and whether the client waits for leave.
pub(crate) fn announced(line: &[u8]) -> Option<(usize, bool)> {
    let line = line.strip_suffix(b"}")?;
    let (digits, waits) = match line.strip_suffix(b"+") {
        Some(line) => (line, false),
        None => (line, true),
    };
    let start = digits.iter().rposition(|byte| *byte == b'{')? + 1;
    let size = std::str::from_utf8(&digits[start..]).ok()?;
    Some((size.parse().ok()?, waits))
}

/// The client's end of a [`Server`].
#[derive(Debug)]
struct Wire {
    server: Arc<Mutex<Server>>,
    /// Sizes of reads, over and over; none for all there is. Between two reads nothing is there.
    reads: Vec<usize>,
    count: usize,
}

impl Wire {
    fn server(&self) -> MutexGuard<'_, Server> {
        self.server.lock().unwrap()
    }
}

impl Transport for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.count += 1;
        let step = self.count / 2;
        let now = match self.reads.is_empty() {
            true => buffer.len(),
            false if self.count.is_multiple_of(2) => return Err(ErrorKind::WouldBlock.into()),
            false => self.reads[step % self.reads.len()].clamp(1, buffer.len()),
        };
        let mut server = self.server();
        let now = now.min(server.to_client.len());
        if now == 0 {
            return Err(ErrorKind::WouldBlock.into());
        }
        for (place, byte) in buffer.iter_mut().zip(server.to_client.drain(..now)) {
            *place = byte;
        }
        Ok(now)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let now = self
            .reads
            .first()
            .map_or(bytes.len(), |size| (*size).min(bytes.len()));
        self.server().take(&bytes[..now]);
        Ok(now)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn wait(
        &mut self,
        interest: Interest,
        deadline: Option<Instant>,
        _: &Waker,
    ) -> io::Result<Readiness> {
        if interest.writes() || !self.server().to_client.is_empty() {
            return Ok(Readiness::Ready);
        }
        match deadline {
            Some(_) => Ok(Readiness::TimedOut),
            // Nothing will ever come: a test that waits for it has failed.
            None => Err(ErrorKind::UnexpectedEof.into()),
        }
    }

    fn upgrade(
        self: Box<Self>,
        _: &Tls,
        _: Option<Instant>,
        _: &Waker,
    ) -> imapclient::Result<Box<dyn Transport>> {
        unreachable!("no test asks for TLS")
    }
}

/// A client that has read a greeting, and its server.
pub(crate) fn connected(greeting: &str, reads: &[usize]) -> (Client, Arc<Mutex<Server>>) {
    let server = Arc::new(Mutex::new(Server::default()));
    server
        .lock()
        .unwrap()
        .to_client
        .extend(format!("* {greeting}\r\n").bytes());
    let wire = Wire {
        server: Arc::clone(&server),
        reads: reads.to_vec(),
        count: 0,
    };
    let waker = Waker::new().unwrap();
    let client = Client::greet(Box::new(wire), waker, Options::default(), None).unwrap();
    (client, server)
}
