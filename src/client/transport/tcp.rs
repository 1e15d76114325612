//! Bytes in clear over TCP.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::os::fd::AsFd;
use std::time::Instant;

use rustix::event::PollFlags;

use super::poll::wait_for;
use super::tls::{Stage, Tls, handshake};
use super::{Interest, Readiness, Transport, Waker};
use crate::error::{Error, Result};

/// A connected socket that does not block.
#[derive(Debug)]
pub(super) struct TcpTransport {
    stream: TcpStream,
}

impl TcpTransport {
    /// Takes a socket that is set not to block.
    pub(super) fn new(stream: TcpStream) -> Self {
        TcpTransport { stream }
    }
}

impl Transport for TcpTransport {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        uninterrupted(|| self.stream.read(buffer))
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        uninterrupted(|| self.stream.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn wait(
        &mut self,
        interest: Interest,
        deadline: Option<Instant>,
        waker: &Waker,
    ) -> io::Result<Readiness> {
        let mut flags = PollFlags::empty();
        flags.set(PollFlags::IN, interest.reads());
        flags.set(PollFlags::OUT, interest.writes());
        wait_for(self.stream.as_fd(), flags, deadline, waker)
    }

    /// # Errors
    /// [`Error::Tls`] also when there are bytes to read already: a TLS server waits for the client to
    /// begin, so they were sent in clear, by whoever they come from, to be taken for bytes inside TLS.
    fn upgrade(
        self: Box<Self>,
        tls: &Tls,
        deadline: Option<Instant>,
        waker: &Waker,
    ) -> Result<Box<dyn Transport>> {
        let host = tls.server_name();
        match uninterrupted(|| self.stream.peek(&mut [0])) {
            Ok(0) => {
                return Err(Error::Closed(
                    "the server closed the connection before the TLS handshake".to_owned(),
                ));
            }
            Ok(_) => {
                return Err(Error::Tls {
                    text: format!(
                        "{host} sent more in clear text after it had agreed to STARTTLS"
                    ),
                    hint: Some(
                        "somebody between may be inserting answers; try TLS from the start (port 993)"
                            .to_owned(),
                    ),
                });
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(Error::Closed(format!("before the TLS handshake: {error}"))),
        }
        let late = Error::Timeout(format!("{host} did not finish the TLS handshake in time"));
        let stream = handshake(self.stream, tls, Stage::StartTls, deadline, waker, late)?;
        Ok(Box::new(stream))
    }
}

/// Calls again when a signal came in between.
pub(super) fn uninterrupted<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
