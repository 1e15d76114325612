//! Opens the demo to other programs on this machine. A thread for each connection, a bounded number of them.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::PollFlags;

use super::hall::Hall;
use super::session::Session;
use crate::client::wait_for;

/// So many connections at a time.
const MOST_CONNECTIONS: usize = 16;
/// A connection on which nothing comes for so long is given up.
const LONGEST_SILENCE: Duration = Duration::from_secs(30 * 60);

/// Takes connections, for as long as the process lives.
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
            // The link was lost; the client knows.
            let _ = talk(&mut stream, hall);
            drop(held);
        });
    }
}

fn talk(stream: &mut TcpStream, hall: Arc<Hall>) -> io::Result<()> {
    stream.set_nonblocking(true)?;
    stream.set_nodelay(true)?;
    let mut session = Session::new(hall)?;
    let mut buffer = vec![0; 16 << 10];
    let mut heard = Instant::now();
    loop {
        session.bell.reset();
        session.advance();
        while !session.output().is_empty() {
            match unblocked(stream.write(session.output()))? {
                Some(count) => session.sent(count),
                None => break,
            }
        }
        if session.ended() && session.output().is_empty() || heard.elapsed() > LONGEST_SILENCE {
            return Ok(());
        }
        let mut flags = PollFlags::empty();
        flags.set(PollFlags::OUT, !session.output().is_empty());
        if session.accepts() {
            flags |= PollFlags::IN;
            match unblocked(stream.read(&mut buffer))? {
                Some(0) => return Ok(()),
                Some(count) => {
                    heard = Instant::now();
                    session.receive(buffer.get(..count).unwrap_or_default());
                    continue;
                }
                None => {}
            }
        }
        wait_for(
            &*stream,
            flags,
            Some(heard + LONGEST_SILENCE),
            &session.bell,
        )?;
    }
}

/// What was read or written, or nothing where that is to be waited for.
fn unblocked(result: io::Result<usize>) -> io::Result<Option<usize>> {
    match result {
        Ok(count) => Ok(Some(count)),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
    }
}
