//! Literals, long sets, and what must not go out.

use std::cell::Cell;
use std::io::{self, Read};

use imapclient::Error;
use imapclient::client::{Append, FetchOptions, Report, StoreAction};
use imapclient::types::{Flag, MessageSet, SequenceSet};

use super::stage::*;

#[test]
fn an_append_that_is_refused_sends_nothing_of_the_message() {
    let read = Cell::new(false);
    struct Watched<'r>(&'r Cell<bool>);
    impl Read for Watched<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.set(true);
            buffer.fill(b'x');
            Ok(buffer.len())
        }
    }
    let lines = "C: A2 APPEND Sent {500}\nS: A2 NO [TRYCREATE] no such mailbox\nC: A3 NOOP\nS: A3 OK done\n";
    play("", lines, |client| {
        let sent = client.append(&"Sent".into(), &mut Watched(&read), 500, &Append::default());
        assert!(matches!(sent, Err(Error::No(_))), "{sent:?}");
        assert!(!read.get());
        client.noop().expect("the connection goes on");
    });
    let lines = "C: A2 APPEND Sent {500}\nS: A2 OK thanks\n";
    play("", lines, |client| {
        let sent = client.append(&"Sent".into(), &mut Watched(&read), 500, &Append::default());
        assert!(matches!(sent, Err(Error::Protocol(_))), "{sent:?}");
        assert!(!read.get());
    });
}

#[test]
fn small_literals_are_pushed_under_literal_minus_and_large_ones_wait() {
    let message = [b'x'; 5000];
    let lines = format!(
        "C: A2 APPEND Sent {{10+}}\nC: xxxxxxxxxx\nS: A2 OK done\nC: A3 APPEND Sent {{5000}}\nS: + go on\nC: {}\nS: A3 OK done\n",
        "x".repeat(5000)
    );
    play("LITERAL-", &lines, |client| {
        for len in [10, 5000] {
            let sent = client.append(&"Sent".into(), &mut &message[..], len, &Append::default());
            sent.expect("an answer");
        }
    });
}

#[test]
fn a_source_that_ends_early_breaks_the_connection_and_is_no_message() {
    let lines = "C: A2 APPEND Sent {10}\nS: + go on\nC~ xxx\n";
    play("", lines, |client| {
        let sent = client.append(&"Sent".into(), &mut &b"xxx"[..], 10, &Append::default());
        assert!(matches!(sent, Err(Error::Closed(_))), "{sent:?}");
    });
}

#[test]
fn a_set_too_long_for_a_line_is_fetched_in_several_commands() {
    let odd: SequenceSet = (0..2000).map(|number| 100_001 + 2 * number).collect();
    let parts = odd.split(7000);
    assert!(parts.len() > 1);
    let mut lines = String::new();
    for (number, part) in parts.iter().enumerate() {
        let tag = number + 2;
        let first = part.iter().next().expect("a number");
        lines.push_str(&format!(
            "C: A{tag} UID FETCH {part} (FLAGS)\nS: * {tag} FETCH (UID {first} FLAGS ())\nS: A{tag} OK done\n"
        ));
    }
    play("", &lines, |client| {
        let stream = client
            .fetch(
                &MessageSet::Uid(odd),
                &items(&["FLAGS"]),
                FetchOptions::default(),
            )
            .expect("a stream");
        let came: Vec<_> = stream
            .map(|message| message.expect("a message").uid)
            .collect();
        assert_eq!(came.len(), parts.len());
    });
}

#[test]
fn no_argument_becomes_a_second_command() {
    let evil = "x\r\nA9 LOGOUT";
    play("", "C: A2 NOOP\nS: A2 OK done\n", |client| {
        let flags = [Flag::new(evil)];
        let stored = client.store(&uids("1"), StoreAction::Add, &flags, Report::Flags);
        assert!(matches!(stored, Err(Error::Argument(_))), "{stored:?}");
        let fetched = fetched(client, "1", &[evil]);
        assert!(matches!(fetched, Err(Error::Argument(_))), "{fetched:?}");
        assert!(client.raw(evil).is_err());
        client.noop().expect("nothing was sent before");
    });
}
