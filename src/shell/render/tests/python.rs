//! Python: what is evaluated is compared in `tests/python`; here is how it is laid out.

use super::*;

fn python(output: Output<'_>) -> String {
    piped(Format::Python, output)
}

fn told(value: Value) -> String {
    python(Output::new(value, Shape::Plain))
}

fn date(offset: i16, second: u8) -> DateTime {
    DateTime {
        date: Date::new(2026, 7, 1).unwrap(),
        hour: 12,
        minute: 0,
        second,
        offset,
    }
}

#[test]
fn every_kind_of_value_is_an_expression() {
    let any = Raw::List(vec![
        Raw::Atom(b"x".to_vec()),
        Raw::Atom(b"18446744073709551616".to_vec()),
        Raw::Atom(b"007".to_vec()),
        Raw::Atom(b"0".to_vec()),
        Raw::String(b"12".to_vec(), StringForm::Quoted),
        Raw::Number(12),
        Raw::Nil,
        Raw::List(vec![]),
    ]);
    let quota = Value::Record {
        name: "Quota",
        fields: vec![("quota_root", "User".into()), ("limit", 5_u32.into())],
    };
    let row = Value::row(vec![("name", MailboxName::new("a'b").into())]);
    for (value, expected) in [
        (Value::Nil, "None"),
        (Value::Bool(true), "True"),
        (Value::Bool(false), "False"),
        (Value::from(-1_i64), "-1"),
        (Value::from(b"b'\xff".as_slice()), "b\"b'\\xff\""),
        (
            Value::HeaderText(b"=?utf-8?q?x?=".to_vec()),
            "b'=?utf-8?q?x?='",
        ),
        (Value::from("Entw\u{fc}rfe\x1b"), "'Entwürfe\\x1b'"),
        (Value::from(Flag::new("\\Seen")), "b'\\\\Seen'"),
        (Value::from(Flag::new("12")), "b'12'"),
        (Value::List(vec![]), "[]"),
        (Value::Tuple(vec![]), "()"),
        (Value::Tuple(vec![1_u32.into()]), "(1,)"),
        (Value::Tuple(vec![1_u32.into(), Value::Nil]), "(1, None)"),
        (Value::Map(vec![]), "{}"),
        (Value::Map(vec![("a".into(), 1_u32.into())]), "{'a': 1}"),
        (
            Value::Map(vec![(5_u32.into(), Value::tuple(flags("\\Seen 12")))]),
            "{5: (b'\\\\Seen', 12)}",
        ),
        (quota, "Quota(quota_root='User', limit=5)"),
        (row, "(\"a'b\",)"),
        (
            Value::Any(any),
            "(b'x', 18446744073709551616, b'007', 0, b'12', 12, None, ())",
        ),
        (Value::Ids([3, 1, 2].into_iter().collect()), "[3, 1, 2]"),
    ] {
        assert_eq!(told(value), format!("{expected}\n"));
    }
}

#[test]
fn dates_are_local_with_the_offset_of_that_day_or_as_sent() {
    let berlin = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
    for (normalise_times, given, expected) in [
        (true, date(-150, 0), "datetime.datetime(2026, 7, 1, 16, 30)"),
        (
            true,
            date(120, 5),
            "datetime.datetime(2026, 7, 1, 12, 0, 5)",
        ),
        (
            false,
            date(-150, 5),
            "datetime.datetime(2026, 7, 1, 12, 0, 5, \
             tzinfo=datetime.timezone(datetime.timedelta(minutes=-150)))",
        ),
    ] {
        let (mut screen, out, _) = screen(80);
        screen.format = Format::Python;
        screen.clock.zone = Some(berlin.clone());
        screen.normalise_times = normalise_times;
        screen.show(Output::silent(given)).unwrap();
        assert_eq!(out.text(), format!("{expected}\n"));
    }
    let nowhere = DateTime {
        date: Date {
            year: 0,
            month: 1,
            day: 1,
        },
        ..date(0, 0)
    };
    assert_eq!(told(Value::Date(nowhere)), "None\n");
}

#[test]
fn long_values_are_laid_out_below_each_other() {
    let numbers: SequenceSet = (1_000..1_030).collect();
    let words = Value::tuple(flags(
        "\\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded",
    ));
    let pairs = vec![
        (Value::from(b"FLAGS".as_slice()), words),
        (Value::from(b"EXISTS".as_slice()), Value::from(3_u32)),
    ];
    let lines =
        "first line of more than forty characters\r\nsecond line of more than forty characters\r\n";
    for (value, expected) in [
        (
            Value::Ids(numbers),
            "[1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012,\n \
             1013, 1014, 1015, 1016, 1017, 1018, 1019, 1020, 1021, 1022, 1023, 1024, 1025,\n \
             1026, 1027, 1028, 1029]\n",
        ),
        (
            Value::Map(pairs),
            "{b'FLAGS': (b'\\\\Answered', b'\\\\Flagged', b'\\\\Deleted', b'\\\\Seen', b'\\\\Draft',\n            \
             b'$Forwarded'),\n b'EXISTS': 3}\n",
        ),
        (
            Value::from(lines.as_bytes()),
            "(b'first line of more than forty characters\\r\\n'\n \
             b'second line of more than forty characters\\r\\n')\n",
        ),
        (
            Value::List(vec![lines.into()]),
            "['first line of more than forty characters\\r\\n'\n \
             'second line of more than forty characters\\r\\n']\n",
        ),
    ] {
        assert_eq!(told(value), expected);
    }
}

#[test]
fn messages_are_a_dict_by_their_number() {
    let items = || {
        vec![
            ("FLAGS", ItemValue::Flags(flags("\\Seen 12"))),
            ("MODSEQ", ItemValue::ModSeq(9)),
        ]
    };
    let two = || vec![message(5, 1, items()), message(7, 2, vec![])];
    assert_eq!(
        python(fetched(two())),
        "{5: {b'SEQ': 1, b'FLAGS': (b'\\\\Seen', 12), b'MODSEQ': (9,)},\n 7: {b'SEQ': 2}}\n"
    );
    let mut by_sequence = fetched(two());
    by_sequence.by_sequence = true;
    assert_eq!(
        python(by_sequence),
        "{1: {b'SEQ': 1, b'UID': 5, b'FLAGS': (b'\\\\Seen', 12), b'MODSEQ': (9,)},\n \
         2: {b'SEQ': 2, b'UID': 7}}\n"
    );
    assert_eq!(python(fetched(vec![])), "{}\n");
    let none = Output::new(Value::List(vec![]), Shape::Messages(MessagesView::Auto));
    assert_eq!(python(none), "{}\n");
    assert_eq!(
        python(Output::stream(std::iter::empty(), Shape::Plain)),
        "[]\n"
    );
}

#[test]
fn an_envelope_is_a_call_with_bytes_and_a_date() {
    let ana = address("", "ana", "example.org");
    let envelope = Envelope::new(&EnvelopeFields {
        date: Some(b"Wed, 1 Jul 2026 12:00:00 +0100"),
        subject: Some(b"it's"),
        from: &[ana],
        cc: &[Address::default()],
        message_id: Some(b"<x@example.org>"),
        ..EnvelopeFields::default()
    });
    let item = ItemValue::Envelope(Box::new(envelope));
    let one = message(5, 1, vec![("ENVELOPE", item)]);
    assert_eq!(
        python(fetched(vec![one])),
        "{5: {b'SEQ': 1,
     b'ENVELOPE': Envelope(date=datetime.datetime(2026, 7, 1, 12, 0),
                           subject=b\"it's\",
                           from_=(Address(name=None,
                                          route=None,
                                          mailbox=b'ana',
                                          host=b'example.org'),),
                           sender=None,
                           reply_to=None,
                           to=None,
                           cc=(Address(name=None,
                                       route=None,
                                       mailbox=None,
                                       host=None),),
                           bcc=None,
                           in_reply_to=None,
                           message_id=b'<x@example.org>')}}
"
    );
    let undated = enveloped(5, 1, "rubbish", ana, vec![], "x");
    assert!(python(fetched(vec![undated])).contains("Envelope(date=None,"));
}

#[test]
fn an_item_that_does_not_fit_is_as_it_came() {
    let misfit = |raw: Raw| ItemValue::Misfit(raw, "odd".to_owned());
    let items = vec![
        ("ENVELOPE", misfit(Raw::Atom(b"x".to_vec()))),
        ("INTERNALDATE", misfit(Raw::Number(5))),
        ("SAVEDATE", ItemValue::DateTime(date(0, 0))),
        ("BODY[]", ItemValue::Value(Raw::Nil)),
        ("BODY[1]", ItemValue::Body(Body::Passed(5))),
    ];
    assert_eq!(
        python(fetched(vec![message(5, 1, items)])),
        "{5: {b'SEQ': 1,\n     b'ENVELOPE': b'x',\n     b'INTERNALDATE': None,\n     \
         b'SAVEDATE': b'01-Jul-2026 12:00:00 +0000',\n     b'BODY[]': None,\n     b'BODY[1]': None}}\n"
    );
}

#[test]
fn a_dict_is_closed_when_the_stream_breaks_off() {
    for (shape, came, expected) in [
        (Shape::Messages(MessagesView::Auto), 1, "{5: {b'SEQ': 1}}\n"),
        (Shape::Messages(MessagesView::Auto), 0, "{}\n"),
        (Shape::Plain, 0, "[]\n"),
    ] {
        let first = (0..came).map(|_| Ok(Value::from(message(5, 1, vec![]))));
        let end = Failure::new(Class::Closed, "fetch", "the link was lost");
        let (mut screen, out, _) = screen(80);
        screen.format = Format::Python;
        screen
            .show(Output::stream(first.chain([Err(end)]), shape))
            .unwrap_err();
        assert_eq!(out.text(), expected);
    }
}
