//! How clients reach a session: within the process, without a socket or a thread, or over loopback.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::PollFlags;

use super::session::Session;
use super::store::{Store, hold};
use crate::client::{Interest, Readiness, Transport, Waker, wait_for};

/// While there are so many sessions, no other is begun over loopback.
const MOST_SESSIONS: usize = 16;
/// One on which nothing comes for so long is given up.
const LONGEST_SILENCE: Duration = Duration::from_secs(30 * 60);

/// The client's end of a session in memory: what it writes is answered at once, to be read.
pub(super) struct Link {
    store: Arc<Mutex<Store>>,
    session: Session,
    /// Is used when something in the store may have changed.
    bell: Arc<Waker>,
}

impl Link {
    /// Begins a session.
    pub(super) fn new(store: &Arc<Mutex<Store>>) -> io::Result<Self> {
        let bell = Arc::new(Waker::new()?);
        let mut shared = hold(store);
        shared.ring();
        shared.bells.push(Arc::downgrade(&bell));
        Ok(Link {
            store: Arc::clone(store),
            session: Session::new(),
            bell,
        })
    }

    /// Carries bytes between a stream and the session, until one of them ends.
    fn serve(mut self, mut stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(LONGEST_SILENCE))?;
        let (mut buffer, mut came) = (vec![0; 16 << 10], 0..0);
        while !self.session.is_over() {
            let rest = buffer.get(came.clone()).unwrap_or_default();
            came.start += self.write(rest).unwrap_or(0);
            self.session.tell_news(&mut hold(&self.store));
            if !self.session.out.is_empty() {
                stream.write_all(std::mem::take(&mut self.session.out).make_contiguous())?;
            } else if came.is_empty() {
                let deadline = Instant::now() + LONGEST_SILENCE;
                match wait_for(stream, PollFlags::IN, Some(deadline), &self.bell)? {
                    Readiness::Woken => self.bell.reset(),
                    Readiness::TimedOut => break,
                    Readiness::Ready => match stream.read(&mut buffer)? {
                        0 => break,
                        count => came = 0..count,
                    },
                }
            }
        }
        Ok(())
    }
}

impl Transport for Link {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.session.tell_news(&mut hold(&self.store));
        let count = self.session.out.read(buffer)?;
        if self.session.out.is_empty() {
            // The memory of a large answer is given back.
            self.session.out.shrink_to_fit();
        }
        match count {
            0 if !self.session.is_over() => Err(ErrorKind::WouldBlock.into()),
            _ => Ok(count),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (store, mut rest) = (&mut *hold(&self.store), bytes);
        while !rest.is_empty() && !self.session.is_busy() {
            let count = self.session.receive(store, rest);
            rest = rest.get(count..).unwrap_or_default();
        }
        match bytes.len() - rest.len() {
            0 if self.session.is_over() => Err(ErrorKind::BrokenPipe.into()),
            0 => Err(ErrorKind::WouldBlock.into()),
            count => Ok(count),
        }
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
        loop {
            let session = &mut self.session;
            session.tell_news(&mut hold(&self.store));
            let can_read = interest.reads() && !session.out.is_empty();
            let can_write = interest.writes() && !session.is_busy();
            let ready = can_read || can_write || session.is_over();
            if ready && !waker.is_woken() {
                return Ok(Readiness::Ready);
            }
            match wait_for(&*self.bell, PollFlags::IN, deadline, waker)? {
                Readiness::Ready => self.bell.reset(),
                ended => return Ok(ended),
            }
        }
    }
}

/// Takes connections of other programs, for as long as the process lives.
pub(super) fn take(listener: &TcpListener, store: &Arc<Mutex<Store>>) {
    for stream in listener.incoming() {
        // What fails while it is taken is the client's affair.
        let (Ok(mut stream), Ok(link)) = (stream, Link::new(store)) else {
            continue;
        };
        if hold(store).bells.len() > MOST_SESSIONS {
            let _ = stream.write_all(b"* BYE too many connections\r\n");
            continue;
        }
        thread::spawn(move || link.serve(&stream));
    }
}
