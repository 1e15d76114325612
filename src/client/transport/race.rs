//! Connects to the first of several addresses that answers.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketType, connect, ipproto, socket_with, sockopt};

use super::poll::poll_until;
use super::words::reason;
use super::{Readiness, Waker};

/// The head start of an address before the next one is tried too. RFC 8305 section 5
const HEAD_START: Duration = Duration::from_millis(250);

/// Why no address won.
#[derive(Debug)]
pub(super) enum Lost {
    /// All failed, each for its reason.
    Failed(Vec<(SocketAddr, String)>),
    /// The deadline passed while these were unanswered.
    TimedOut(Vec<SocketAddr>),
    /// The waker was used.
    Woken,
}

/// Connects to the first address that answers, and closes the other attempts. The stream does not block.
/// `trying` hears of each address when its turn comes.
pub(super) fn race(
    addresses: Vec<SocketAddr>,
    deadline: Option<Instant>,
    waker: &Waker,
    trying: &mut dyn FnMut(SocketAddr),
) -> Result<TcpStream, Lost> {
    let mut waiting = addresses.into_iter();
    let mut running: Vec<(SocketAddr, OwnedFd)> = Vec::new();
    let mut failures = Vec::new();
    let mut next_start = Instant::now();
    loop {
        if running.is_empty() || Instant::now() >= next_start {
            match waiting.next() {
                Some(address) => {
                    trying(address);
                    match start(address) {
                        Ok(socket) => {
                            running.push((address, socket));
                            next_start = Instant::now() + HEAD_START;
                        }
                        Err(error) => failures.push((address, reason(&error))),
                    }
                }
                None if running.is_empty() => return Err(Lost::Failed(failures)),
                None => {}
            }
        }
        let until = match waiting.len() {
            0 => deadline,
            _ if running.is_empty() => Some(Instant::now()),
            _ => Some(deadline.map_or(next_start, |deadline| deadline.min(next_start))),
        };
        match wait(&running, until, waker) {
            Ok(Readiness::Woken) => return Err(Lost::Woken),
            Ok(_) => {}
            Err(error) => return Err(all_failed(failures, &running, &error)),
        }
        let before = failures.len();
        if let Some(stream) = harvest(&mut running, &mut failures) {
            return Ok(stream);
        }
        if failures.len() > before {
            next_start = Instant::now();
        } else if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            let pending = running.into_iter().map(|(address, _)| address);
            return Err(Lost::TimedOut(pending.collect()));
        }
    }
}

/// Begins to connect; whether it comes about shows when the socket is ready to write.
fn start(address: SocketAddr) -> io::Result<OwnedFd> {
    let family = match address {
        SocketAddr::V4(_) => AddressFamily::INET,
        SocketAddr::V6(_) => AddressFamily::INET6,
    };
    let socket = new_socket(family)?;
    match connect(&socket, &address) {
        Ok(()) | Err(Errno::INPROGRESS | Errno::INTR) => Ok(socket),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_vendor = "apple"))]
fn new_socket(family: AddressFamily) -> io::Result<OwnedFd> {
    use rustix::net::SocketFlags;
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    Ok(socket_with(
        family,
        SocketType::STREAM,
        flags,
        Some(ipproto::TCP),
    )?)
}

/// These systems set the two flags only after the socket is made.
#[cfg(target_vendor = "apple")]
fn new_socket(family: AddressFamily) -> io::Result<OwnedFd> {
    let flags = rustix::net::SocketFlags::empty();
    let socket = socket_with(family, SocketType::STREAM, flags, Some(ipproto::TCP))?;
    rustix::io::fcntl_setfd(&socket, rustix::io::FdFlags::CLOEXEC)?;
    rustix::io::ioctl_fionbio(&socket, true)?;
    Ok(socket)
}

fn wait(
    running: &[(SocketAddr, OwnedFd)],
    until: Option<Instant>,
    waker: &Waker,
) -> io::Result<Readiness> {
    let mut polled = vec![PollFd::new(waker, PollFlags::IN)];
    let sockets = running
        .iter()
        .map(|(_, socket)| PollFd::from_borrowed_fd(socket.as_fd(), PollFlags::OUT));
    polled.extend(sockets);
    poll_until(&mut polled, until)
}

/// Takes the attempts that are over out of the running ones: the one that won, or those that failed.
fn harvest(
    running: &mut Vec<(SocketAddr, OwnedFd)>,
    failures: &mut Vec<(SocketAddr, String)>,
) -> Option<TcpStream> {
    let mut index = 0;
    while let Some((address, socket)) = running.get(index) {
        match outcome(socket) {
            None => index += 1,
            Some(Ok(())) => return Some(TcpStream::from(running.swap_remove(index).1)),
            Some(Err(error)) => {
                failures.push((*address, reason(&error)));
                running.remove(index);
            }
        }
    }
    None
}

/// How an attempt ended, or nothing while it runs.
fn outcome(socket: &OwnedFd) -> Option<io::Result<()>> {
    match sockopt::socket_error(socket) {
        Ok(Ok(())) => {}
        Ok(Err(error)) | Err(error) => return Some(Err(error.into())),
    }
    match rustix::net::getpeername(socket) {
        Ok(Some(_)) => Some(Ok(())),
        Ok(None) | Err(Errno::NOTCONN) => None,
        Err(error) => Some(Err(error.into())),
    }
}

/// Poll itself failed: that is the reason of every attempt that still ran.
fn all_failed(
    mut failures: Vec<(SocketAddr, String)>,
    running: &[(SocketAddr, OwnedFd)],
    error: &io::Error,
) -> Lost {
    failures.extend(running.iter().map(|(address, _)| (*address, reason(error))));
    Lost::Failed(failures)
}
