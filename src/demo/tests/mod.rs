//! What the server must hold whatever comes, and what its mail is.

#![allow(clippy::unwrap_used)]

mod meeting;
mod rubbish;

use super::mailbox::Message;
use super::store::hold;
use super::{Demo, seed};
use crate::client::Transport;
use crate::types::DateTime;

fn noon() -> DateTime {
    DateTime::parse(b"29-Nov-2026 12:00:00 +0000").unwrap()
}

/// What a new session answers to these bytes, greeting left out.
fn answer(bytes: &[u8]) -> String {
    let mut link = Demo::at(noon()).connect().unwrap();
    let answer = exchange(&mut *link, bytes);
    answer.split_once("\r\n").unwrap().1.to_owned()
}

fn said(link: &mut dyn Transport, lines: &str) -> String {
    exchange(link, lines.as_bytes())
}

/// Sends bytes, and reads until no more come.
fn exchange(link: &mut dyn Transport, bytes: &[u8]) -> String {
    let (mut rest, mut answer, mut buffer) = (bytes, Vec::new(), [0; 4096]);
    loop {
        let written = link.write(rest).unwrap_or(0);
        rest = &rest[written..];
        match link.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => answer.extend_from_slice(&buffer[..count]),
            Err(_) if written == 0 => break,
            Err(_) => {}
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// Checks the lines of an answer that are not told as they are: `...` stands for anything.
fn check(bytes: &str, expected: &str) {
    let bytes = bytes.trim_start().replace('\n', "\r\n");
    let begin = "a LOGIN ana x\r\nb SELECT Drafts\r\n";
    let answer = answer(format!("{begin}{bytes}").as_bytes());
    let answer = answer
        .split_once("b OK [READ-WRITE] SELECT done\r\n")
        .unwrap()
        .1;
    assert_eq!(
        answer.replace("\r\n", "\n").trim_end(),
        expected.trim(),
        "{bytes}"
    );
}

#[test]
fn what_is_wrong_is_told() {
    for (line, told) in [
        ("c", "c BAD the command is missing"),
        ("c FROB", "c BAD unknown command"),
        ("(c NOOP", "* BAD a command begins with a tag"),
        ("c NOOP x", "c BAD NOOP takes nothing"),
        ("c FETCH 1 (FLAGS", "c BAD a list is not closed"),
        (
            "c FETCH 1 BODY[9.FOO]",
            "c BAD unknown fetch item, or one spelt wrongly",
        ),
        (
            "c FETCH 4 FLAGS",
            "c BAD there is no message of that number",
        ),
        ("c FETCH 0 FLAGS", "c BAD that is no set of messages"),
        (
            "c UID NOOP",
            "c BAD UID takes FETCH, STORE, SEARCH, COPY, MOVE or EXPUNGE",
        ),
        ("c SEARCH FROB", "c BAD unknown search key"),
        (
            "c SEARCH SINCE 31-Feb-2026",
            "c BAD a date is written 1-Feb-2026",
        ),
        (
            "c SEARCH CHARSET KOI8-R ALL",
            "c NO [BADCHARSET (US-ASCII UTF-8)] unknown charset",
        ),
        (
            "c COPY 1 Nowhere",
            "c NO [TRYCREATE] there is no such mailbox",
        ),
        ("c STORE 1 +FLAGS (\\Frob)", "c BAD unknown system flag"),
        (
            "c STORE 1 FROB (new)",
            "c BAD it is FLAGS, +FLAGS or -FLAGS, with .SILENT or without",
        ),
        (
            "c CREATE Drafts",
            "c NO [ALREADYEXISTS] there is such a mailbox",
        ),
        (
            "c CREATE a//b",
            "c NO [CANNOT] a level of the name is empty",
        ),
        (
            "c CREATE \"a&b\"",
            "c NO [CANNOT] the name is not in modified UTF-7",
        ),
        ("c DELETE INBOX", "c NO [CANNOT] INBOX cannot be deleted"),
        ("c LOGIN a b", "c BAD already signed in"),
        (
            "c APPEND Drafts {99999999}",
            "c NO [TOOBIG] the literal is too large",
        ),
        (
            "c APPEND Drafts {99999999+}",
            "* BYE the literal is too large",
        ),
        (
            "c APPEND Drafts \"x\" {0+}\n",
            "c BAD a date is written \"01-Feb-2026 12:00:00 +0100\"",
        ),
        (
            "c APPEND Drafts \"x\"",
            "c BAD APPEND takes a mailbox name, perhaps flags and a date, and the message as a literal",
        ),
    ] {
        check(&format!("{line}\n"), told);
    }
    let deep = format!("c SEARCH {}ALL\n", "NOT ".repeat(60));
    check(&deep, "c BAD the search keys are nested too deep");
    let many = format!("c FETCH 1 {}\n", "(".repeat(100));
    check(&many, "c BAD nested deeper than 60");
    check(&"x".repeat(70_000), "* BYE the line is too long");
}

#[test]
fn a_password_may_be_any_bytes() {
    let said = answer(b"a LOGIN ana {2+}\r\n\xff\xfe\r\n");
    assert!(said.starts_with("a OK [CAPABILITY "), "{said}");
    let said = answer(b"a LOGIN (ana) x\r\n");
    assert_eq!(said, "a BAD LOGIN takes a user name and a password\r\n");
}

#[test]
fn changes_are_told_with_the_right_numbers() {
    check(
        "
c STORE 1,3 +FLAGS.SILENT (\\Deleted)
c2 CHECK
d EXPUNGE
e UID SEARCH ALL
f STORE 1 FLAGS Lucky
g APPEND Drafts (lucky) {2+}
hi
h SEARCH RETURN (COUNT ALL) KEYWORD LUCKY
",
        "
c OK STORE done
c2 OK CHECK done
* 1 EXPUNGE
* 2 EXPUNGE
d OK EXPUNGE done
* SEARCH 2
e OK SEARCH done
* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft Lucky)
* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft Lucky \\*)] these can be changed
* 1 FETCH (FLAGS (Lucky))
f OK STORE done
* 2 EXISTS
* 1 RECENT
g OK [APPENDUID 20786002 5] APPEND done
* ESEARCH (TAG \"h\") ALL 1:2 COUNT 2
h OK SEARCH done
",
    );
}

#[test]
fn the_mail_is_what_the_banner_says() {
    let demo = Demo::at(noon());
    assert_eq!(demo.count(), (9, 200));
    let store = hold(&demo.store);
    let again = seed::store(noon());
    for ((name, one), other) in store.mailboxes.iter().zip(again.mailboxes.values()) {
        let same =
            |one: &Message, other: &Message| one.bytes() == other.bytes() && one.date == other.date;
        assert!(
            one.messages
                .iter()
                .zip(&other.messages)
                .all(|(one, other)| same(one, other)),
            "{name}"
        );
        for message in &one.messages {
            let bytes = message.bytes();
            assert_eq!(bytes.len(), message.size());
            let gap = bytes.windows(2).any(|two| two == b"[[");
            assert!(!gap, "{name}");
            assert!(
                !bytes.ends_with(b"\r")
                    && !bytes
                        .windows(2)
                        .any(|two| two[1] == b'\n' && two[0] != b'\r'),
                "{name}"
            );
        }
    }
}
