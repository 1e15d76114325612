//! Text of any length kept aside: in memory when small, in a private temporary file when large.

use std::fs::File;
use std::io::{self, Write};

use imapclient::types::{Body, Spool};

/// More than this goes into a file.
const IN_MEMORY: usize = 256 * 1024;

/// Takes bytes and becomes a body.
#[derive(Default)]
pub(crate) struct Kept {
    memory: Vec<u8>,
    file: Option<File>,
    len: u64,
}

impl Kept {
    /// All that was written.
    pub(crate) fn into_body(self) -> Body {
        match self.file {
            Some(file) => Body::Spooled(Spool::new(file, self.len)),
            None => Body::Memory(self.memory),
        }
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.file.is_none() && self.memory.len() + bytes.len() > IN_MEMORY {
            let mut file = tempfile::tempfile()?;
            file.write_all(&std::mem::take(&mut self.memory))?;
            self.file = Some(file);
        }
        match &mut self.file {
            Some(file) => file.write_all(bytes)?,
            None => self.memory.extend_from_slice(bytes),
        }
        self.len += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_is_large_comes_back_from_its_file() {
        for pieces in [1, 3, 2000] {
            let mut kept = Kept::default();
            for piece in 0..pieces {
                write!(kept, "{piece:0>256}").unwrap();
            }
            let body = kept.into_body();
            assert_eq!(body.len(), pieces * 256);
            assert_eq!(body.bytes().is_none(), pieces == 2000);
            let mut read = String::new();
            body.reader().unwrap().read_to_string(&mut read).unwrap();
            assert!(read.ends_with(&format!("{:0>256}", pieces - 1)));
        }
    }
}
