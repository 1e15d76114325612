//! A stream that several owners write to: the screen, the trace, the server's own bytes.

use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, fstat};
use rustix::io::retry_on_intr;

use super::failure::is_stopped;

/// Writes to a stream it shares with its clones.
#[derive(Clone)]
pub(crate) struct Shared {
    inner: Arc<Mutex<Box<dyn Write + Send>>>,
    /// Its end of a pipe, by which it is known whether somebody is at the other.
    end: Arc<Mutex<Option<OwnedFd>>>,
    /// Whoever read it has gone.
    abandoned: Arc<AtomicBool>,
    /// Ctrl-C ended the wait for whoever reads it.
    stopped: Arc<AtomicBool>,
    /// How many bytes went into it.
    written: Arc<AtomicU64>,
    /// It is the process's standard output, which other programs inherit.
    of_process: bool,
}

impl Shared {
    /// Shares a stream.
    pub(crate) fn new(inner: impl Write + Send + 'static) -> Self {
        Shared {
            inner: Arc::new(Mutex::new(Box::new(inner))),
            end: Arc::default(),
            abandoned: Arc::default(),
            stopped: Arc::default(),
            written: Arc::default(),
            of_process: false,
        }
    }

    /// The standard output of the process.
    pub(crate) fn stdout() -> Self {
        Shared {
            of_process: true,
            ..Shared::piped(Stdout(io::stdout()))
        }
    }

    /// Shares a stream that may be a pipe.
    pub(crate) fn piped(inner: impl Write + AsFd + Send + 'static) -> Self {
        let kind = fstat(&inner).map(|stat| FileType::from_raw_mode(stat.st_mode));
        let pipe = matches!(kind, Ok(FileType::Fifo | FileType::Socket));
        let end = pipe
            .then(|| inner.as_fd().try_clone_to_owned().ok())
            .flatten();
        Shared {
            end: Arc::new(Mutex::new(end)),
            ..Shared::new(inner)
        }
    }

    /// Says whether it is a pipe.
    pub(crate) fn is_piped(&self) -> bool {
        let end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        end.is_some()
    }

    /// Says whether somebody still reads it, as far as that can be known without writing.
    pub(crate) fn has_reader(&self) -> bool {
        let end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(end) = end.as_ref().filter(|_| !self.is_abandoned()) else {
            return !self.is_abandoned();
        };
        let mut polled = [PollFd::new(end, PollFlags::empty())];
        let looked = poll(&mut polled, Some(&Timespec::default()));
        looked.is_err() || !polled[0].revents().contains(PollFlags::ERR)
    }

    /// How many bytes went into it so far.
    pub(crate) fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    /// Says whether it is the standard output of the process.
    pub(crate) fn is_of_process(&self) -> bool {
        self.of_process
    }

    /// Lets the stream go, whoever still has a clone: a program that reads it sees the end.
    pub(crate) fn close(&self) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        // A reader that has gone is known by then.
        let _ = inner.flush();
        *inner = Box::new(io::sink());
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Says whether a write failed because whoever read the stream has gone.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Relaxed)
    }

    /// Says whether a write failed because Ctrl-C ended the wait for whoever reads the stream.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    fn watched<T>(&self, result: io::Result<T>) -> io::Result<T> {
        match &result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.abandoned.store(true, Ordering::Relaxed);
            }
            Err(error) if is_stopped(error) => self.stopped.store(true, Ordering::Relaxed),
            _ => {}
        }
        result
    }

    /// Writes a line of our own words; nobody can be told when that fails.
    pub(crate) fn say(&self, text: &str) {
        let mut stream = self.clone();
        let _ = stream
            .write_all(format!("{text}\n").as_bytes())
            .and_then(|()| stream.flush());
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let count = self.watched(inner.write(bytes))?;
        self.written.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        self.watched(inner.flush())
    }
}

/// The standard output of the process, which gathers lines. Pieces that are large pass by it: their last line would
/// wait for its end, and be written by itself.
struct Stdout(io::Stdout);

/// From this size on a piece is worth a call of the system.
const LARGE: usize = 4 << 10;

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() < LARGE {
            return self.0.write(bytes);
        }
        self.0.flush()?;
        Ok(retry_on_intr(|| rustix::io::write(&self.0, bytes))?)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl AsFd for Stdout {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
