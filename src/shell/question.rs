//! Questions between two prompts, which Ctrl-C and signals end like any wait.

use std::io::{self, Write};

use imapclient::client::Waker;
use rustix::event::{PollFd, PollFlags, poll};

/// The longest answer to a question.
const LONGEST_ANSWER: usize = 4096;

/// Asks at the terminal, between two prompts; nothing when Ctrl-C or a signal ended the question.
pub(crate) fn ask(lines: &[String], prompt: &str, waker: &Waker) -> Option<String> {
    let mut err = io::stderr();
    for line in lines {
        writeln!(err, "{line}").ok()?;
    }
    write!(err, "{prompt}").ok()?;
    err.flush().ok()?;
    let answer = typed_line(waker);
    if answer.is_none() {
        // The cursor stands behind the question.
        let _ = writeln!(err);
    }
    answer
}

/// A line from the terminal. Nothing is read ahead: what follows is for the editor.
fn typed_line(waker: &Waker) -> Option<String> {
    let stdin = io::stdin();
    let mut typed = Vec::new();
    while typed.len() < LONGEST_ANSWER {
        let mut polled = [
            PollFd::new(waker, PollFlags::IN),
            PollFd::new(&stdin, PollFlags::IN),
        ];
        match poll(&mut polled, None) {
            Err(rustix::io::Errno::INTR) => continue,
            Err(_) => return None,
            Ok(_) if waker.is_woken() => return None,
            Ok(_) => {}
        }
        let mut byte = [0];
        match rustix::io::read(&stdin, &mut byte) {
            Err(rustix::io::Errno::INTR) => {}
            Ok(0) | Err(_) => return None,
            Ok(_) if byte == *b"\n" => break,
            Ok(_) => typed.extend_from_slice(&byte),
        }
    }
    String::from_utf8(typed).ok()
}
