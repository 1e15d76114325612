//! Golden screens: what each shape looks like at 80 and at 120 columns, on a terminal and on a pipe.

#![allow(clippy::unwrap_used)]

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::time::Duration;

use imapclient::types::{
    Address, Body, BodyPart, BodyStructure, Date, DateTime, Disposition, Envelope, Flag, ItemValue,
    ListedMailbox, MailboxName, MailboxStatus, Message, Multipart, SequenceSet, StringForm,
    Value as Raw,
};
use jiff::tz::{Offset, TimeZone};

use super::*;
use crate::shell::failure::{Class, Failure};
use crate::shell::output::*;

#[derive(Clone, Default)]
struct Paper(Rc<RefCell<Vec<u8>>>);

impl Paper {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A pipe whose reader has gone.
struct Gone;

impl Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
}

fn screen(width: usize) -> (Screen, Paper, Paper) {
    let (out, err) = (Paper::default(), Paper::default());
    let mut screen = Screen::new(Box::new(out.clone()), Box::new(err.clone()));
    screen.width = width;
    screen.terminal = true;
    screen.clock = Clock {
        zone: TimeZone::fixed(Offset::constant(1)),
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
        took: Some(Duration::from_millis(milliseconds)),
        number: Some(number),
        ..footer
    }
}

fn flags(text: &str) -> Vec<Flag> {
    text.split_whitespace().map(Flag::new).collect()
}

fn opened(
    title: &str,
    figures: [u64; 6],
    flags: &str,
    permanent: &str,
    first: Option<u64>,
) -> Output<'static> {
    let [messages, unseen, recent, next, validity, modseq] = figures;
    let mut counts = vec![
        ("messages", Cell::count(messages)),
        ("unseen", Cell::count(unseen)),
        ("recent", Cell::count(recent)),
    ];
    counts.extend(first.map(|uid| ("first unseen UID", Cell::id(uid))));
    let facts = Facts {
        title: Some(title.to_owned()),
        grid: vec![
            counts,
            vec![
                ("uidnext", Cell::new(next)),
                ("uidvalidity", Cell::new(validity)),
                ("highestmodseq", Cell::new(modseq)),
            ],
        ],
        lines: vec![
            ("flags".to_owned(), Cell::new(flags)),
            ("permanent".to_owned(), Cell::new(permanent)),
        ],
        right: false,
    };
    Output::new(Value::Nil, Shape::Facts(facts))
}

#[test]
fn an_opened_folder() {
    let flags = "\\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded";
    let inbox = || {
        opened(
            "INBOX opened read-write",
            [142, 3, 0, 3301, 1239278212, 90210],
            flags,
            &format!("{flags} \\*"),
            Some(3291),
        )
        .footer(timed(Footer::part("SELECT ok"), 23, 1))
    };
    check(
        80,
        inbox(),
        "\
INBOX opened read-write
  messages 142      unseen 3         recent 0      first unseen UID 3291
  uidnext  3301     uidvalidity 1239278212         highestmodseq 90210
  flags      \\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded
  permanent  \\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded \\*
SELECT ok · 23 ms · _1",
    );
    let lists = opened(
        "Lists/imap protocol opened read-only (EXAMINE)",
        [20417, 0, 0, 51288, 1239278290, 771034],
        "\\Answered \\Flagged \\Deleted \\Seen \\Draft",
        "none: nothing you change here is kept",
        None,
    );
    check(
        120,
        lists.footer(timed(Footer::part("EXAMINE ok"), 61, 2)),
        "\
Lists/imap protocol opened read-only (EXAMINE)
  messages 20,417   unseen 0   recent 0   uidnext 51288   uidvalidity 1239278290   highestmodseq 771034
  flags      \\Answered \\Flagged \\Deleted \\Seen \\Draft          permanent  none: nothing you change here is kept
EXAMINE ok · 61 ms · _2",
    );
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
        note: None,
    }
}

fn some_folders(full: bool) -> Output<'static> {
    let same = |name: &str, attributes: &str, counts| folder(name, name, attributes, counts);
    let sent = "&AMk-l&AOk-ments envoy&AOk-s";
    let rows = vec![
        same("Trash", "\\HasNoChildren \\Trash", Some((37, 0))),
        same("Lists/imap protocol", "\\HasNoChildren", Some((20417, 0))),
        same("Lists", "\\HasChildren \\Noselect", None),
        folder(
            "Éléments envoyés",
            sent,
            "\\HasNoChildren \\Sent",
            Some((911, 0)),
        ),
        same("Drafts", "\\HasNoChildren \\Drafts", Some((2, 0))),
        same("Archive/2025", "\\HasNoChildren", Some((4132, 0))),
        same("Archive/2024", "\\HasNoChildren", Some((3980, 0))),
        same("Archive", "\\HasChildren \\Archive", Some((8112, 0))),
        same("INBOX", "\\HasNoChildren", Some((142, 3))),
    ];
    let value = Value::list(rows.iter().map(|folder| folder.listed.name.clone()));
    let footer = Footer::counting("folder", "folders")
        .and("separator /")
        .and("LIST-STATUS");
    Output::new(
        value,
        Shape::Folders(Folders {
            rows,
            counts: true,
            full,
        }),
    )
    .footer(timed(footer, 34, 3))
}

#[test]
fn the_tree_of_folders() {
    check(
        80,
        some_folders(false),
        "\
FOLDER                          USE         MESSAGES   UNSEEN  NOTE
INBOX                           inbox            142        3
Archive                         archive        8,112        0
  2024                                         3,980        0
  2025                                         4,132        0
Drafts                          drafts             2        0
Éléments envoyés                sent             911        0
Lists                                              –        –  cannot be opened
  imap protocol                               20,417        0
Trash                           trash             37        0
9 folders · separator / · LIST-STATUS · 34 ms · _3",
    );
    check(
        120,
        some_folders(true),
        "\
FOLDER                          USE         MESSAGES   UNSEEN  ATTRIBUTES                  WIRE NAME (if different)
INBOX                           inbox            142        3  \\HasNoChildren
Archive                         archive        8,112        0  \\HasChildren \\Archive
  2024                                         3,980        0  \\HasNoChildren
  2025                                         4,132        0  \\HasNoChildren
Drafts                          drafts             2        0  \\HasNoChildren \\Drafts
Éléments envoyés                sent             911        0  \\HasNoChildren \\Sent        &AMk-l&AOk-ments envoy&AOk-s
Lists                                              –        –  \\HasChildren \\Noselect
  imap protocol                               20,417        0  \\HasNoChildren
Trash                           trash             37        0  \\HasNoChildren \\Trash
9 folders · separator / · LIST-STATUS · 34 ms · _3",
    );
}

#[test]
fn a_folder_whose_parent_is_not_listed_keeps_its_whole_name() {
    let rows = vec![
        folder("a/b", "a/b", "", None),
        folder("a/b/c", "a/b/c", "", None),
    ];
    let output = Output::new(
        Value::Nil,
        Shape::Folders(Folders {
            rows,
            ..Folders::default()
        }),
    );
    check(
        80,
        output,
        "FOLDER                          USE         NOTE\na/b\n  c\n",
    );
}

fn found(ids: impl IntoIterator<Item = u32>, criteria: &str) -> Output<'static> {
    let ids: SequenceSet = ids.into_iter().collect();
    let footer = Footer::counting("message", "messages")
        .or_nothing("no message matches")
        .and(format!("UID SEARCH {criteria}"));
    Output::new(ids, Shape::Ids).footer(footer)
}

#[test]
fn numbers_of_a_search() {
    let mut output = found([3291, 3295, 3300], "UNSEEN");
    output.footer = timed(output.footer, 12, 5);
    check(
        80,
        output,
        "\
3291  3295  3300
3 messages · 3291,3295,3300 · UID SEARCH UNSEEN · 12 ms · _5",
    );
    let mut output = found([], "FROM nobody SINCE 15-Nov-2026");
    output.footer = timed(output.footer, 9, 6);
    check(
        80,
        output,
        "no message matches · UID SEARCH FROM nobody SINCE 15-Nov-2026 · 9 ms · _6",
    );
    let mut output = found((2001..2140).step_by(3), "SUBJECT invoice NOT DELETED");
    output.footer = timed(output.footer, 88, 7);
    check(
        120,
        output,
        "\
2001  2004  2007  2010  2013  2016  2019  2022  2025  2028  2031  2034  2037  2040  2043
2046  2049  2052  2055  2058  2061  2064  2067  2070  2073  2076  2079  2082  2085  2088
2091  2094  2097  2100  2103  2106  2109  2112  2115  2118  2121  2124  2127  2130  2133
2136  2139
47 messages · 2001,2004,2007,…,2139 (copy it whole with: print _) · UID SEARCH SUBJECT invoice NOT DELETED · 88 ms · _7",
    );
}

#[test]
fn a_terminal_gets_twenty_lines_of_numbers_and_a_pipe_all() {
    let (mut screen, out, _) = screen(80);
    screen.show(found(1..=100_000, "ALL")).unwrap();
    let text = out.text();
    assert_eq!(text.lines().count(), 22);
    assert!(
        text.contains("… 99,800 more numbers, shown with --all"),
        "{text}"
    );
    let all = piped(Format::Pretty, found(1..=100_000, "ALL"));
    assert_eq!(all.split_whitespace().count(), 100_000);
    assert_eq!(piped(Format::Pretty, found([], "ALL")), "");
    assert_eq!(piped(Format::Json, found([3, 1, 2], "ALL")), "[3, 1, 2]\n");
    assert_eq!(piped(Format::Json, found([], "ALL")), "[]\n");
}

fn address(name: &str, mailbox: &str, host: &str) -> Address {
    Address {
        name: (!name.is_empty()).then(|| name.as_bytes().to_vec()),
        route: None,
        mailbox: Some(mailbox.as_bytes().to_vec()),
        host: Some(host.as_bytes().to_vec()),
    }
}

fn enveloped(
    uid: u32,
    seq: u32,
    date: &str,
    from: Address,
    to: Vec<Address>,
    subject: &str,
) -> Message {
    let envelope = Envelope {
        date: Some(date.as_bytes().to_vec()),
        subject: Some(subject.as_bytes().to_vec()),
        from: vec![from],
        to,
        ..Envelope::default()
    };
    message(
        uid,
        seq,
        vec![("ENVELOPE", ItemValue::Envelope(Box::new(envelope)))],
    )
}

fn message(uid: u32, seq: u32, items: Vec<(&str, ItemValue)>) -> Message {
    let items = items
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
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

#[test]
fn envelopes() {
    let output = || {
        let footer = Footer::counting("message", "messages").and("FETCH 138:142 (UID ENVELOPE)");
        fetched(five()).footer(timed(footer, 41, 8))
    };
    check(
        80,
        output(),
        "
  UID  DATE          FROM                SUBJECT
 3287  Nov 19 08:02  Build bot           [imap] nightly #812 passed
 3291  Nov 20 17:41  Zoë Müller          Re: Kaffee am Donnerstag? Ich hätte ab…
 3295  Nov 21 09:15  Marc Petit          Q3 figures, second attempt (the table …
 3299  Nov 22 11:30  no-reply@shop.exa…  Your order 4711 is on its way
 3300  Nov 22 21:07  imap-protocol       UIDONLY and PARTIAL, who has shipped i…
5 messages · FETCH 138:142 (UID ENVELOPE) · 41 ms · _8",
    );
    check(
        120,
        output(),
        "
  UID   SEQ  DATE          FROM                            TO                    SUBJECT
 3287   138  Nov 19 08:02  Build bot <ci@build.example.o…  dev@example.org       [imap] nightly #812 passed
 3291   139  Nov 20 17:41  Zoë Müller <zoe@example.net>    ana@example.org       Re: Kaffee am Donnerstag? Ich hätte ab…
 3295   140  Nov 21 09:15  Marc Petit <marc@example.com>   ana@example.org, bo…  Q3 figures, second attempt (the table …
 3299   141  Nov 22 11:30  no-reply@shop.example           ana@example.org       Your order 4711 is on its way
 3300   142  Nov 22 21:07  imap-protocol <list@lists.exa…  imap-protocol@lists…  UIDONLY and PARTIAL, who has shipped i…
5 messages · FETCH 138:142 (UID ENVELOPE) · 41 ms · _8",
    );
}

#[test]
fn flags_are_marks_and_keywords_words() {
    let item = |text: &str| ("FLAGS", ItemValue::Flags(flags(text)));
    let size = |bytes| ("RFC822.SIZE", ItemValue::Number(bytes));
    let messages = vec![
        message(7, 1, vec![item(""), size(1204)]),
        message(
            8,
            2,
            vec![
                item("\\Seen \\Flagged \\Answered $Forwarded"),
                size(48_200_000),
            ],
        ),
        message(9, 3, vec![item("\\seen \\Deleted")]),
    ];
    check(
        80,
        fetched(messages),
        "
  UID  FLAGS               SIZE
    7  N                 1.2 kB
    8   FA  $Forwarded  48.2 MB
    9     D                   –
3 messages",
    );
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    Some(text.as_bytes().to_vec())
}

fn part(kind: &str, subtype: &str, encoding: &str, size: u64) -> BodyPart {
    BodyPart {
        media_type: bytes(kind),
        media_subtype: bytes(subtype),
        encoding: bytes(encoding),
        size: Some(size),
        ..BodyPart::default()
    }
}

fn text_part(subtype: &str, charset: &str, encoding: &str, size: u64) -> BodyStructure {
    let parameters = vec![(b"CHARSET".to_vec(), charset.as_bytes().to_vec())];
    BodyStructure::Part(Box::new(BodyPart {
        parameters,
        ..part("TEXT", subtype, encoding, size)
    }))
}

fn multipart(subtype: &str, parts: Vec<BodyStructure>) -> BodyStructure {
    BodyStructure::Multipart(Box::new(Multipart {
        parts,
        media_subtype: bytes(subtype),
        ..Multipart::default()
    }))
}

fn figures() -> Output<'static> {
    let pdf = BodyPart {
        disposition: Some(Disposition {
            kind: b"attachment".to_vec(),
            parameters: vec![(b"filename".to_vec(), b"Q3 figures.pdf".to_vec())],
        }),
        ..part("application", "pdf", "base64", 39_800)
    };
    let table = BodyPart {
        envelope: Some(Box::new(Envelope {
            subject: bytes("Re: table"),
            ..Envelope::default()
        })),
        body: Some(text_part("plain", "us-ascii", "7bit", 100)),
        ..part("message", "rfc822", "7bit", 300)
    };
    let structure = multipart(
        "mixed",
        vec![
            multipart(
                "alternative",
                vec![
                    text_part("plain", "utf-8", "quoted-printable", 1200),
                    text_part("html", "utf-8", "quoted-printable", 6900),
                ],
            ),
            BodyStructure::Part(Box::new(pdf)),
            BodyStructure::Part(Box::new(table)),
        ],
    );
    let mut message = five().remove(2);
    message
        .items
        .push(("BODYSTRUCTURE".to_owned(), ItemValue::Structure(structure)));
    Output::new(message, Shape::Messages(MessagesView::Tree))
}

#[test]
fn a_structure_is_a_tree_with_part_numbers() {
    check(
        80,
        figures()
            .footer(timed(Footer::default(), 15, 9))
            .note("next: show 3295 1.1   save 3295 2"),
        "\
UID 3295  Q3 figures, second attempt (the table was cut off in the first)
PART   TYPE                       ENCODING               SIZE  NAME
       multipart/mixed                                48.2 kB
1        multipart/alternative                         8.1 kB
1.1        text/plain             quoted-printable     1.2 kB
1.2        text/html              quoted-printable     6.9 kB
2        application/pdf          base64              39.8 kB  @ Q3 figures.pdf
3        message/rfc822           7bit                 0.3 kB  Re: table
3.1        text/plain             7bit                 0.1 kB
7 parts, 1 attachment · 15 ms · _9
next: show 3295 1.1   save 3295 2",
    );
    let footer = timed(Footer::part("UID FETCH 3295 (BODYSTRUCTURE)"), 15, 9);
    check(
        120,
        figures().footer(footer),
        "\
UID 3295  Q3 figures, second attempt (the table was cut off in the first)
PART   TYPE                       CHARSET    ENCODING               SIZE  NAME                        FETCH WITH
       multipart/mixed                                           48.2 kB                              BODY.PEEK[]
1        multipart/alternative                                    8.1 kB                              BODY.PEEK[1]
1.1        text/plain             utf-8      quoted-printable     1.2 kB                              BODY.PEEK[1.1]
1.2        text/html              utf-8      quoted-printable     6.9 kB                              BODY.PEEK[1.2]
2        application/pdf                     base64              39.8 kB  attachment: Q3 figures.pdf  BODY.PEEK[2]
3        message/rfc822                      7bit                 0.3 kB  Re: table                   BODY.PEEK[3]
3.1        text/plain             us-ascii   7bit                 0.1 kB                              BODY.PEEK[3.1]
7 parts, 1 attachment · UID FETCH 3295 (BODYSTRUCTURE) · 15 ms · _9",
    );
}

#[test]
fn one_body_is_shown_as_text_and_no_more_than_a_screen_of_it() {
    let body = "Bonjour \x1b[31mAna,\r\n\r\n".to_owned() + &"line\r\n".repeat(50);
    let one = || {
        fetched(vec![message(
            5,
            2,
            vec![(
                "BODY[TEXT]",
                ItemValue::Body(Body::Memory(body.clone().into())),
            )],
        )])
    };
    let (mut screen, out, _) = screen(80);
    screen.height = 14;
    screen.show(one()).unwrap();
    let expected = "\
UID  5
SEQ  2
-- BODY[TEXT] 321 bytes --------------------------------------------------------
Bonjour \\x1b[31mAna,

line
line
line
line
… 276 more bytes · whole: fetch 5 BODY.PEEK[TEXT] --raw > FILE
1 message
";
    assert_eq!(out.text(), expected);
    assert_eq!(
        piped(Format::Pretty, one())
            .lines()
            .filter(|line| *line == "line")
            .count(),
        50
    );
    assert_eq!(piped(Format::Raw, one()), body);
}

#[test]
fn a_body_among_rows_is_its_beginning() {
    let text = "Hallo Ana,\r\nich hätte ab drei Zeit. ".repeat(30);
    let body = || {
        (
            "BODY[TEXT]",
            ItemValue::Body(Body::Memory(text.clone().into())),
        )
    };
    check(
        60,
        fetched(vec![
            message(1, 1, vec![body()]),
            message(2, 2, vec![body()]),
        ]),
        "
  UID  BODY[TEXT]
    1  1,110 bytes: Hallo Ana, ich hätte ab drei Zeit. Hall…
    2  1,110 bytes: Hallo Ana, ich hätte ab drei Zeit. Hall…
2 messages",
    );
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

#[test]
fn status_of_one_folder_and_of_several() {
    let archive = status(
        "Archive",
        &[
            ("MESSAGES", 8112),
            ("UNSEEN", 0),
            ("RECENT", 0),
            ("UIDNEXT", 17204),
            ("UIDVALIDITY", 1239278231),
        ],
    );
    let view = StatusView {
        rows: vec![archive],
        ..StatusView::default()
    };
    check(
        80,
        Output::new(Value::Nil, Shape::Status(view)).footer(timed(
            Footer::part("STATUS ok"),
            8,
            10,
        )),
        "\
Archive
  messages          8112
  unseen               0
  recent               0
  uidnext          17204
  uidvalidity 1239278231
STATUS ok · 8 ms · _10",
    );
    let size = |name, messages, bytes| {
        status(
            name,
            &[("MESSAGES", messages), ("UNSEEN", 0), ("SIZE", bytes)],
        )
    };
    let rows = vec![
        size("Archive/2024", 3980, 412_000_000),
        size("Archive/2025", 4132, 530_800_000),
    ];
    let footer = timed(
        Footer::counting("folder", "folders").and("2 × STATUS"),
        19,
        11,
    );
    check(
        80,
        Output::new(
            Value::Nil,
            Shape::Status(StatusView {
                rows,
                ..StatusView::default()
            }),
        )
        .footer(footer),
        "\
FOLDER                           MESSAGES   UNSEEN       SIZE
Archive/2024                        3,980        0   412.0 MB
Archive/2025                        4,132        0   530.8 MB
2 folders · 2 × STATUS · 19 ms · _11",
    );
}

#[test]
fn status_of_many_items_marks_the_open_folder() {
    let row = |name, figures: [u64; 7]| {
        let names = [
            "MESSAGES",
            "UNSEEN",
            "RECENT",
            "UIDNEXT",
            "UIDVALIDITY",
            "HIGHESTMODSEQ",
            "SIZE",
        ];
        status(name, &names.into_iter().zip(figures).collect::<Vec<_>>())
    };
    let rows = vec![
        row("INBOX", [142, 3, 0, 3301, 1239278212, 90210, 18_400_000]),
        row("Drafts", [2, 0, 0, 58, 1239278219, 1204, 100_000]),
        row(
            "Archive/2024",
            [3980, 0, 0, 8831, 1239278232, 55120, 412_000_000],
        ),
    ];
    let view = StatusView {
        rows,
        open: Some("inbox".into()),
        table: false,
    };
    check(
        120,
        Output::new(Value::Nil, Shape::Status(view)).footer(Footer::counting("folder", "folders")),
        "\
FOLDER                       MESSAGES   UNSEEN   RECENT   UIDNEXT   UIDVALIDITY   HIGHESTMODSEQ       SIZE
INBOX (open)                      142        3        0      3301    1239278212           90210    18.4 MB
Drafts                              2        0        0        58    1239278219            1204   100.0 kB
Archive/2024                    3,980        0        0      8831    1239278232           55120   412.0 MB
3 folders",
    );
}

fn capable(explain: bool, only: &[&str]) -> Output<'static> {
    let names = "IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 IDLE NOTIFY ESEARCH SEARCHRES SORT THREAD=REFERENCES \
                 WITHIN UIDPLUS MOVE UNSELECT MULTIAPPEND CONDSTORE QRESYNC ENABLE NAMESPACE SPECIAL-USE \
                 LIST-EXTENDED LIST-STATUS CHILDREN LITERAL+ BINARY COMPRESS=DEFLATE UTF8=ACCEPT ID QUOTA METADATA \
                 X-VENDOR-1";
    let view = CapabilitiesView {
        names: names
            .split_whitespace()
            .map(str::to_ascii_uppercase)
            .collect(),
        when: "after sign-in".to_owned(),
        explain,
        only: only.iter().map(|only| (*only).to_owned()).collect(),
    };
    Output::new(Value::Nil, Shape::Capabilities(view))
}

#[test]
fn capabilities_are_grouped_by_what_a_person_wants_to_know() {
    let footer = Footer::part("CAPABILITY").and("cached");
    check(
        80,
        capable(false, &[]).footer(timed(footer, 0, 12)),
        "\
IMAP4rev1 · after sign-in · 31 names
  sign in     SASL-IR AUTH=PLAIN AUTH=XOAUTH2
  push        IDLE NOTIFY
  search      ESEARCH SEARCHRES SORT THREAD=REFERENCES WITHIN
  change      UIDPLUS MOVE UNSELECT MULTIAPPEND
  sync        CONDSTORE QRESYNC ENABLE
  folders     NAMESPACE SPECIAL-USE LIST-EXTENDED LIST-STATUS CHILDREN
  wire        LITERAL+ BINARY COMPRESS=DEFLATE UTF8=ACCEPT
  other       ID QUOTA METADATA X-VENDOR-1
missing, often asked for: IMAP4rev2 ACL PREVIEW OBJECTID
CAPABILITY · cached · 0 ms · _12",
    );
}

#[test]
fn capabilities_are_explained() {
    check(
        120,
        capable(true, &["push", "change"]).footer(Footer::part("cached")),
        "\
NAME          RFC        WHAT IT GIVES YOU                                           COMMANDS HERE
IDLE          2177       the server tells you of new mail while you wait             idle, watch
NOTIFY        5465       the same for several folders at once                        watch --all
UIDPLUS       4315       UIDs of appended and copied mail; expunge by UID            append, copy, uid_expunge
MOVE          6851       move in one step, nothing lost half-way                     move
UNSELECT      3691       leave a folder without expunging                            unselect_folder
MULTIAPPEND   3502       several messages in one append                              multiappend
6 of 31 names · cached",
    );
}

#[test]
fn wide_and_combining_characters_stay_in_their_columns() {
    let subject = |uid, text: &str| {
        enveloped(
            uid,
            uid,
            "20 Nov 2026 10:00 +0100",
            address(text, "a", "example.org"),
            vec![],
            text,
        )
    };
    check(
        60,
        fetched(vec![
            subject(1, "你好世界你好世界你好世界"),
            subject(2, "e\u{301}te\u{301}"),
        ]),
        "
  UID  DATE          FROM               SUBJECT
    1  Nov 20 10:00  你好世界你好世界…  你好世界你好世界你…
    2  Nov 20 10:00  e\u{301}te\u{301}                e\u{301}te\u{301}
2 messages",
    );
}

#[test]
fn no_byte_from_outside_steers_the_terminal() {
    let evil = "\x1b]0;x\x07\r\n\u{202e}\u{9b}";
    let mut hostile = enveloped(1, 1, evil, address(evil, evil, evil), vec![], evil);
    hostile.items.push((
        "X\x1b".to_owned(),
        ItemValue::Value(Raw::String(evil.into(), StringForm::Literal)),
    ));
    hostile
        .items
        .push(("FLAGS".to_owned(), ItemValue::Flags(vec![Flag::new(evil)])));
    hostile.items.push((
        "BODY[]".to_owned(),
        ItemValue::Body(Body::Memory(evil.into())),
    ));
    hostile.items.push((
        "Y".to_owned(),
        ItemValue::Misfit(Raw::Atom(evil.into()), evil.to_owned()),
    ));
    hostile.notes.push(evil.to_owned());
    let outputs = || {
        vec![
            fetched(vec![hostile.clone()]),
            fetched(vec![hostile.clone(), hostile.clone()]),
            Output::new(hostile.clone(), Shape::Messages(MessagesView::Tree)),
            Output::new(evil, Shape::Plain),
            Output::said(evil, [evil])
                .warning(evil)
                .note(evil)
                .footer(Footer::part(evil)),
            Output::new(evil, Shape::Text(evil.to_owned())),
            Output::new(evil, Shape::TextBytes(evil.into())),
            Output::new(
                Value::Nil,
                Shape::Folders(Folders {
                    rows: vec![
                        folder(evil, evil, evil, None),
                        folder("\u{202e}", evil, evil, None),
                    ],
                    counts: true,
                    full: true,
                }),
            ),
            Output::new(
                Value::Nil,
                Shape::Status(StatusView {
                    rows: vec![status(evil, &[(evil, 1)])],
                    ..StatusView::default()
                }),
            ),
            Output::new(
                Value::Nil,
                Shape::Capabilities(CapabilitiesView {
                    names: vec![evil.to_owned()],
                    when: evil.to_owned(),
                    ..CapabilitiesView::default()
                }),
            ),
        ]
    };
    for format in [Format::Pretty, Format::Json, Format::Jsonl] {
        for output in outputs() {
            let (mut screen, out, err) = screen(120);
            screen.format = format;
            screen.show(output).unwrap();
            screen.fail(&Failure::new(Class::No, evil, evil).hint(evil));
            let text = out.text() + &err.text();
            let harmful = text
                .chars()
                .find(|character| *character != '\n' && harmless::is_harmful(*character));
            assert_eq!(harmful, None, "{format:?}: {text}");
        }
    }
}

#[test]
fn a_table_gives_way_where_it_may() {
    let columns = vec![
        Column::id("UID"),
        Column::text("NAME").yields(1),
        Column::text("WHERE").yields(2).least(5),
        Column::count("COUNT"),
    ];
    let row = |uid: u64| {
        Value::row(vec![
            ("uid", uid.into()),
            ("name", "a name of some length".into()),
            ("where", "a place far away".into()),
            ("count", 20417_u64.into()),
        ])
    };
    let table = Shape::Table(Table {
        columns,
        rows: None,
    });
    let output = Output::new(Value::List(vec![row(1), row(22)]), table);
    check(
        40,
        output,
        "\
UID  NAME                  WHERE   COUNT
  1  a name of some leng…  a pl…  20,417
 22  a name of some leng…  a pl…  20,417",
    );
}

#[test]
fn a_terminal_gets_a_thousand_rows() {
    let many = || {
        let messages = (1..=1500)
            .map(|uid| message(uid, uid, vec![("FLAGS", ItemValue::Flags(flags("\\Seen")))]));
        fetched(messages.collect())
    };
    let (mut screen, out, _) = screen(80);
    let shown = screen.show(many()).unwrap();
    assert_eq!(
        (shown.count, shown.uids.to_string()),
        (1500, "1:1500".to_owned())
    );
    let text = out.text();
    assert!(
        text.ends_with("… 500 more messages, shown with --all\n1,500 messages\n"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1003);
    assert_eq!(piped(Format::Pretty, many()).lines().count(), 1501);
    assert_eq!(piped(Format::Jsonl, many()).lines().count(), 1500);
}

#[test]
fn messages_as_json() {
    let mut first = five().remove(1);
    let date = DateTime {
        date: Date::new(2026, 11, 20).unwrap(),
        hour: 17,
        minute: 41,
        second: 3,
        offset: 60,
    };
    first
        .items
        .push(("INTERNALDATE".to_owned(), ItemValue::DateTime(date)));
    first
        .items
        .push(("FLAGS".to_owned(), ItemValue::Flags(flags("\\Seen $x"))));
    first
        .items
        .push(("X-GM-MSGID".to_owned(), ItemValue::Number(u64::MAX)));
    first.items.push((
        "BODY[1]".to_owned(),
        ItemValue::Body(Body::Memory(b"caf\xe9".to_vec())),
    ));
    first.items.push((
        "BODY[2]".to_owned(),
        ItemValue::Body(Body::Memory(b"a\"\r\n\x1b".to_vec())),
    ));
    let text = piped(Format::Json, fetched(vec![first, message(9, 9, vec![])]));
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(text.lines().count(), 4);
    let first = &document[0];
    assert_eq!(first["uid"], 3291);
    assert_eq!(
        first["ENVELOPE"]["subject"],
        "Re: Kaffee am Donnerstag? Ich hätte ab drei Zeit"
    );
    assert_eq!(
        first["ENVELOPE"]["raw"]["subject"],
        "Re: Kaffee am Donnerstag? =?utf-8?q?Ich_h=C3=A4tte_ab_drei_Zeit?="
    );
    assert_eq!(first["ENVELOPE"]["date"], "2026-11-20T17:41:00+01:00");
    assert_eq!(first["ENVELOPE"]["from"][0]["name"], "Zoë Müller");
    assert_eq!(
        first["ENVELOPE"]["from"][0]["raw"]["name"],
        "=?utf-8?q?Zo=C3=AB_M=C3=BCller?="
    );
    assert_eq!(first["ENVELOPE"]["cc"], serde_json::json!([]));
    assert_eq!(first["INTERNALDATE"], "2026-11-20T17:41:03+01:00");
    assert_eq!(first["FLAGS"], serde_json::json!(["\\Seen", "$x"]));
    assert!(text.contains("18446744073709551615"));
    assert_eq!(first["BODY[1]"]["base64"], "Y2Fm6Q==");
    assert_eq!(first["BODY[2]"], "a\"\r\n\x1b");
    assert_eq!(document[1], serde_json::json!({"uid": 9, "seq": 9}));
}

#[test]
fn values_as_json() {
    for (value, told) in [
        (Value::Nil, "null"),
        (Value::from(true), "true"),
        (Value::from(-5_i64), "-5"),
        (Value::from(&b"\xff"[..]), r#"{"base64": "/w=="}"#),
        (
            Value::Map(vec![(Value::from(&b"MESSAGES"[..]), Value::from(3_u64))]),
            r#"{"MESSAGES": 3}"#,
        ),
        (Value::tuple(["a", "b"]), r#"["a", "b"]"#),
        (Value::HeaderText(b"plain".to_vec()), r#""plain""#),
        (
            Value::HeaderText(b"=?utf-8?q?=C3=A9?=".to_vec()),
            r#"{"text": "é", "raw": "=?utf-8?q?=C3=A9?="}"#,
        ),
        (
            Value::row(vec![("s", Value::HeaderText(b"gr\xfcn".to_vec()))]),
            r#"{"s": "grün", "raw": {"s": {"base64": "Z3L8bg=="}}}"#,
        ),
        (Value::from("\u{e0041}\u{7f}"), r#""\udb40\udc41\u007f""#),
    ] {
        assert_eq!(
            piped(Format::Json, Output::new(value, Shape::Plain)),
            format!("{told}\n")
        );
    }
}

#[test]
fn a_stream_that_breaks_off_leaves_a_closed_document_and_says_how_many_came() {
    let broken = || {
        let first = five().into_iter().map(|message| Ok(message.into()));
        let end = Failure::new(Class::Closed, "fetch", "the link was lost");
        let mut output =
            Output::stream(first.chain([Err(end)]), Shape::Messages(MessagesView::Auto));
        output.expected = Some(9);
        output
    };
    for (format, lines) in [(Format::Json, 7), (Format::Jsonl, 5), (Format::Pretty, 6)] {
        let (mut screen, out, _) = screen(80);
        screen.format = format;
        let failure = screen.show(broken()).unwrap_err();
        assert_eq!(
            failure.to_string(),
            "closed: fetch: the link was lost (5 of 9 came)"
        );
        assert_eq!(out.text().lines().count(), lines, "{format:?}");
    }
}

#[test]
fn a_reader_that_has_gone_is_no_error() {
    let mut screen = Screen::new(Box::new(Gone), Box::new(Paper::default()));
    assert!(screen.show(fetched(five())).unwrap().pipe_closed);
    let raw = Output::raw(|out| {
        out.write_all(&[0; 100_000])
            .map_err(|error| Failure::refused("fetch", error.to_string()))
    });
    assert!(screen.show(raw).unwrap().pipe_closed);
}

#[test]
fn raw_bytes_go_out_as_they_are() {
    let output = Output::raw(|out| {
        out.write_all(b"* 1 EXISTS\r\n\x1b")
            .map_err(|_| Failure::refused("", ""))
    });
    assert_eq!(piped(Format::Pretty, output), "* 1 EXISTS\r\n\x1b");
}

#[test]
fn colours_repeat_what_the_words_say() {
    let (mut screen, out, err) = screen(80);
    screen.palette = Palette::ansi();
    screen.err_palette = Palette::ansi();
    screen.show(found([7], "ALL")).unwrap();
    screen.fail(&Failure::new(Class::No, "select_folder", "no"));
    assert_eq!(
        out.text(),
        "\x1b[36m7\x1b[0m\n\x1b[90m1 message · 7 · UID SEARCH ALL\x1b[0m\n"
    );
    assert_eq!(err.text(), "\x1b[33mNO  \x1b[0mselect_folder: no\n");
}

#[test]
fn oddities_are_told_on_stderr() {
    let misfit = ItemValue::Misfit(Raw::Atom(b"NIL?".to_vec()), "not an envelope".to_owned());
    let (mut screen, out, err) = screen(80);
    screen
        .show(fetched(vec![message(5, 1, vec![("ENVELOPE", misfit)])]))
        .unwrap();
    assert_eq!(out.text(), "  UID  ENVELOPE\n    5  NIL?\n1 message\n");
    assert_eq!(
        err.text(),
        "warning: UID 5: ENVELOPE: not an envelope; shown as it came\n"
    );
}
