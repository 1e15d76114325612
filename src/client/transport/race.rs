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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::net::TcpListener;
    use std::thread;

    use rustix::event::Timespec;

    use super::*;

    /// A listener whose queue is full: connecting to it gets no answer at all.
    fn unanswering() -> (SocketAddr, Vec<OwnedFd>) {
        let socket = new_socket(AddressFamily::INET).unwrap();
        let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
        rustix::net::bind(&socket, &any).unwrap();
        rustix::net::listen(&socket, 0).unwrap();
        let listener = TcpListener::from(socket);
        let address = listener.local_addr().unwrap();
        let mut kept = vec![OwnedFd::from(listener)];
        // Each try that comes about takes a place in the queue.
        for _ in 0..16 {
            let client = start(address).unwrap();
            let mut polled = [PollFd::new(&client, PollFlags::OUT)];
            let soon = Timespec::try_from(Duration::from_millis(50)).unwrap();
            let count = rustix::event::poll(&mut polled, Some(&soon)).unwrap();
            kept.push(client);
            if count == 0 {
                return (address, kept);
            }
        }
        panic!("the queue does not fill up");
    }

    fn refusing(host: &str) -> SocketAddr {
        TcpListener::bind((host, 0)).unwrap().local_addr().unwrap()
    }

    fn after(milliseconds: u64) -> Option<Instant> {
        Some(Instant::now() + Duration::from_millis(milliseconds))
    }

    #[test]
    fn each_family_is_tried_when_only_one_listens() {
        let waker = Waker::new().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let ipv4 = listener.local_addr().unwrap();
        let ipv6 = SocketAddr::new("::1".parse().unwrap(), ipv4.port());
        for addresses in [vec![ipv4, ipv6], vec![ipv6, ipv4]] {
            let first = addresses[0];
            let mut tried = Vec::new();
            let stream = race(addresses, after(10_000), &waker, &mut |it| tried.push(it)).unwrap();
            assert_eq!(stream.peer_addr().unwrap(), ipv4);
            assert_eq!(tried[0], first);
        }
    }

    #[test]
    fn a_refused_port_is_named_with_its_reason() {
        let waker = Waker::new().unwrap();
        let address = refusing("127.0.0.1");
        match race(vec![address, address], after(10_000), &waker, &mut |_| {}) {
            Err(Lost::Failed(failures)) => {
                let refused = (address, "connection refused".to_owned());
                assert_eq!(failures, [refused.clone(), refused]);
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_address_without_answer_does_not_hold_up_the_next() {
        let waker = Waker::new().unwrap();
        let (silent, _kept) = unanswering();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let good = listener.local_addr().unwrap();
        let started = Instant::now();
        let stream = race(vec![silent, good], after(10_000), &waker, &mut |_| {}).unwrap();
        assert_eq!(stream.peer_addr().unwrap(), good);
        assert!(started.elapsed() < Duration::from_secs(1));
    }

    #[test]
    fn an_address_without_answer_ends_at_the_deadline_and_by_the_waker() {
        let waker = Waker::new().unwrap();
        let (silent, _kept) = unanswering();
        match race(vec![silent], after(50), &waker, &mut |_| {}) {
            Err(Lost::TimedOut(pending)) => assert_eq!(pending, [silent]),
            other => panic!("{other:?}"),
        }
        let other = waker.clone();
        let thread = thread::spawn(move || other.wake());
        let lost = race(vec![silent], None, &waker, &mut |_| {}).unwrap_err();
        assert!(matches!(lost, Lost::Woken));
        thread.join().unwrap();
    }
}
