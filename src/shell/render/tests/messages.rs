//! Messages as rows, as trees, and one by itself.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::*;

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
        envelope: Some(Box::new(Envelope::new(&EnvelopeFields {
            subject: Some(b"Re: table"),
            ..EnvelopeFields::default()
        }))),
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
        .push(("BODYSTRUCTURE".into(), ItemValue::Structure(structure)));
    Output::new(message, Shape::Messages(MessagesView::Tree))
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
fn an_answer_that_streams_is_timed_at_its_end() {
    static GIVEN: AtomicU64 = AtomicU64::new(0);
    let entries = five().into_iter().map(|message| {
        GIVEN.fetch_add(1, Ordering::Relaxed);
        Ok(message.into())
    });
    let stopwatch = |_| Duration::from_millis(GIVEN.load(Ordering::Relaxed));
    let footer = Footer {
        took: Some(Took::Since(Instant::now(), stopwatch)),
        ..Footer::counting("message", "messages")
    };
    let output = Output::stream(entries, Shape::Messages(MessagesView::Auto)).footer(footer);
    let (mut screen, out, _) = screen(80);
    screen.show(output).unwrap();
    assert!(
        out.text().ends_with("5 messages · 5 ms\n"),
        "{}",
        out.text()
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
fn a_pipe_gets_every_body_whole() {
    let body = |uid| {
        let text = format!("begin {uid}\r\n{}end\r\n", "word ".repeat(100));
        message(
            uid,
            uid,
            vec![("BODY[]", ItemValue::Body(Body::Memory(text.into())))],
        )
    };
    let text = piped(Format::Pretty, fetched(vec![body(1), body(2)]));
    assert_eq!(text.matches("word").count(), 200);
    assert_eq!(text.matches("\n\nUID  2\n").count(), 1);
}

#[test]
fn one_long_name_does_not_widen_the_rows_of_a_pipe() {
    let row = |uid, name: &str| {
        enveloped(
            uid,
            uid,
            "20 Nov 2026 10:00 +0100",
            address(name, "a", "example.org"),
            vec![],
            "x",
        )
    };
    let text = piped(
        Format::Pretty,
        fetched(vec![row(1, &"long ".repeat(1000)), row(2, "short")]),
    );
    assert!(text.lines().last().unwrap().len() < 120);
    assert_eq!(text.matches("long").count(), 1000);
}
