//! Answers in Python format, evaluated by Python and compared with what IMAPClient returns for the same
//! call on the same answer of the server.

#![cfg(feature = "shell")]
#![allow(clippy::unwrap_used)]

mod asked;
mod folders;
mod messages;
mod searching;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::thread;

/// What is in scope where an answer is evaluated: the names of `imapclient.response_types` and
/// `imapclient.imapclient` that answers use, made here so that the tests need no package.
const NAMES: &str = include_str!("names.py");

/// One zone with summer time, the same on every machine.
const ZONE: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// Answers to commands: the command without its tag, and what comes before `OK done`.
type Answers = &'static [(&'static str, &'static str)];

/// Says whether there is a Python to evaluate with; without one these tests can say nothing.
#[allow(clippy::print_stderr)]
fn python_is_there() -> bool {
    let there = Command::new("python3")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !there {
        eprintln!("skipped: there is no python3");
    }
    there
}

/// Runs commands against a server that answers one connection as it is told.
fn run(answers: Answers, arguments: &[&str], commands: &[&str]) -> Output {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let server = thread::spawn(move || serve(&listener, answers));
    let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    command
        .args([
            "--insecure",
            "-H",
            "127.0.0.1",
            "-P",
            &port,
            "-u",
            "ana",
            "-p",
            "x",
            "--no-input",
        ])
        .args(["--bare", "--timeout", "20"])
        .args(arguments)
        .env("TZ", ZONE)
        .env_remove("IMAPCLIENT_INTERACT_CONFIG")
        .stdin(Stdio::null());
    for line in commands {
        command.args(["-c", line]);
    }
    let output = command.output().unwrap();
    server.join().unwrap();
    output
}

fn serve(listener: &TcpListener, answers: Answers) {
    let (stream, _) = listener.accept().unwrap();
    let mut writer = stream.try_clone().unwrap();
    let mut lines = BufReader::new(stream).lines();
    writer
        .write_all(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        .unwrap();
    // A client that was told NO may leave without a word.
    while let Some(Ok(line)) = lines.next() {
        let (tag, command) = line.split_once(' ').unwrap();
        let answer = match command.split(' ').next() {
            Some("LOGIN") => {
                "* CAPABILITY IMAP4rev1 UIDPLUS NAMESPACE ID MOVE UNSELECT CONDSTORE \
                 ACL QUOTA METADATA ENABLE XLIST SORT THREAD=REFERENCES X-GM-EXT-1 IDLE\r\nOK in\r\n"
            }
            Some("LOGOUT") => "* BYE bye\r\nOK out\r\n",
            _ => answers
                .iter()
                .find(|(known, _)| *known == command)
                .map_or("BAD not in the script\r\n", |(_, answer)| answer),
        };
        let answer = match answer.trim_end().rsplit_once("\r\n") {
            _ if answer.is_empty() => format!("{tag} OK done\r\n"),
            Some((before, last)) if is_tagged(last) => format!("{before}\r\n{tag} {last}\r\n"),
            None if is_tagged(answer) => format!("{tag} {answer}"),
            _ => format!("{answer}{tag} OK done\r\n"),
        };
        let _ = writer.write_all(answer.as_bytes());
    }
}

fn is_tagged(line: &str) -> bool {
    ["OK ", "NO ", "BAD "]
        .iter()
        .any(|word| line.starts_with(word))
}

/// Evaluates an answer and an expression in Python and compares them, types and all.
fn check(name: &str, answer: &[u8], expected: &str) {
    let script = format!(
        "{NAMES}\nanswer = sys.stdin.buffer.read().decode()\n\
         one, other = value(answer), value({expected:?})\n\
         assert same(one, other), f'\\n{{one!r}}\\nis not\\n{{other!r}}'\n"
    );
    let mut child = Command::new("python3")
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A script that fails before it reads closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(answer);
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{name}\n{}\n{}",
        String::from_utf8_lossy(answer),
        String::from_utf8_lossy(&output.stderr)
    );
}

const SELECTED: (&str, &str) = (
    "SELECT INBOX",
    "* FLAGS (\\Seen \\Draft 12)\r\n* 3 EXISTS\r\n* 1 RECENT\r\n\
     * OK [PERMANENTFLAGS (\\Seen [foo]/bar \\*)] limited\r\n* OK [UIDVALIDITY 7] ok\r\n\
     * OK [UIDNEXT 30] ok\r\n* OK [UNSEEN 2] ok\r\n* OK [HIGHESTMODSEQ 99] ok\r\n\
     * OK [MAILBOXID (F1)] ok\r\nOK [READ-WRITE] done\r\n",
);

/// Evaluates the answer to the last of some commands.
fn evaluates(answers: Answers, arguments: &[&str], commands: &[&str], expected: &str) {
    if !python_is_there() {
        return;
    }
    let mut quiet: Vec<String> = commands.iter().map(|&command| command.to_owned()).collect();
    let last = quiet.len() - 1;
    for command in quiet.iter_mut().take(last) {
        command.push_str(" > /dev/null");
    }
    let quiet: Vec<&str> = quiet.iter().map(String::as_str).collect();
    let mut all = vec!["--python"];
    all.extend(arguments);
    let output = run(answers, &all, &quiet);
    let name = commands.join("; ");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {errors}");
    check(&name, &output.stdout, expected);
}
