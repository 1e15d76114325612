//! Lines that appear above the prompt while somebody types.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many lines wait at most; what is more is counted.
const MOST: usize = 1000;

/// Takes lines at any time and from any thread, without ever waiting, and has them printed while the editor is there.
#[derive(Clone, Default)]
pub(crate) struct Announcer {
    board: Arc<(Mutex<Board>, Condvar)>,
}

#[derive(Default)]
struct Board {
    lines: VecDeque<String>,
    missed: u64,
    /// The editor has the terminal, and a printer that goes round it.
    open: bool,
}

impl Announcer {
    /// Starts the thread that prints, until a line cannot be printed. A printer may block it for as long as a search
    /// in the history takes.
    pub(crate) fn print_with(&self, mut print: impl FnMut(String) -> bool + Send + 'static) {
        let board = Arc::clone(&self.board);
        // Without the thread the lines are shown before the next prompt.
        let _ = thread::Builder::new()
            .name("announcer".to_owned())
            .spawn(move || while print(next(&board) + "\n") {});
    }

    /// Takes a line, harmless and painted already.
    pub(crate) fn say(&self, line: String) {
        let mut board = self.lock();
        if board.lines.len() < MOST {
            board.lines.push_back(line);
        } else {
            board.missed += 1;
        }
        self.board.1.notify_one();
    }

    /// The editor has the terminal: lines are printed as they come.
    pub(crate) fn open(&self) {
        self.lock().open = true;
        self.board.1.notify_one();
    }

    /// The editor has left: gives the lines that it did not let through.
    pub(crate) fn close(&self) -> Vec<String> {
        let mut board = self.lock();
        board.open = false;
        let missed = std::mem::take(&mut board.missed);
        let more = (missed > 0).then(|| format!("{missed} more lines are not shown"));
        board.lines.drain(..).chain(more).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Board> {
        lock(&self.board.0)
    }
}

/// Waits for a line that may be printed.
fn next((board, changed): &(Mutex<Board>, Condvar)) -> String {
    let mut guard = lock(board);
    loop {
        if guard.open
            && let Some(line) = guard.lines.pop_front()
        {
            return line;
        }
        guard = changed.wait(guard).unwrap_or_else(PoisonError::into_inner);
    }
}

/// A panic elsewhere does not make the lines wrong.
fn lock(board: &Mutex<Board>) -> MutexGuard<'_, Board> {
    board.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn lines_are_printed_only_while_the_editor_is_there() {
        let (paper, printed) = channel();
        let announcer = Announcer::default();
        announcer.print_with(move |line| paper.send(line).is_ok());
        announcer.say("one".to_owned());
        assert_eq!(announcer.close(), ["one"]);
        announcer.say("two".to_owned());
        announcer.open();
        assert_eq!(printed.recv().as_deref(), Ok("two\n"));
        assert!(announcer.close().is_empty());
    }

    #[test]
    fn more_lines_than_anyone_reads_are_counted() {
        let announcer = Announcer::default();
        for number in 0..1500 {
            announcer.say(number.to_string());
        }
        let left = announcer.close();
        assert_eq!(left.len(), 1001);
        assert_eq!(left[1000], "500 more lines are not shown");
    }
}
