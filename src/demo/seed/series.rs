//! Mail that comes again and again: what a build machine says, a list, a shop, and old letters.

use super::DAY;
use super::letter::{Letter, Text};

const PEOPLE: [&str; 8] = [
    "Gregor Probe <gregor@example.org>",
    "Ines Exemplo <ines@example.org>",
    "Ben Example <ben@example.org>",
    "Łukasz Przykład <lukasz@example.org>",
    "Zoë Beispiel <zoe@example.org>",
    "Søren Eksempel <soren@example.org>",
    "Nora Esempio <nora@example.org>",
    "Tamás Példa <tamas@example.org>",
];

const THREADS: [&str; 9] = [
    "How do you test IDLE?",
    "UIDs after a restore from backup",
    "Is \\Recent of any use to anybody?",
    "Modified UTF-7: a short history of a long mistake",
    "A literal walks into a bar {5}",
    "Which servers still lack MOVE?",
    "Searching Japanese text",
    "CONDSTORE for the impatient",
    "Folder separators in the wild",
];

const SENTENCES: [&str; 10] = [
    "We saw the same with a server that counts its literals in characters.",
    "The RFC leaves that open, and every server uses the freedom.",
    "Try it with LITERAL+ switched off, then you will see both halves.",
    "I have a trace of it, which I will post when the names are taken out.",
    "In our tests one client in ten forgets the space.",
    "It works, but nobody remembers why.",
    "Sequence numbers are a promise, UIDs are a contract.",
    "An answer that comes late is still an answer.",
    "Whoever parses with a regular expression now has two problems.",
    "Thank you, that was it!",
];

const ARCHIVE: [(&str, &str, &str); 6] = [
    (
        "Library <library@example.org>",
        "Please return your books",
        "Three books are due within a week.",
    ),
    (
        "Shop <orders@shop.example.org>",
        "Your receipt",
        "Thank you for your order. The receipt is below.",
    ),
    (
        "Rowing club <club@example.org>",
        "Programme of the month",
        "Rowing on Sundays at ten, as ever.",
    ),
    (
        "Zoë Beispiel <zoe@example.org>",
        "Grüße aus dem Garten",
        "Hier blüht schon wieder etwas Neues.",
    ),
    (
        "Amélie Exemple <amelie@example.org>",
        "Nouvelles de Lyon",
        "Il pleut, mais le marché est ouvert.",
    ),
    (
        "Petra Muster <petra@example.org>",
        "Minutes of the meeting",
        "Roof, heating, and who brings the cake.",
    ),
];

/// All of them, in no order.
pub(super) fn all() -> impl Iterator<Item = Letter> {
    builds().chain(list()).chain(archive()).chain(junk())
}

fn letter(
    mailbox: &'static str,
    age: i64,
    flags: &'static str,
    fields: &[(&str, &str)],
    body: String,
) -> Letter {
    let fields = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let text = Text {
        fields: fields.collect(),
        body,
    };
    Letter::new(mailbox, age, flags, text)
}

/// The nightly builds, most of them read.
fn builds() -> impl Iterator<Item = Letter> {
    (7..30).map(|day: i64| {
        let number = 818 - day;
        let failed = number % 6 == 0;
        let verdict = if failed { "failed: 3 of" } else { "passed:" };
        let tests = 2_000 - day * 9;
        let subject = format!(
            "[imap] nightly #{number} {verdict} 1,{:03} tests",
            tests % 1000
        );
        let fields = [
            ("From", "Build bot <bot@example.org>"),
            ("Subject", &subject),
            ("Auto", "yes"),
        ];
        let flags = if failed { "\\Seen \\Flagged" } else { "\\Seen" };
        let body = format!("Build {number} took {} seconds.\n", 200 + number % 40);
        letter("INBOX", day * DAY - 6 * 3600 - 720, flags, &fields, body)
    })
}

/// The threads of a mailing list.
fn list() -> impl Iterator<Item = Letter> {
    THREADS
        .iter()
        .zip(0..)
        .flat_map(|(subject, thread): (_, i64)| {
            let posts = 4 + thread * 5 % 7;
            (0..posts).map(move |post| {
                let pick = |from: &[&'static str], salt: i64| {
                    let at = usize::try_from(
                        (thread * 7 + post * 3 + salt).rem_euclid(from.len() as i64),
                    );
                    at.ok()
                        .and_then(|at| from.get(at).copied())
                        .unwrap_or_default()
                };
                let subject = match post {
                    0 => (*subject).to_owned(),
                    _ => format!("Re: {subject}"),
                };
                let id = format!("protocols.{thread}.{post}");
                // An answer to the post before, or to the first.
                let parents = match post % 3 {
                    0 => format!("protocols.{thread}.0"),
                    _ => format!("protocols.{thread}.0 protocols.{thread}.{}", post - 1),
                };
                let mut fields = vec![
                    ("From", pick(&PEOPLE, 0)),
                    ("To", "protocols@example.org"),
                    ("Subject", &subject),
                    ("Id", &id),
                    ("List-Id", "Mail protocols <protocols.example.org>"),
                ];
                if post > 0 {
                    fields.push(("Reply", &parents));
                }
                let body = format!(
                    "{}\n\n{}\n\n-- \n{}\n",
                    pick(&SENTENCES, 1),
                    pick(&SENTENCES, 5),
                    pick(&PEOPLE, 0)
                );
                let age = (26 - thread * 3) * DAY - post * 7_200 - thread * 600;
                let flags = if thread < 6 || post < 2 { "\\Seen" } else { "" };
                letter(
                    "Lists/protocols",
                    age.max(DAY / 2),
                    flags,
                    &fields,
                    body.replace("-- \n", "--\n"),
                )
            })
        })
}

/// Old letters, one every nine days.
fn archive() -> impl Iterator<Item = Letter> {
    (0..58).map(|count: i64| {
        let at = usize::try_from(count % 6).unwrap_or(0);
        let (from, subject, body) = ARCHIVE.get(at).copied().unwrap_or_default();
        let subject = format!("{subject} ({})", 58 - count);
        let fields = [("From", from), ("Subject", subject.as_str())];
        let flags = match count % 11 {
            3 => "\\Seen \\Answered",
            5 => "\\Seen \\Flagged",
            _ => "\\Seen",
        };
        letter(
            "Archive",
            (31 + count * 9) * DAY - 40_000 - count * 61,
            flags,
            &fields,
            format!("{body}\n"),
        )
    })
}

fn junk() -> impl Iterator<Item = Letter> {
    (0..9).map(|count: i64| {
        let subject = format!("Cheap watches, {} % off", 60 + count * 4);
        let fields = [
            ("From", "Watches <watches@example.org>"),
            ("Subject", subject.as_str()),
        ];
        letter(
            "Junk",
            (2 + count) * DAY - 11_000,
            "",
            &fields,
            "Click.\n".to_owned(),
        )
    })
}
