//! The content of a body section or of any other large string.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

/// The bytes of a section: in memory when small, in a private temporary file when large.
#[derive(Debug, Clone)]
pub enum Body {
    /// Held in memory.
    Memory(Vec<u8>),
    /// Held in an unnamed temporary file that goes away with the value.
    Spooled(Spool),
    /// Given to the sink that the call named; only its size is known here.
    Passed(u64),
}

/// A large body on disk.
#[derive(Debug, Clone)]
pub struct Spool {
    file: Arc<File>,
    len: u64,
}

impl Spool {
    /// Takes a file that holds exactly `len` bytes of a body.
    pub fn new(file: File, len: u64) -> Self {
        Spool {
            file: Arc::new(file),
            len,
        }
    }
}

impl Body {
    /// The size in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Body::Memory(bytes) => bytes.len() as u64,
            Body::Spooled(spool) => spool.len,
            Body::Passed(len) => *len,
        }
    }

    /// Says whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes, when they are in memory.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Body::Memory(bytes) => Some(bytes),
            Body::Spooled(_) | Body::Passed(_) => None,
        }
    }

    /// Reads the bytes from the beginning, wherever they are.
    ///
    /// # Errors
    /// What the temporary file says.
    pub fn reader(&self) -> io::Result<Box<dyn Read + '_>> {
        match self {
            Body::Memory(bytes) => Ok(Box::new(bytes.as_slice())),
            Body::Spooled(spool) => {
                let mut file = spool.file.as_ref();
                file.seek(SeekFrom::Start(0))?;
                Ok(Box::new(file.take(spool.len)))
            }
            Body::Passed(_) => Ok(Box::new(io::empty())),
        }
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Body::Memory(one), Body::Memory(two)) => one == two,
            (Body::Spooled(one), Body::Spooled(two)) => Arc::ptr_eq(&one.file, &two.file),
            (Body::Passed(one), Body::Passed(two)) => one == two,
            _ => false,
        }
    }
}
