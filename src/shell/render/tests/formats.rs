//! What is the same for all shapes: formats, caps, colours, streams that break off, hostile bytes.

use super::*;

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

#[test]
fn no_byte_from_outside_steers_the_terminal() {
    let evil = "\x1b]0;x\x07\r\n\u{202e}\u{9b}";
    let mut hostile = enveloped(1, 1, evil, address(evil, evil, evil), vec![], evil);
    hostile.items.push((
        "X\x1b".into(),
        ItemValue::Value(Raw::String(evil.into(), StringForm::Literal)),
    ));
    hostile
        .items
        .push(("FLAGS".into(), ItemValue::Flags(vec![Flag::new(evil)])));
    hostile
        .items
        .push(("BODY[]".into(), ItemValue::Body(Body::Memory(evil.into()))));
    hostile.items.push((
        "Y".into(),
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
            Output::new(
                Value::Nil,
                Shape::Folders(Folders {
                    rows: vec![
                        folder(evil, evil, evil, None),
                        folder("\u{202e}", evil, evil, None),
                    ],
                    figures: vec!["MESSAGES".to_owned(), "UNSEEN".to_owned()],
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
        .push(("INTERNALDATE".into(), ItemValue::DateTime(date)));
    first
        .items
        .push(("FLAGS".into(), ItemValue::Flags(flags("\\Seen $x"))));
    first
        .items
        .push(("X-GM-MSGID".into(), ItemValue::Number(u64::MAX)));
    first.items.push((
        "BODY[1]".into(),
        ItemValue::Body(Body::Memory(b"caf\xe9".to_vec())),
    ));
    first.items.push((
        "BODY[2]".into(),
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
fn what_is_too_wide_beside_the_answers_is_broken_where_somebody_looks() {
    let (mut screen, _, err) = screen(80);
    screen.err_width = Some(41);
    screen.err_palette = Palette::ansi();
    screen.warn("no TLS: the password goes out in clear, for anyone to read");
    screen.fail(
        &Failure::new(Class::No, "copy", "Mailbox does not exist: Nowhere at all")
            .hint("create_folder Nowhere makes the folder, and so on"),
    );
    screen.remark("nothing was sent · send it all the same with: raw FETCH 5 (BODY[FOO])");
    let misplaced = Failure::usage("fetch", "not a part of a message").at(8..11);
    screen.fail_at(&misplaced, "fetch 5 FOO", Some(6));
    screen.fail_at(&misplaced, "fetch 5 FOO", Some(20));
    assert_eq!(
        err.text(),
        "\x1b[33mwarning:\x1b[0m no TLS: the password goes out in\n    clear, for anyone to read\n\
         \x1b[33mNO  \x1b[0mcopy: Mailbox does not exist: Nowhere\n    at all\n    \
         create_folder Nowhere makes the\n    folder, and so on\n\
         \x1b[90mnothing was sent\x1b[0m\n\
         \x1b[90msend it all the same with: raw FETCH 5\n(BODY[FOO])\x1b[0m\n              \
         ^^^ not a part of a message\n                            ^^^\nnot a part of a message\n"
    );
}

#[test]
fn a_very_long_command_is_told_by_its_beginning() {
    let (mut screen, out, _) = screen(80);
    let footer = Footer::part("APPEND Archive".to_owned() + &" {309}".repeat(100)).and("ok");
    screen
        .show(Output::said(Value::Nil, ["done"]).footer(footer))
        .unwrap();
    let told = format!("APPEND Archive{} …", " {309}".repeat(24));
    assert_eq!(out.text(), format!("done\n{told}\nok\n"));
}

#[test]
fn plain_signs_are_ascii_everywhere() {
    let (mut screen, out, err) = screen(80);
    screen.plain = true;
    screen
        .show(
            Output::said(Value::Nil, ["1 message copied to Müll: UID 5 → 8"])
                .footer(Footer::part("COPY ok"))
                .note("one · two …"),
        )
        .unwrap();
    screen.remark("nothing was sent · send it with: raw");
    screen.fail(&Failure::new(Class::No, "copy", "a · b").hint("left · back with: cd -"));
    assert_eq!(
        out.text(),
        "1 message copied to Müll: UID 5 -> 8\nCOPY ok\none - two ...\n"
    );
    assert_eq!(
        err.text(),
        "nothing was sent - send it with: raw\nNO  copy: a · b\n    left - back with: cd -\n"
    );
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
