//! How clients reach the demo: within the process, without a port, or over loopback. A thread for each.

use std::io::{self, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::PollFlags;

use super::hall::Hall;
use super::session::serve;
use crate::client::{Interest, Readiness, Transport, Waker, wait_for};

/// So many connections over loopback at a time.
const MOST_CONNECTIONS: usize = 16;
/// One on which nothing comes for so long is given up.
const LONGEST_SILENCE: Duration = Duration::from_secs(30 * 60);

/// The client's end of a session within the process.
#[derive(Debug)]
pub(super) struct Link(UnixStream);

impl Link {
    /// Begins a session, which ends when the link is dropped.
    pub(super) fn new(hall: Arc<Hall>) -> io::Result<Self> {
        let (client, server) = UnixStream::pair()?;
        client.set_nonblocking(true)?;
        thread::Builder::new().spawn(move || {
            // A link that was lost: the client knows.
            let _ = serve(&hall, &mut BufReader::new(&server), &mut &server);
        })?;
        Ok(Link(client))
    }
}

impl Transport for Link {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
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
        wait_for(&self.0, flags, deadline, waker)
    }

    fn without_tls(&self) -> &'static str {
        "the demo has no TLS"
    }
}

/// Takes connections of other programs, for as long as the process lives.
pub(super) fn take(listener: &TcpListener, hall: &Arc<Hall>) {
    // Each connection holds one more.
    let open = Arc::new(());
    for stream in listener.incoming() {
        // A connection that failed while it was taken is the client's affair.
        let Ok(mut stream) = stream else { continue };
        if Arc::strong_count(&open) > MOST_CONNECTIONS {
            let _ = stream.write_all(b"* BYE too many connections\r\n");
            continue;
        }
        let (hall, held) = (Arc::clone(hall), Arc::clone(&open));
        thread::spawn(move || {
            let _ = talk(&stream, &hall);
            drop(held);
        });
    }
}

fn talk(mut stream: &TcpStream, hall: &Hall) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(LONGEST_SILENCE))?;
    stream.set_write_timeout(Some(LONGEST_SILENCE))?;
    serve(hall, &mut BufReader::new(stream), &mut stream)
}
