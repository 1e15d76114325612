//! How fast bytes become values, in MB/s, and what memory that takes, with `cargo bench --bench wire`. The corpus is made
//! here and always the same; the best of five runs counts, because everything else a machine does only slows a run down.

// A benchmark is there to print.
#![allow(clippy::print_stdout)]

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use imapclient::wire::framer::{Framer, Limits, Step};
use imapclient::wire::response::{self, Response};
use imapclient::wire::tree::Tape;
use imapclient::wire::views;

fn main() {
    let read = 16 << 10;
    measure(
        "FETCH ENVELOPE, 100,000 messages",
        &envelopes(100_000),
        read,
    );
    measure(
        "FETCH BODYSTRUCTURE, 20,000 messages",
        &structures(20_000),
        read,
    );
    measure("FETCH, a literal of 50 MB", &body(50_000_000), read);
    measure("the same in reads of 128 KiB", &body(50_000_000), 128 << 10);
    measure("SEARCH, 1,000,000 numbers", &search(1_000_000), read);
    measure("LIST, 100,000 mailboxes", &list(100_000), read);
    measure("100,000 literals in one response", &literals(100_000), read);
}

/// Runs a corpus through one, two and three of the steps, each five times, and prints the best; then through all of
/// them once more, to count what was allocated for each response.
fn measure(name: &str, corpus: &[u8], read: usize) {
    let speed = |step: fn(Step<'_>, &mut Tape)| {
        let best = (0..5)
            .map(|_| timed(corpus, read, step))
            .fold(f64::MAX, f64::min);
        corpus.len() as f64 / 1e6 / best
    };
    let mut responses = 0;
    let memory = allocation_counter::measure(|| {
        timed(corpus, read, |step, tape| {
            responses += u64::from(matches!(step, Step::Response(_)));
            viewed(step, tape);
        });
    });
    println!(
        "{name:38} framed {:6.0}, parsed {:6.0}, viewed {:6.0} MB/s; {:8} bytes in {:4} pieces each",
        speed(framed),
        speed(parsed),
        speed(viewed),
        memory.bytes_total / responses,
        memory.count_total / responses
    );
}

fn framed(step: Step<'_>, _: &mut Tape) {
    black_box(step);
}

fn parsed(step: Step<'_>, tape: &mut Tape) {
    if let Step::Response(frame) = step {
        black_box(response::read(frame, tape, 100));
    }
}

/// Makes of a response what the client hands out.
fn viewed(step: Step<'_>, tape: &mut Tape) {
    let Step::Response(frame) = step else { return };
    let Response::Data { name, values, .. } = response::read(frame, tape, 100) else {
        return;
    };
    let mut notes = Vec::new();
    match name {
        "FETCH" => drop(black_box(views::message(1, values, &mut |_| None))),
        "SEARCH" => drop(black_box(views::search(values, &mut notes))),
        _ => drop(black_box(views::listed_mailbox(values, &mut notes))),
    }
}

/// The seconds one run takes.
fn timed(corpus: &[u8], read: usize, mut take: impl FnMut(Step<'_>, &mut Tape)) -> f64 {
    let start = Instant::now();
    let mut tape = Tape::default();
    let mut framer = Framer::new(Limits::default());
    let mut rest = corpus;
    while !rest.is_empty() {
        let room = framer.space();
        let size = room.len().min(read).min(rest.len());
        let (now, later) = rest.split_at(size);
        room[..size].copy_from_slice(now);
        framer.filled(size);
        rest = later;
        loop {
            match framer.step().expect("a corpus within the limits") {
                Step::More => break,
                step => take(step, &mut tape),
            }
        }
    }
    start.elapsed().as_secs_f64()
}

fn envelopes(count: usize) -> Vec<u8> {
    let mut text = String::new();
    for id in 1..=count {
        let person = format!("((\"Ann Example {id}\" NIL \"ann{id}\" \"example.org\"))");
        let _ = write!(
            text,
            "* {id} FETCH (UID {} FLAGS (\\Seen $Forwarded) INTERNALDATE \"01-Feb-2024 03:04:05 +0000\" RFC822.SIZE {} \
             ENVELOPE (\"Thu, 1 Feb 2024 03:04:05 +0000\" \"Re: the \\\"plan\\\" for week {id}\" {person} {person} {person} \
             ((NIL NIL \"team\" \"example.org\")(\"Bob\" NIL \"bob\" \"example.net\")) NIL NIL NIL \"<{id}.1@example.org>\"))\r\n",
            id * 3,
            id * 1017,
        );
    }
    text.into_bytes()
}

fn structures(count: usize) -> Vec<u8> {
    let mut text = String::new();
    for id in 1..=count {
        let _ = write!(
            text,
            "* {id} FETCH (UID {id} BODYSTRUCTURE (((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"quoted-printable\" 1152 23 NIL \
             NIL NIL NIL)(\"text\" \"html\" (\"charset\" \"utf-8\") NIL NIL \"base64\" 4310 58 NIL NIL NIL NIL) \"alternative\" \
             (\"boundary\" \"b{id}\") NIL NIL NIL)(\"application\" \"pdf\" (\"name\" \"plan {id}.pdf\") NIL NIL \"base64\" 80211 NIL \
             (\"attachment\" (\"filename\" \"plan {id}.pdf\" \"size\" \"80211\")) NIL NIL) \"mixed\" (\"boundary\" \"a{id}\") NIL NIL NIL))\r\n",
        );
    }
    text.into_bytes()
}

fn body(size: usize) -> Vec<u8> {
    let mut bytes = format!("* 1 FETCH (UID 1 BODY[] {{{size}}}\r\n").into_bytes();
    bytes.extend(
        b"A line of a message, as long as lines of messages are.\r\n"
            .iter()
            .cycle()
            .take(size),
    );
    bytes.extend_from_slice(b")\r\n");
    bytes
}

fn search(count: usize) -> Vec<u8> {
    let mut text = "* SEARCH".to_owned();
    for id in 1..=count {
        let _ = write!(text, " {}", id * 3);
    }
    text.push_str("\r\n");
    text.into_bytes()
}

fn list(count: usize) -> Vec<u8> {
    let mut text = String::new();
    for id in 1..=count {
        let _ = write!(
            text,
            "* LIST (\\HasNoChildren \\Marked) \"/\" \"Archive/2024/Project {id}\"\r\n"
        );
    }
    text.into_bytes()
}

fn literals(count: usize) -> Vec<u8> {
    format!("* 1 FETCH ({})\r\n", "X {3}\r\nabc ".repeat(count)).into_bytes()
}
