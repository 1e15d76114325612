//! Large mailboxes on a real server: what is exported is what is there, whole, and goes back the same.

#![allow(clippy::unwrap_used)]

mod dovecot;
mod server;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use dovecot::{Dovecot, Options};
use server::{Ended, Program};

const MESSAGES: usize = 300;

/// A message with lines that an mbox has to quote, and one that is larger than what is kept in memory.
fn message(number: usize) -> String {
    let mut text =
        format!("From: ann@example.org\r\nSubject: {number}\r\n\r\nFrom here\r\n>From there\r\n");
    let lines = if number == 7 { 20_000 } else { number % 20 };
    text.extend((0..lines).map(|line| format!("Line {line} of message {number}.\r\n")));
    text
}

fn server() -> Dovecot {
    let server = Dovecot::start(Options::default());
    server.deliver_all(server.user(), "Large", (1..=MESSAGES).map(message));
    server
}

fn program(server: &Dovecot, commands: &[&str]) -> Program {
    let program = Program::new(["-H", "127.0.0.1", "--insecure", "-u", server.user()])
        .with(["-P", &server.plain_port().to_string(), "--folder", "Large"])
        .commands(commands.iter().copied());
    let password = program.file("password", format!("{}\n", server.password()));
    program.with(["--password-file".as_ref(), password.as_os_str()])
}

fn run(server: &Dovecot, commands: &[&str]) -> (Ended, tempfile::TempDir) {
    let (ended, home) = program(server, commands).run_at_home();
    assert_eq!(ended.status, 0, "{ended}");
    (ended, home)
}

/// The files of a directory by name.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}

#[test]
fn files_of_messages_are_the_messages_and_only_new_ones_are_fetched_again() {
    let server = server();
    let (ended, home) = run(
        &server,
        &[
            "export 1:100 --eml mail",
            "export all --eml mail",
            "export all --eml mail --json",
        ],
    );
    let told = ended.text();
    assert!(told.contains("100 messages in mail"), "{told}");
    assert!(
        told.contains("200 messages in mail") && told.contains("100 were there already"),
        "{told}"
    );
    assert!(
        told.contains("\"messages\": 0") && told.contains("\"skipped\": 300"),
        "{told}"
    );
    let files = files(&home.path().join("mail"));
    assert_eq!(files.len(), MESSAGES);
    for (name, bytes) in files {
        let uid: usize = name.split('.').nth(1).unwrap().parse().unwrap();
        assert!(bytes == message(uid).as_bytes(), "{name}");
    }
}

#[test]
fn an_mbox_goes_back_as_the_same_messages() {
    let server = server();
    let (ended, home) = run(
        &server,
        &[
            "export all all.mbox",
            "create_folder Again",
            "multiappend Again @all.mbox",
            "select_folder Again --readonly",
            "export all --eml again",
            "create_folder Third",
            "multiappend Third @again",
            "select_folder Third --readonly",
            "export all all2.mbox",
        ],
    );
    assert!(
        ended
            .text()
            .contains("300 messages appended to Again as UID 1:300"),
        "{ended}"
    );
    for (name, bytes) in files(&home.path().join("again")) {
        let uid: usize = name.split('.').nth(1).unwrap().parse().unwrap();
        assert!(bytes == message(uid).as_bytes(), "{name}");
    }
    let mbox = fs::read_to_string(home.path().join("all.mbox")).unwrap();
    assert_eq!(
        mbox.lines()
            .filter(|line| line.starts_with("From "))
            .count(),
        MESSAGES
    );
    assert!(mbox.contains("\n>From here\n>>From there\n") && !mbox.contains('\r'));
    let again = fs::read_to_string(home.path().join("all2.mbox")).unwrap();
    let body = |text: &str| {
        text.lines()
            .filter(|line| !line.starts_with("From "))
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    assert!(body(&mbox) == body(&again));
}

#[test]
fn a_file_that_is_there_is_kept_unless_it_is_to_be_replaced() {
    let server = server();
    let program = program(&server, &["export 1:2 kept.mbox"]);
    program.file("kept.mbox", "mine");
    let (ended, home) = program.run_at_home();
    ended.check(
        1,
        "refused: export: kept.mbox is there already",
        &["--replace"],
    );
    assert_eq!(
        fs::read_to_string(home.path().join("kept.mbox")).unwrap(),
        "mine"
    );
}

#[test]
fn an_export_of_no_message_says_so() {
    let server = server();
    let (ended, home) = run(&server, &["export 9999 none.mbox"]);
    assert_eq!(ended.text(), "0 messages in none.mbox, 0.0 kB\n");
    assert!(
        ended
            .stderr
            .contains("warning: no message: UID 9999 does not exist here"),
        "{ended}"
    );
    assert_eq!(fs::read(home.path().join("none.mbox")).unwrap(), b"");
}

#[test]
fn what_goes_over_a_compressed_connection_is_the_same() {
    let server = server();
    let work = "fetch all RFC822.SIZE BODY.PEEK[] --jsonl";
    let (plain, _) = run(&server, &[work]);
    let (by_hand, _) = run(&server, &["compress", work, "append Sent @password", work]);
    let told = by_hand.text();
    let lines = |text: &str| {
        text.lines()
            .filter(|line| line.starts_with('{'))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let expected = lines(&plain.text());
    assert_eq!(expected.len(), MESSAGES);
    assert!(told.starts_with("compressed with DEFLATE\n"), "{told}");
    assert!(lines(&told) == [expected.clone(), expected.clone()].concat());
    let (by_setting, _) = run(
        &server,
        &["set compress on", "connect", "select_folder Large", work],
    );
    assert!(lines(&by_setting.text()) == expected);
    let (again, _) = program(&server, &["set compress on", "compress"]).run_at_home();
    again.check(
        1,
        "refused: compress: the connection is compressed already",
        &[],
    );
}

#[test]
fn commands_on_standard_input_are_all_answered_in_step() {
    let server = server();
    let fetches: String = (1..=MESSAGES)
        .map(|number| format!("FETCH {number} (BODY.PEEK[])\r\n"))
        .collect();
    let last =
        "SEARCH BODY {9+}\r\nmessage 8\r\nSTATUS {5}\nLarge (MESSAGES)\nSTATUS Gone (MESSAGES)\n";
    let input = [&fetches, "EXAMINE Large\n", last].concat();
    let ended = program(&server, &["raw -"]).input(input).run();
    let text = ended.text();
    let ends: Vec<_> = text.lines().filter(|line| line.starts_with('A')).collect();
    assert_eq!(ends.len(), MESSAGES + 4, "{ended}");
    // Which is answered first is the server's choice. RFC 9051 section 5.5
    for number in 1..=MESSAGES + 3 {
        let ok = format!("A{number} OK ");
        assert!(ends.iter().any(|end| end.starts_with(&ok)), "{ended}");
    }
    assert!(text.contains("* STATUS Large (MESSAGES 300)"), "{ended}");
    assert_eq!(text.matches("\nLine 1 of message ").count(), 269);
    ended.check(1, "NO  raw: Mailbox doesn't exist: Gone", &["1 of 304"]);
}
