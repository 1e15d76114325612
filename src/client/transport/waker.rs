//! Ends waits from outside.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;

use rustix::event::{PollFd, PollFlags};
use rustix::io::ioctl_fionbio;

/// Ends waits from a signal handler's thread or any other. Clones wake the same waits.
///
/// A waker that was used stays so, and every wait it is given to ends at once, until [`Waker::reset`].
#[derive(Debug, Clone)]
pub struct Waker {
    pipe: Arc<Pipe>,
}

/// All state is in the kernel: a byte in the pipe means woken. So there is no flag that could
/// disagree with what a poll sees.
#[derive(Debug)]
struct Pipe {
    reader: PipeReader,
    writer: PipeWriter,
}

impl Waker {
    /// Makes a waker that was not used yet.
    pub fn new() -> io::Result<Waker> {
        let (reader, writer) = io::pipe()?;
        ioctl_fionbio(&reader, true)?;
        ioctl_fionbio(&writer, true)?;
        Ok(Waker {
            pipe: Arc::new(Pipe { reader, writer }),
        })
    }

    /// Ends the wait that runs now, or else the next one.
    pub fn wake(&self) {
        // A write that fails finds the pipe full, and so the waker used.
        while let Err(error) = (&self.pipe.writer).write(b"!") {
            if error.kind() != io::ErrorKind::Interrupted {
                return;
            }
        }
    }

    /// Makes it as if the waker was not used yet.
    pub fn reset(&self) {
        let mut scrap = [0; 256];
        loop {
            match (&self.pipe.reader).read(&mut scrap) {
                Ok(0) => return,
                Err(error) if error.kind() != io::ErrorKind::Interrupted => return,
                _ => {}
            }
        }
    }

    /// Says whether the waker was used since it was last reset.
    pub fn is_woken(&self) -> bool {
        let mut polled = [PollFd::new(self, PollFlags::IN)];
        // Nothing is waited for: a zero timespec, not a deadline in the past, saves reading the clock.
        matches!(
            rustix::event::poll(&mut polled, Some(&rustix::event::Timespec::default())),
            Ok(1..)
        )
    }
}

/// The end that is readable while the waker is used, to be polled beside a stream.
impl AsFd for Waker {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.pipe.reader.as_fd()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_used_waker_stays_used_until_it_is_reset() {
        let waker = Waker::new().unwrap();
        assert!(!waker.is_woken());
        let clone = waker.clone();
        clone.wake();
        clone.wake();
        assert!(waker.is_woken());
        assert!(waker.is_woken());
        waker.reset();
        assert!(!clone.is_woken());
        clone.wake();
        assert!(waker.is_woken());
    }

    #[test]
    fn a_waker_used_without_end_neither_blocks_nor_overflows() {
        let waker = Waker::new().unwrap();
        for _ in 0..200_000 {
            waker.wake();
        }
        waker.reset();
        assert!(!waker.is_woken());
    }
}
