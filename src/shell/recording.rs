//! `record`: the lines of a session with what the screen showed for them, in a file that `source` can run.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use imapclient::client::Waker;

use super::private;
use super::render::harmless;
use super::waiting::Waiting;

/// A line of the screen that is longer goes on in another comment: a document of JSON has no end of line for long.
const LONGEST: usize = 64 << 10;

/// A file that takes the session, while there is one: lines as they are, answers as comments.
#[derive(Clone, Default)]
pub(crate) struct Recording {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    file: Option<Waiting<File>>,
    /// The line of the screen that is not over yet.
    begun: Vec<u8>,
}

impl Recording {
    /// Records into a file from now on, behind what it holds, and adds a warning where others could read that.
    ///
    /// # Errors
    /// What the file system says, and what is no file.
    pub(crate) fn start(
        &self,
        path: &Path,
        waker: &Waker,
        warnings: &mut Vec<String>,
    ) -> io::Result<()> {
        // A device would be driven by what stands here.
        if path.metadata().is_ok_and(|data| !data.is_file()) {
            return Err(io::Error::other("it is no file"));
        }
        self.state().file = Some(private::append(path, waker, warnings)?);
        Ok(())
    }

    /// Records no more; says whether it did.
    pub(crate) fn stop(&self) -> bool {
        let mut state = self.state();
        state.end_line();
        state.file.take().is_some()
    }

    /// Says whether a file takes the session.
    pub(crate) fn is_on(&self) -> bool {
        self.state().file.is_some()
    }

    /// Takes a line that runs; without one it held a secret.
    pub(crate) fn line(&self, line: Option<&str>) {
        let mut state = self.state();
        state.end_line();
        if let Some(file) = &mut state.file {
            let line = line.unwrap_or("# (a line that may hold a password)");
            // A session must not stop because its record cannot be written.
            let _ = writeln!(file, "{}", line.trim_end());
        }
    }

    /// A stream whose bytes are recorded besides.
    pub(crate) fn beside(&self, out: Box<dyn Write + Send>) -> Box<dyn Write + Send> {
        Box::new(Beside {
            out,
            recording: self.clone(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, bytes: &[u8]) {
        if self.file.is_none() {
            return;
        }
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.begun.extend_from_slice(piece);
            if piece.ends_with(b"\n") || self.begun.len() >= LONGEST {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.begun);
        if line.is_empty() {
            return;
        }
        if let Some(file) = &mut self.file {
            let text = String::from_utf8_lossy(&line);
            let text = without_colour(text.trim_end());
            // The bytes of a server may be among them, and end up in a terminal.
            let text = format!("# {}", harmless::text(&text));
            let _ = writeln!(file, "{}", text.trim_end());
        }
    }
}

/// A line without its colours.
fn without_colour(line: &str) -> String {
    let mut pieces = line.split("\x1b[");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|letter: char| letter.is_ascii_alphabetic());
        text.push_str(end.and_then(|end| piece.get(end + 1..)).unwrap_or_default());
    }
    text.replace('\r', "")
}

/// A stream whose bytes are recorded besides.
struct Beside {
    out: Box<dyn Write + Send>,
    recording: Recording,
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        let written = bytes.get(..count).unwrap_or_default();
        self.recording.state().take(written);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn start(recording: &Recording, path: &Path) -> io::Result<()> {
        recording.start(path, &Waker::new()?, &mut Vec::new())
    }

    #[test]
    fn what_is_no_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
        let recording = Recording::default();
        assert_eq!(
            start(&recording, &path).unwrap_err().to_string(),
            "it is no file"
        );
        assert!(!recording.is_on());
    }

    #[test]
    fn lines_stand_as_they_are_and_answers_as_comments() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("record");
        let recording = Recording::default();
        let mut screen = recording.beside(Box::new(io::sink()));
        screen.write_all(b"before\n").unwrap();
        start(&recording, &path).unwrap();
        recording.line(Some("noop"));
        screen.write_all(b"\x1b[1mNOOP\x1b[0m o").unwrap();
        screen.write_all(b"k\n\nhalf").unwrap();
        recording.line(None);
        assert!(recording.stop() && !recording.stop());
        screen.write_all(b"after\n").unwrap();
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            "noop\n# NOOP ok\n#\n# half\n# (a line that may hold a password)\n"
        );
    }

    #[test]
    fn what_has_no_end_is_not_kept_in_memory_and_nothing_steers_a_terminal() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("record");
        let recording = Recording::default();
        start(&recording, &path).unwrap();
        let mut screen = recording.beside(Box::new(io::sink()));
        screen
            .write_all(b"\x1b]0;title\x07\t\x1b[31mred\x1b[0m\n")
            .unwrap();
        for _ in 0..3 {
            screen.write_all(&[b'x'; LONGEST]).unwrap();
            assert!(recording.state().begun.is_empty());
        }
        let told = std::fs::read_to_string(&path).unwrap();
        let mut lines = told.lines();
        assert_eq!(lines.next(), Some("# \\x1b]0;title\\x07\tred"));
        assert!(lines.all(|line| line.len() == LONGEST + 2 && line.starts_with("# x")));
    }
}
