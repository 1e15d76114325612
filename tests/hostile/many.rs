//! Changes to tens of thousands of messages on a real server: stopped in the middle, and what was said of them true.

use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::large::{dovecot, program};
use super::*;

const MESSAGES: u64 = 20_000;

/// A user whose INBOX has very many messages.
fn user() -> String {
    let user = dovecot().fresh_user();
    let messages = (1..=MESSAGES).map(|number| format!("Subject: {number}\r\n\r\nx\r\n"));
    dovecot().deliver_all(&user, "INBOX", messages);
    user
}

/// How many messages of INBOX are found.
fn found(user: &str, criteria: &str) -> u64 {
    let search = format!("search RETURN (COUNT) {criteria} --json");
    let ended = program(user)
        .commands(["select_folder INBOX >/dev/null", &search])
        .run();
    assert_eq!(ended.status, 0, "{ended}");
    number(&ended.text())
}

fn number(text: &str) -> u64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().expect("a number")
}

/// Interrupts a change when its second batch is under way, and gives how many messages it says were changed.
fn interrupted(user: &str, command: &str, sent: &str) -> u64 {
    let running = program(user)
        .with(["-y", "--trace"])
        .commands(["select_folder INBOX >/dev/null", command])
        .start();
    let deadline = Instant::now() + Duration::from_secs(20);
    while running.stderr().matches(sent).count() < 2 {
        assert!(Instant::now() < deadline, "{}", running.stderr());
        thread::sleep(Duration::from_millis(1));
    }
    running.signal(Signal::INT);
    let ended = running.wait();
    assert_eq!(ended.status, 130, "{ended}");
    assert!(ended.stderr.contains("\n    not done: UID "), "{ended}");
    let mut lines = ended.stderr.lines();
    let account = lines.find_map(|line| line.strip_prefix("interrupted: "));
    let (done, _) = account
        .and_then(|account| account.split_once(" of 20,000 done"))
        .unwrap_or_else(|| panic!("no account: {ended}"));
    number(done)
}

#[test]
fn flags_of_very_many_messages_are_changed_as_far_as_is_said() {
    let user = user();
    let done = interrupted(&user, "add_flags all \\Seen", "UID STORE");
    assert!((1000..MESSAGES).contains(&done), "{done}");
    assert_eq!(found(&user, "SEEN"), done);
    let ended = program(&user)
        .with(["-y"])
        .commands([
            "select_folder INBOX >/dev/null",
            "add_flags all \\Seen --silent",
        ])
        .run();
    assert_eq!(ended.status, 0, "{ended}");
    assert!(ended.peak_kib < FLAT, "{ended}");
    assert_eq!(found(&user, "SEEN"), MESSAGES);
}

#[test]
fn new_flags_are_written_as_they_come_and_changed_though_nobody_reads_them() {
    let user = user();
    let changed = |set: &str, flag: &str, form: &str| {
        let command = format!("store {set} +FLAGS ({flag}) {form}");
        let ended = program(&user)
            .with(["-y"])
            .commands(["select_folder INBOX >/dev/null", &command])
            .run();
        assert_eq!(ended.status, 0, "{form}: {}", ended.stderr);
        ended
    };
    for (form, flag, lines) in [
        ("--jsonl", "one", MESSAGES),
        ("--csv", "two", MESSAGES + 1),
        ("--json", "three", 1),
        ("--pretty", "four", MESSAGES + 1),
    ] {
        let form = if form == "--pretty" { "" } else { form };
        let few = changed("1:10", flag, form);
        let many = changed("all", flag, form);
        // Those that had the flag are not told again by every server.
        let told = many.text().lines().count() as u64;
        assert!(told == lines || told == lines - 10, "{form}: {told} lines");
        let (few, many) = (few.peak_kib, many.peak_kib);
        assert!(many < few + 3072, "{form}: {few}, {many} KiB");
    }
    changed("all", "\\Flagged", "--csv | head -n 2");
    assert_eq!(found(&user, "FLAGGED"), MESSAGES);
}

#[test]
fn very_many_messages_are_moved_as_far_as_is_said_by_number_too() {
    let user = user();
    let done = interrupted(&user, "move 1:20000 Archive --seq", "UID MOVE");
    assert!((1000..MESSAGES).contains(&done), "{done}");
    assert_eq!(found(&user, "ALL"), MESSAGES - done);
    // The numbers of the rest begin at 1 again, and the UIDs behind what was moved.
    let ended = program(&user)
        .with(["-y"])
        .commands([
            "select_folder INBOX >/dev/null",
            "move all Archive >/dev/null",
            "select_folder Archive >/dev/null",
            "search RETURN (COUNT) ALL --json",
        ])
        .run();
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(number(&ended.text()), MESSAGES);
    assert_eq!(found(&user, "ALL"), 0);
}
