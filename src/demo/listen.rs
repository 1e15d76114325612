//! Opens the demo to other programs on this machine. A thread for each connection, a bounded number of them.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::PollFlags;

use super::hall::Hall;
use super::session::Session;
use crate::client::{Waker, wait_for};

/// So many connections at a time.
const MOST_CONNECTIONS: usize = 32;
/// A connection on which nothing comes for so long is given up.
const LONGEST_SILENCE: Duration = Duration::from_secs(30 * 60);

/// Takes connections, for as long as the process lives.
pub(super) fn take(listener: TcpListener, hall: Arc<Hall>) {
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        // A connection that failed while it was taken is the client's affair.
        let Ok(mut stream) = stream else { continue };
        if open.fetch_add(1, Ordering::SeqCst) >= MOST_CONNECTIONS {
            open.fetch_sub(1, Ordering::SeqCst);
            let _ = stream.write_all(b"* BYE too many connections\r\n");
            continue;
        }
        let (hall, count) = (Arc::clone(&hall), Arc::clone(&open));
        thread::spawn(move || {
            // The link was lost; the client knows.
            let _ = talk(stream, hall);
            count.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

fn talk(mut stream: TcpStream, hall: Arc<Hall>) -> io::Result<()> {
    stream.set_nonblocking(true)?;
    stream.set_nodelay(true)?;
    let bell = Waker::new()?;
    let mut session = Session::new(hall);
    session.hall.hang(session.id, bell.clone());
    let result = exchange(&mut stream, &mut session, &bell);
    session.hall.take_down(session.id);
    result
}

fn exchange(stream: &mut TcpStream, session: &mut Session, bell: &Waker) -> io::Result<()> {
    let mut buffer = vec![0; 16 << 10];
    let mut heard = Instant::now();
    loop {
        bell.reset();
        session.advance();
        while !session.output().is_empty() {
            match stream.write(session.output()) {
                Ok(count) => session.sent(count),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        if session.ended() && session.output().is_empty() || heard.elapsed() > LONGEST_SILENCE {
            return Ok(());
        }
        if session.accepts() && !session.ended() {
            match stream.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(count) => {
                    heard = Instant::now();
                    session.receive(buffer.get(..count).unwrap_or_default());
                    continue;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        let mut flags = PollFlags::IN;
        flags.set(PollFlags::OUT, !session.output().is_empty());
        if !session.accepts() || session.ended() {
            flags = PollFlags::OUT;
        }
        let arrival = session.hall.until_arrival().unwrap_or(LONGEST_SILENCE);
        let until = Instant::now() + arrival.min(LONGEST_SILENCE);
        wait_for(&*stream, flags, Some(until), bell)?;
    }
}
