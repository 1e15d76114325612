//! Bytes in clear over TCP.

use std::io::{self, Read, Write};
use std::net::TcpStream;
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
        wait_for(&self.stream, flags, deadline, waker)
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
                return Err(Error::Tls {
                    text: format!("{host} closed the connection before the TLS handshake"),
                    hint: None,
                });
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

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]

    use std::net::{Shutdown, TcpListener};
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::client::transport::TlsSettings;

    fn pair() -> (Box<TcpTransport>, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        client.set_nonblocking(true).unwrap();
        (
            Box::new(TcpTransport::new(client)),
            listener.accept().unwrap().0,
        )
    }

    /// Writes until there is no room, and none comes about for a while.
    pub(in crate::client::transport) fn fill(transport: &mut dyn Transport, waker: &Waker) {
        let bytes = vec![b'x'; 1 << 20];
        loop {
            match transport.write(&bytes) {
                Ok(_) => continue,
                Err(error) => assert_eq!(error.kind(), io::ErrorKind::WouldBlock),
            }
            let soon = Some(Instant::now() + Duration::from_millis(100));
            match transport.wait(Interest::Write, soon, waker).unwrap() {
                Readiness::TimedOut => return,
                readiness => assert_eq!(readiness, Readiness::Ready),
            }
        }
    }

    fn upgrade_error(transport: Box<TcpTransport>) -> String {
        let waker = Waker::new().unwrap();
        let tls = TlsSettings::new("mail.example.org").prepare().unwrap();
        transport
            .wait_readable(&waker)
            .upgrade(&tls, None, &waker)
            .err()
            .unwrap()
            .to_string()
    }

    impl TcpTransport {
        fn wait_readable(mut self: Box<Self>, waker: &Waker) -> Box<Self> {
            let readiness = self.wait(Interest::Read, None, waker).unwrap();
            assert_eq!(readiness, Readiness::Ready);
            self
        }
    }

    #[test]
    fn a_write_to_a_peer_that_does_not_read_waits_and_is_woken() {
        let (mut transport, _peer) = pair();
        let waker = Waker::new().unwrap();
        fill(transport.as_mut(), &waker);
        let other = waker.clone();
        let thread = thread::spawn(move || other.wake());
        let readiness = transport.wait(Interest::Write, None, &waker).unwrap();
        assert_eq!(readiness, Readiness::Woken);
        thread.join().unwrap();
    }

    #[test]
    fn a_closed_link_is_an_end_after_its_last_bytes() {
        let (transport, mut peer) = pair();
        peer.write_all(b"* BYE\r\n").unwrap();
        peer.shutdown(Shutdown::Write).unwrap();
        let waker = Waker::new().unwrap();
        let mut transport = transport.wait_readable(&waker);
        let mut buffer = [0; 64];
        assert_eq!(transport.read(&mut buffer).unwrap(), 7);
        let mut transport = transport.wait_readable(&waker);
        assert_eq!(transport.read(&mut buffer).unwrap(), 0);
    }

    #[test]
    fn bytes_before_the_handshake_refuse_the_upgrade() {
        let (transport, mut peer) = pair();
        peer.write_all(b"* 1 EXISTS\r\n").unwrap();
        assert_eq!(
            upgrade_error(transport),
            "mail.example.org sent more in clear text after it had agreed to STARTTLS"
        );
    }

    #[test]
    fn an_end_before_the_handshake_is_told_as_such() {
        let (transport, peer) = pair();
        drop(peer);
        assert_eq!(
            upgrade_error(transport),
            "mail.example.org closed the connection before the TLS handshake"
        );
    }
}
