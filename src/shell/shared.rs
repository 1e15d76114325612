//! A stream that several owners write to: the screen, the trace, the server's own bytes.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Writes to a stream it shares with its clones.
#[derive(Clone)]
pub(crate) struct Shared {
    inner: Arc<Mutex<Box<dyn Write + Send>>>,
}

impl Shared {
    /// Shares a stream.
    pub(crate) fn new(inner: impl Write + Send + 'static) -> Self {
        Shared {
            inner: Arc::new(Mutex::new(Box::new(inner))),
        }
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
        self.inner
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .flush()
    }
}
