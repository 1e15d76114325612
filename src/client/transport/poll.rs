//! The one place that waits.

use std::io;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::{Readiness, Waker};

/// No poll is longer; a later deadline is polled for again. Some systems refuse very long ones.
const LONGEST_POLL: Duration = Duration::from_secs(24 * 60 * 60);

/// Waits for a file, the deadline or the waker.
pub(crate) fn wait_for(
    file: impl AsFd,
    flags: PollFlags,
    deadline: Option<Instant>,
    waker: &Waker,
) -> io::Result<Readiness> {
    let mut polled = [
        PollFd::new(waker, PollFlags::IN),
        PollFd::from_borrowed_fd(file.as_fd(), flags),
    ];
    poll_until(&mut polled, deadline)
}

/// Waits for any of several files, of which the first is the waker's, or the deadline.
pub(super) fn poll_until(
    polled: &mut [PollFd<'_>],
    deadline: Option<Instant>,
) -> io::Result<Readiness> {
    loop {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let timeout = left.map(timespec);
        match poll(polled, timeout.as_ref()) {
            Ok(0) if left.is_some_and(|left| left <= LONGEST_POLL) => {
                return Ok(Readiness::TimedOut);
            }
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => break,
            Err(error) => return Err(error.into()),
        }
    }
    // An error or a hang-up is an event too: the next read or write tells what it is.
    let woken = polled
        .first()
        .is_some_and(|waker| !waker.revents().is_empty());
    Ok(if woken {
        Readiness::Woken
    } else {
        Readiness::Ready
    })
}

fn timespec(duration: Duration) -> Timespec {
    // A day fits any system's type, so the default, not to wait, is never taken.
    Timespec::try_from(duration.min(LONGEST_POLL)).unwrap_or_default()
}
