//! A stream that several owners write to: the screen, the trace, the server's own bytes.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Writes to a stream it shares with its clones.
#[derive(Clone)]
pub(crate) struct Shared {
    inner: Arc<Mutex<Box<dyn Write + Send>>>,
    /// Whoever read it has gone.
    abandoned: Arc<AtomicBool>,
    /// It is the process's standard output, which other programs inherit.
    of_process: bool,
}

impl Shared {
    /// Shares a stream.
    pub(crate) fn new(inner: impl Write + Send + 'static) -> Self {
        Shared {
            inner: Arc::new(Mutex::new(Box::new(inner))),
            abandoned: Arc::default(),
            of_process: false,
        }
    }

    /// The standard output of the process.
    pub(crate) fn stdout() -> Self {
        Shared {
            of_process: true,
            ..Shared::new(io::stdout())
        }
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
    }

    /// Says whether a write failed because whoever read the stream has gone.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Relaxed)
    }

    fn watched<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result
            && error.kind() == io::ErrorKind::BrokenPipe
        {
            self.abandoned.store(true, Ordering::Relaxed);
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
        self.watched(inner.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        self.watched(inner.flush())
    }
}
