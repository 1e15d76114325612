//! What a command that stands in for a server says on its standard error: kept until it can be shown between two answers.

use std::io::{self, BufRead, BufReader, Read};
use std::process::ChildStderr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Lines that are kept; what nobody comes to see is counted.
const MOST_LINES: usize = 100;

/// A longer line is cut in pieces.
const LONGEST: u64 = 500;

/// How long last words are waited for.
const PATIENCE: Duration = Duration::from_millis(500);

/// The lines there are. Clones have the same.
#[derive(Clone, Default)]
pub(crate) struct Murmur(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Default)]
struct State {
    lines: Vec<String>,
    lost: usize,
    /// Commands that still have a standard error.
    speaking: usize,
}

impl Murmur {
    /// Listens to a command until its standard error ends.
    pub(crate) fn listen(&self, stderr: ChildStderr) {
        self.state().speaking += 1;
        let listener = self.clone();
        let thread = thread::Builder::new().name("stderr".to_owned());
        let begun = thread.spawn(move || {
            listener.hear(BufReader::new(stderr));
            listener.stop();
        });
        if begun.is_err() {
            self.stop();
        }
    }

    /// Waits a moment for the last words of a command that ends.
    pub(crate) fn settle(&self) {
        let speaking = |state: &mut State| state.speaking > 0;
        let wait = self
            .0
            .ended
            .wait_timeout_while(self.state(), PATIENCE, speaking);
        // Without the end what is there is shown.
        drop(wait);
    }

    /// Hands out the lines since the last call.
    pub(crate) fn take(&self) -> Vec<String> {
        let mut state = self.state();
        let mut lines = std::mem::take(&mut state.lines);
        match std::mem::take(&mut state.lost) {
            0 => {}
            lost => lines.push(format!("... and {lost} lines more")),
        }
        lines
    }

    fn hear(&self, mut stderr: impl BufRead) {
        while let Ok(Some(line)) = line(&mut stderr) {
            let mut state = self.state();
            if line.is_empty() {
            } else if state.lines.len() < MOST_LINES {
                state.lines.push(line);
            } else {
                state.lost += 1;
            }
        }
    }

    fn stop(&self) {
        self.state().speaking -= 1;
        self.0.ended.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A line without its end, or as much of it as is shown in one.
fn line(stderr: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let count = stderr.take(LONGEST).read_until(b'\n', &mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok((count > 0).then(|| text.trim_end().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_up_to_a_number_and_a_length() {
        let murmur = Murmur::default();
        let text = format!("one\r\n\n{}\nlast \u{ff}", "x".repeat(700));
        murmur.hear(text.as_bytes());
        let expected = [
            "one".to_owned(),
            "x".repeat(500),
            "x".repeat(200),
            "last ÿ".to_owned(),
        ];
        assert_eq!(murmur.take(), expected);
        murmur.hear("y\n".repeat(150).as_bytes());
        let lines = murmur.take();
        assert_eq!(lines.len(), 101);
        assert_eq!(
            lines.last().map(String::as_str),
            Some("... and 50 lines more")
        );
        assert!(murmur.take().is_empty());
    }
}
