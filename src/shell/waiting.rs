//! Files that may be pipes: opened, read and written no longer than somebody wants to wait. The waker, behind
//! Ctrl-C and the signals that end the process, ends each of these waits.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use imapclient::client::Waker;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;

use super::failure::stopped;
use super::interruption::pause;

/// Between two looks whether somebody reads a pipe: the system tells it to nobody who waits.
const LOOK: Duration = Duration::from_millis(20);

/// A stream whose waits the waker ends.
#[derive(Debug)]
pub(crate) struct Waiting<F> {
    stream: F,
    waker: Waker,
}

impl<F> Waiting<F> {
    /// Reads or writes a stream that is open.
    pub(crate) fn on(stream: F, waker: &Waker) -> Self {
        Waiting {
            stream,
            waker: waker.clone(),
        }
    }
}

impl Waiting<File> {
    /// Opens what is to be read. A pipe that nobody writes to yet is waited for when it is read.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn open(path: &Path, waker: &Waker) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let file = options.read(true).custom_flags(NONBLOCK).open(path)?;
        Ok(Waiting::on(file, waker))
    }

    /// Opens what is to be written to in the way the options say, and waits for whoever reads a pipe.
    ///
    /// # Errors
    /// What the file system says, and [`stopped`] once the waker is used.
    pub(crate) fn create(
        options: &mut OpenOptions,
        path: &Path,
        waker: &Waker,
    ) -> io::Result<Self> {
        let pipe = path.metadata().is_ok_and(|data| data.file_type().is_fifo());
        if !pipe {
            return Ok(Waiting::on(options.open(path)?, waker));
        }
        options.custom_flags(NONBLOCK);
        loop {
            match options.open(path) {
                Err(error) if error.raw_os_error() == Some(Errno::NXIO.raw_os_error()) => {
                    if !pause(waker, LOOK) {
                        return Err(stopped());
                    }
                }
                opened => return opened.map(|file| Waiting::on(file, waker)),
            }
        }
    }

    /// The file itself, to ask the system of it.
    pub(crate) fn get(&self) -> &File {
        &self.stream
    }

    /// The file itself, which waits for ever as other programs expect of it.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn into_file(self) -> io::Result<File> {
        rustix::io::ioctl_fionbio(&self.stream, false)?;
        Ok(self.stream)
    }
}

impl<F: AsFd> Waiting<F> {
    /// Reads what there is, waiting for it no longer than the limit; nothing when that has passed.
    ///
    /// # Errors
    /// What the file system says, and [`stopped`] once the waker is used.
    pub(crate) fn read_within(
        &self,
        bytes: &mut [u8],
        limit: Option<&Timespec>,
    ) -> io::Result<Option<usize>> {
        loop {
            if !self.wait(PollFlags::IN, limit)? {
                return Ok(None);
            }
            match rustix::io::read(&self.stream, &mut *bytes) {
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(error) => return Err(error.into()),
                Ok(count) => return Ok(Some(count)),
            }
        }
    }

    /// Waits until it can be used; false when the limit has passed before.
    fn wait(&self, flags: PollFlags, limit: Option<&Timespec>) -> io::Result<bool> {
        loop {
            let mut polled = [
                PollFd::new(&self.waker, PollFlags::IN),
                PollFd::new(&self.stream, flags),
            ];
            match poll(&mut polled, limit) {
                Ok(0) => return Ok(false),
                Ok(_) if !polled[0].revents().is_empty() => return Err(stopped()),
                Ok(_) => return Ok(true),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl<F: AsFd> Read for Waiting<F> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        Ok(self.read_within(bytes, None)?.unwrap_or_default())
    }
}

impl<F: AsFd> Write for Waiting<F> {
    /// What can be written at once is, after Ctrl-C too: an answer that was begun is closed.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match rustix::io::write(&self.stream, bytes) {
                Err(Errno::AGAIN) => self.wait(PollFlags::OUT, None)?,
                written => return Ok(written?),
            };
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const NONBLOCK: i32 = OFlags::NONBLOCK.bits().cast_signed();

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::thread;

    use crate::shell::failure::is_stopped;

    use super::*;

    /// A pipe in a folder of its own.
    fn pipe() -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
        (folder, path)
    }

    fn writing() -> OpenOptions {
        let mut options = OpenOptions::new();
        options.write(true);
        options
    }

    #[test]
    fn a_used_waker_ends_the_wait_for_whoever_is_at_the_other_end() {
        let (_folder, path) = pipe();
        let waker = Waker::new().unwrap();
        waker.wake();
        let error = Waiting::create(&mut writing(), &path, &waker).unwrap_err();
        assert!(is_stopped(&error), "{error}");
        let mut reader = Waiting::open(&path, &waker).unwrap();
        let error = reader.read_to_end(&mut Vec::new()).unwrap_err();
        assert!(is_stopped(&error), "{error}");
        // Somebody reads it now, but not this much.
        let mut writer = Waiting::create(&mut writing(), &path, &waker).unwrap();
        let error = writer.write_all(&vec![0; 1 << 21]).unwrap_err();
        assert!(is_stopped(&error), "{error}");
    }

    #[test]
    fn all_that_is_written_is_read_whoever_comes_first() {
        let (_folder, path) = pipe();
        let waker = Waker::new().unwrap();
        let sent: Vec<u8> = (0..1 << 20).map(|place| (place % 251) as u8).collect();
        let (to, by, expected) = (path.clone(), waker.clone(), sent.clone());
        let writer = thread::spawn(move || {
            let mut writer = Waiting::create(&mut writing(), &to, &by)?;
            writer.write_all(&sent)
        });
        let mut read = Vec::new();
        let mut reader = Waiting::open(&path, &waker).unwrap();
        reader.read_to_end(&mut read).unwrap();
        writer.join().unwrap().unwrap();
        assert!(read == expected);
    }
}
