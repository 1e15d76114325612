//! Views read from bytes as servers send them: each known oddity as a case.

#![allow(clippy::unwrap_used)]

mod envelopes;
mod items;
mod mailboxes;
mod plain;
mod show;
mod structures;

use crate::types::{Body, Event};
use crate::wire::framer::{Framer, Limits, Step};
use crate::wire::response::{self, Response};
use crate::wire::tree::{Nodes, Tape};

use super::event;

/// What the placeholders of the cases stand for.
const PLACEHOLDERS: [(&str, &str); 3] = [
    (
        "(envelope)",
        r#"("Mon, 2 Nov 2026 09:15:22 +0100" "Inner" (addr) (addr) (addr) NIL NIL NIL NIL "<in@example.org>")"#,
    ),
    ("(addr)", r#"(("Ann" NIL "ann" "example.org"))"#),
    (
        "(text plain part)",
        r#"("text" "plain" NIL NIL NIL "7bit" 12 1 NIL NIL NIL NIL)"#,
    ),
];

/// Frames some bytes, and runs a function over the number, the name and the values of each response.
fn each(bytes: &[u8], mut read: impl FnMut(Option<u64>, &str, Nodes<'_>)) {
    let mut framer = Framer::new(Limits::default());
    for chunk in bytes.chunks(4096) {
        framer.space()[..chunk.len()].copy_from_slice(chunk);
        framer.filled(chunk.len());
    }
    let mut tape = Tape::default();
    loop {
        let frame = match framer.step().unwrap() {
            Step::More => return,
            Step::LiteralStart(_) | Step::LiteralPiece(_) => continue,
            Step::Response(frame) => frame,
        };
        match response::read(frame, &mut tape, 100) {
            Response::Data {
                number,
                name,
                values,
            } => read(number, name, values),
            other => panic!("{other:?}"),
        }
    }
}

/// Reads some bytes as events, with the notes about all of them.
fn events(bytes: &[u8]) -> (Vec<Event>, Vec<String>) {
    let (mut events, mut notes) = (Vec::new(), Vec::new());
    each(bytes, |number, name, values| {
        events.push(event(
            number,
            name,
            values,
            &mut |index| Some(Body::Passed(index as u64)),
            &mut notes,
        ));
    });
    (events, notes)
}

/// Reads a case as events, each shown on a line of its own, and the notes behind them.
fn check(quirk: u32, wire: &str, expected: &str) {
    let mut wire = wire.to_owned();
    for (placeholder, meaning) in PLACEHOLDERS {
        wire = wire.replace(placeholder, meaning);
    }
    let (events, notes) = events(wire.as_bytes());
    let mut shown: Vec<String> = events.iter().map(show::event).collect();
    shown.extend(notes.iter().map(|note| format!("! {note}")));
    assert_eq!(shown.join("\n"), expected, "quirk {quirk}: {wire}");
}

proptest::proptest! {
    /// Whatever is put together from pieces of responses is read without a panic, and a message never loses its UID.
    #[test]
    fn no_response_makes_a_view_panic(pieces in proptest::collection::vec(0..PIECES.len(), 0..40), name in 0..NAMES.len()) {
        let pieces: Vec<&str> = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        let line = format!("* {}{}\r\n", NAMES[name], pieces.join(" "));
        each(line.as_bytes(), |number, name, values| {
            let mut notes = Vec::new();
            let _ = super::namespace(values.clone(), &mut notes);
            let _ = super::id(values.clone(), &mut notes);
            super::search(values.clone(), &mut notes);
            super::esearch(values.clone(), &mut notes);
            let event = event(number, name, values, &mut |_| None, &mut notes);
            if let Event::Fetch(message) = event && line.contains("(UID 7") {
                assert!(message.uid.is_some());
            }
        });
    }
}

const NAMES: [&str; 8] = [
    "1 FETCH (UID 7 ",
    "1 FETCH (UID 7 BODYSTRUCTURE (",
    "1 FETCH (UID 7 ENVELOPE (",
    "LIST () ",
    "STATUS ",
    "VANISHED ",
    "FLAGS ",
    "X ",
];

const PIECES: [&str; 24] = [
    "(",
    ")",
    "(",
    ")",
    "NIL",
    "\"\"",
    "\"text\"",
    "\"plain\"",
    "\"message\" \"rfc822\"",
    "7",
    "-1",
    "1e3",
    "a",
    "\\Seen",
    "BODY[1]",
    "ENVELOPE",
    "BODYSTRUCTURE",
    "MODSEQ",
    "FLAGS",
    "(addr)",
    "()",
    "(NIL NIL NIL NIL NIL NIL 5",
    "\"x\\\"",
    "1:2",
];
