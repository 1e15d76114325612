//! From a host's name to its addresses, as a wait like any other.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use rustix::event::PollFlags;

use super::poll::wait_for;
use super::{Readiness, Waker};

/// How a look-up ended.
#[derive(Debug)]
pub(super) enum LookUp {
    /// The system answered: the addresses in the order to try them, families in turn.
    Answered(io::Result<Vec<SocketAddr>>),
    /// The deadline passed.
    TimedOut,
    /// The waker was used.
    Woken,
}

/// Asks the system for a host's addresses.
pub(super) fn look_up(
    host: &str,
    port: u16,
    deadline: Option<Instant>,
    waker: &Waker,
) -> io::Result<LookUp> {
    let host = host.to_owned();
    let resolve = move || {
        let addresses = (host.as_str(), port).to_socket_addrs()?;
        Ok(in_turn(addresses.collect()))
    };
    look_up_with(resolve, deadline, waker)
}

/// Runs a look-up in a thread of its own, because nothing ends one from outside: when the wait is over
/// before it, the thread is left behind to finish, and its answer falls on the floor.
fn look_up_with(
    resolve: impl FnOnce() -> io::Result<Vec<SocketAddr>> + Send + 'static,
    deadline: Option<Instant>,
    waker: &Waker,
) -> io::Result<LookUp> {
    let done = Waker::new()?;
    let signal = done.clone();
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new()
        .name("look-up".to_owned())
        .spawn(move || {
            let _ = sender.send(resolve());
            signal.wake();
        })?;
    let readiness = wait_for(
        std::os::fd::AsFd::as_fd(&done),
        PollFlags::IN,
        deadline,
        waker,
    )?;
    Ok(match readiness {
        Readiness::Ready => LookUp::Answered(
            receiver
                .try_recv()
                .unwrap_or_else(|_| Err(io::Error::other("the look-up ended without an answer"))),
        ),
        Readiness::TimedOut => LookUp::TimedOut,
        Readiness::Woken => LookUp::Woken,
    })
}

/// Puts addresses of the two families in turn, beginning with the family the system put first, so that
/// a family without a route costs one attempt and not all of its addresses. Keeps each once.
///
/// RFC 8305 section 4
fn in_turn(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let ipv6_first = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (first, second): (Vec<_>, Vec<_>) = addresses
        .into_iter()
        .partition(|address| address.is_ipv6() == ipv6_first);
    let mut result = Vec::with_capacity(first.len() + second.len());
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    loop {
        let pair = [first.next(), second.next()];
        if pair == [None, None] {
            return result;
        }
        for address in pair.into_iter().flatten() {
            if !result.contains(&address) {
                result.push(address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::time::Duration;

    use super::*;

    /// Runs a look-up that is not answered before the wait for it is over.
    fn unanswered(deadline: Option<Instant>, waker: &Waker) -> LookUp {
        let (_keep, never) = mpsc::channel::<()>();
        let resolve = move || {
            let _ = never.recv();
            Ok(Vec::new())
        };
        look_up_with(resolve, deadline, waker).unwrap()
    }

    #[test]
    fn a_look_up_without_answer_ends_at_the_deadline() {
        let waker = Waker::new().unwrap();
        let deadline = Instant::now() + Duration::from_millis(50);
        assert!(matches!(
            unanswered(Some(deadline), &waker),
            LookUp::TimedOut
        ));
    }

    #[test]
    fn a_look_up_without_answer_ends_by_the_waker_of_another_thread() {
        let waker = Waker::new().unwrap();
        let other = waker.clone();
        let started = Instant::now();
        let thread = thread::spawn(move || other.wake());
        assert!(matches!(unanswered(None, &waker), LookUp::Woken));
        assert!(started.elapsed() < Duration::from_secs(1));
        thread.join().unwrap();
    }

    #[test]
    fn an_address_is_its_own_look_up() {
        let waker = Waker::new().unwrap();
        for (host, expected) in [("127.0.0.1", "127.0.0.1:993"), ("::1", "[::1]:993")] {
            match look_up(host, 993, None, &waker).unwrap() {
                LookUp::Answered(Ok(addresses)) => {
                    assert_eq!(addresses, [expected.parse().unwrap()]);
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn families_take_turns_and_each_address_comes_once() {
        let parse = |list: &[&str]| -> Vec<SocketAddr> {
            list.iter().map(|text| text.parse().unwrap()).collect()
        };
        let given = parse(&[
            "[2001:db8::1]:1",
            "[2001:db8::2]:1",
            "[2001:db8::1]:1",
            "192.0.2.1:1",
        ]);
        let expected = parse(&["[2001:db8::1]:1", "192.0.2.1:1", "[2001:db8::2]:1"]);
        assert_eq!(in_turn(given), expected);
    }
}
