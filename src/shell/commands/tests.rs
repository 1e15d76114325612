//! Commands end to end: what is typed, what goes over the wire, what the screen shows.
//!
//! A transcript is played as it stands: `> ` is typed at the prompt, `? ` is the answer to a question, `C: ` and
//! `S: ` are the wire, and all other lines are the screen, which is a terminal of 80 columns.

#![allow(clippy::unwrap_used)]

mod changing;
mod files;
mod reading;

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use imapclient::Client;
use imapclient::client::{Options, Waker};
use imapclient::script::Script;

use super::super::account::Account;
use super::super::engine::Shell;
use super::super::render::{Palette, Screen};
use super::super::session::{Modes, Session};
use super::super::settings::Settings;
use super::super::shared::Shared;
use super::super::trace::Tracing;

/// The server of most transcripts: signed in, with the extensions that Dovecot has.
const SERVER: &str = "S: * PREAUTH [CAPABILITY IMAP4rev1 UIDPLUS MOVE ESEARCH LITERAL+] ready\n";

/// Opens INBOX with 30 messages.
const OPEN: &str = "\
> select_folder INBOX
C: A1 SELECT INBOX
S: * 30 EXISTS
S: A1 OK [READ-WRITE] done
INBOX opened read-write
  messages 30
  flags      none
  permanent  not told: all flags can be changed
SELECT ok · 0 ms · _1
";

/// Everything that was shown, stdout and stderr as a person sees them.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<u8>>>);

impl Write for Seen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Plays a transcript at a prompt.
fn check(transcript: &str) {
    play(&format!("{SERVER}{OPEN}{transcript}"), at_prompt());
}

/// Plays a transcript as a batch.
fn check_batch(transcript: &str) {
    let open = OPEN.replace("SELECT ok · 0 ms · _1\n", "");
    play(&format!("{SERVER}{open}{transcript}"), Modes::default());
}

fn at_prompt() -> Modes {
    Modes {
        interactive: true,
        bare: true,
        ..Modes::default()
    }
}

fn play(transcript: &str, modes: Modes) {
    let script = Script::parse(transcript).unwrap();
    let verdict = script.verdict();
    let seen = Seen::default();
    let mut shell = shell(script, &seen, modes);
    shell.session.asker = asker(transcript, &seen);
    for typed in transcript.lines().filter(|line| line.starts_with("> ")) {
        seen.clone()
            .write_all(format!("{typed}\n").as_bytes())
            .unwrap();
        shell.run_line(typed.strip_prefix("> ").unwrap());
    }
    assert_eq!(verdict.problem(), None);
    let wire = ["C:", "S:", "C~", "S~"];
    let expected: Vec<&str> = transcript
        .lines()
        .filter(|line| !wire.iter().any(|mark| line.starts_with(mark)))
        .collect();
    let shown = String::from_utf8(seen.0.lock().unwrap().clone()).unwrap();
    let shown: Vec<&str> = shown.lines().collect();
    assert_eq!(shown, expected, "{transcript}");
}

/// Types the answers of the transcript, one to each question.
fn asker(transcript: &str, seen: &Seen) -> super::super::session::Asker {
    let mut answers: VecDeque<String> = transcript
        .lines()
        .filter_map(|line| line.strip_prefix("? ").map(str::to_owned))
        .collect();
    let mut seen = seen.clone();
    Box::new(move |lines, question| {
        for line in lines {
            writeln!(seen, "{line}").unwrap();
        }
        let answer = answers.pop_front()?;
        writeln!(seen, "{question}\n? {answer}").unwrap();
        Some(answer)
    })
}

fn shell(script: Script, seen: &Seen, modes: Modes) -> Shell {
    let waker = Waker::new().unwrap();
    let client = Client::greet(Box::new(script), waker.clone(), Options::default(), None).unwrap();
    let tracing = Tracing::new(Box::new(io::sink()), Palette::none());
    let interactive = modes.interactive;
    let mut session = Session::new(
        Account::default(),
        modes,
        Settings::default(),
        waker,
        tracing,
    );
    session.client = Some(client);
    let mut screen = Screen::new(Box::new(seen.clone()), Box::new(seen.clone()));
    screen.terminal = interactive;
    Shell {
        session,
        screen,
        stdout: Shared::new(seen.clone()),
        prompt_width: None,
        stopwatch: |_| Duration::ZERO,
    }
}
