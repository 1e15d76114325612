//! The mailboxes everything is measured on, always the same ones, and the server that has them.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::PathBuf;

use tempfile::TempDir;

use super::dovecot::{Dovecot, Options};

/// How many messages the large mailbox has.
pub(crate) const MESSAGES: usize = 100_000;
/// How large the one message of the other mailbox is.
const HUGE: usize = 200_000_000;
/// How many messages are appended at once.
pub(crate) const APPENDED: usize = 1_000;

/// A server with its mailboxes, and files to work with.
pub(crate) struct Mail {
    pub(crate) server: Dovecot,
    files: TempDir,
}

impl Mail {
    /// Starts the server and fills its mailboxes.
    pub(crate) fn new() -> io::Result<Self> {
        let server = Dovecot::start(Options::default());
        let user = server.user();
        server.deliver_all(user, "Large", (1..=MESSAGES).map(small));
        server.deliver_all(user, "Huge", [huge()]);
        let files = tempfile::tempdir()?;
        fs::write(
            files.path().join("password"),
            format!("{}\n", server.password()),
        )?;
        let appended = files.path().join("appended");
        fs::create_dir(&appended)?;
        for number in 1..=APPENDED {
            fs::write(appended.join(format!("{number:05}.eml")), small(number))?;
        }
        Ok(Mail { server, files })
    }

    /// The path of a file among ours.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }
}

/// A message as people send them: some headers, two parts, a kilobyte or two.
fn small(number: usize) -> String {
    let mut text = String::new();
    let (hour, minute) = (number / 60 % 24, number % 60);
    let _ = write!(
        text,
        "From: \"Ann Example {number}\" <ann{number}@example.org>\r\nTo: Bob <bob@example.net>, team@example.org\r\n\
         Subject: =?utf-8?q?Pl=C3=A4ne?= for week {number}\r\nDate: Thu, 1 Feb 2024 {hour:02}:{minute:02}:05 +0000\r\n\
         Message-ID: <{number}.1@example.org>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/alternative; boundary=\"b{number}\"\r\n\r\n\
         --b{number}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    );
    for line in 0..number % 20 + 1 {
        let _ = write!(
            text,
            "Line {line} of message {number}, as long as lines of messages are.\r\n"
        );
    }
    let _ = write!(
        text,
        "--b{number}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Message {number}</p>\r\n--b{number}--\r\n"
    );
    text
}

fn huge() -> Vec<u8> {
    let head = b"From: ann@example.org\r\nSubject: all of it\r\n\r\n";
    let line = b"A line of a message, as long as lines of messages are, and no line more.\r\n";
    let mut message = head.to_vec();
    message.extend(line.iter().cycle().take(HUGE - head.len()));
    message
}
