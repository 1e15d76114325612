//! Mail that is larger than memory should have to be, on a real server.

use std::fs;
use std::sync::OnceLock;

use super::dovecot::{Dovecot, Options};
use super::*;

pub(super) fn dovecot() -> &'static Dovecot {
    static DOVECOT: OnceLock<Dovecot> = OnceLock::new();
    DOVECOT.get_or_init(|| Dovecot::start(Options::default()))
}

pub(super) fn program(user: &str) -> Program {
    let dovecot = dovecot();
    let ca = dovecot.ca_file().display().to_string();
    let program = Program::new([
        "-H",
        "localhost",
        "-P",
        &dovecot.tls_port().to_string(),
        "-u",
        user,
    ])
    .with([
        "--ca-file",
        &ca,
        "--timeout",
        "60",
        "--password-file",
        "password",
    ]);
    program.file("password", dovecot.password());
    program
}

/// A message of about so many MiB whose lines all differ.
fn message(mebibytes: usize) -> Vec<u8> {
    let mut message = b"From: ana@example.org\r\nSubject: large\r\n\r\n".to_vec();
    let mut number = 0_u64;
    while message.len() < mebibytes << 20 {
        number += 1;
        let noise = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        message
            .extend_from_slice(format!("{number} {noise:x} {:x} ) {{5}}\r\n", !noise).as_bytes());
    }
    message
}

#[test]
fn is_fetched_into_a_file_in_constant_memory() {
    let user = dovecot().fresh_user();
    let message = message(100);
    dovecot().deliver_to(&user, "INBOX", &message);
    let (ended, home) = program(&user)
        .commands([
            "select_folder INBOX >/dev/null",
            "fetch 1 BODY.PEEK[] --raw > large.eml",
            "raw NOOP",
        ])
        .run_at_home();
    assert_eq!(ended.status, 0, "{ended}");
    assert!(ended.peak_kib < FLAT, "{ended}");
    let fetched = fs::read(home.path().join("large.eml")).expect("it was written");
    assert_eq!(fetched.len(), message.len());
    assert!(fetched == message, "the bytes differ");
}

#[test]
fn is_written_to_standard_output_in_constant_memory() {
    let user = dovecot().fresh_user();
    let message = message(30);
    dovecot().deliver_to(&user, "INBOX", &message);
    let ended = program(&user)
        .commands([
            "select_folder INBOX >/dev/null",
            "fetch 1 BODY.PEEK[] --raw",
        ])
        .run();
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(ended.peak_kib < FLAT, "{} KiB", ended.peak_kib);
    assert!(ended.stdout == message, "the bytes differ");
    // Shown to people, or not wanted at all, it costs no memory either.
    for command in [
        "fetch 1 BODY.PEEK[] > /dev/null",
        "fetch 1 BODY.PEEK[] --json > /dev/null",
        "raw UID FETCH 1 BODY.PEEK[] > /dev/null",
    ] {
        let ended = program(&user)
            .commands(["select_folder INBOX >/dev/null", command])
            .run();
        assert_eq!(ended.status, 0, "{command}: {ended}");
        assert!(ended.peak_kib < FLAT, "{command}: {ended}");
    }
}

#[test]
fn is_appended_in_constant_memory_and_comes_back_the_same() {
    let user = dovecot().fresh_user();
    let message = message(50);
    let bare = String::from_utf8(message.clone())
        .expect("it is ASCII")
        .replace("\r\n", "\n");
    for (name, contents, options) in [
        ("crlf.eml", message.as_slice(), ""),
        ("as-is.eml", message.as_slice(), " --as-is"),
        ("bare.eml", bare.as_bytes(), ""),
    ] {
        let append = format!("append INBOX @{name}{options}");
        let fetch = format!("fetch last:1 BODY.PEEK[] --raw > back-{name}");
        let program = program(&user).commands([&append, "select_folder INBOX >/dev/null", &fetch]);
        program.file(name, contents);
        let (ended, home) = program.run_at_home();
        assert_eq!(ended.status, 0, "{name}: {ended}");
        assert!(ended.peak_kib < FLAT, "{name}: {ended}");
        let back = fs::read(home.path().join(format!("back-{name}"))).expect("it was written");
        assert!(back == message, "{name}: the bytes differ");
    }
}
