//! Golden screens: what each shape looks like at 80 and at 120 columns, on a terminal and on a pipe.

#![allow(clippy::unwrap_used)]

mod csv;
mod formats;
mod messages;
mod python;
mod screens;

use std::io::{self, Write};
use std::time::Duration;

use imapclient::types::{
    Address, Body, BodyPart, BodyStructure, Date, DateTime, Disposition, Envelope, EnvelopeFields,
    Flag, ItemValue, ListedMailbox, MailboxName, MailboxStatus, Message, Multipart, SequenceSet,
    StringForm, Value as Raw,
};
use jiff::tz::{Offset, TimeZone};

use super::*;
use crate::shell::failure::{Class, Failure};
use crate::shell::output::*;
use crate::shell::paper::Paper;

fn screen(width: usize) -> (Screen, Paper, Paper) {
    let (out, err) = (Paper::default(), Paper::default());
    let mut screen = Screen::new(Box::new(out.clone()), Box::new(err.clone()));
    screen.width = width;
    screen.terminal = true;
    screen.clock = Clock {
        zone: Some(TimeZone::fixed(Offset::constant(1))),
        now: "2026-11-22T21:00:00Z".parse().unwrap(),
    };
    (screen, out, err)
}

/// Shows an answer on a terminal and compares the screen line by line.
fn check(width: usize, output: Output<'_>, expected: &str) {
    let (mut screen, out, _) = screen(width);
    screen.show(output).unwrap();
    let expected = expected.strip_prefix('\n').unwrap_or(expected);
    assert_eq!(out.text().trim_end(), expected.trim_end());
}

/// What an answer is in a format, off any terminal.
fn piped(format: Format, output: Output<'_>) -> String {
    let (mut screen, out, _) = screen(80);
    screen.terminal = false;
    screen.format = format;
    screen.show(output).unwrap();
    out.text()
}

fn timed(footer: Footer, milliseconds: u64, number: u64) -> Footer {
    Footer {
        took: Some(Took::Whole(Duration::from_millis(milliseconds))),
        number: Some(number),
        ..footer
    }
}

fn flags(text: &str) -> Vec<Flag> {
    text.split_whitespace().map(Flag::new).collect()
}

fn folder(name: &str, wire: &str, attributes: &str, counts: Option<(u64, u64)>) -> Folder {
    let name = MailboxName::from_wire(wire, name);
    let status = counts.map(|(messages, unseen)| MailboxStatus {
        name: name.clone(),
        items: vec![
            ("MESSAGES".to_owned(), Raw::Number(messages)),
            ("UNSEEN".to_owned(), Raw::Number(unseen)),
        ],
    });
    let listed = ListedMailbox {
        attributes: flags(attributes),
        delimiter: Some(b"/".to_vec()),
        name,
        extended: vec![],
    };
    Folder {
        listed,
        status,
        rights: None,
        metadata: Vec::new(),
        note: None,
    }
}

fn found(ids: impl IntoIterator<Item = u32>, criteria: &str) -> Output<'static> {
    let ids: SequenceSet = ids.into_iter().collect();
    let footer = Footer::counting("message", "messages")
        .or_nothing("no message matches")
        .and(format!("UID SEARCH {criteria}"));
    Output::new(ids, Shape::Ids).footer(footer)
}

fn address<'e>(name: &'e str, mailbox: &'e str, host: &'e str) -> Address<'e> {
    Address {
        name: (!name.is_empty()).then_some(name.as_bytes()),
        route: None,
        mailbox: Some(mailbox.as_bytes()),
        host: Some(host.as_bytes()),
    }
}

fn enveloped(
    uid: u32,
    seq: u32,
    date: &str,
    from: Address<'_>,
    to: Vec<Address<'_>>,
    subject: &str,
) -> Message {
    let envelope = Envelope::new(&EnvelopeFields {
        date: Some(date.as_bytes()),
        subject: Some(subject.as_bytes()),
        from: &[from],
        to: &to,
        ..EnvelopeFields::default()
    });
    message(
        uid,
        seq,
        vec![("ENVELOPE", ItemValue::Envelope(Box::new(envelope)))],
    )
}

fn message(uid: u32, seq: u32, items: Vec<(&'static str, ItemValue)>) -> Message {
    let items = items
        .into_iter()
        .map(|(name, value)| (name.into(), value))
        .collect();
    Message {
        seq,
        uid: Some(uid),
        items,
        notes: vec![],
    }
}

fn five() -> Vec<Message> {
    let ana = || address("", "ana", "example.org");
    vec![
        enveloped(
            3287,
            138,
            "Thu, 19 Nov 2026 08:02:00 +0100",
            address("Build bot", "ci", "build.example.org"),
            vec![address("", "dev", "example.org")],
            "[imap] nightly #812 passed",
        ),
        enveloped(
            3291,
            139,
            "Fri, 20 Nov 2026 17:41:00 +0100",
            address("=?utf-8?q?Zo=C3=AB_M=C3=BCller?=", "zoe", "example.net"),
            vec![ana()],
            "Re: Kaffee am Donnerstag? =?utf-8?q?Ich_h=C3=A4tte_ab_drei_Zeit?=",
        ),
        enveloped(
            3295,
            140,
            "Sat, 21 Nov 2026 09:15:22 +0100",
            address("Marc Petit", "marc", "example.com"),
            vec![ana(), address("", "board", "example.org")],
            "Q3 figures, second attempt (the table was cut off in the first)",
        ),
        enveloped(
            3299,
            141,
            "Sun, 22 Nov 2026 10:30:00 +0000",
            address("", "no-reply", "shop.example"),
            vec![ana()],
            "Your order 4711 is on its way",
        ),
        enveloped(
            3300,
            142,
            "Sun, 22 Nov 2026 21:07:00 +0100",
            address("imap-protocol", "list", "lists.example.org"),
            vec![address("", "imap-protocol", "lists.example.org")],
            "UIDONLY and PARTIAL, who has shipped it already",
        ),
    ]
}

fn fetched(messages: Vec<Message>) -> Output<'static> {
    let entries = messages.into_iter().map(|message| Ok(message.into()));
    Output::stream(entries, Shape::Messages(MessagesView::Auto))
        .footer(Footer::counting("message", "messages"))
}

fn status(name: &str, items: &[(&str, u64)]) -> MailboxStatus {
    let items = items
        .iter()
        .map(|(name, number)| ((*name).to_owned(), Raw::Number(*number)))
        .collect();
    MailboxStatus {
        name: name.into(),
        items,
    }
}
