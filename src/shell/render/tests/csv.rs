//! CSV, and the columns that were asked for.

use super::*;

fn csv(output: Output<'_>) -> String {
    piped(Format::Csv, output)
}

fn columns(names: &str, mut output: Output<'static>) -> Output<'static> {
    output.columns = names.split(',').map(str::to_owned).collect();
    output
}

#[test]
fn messages_are_rows_with_their_envelopes_taken_apart() {
    let mut messages = five();
    messages.truncate(2);
    messages[0]
        .items
        .insert(0, ("FLAGS".into(), ItemValue::Flags(flags("\\Seen $Work"))));
    messages[1]
        .items
        .insert(0, ("FLAGS".into(), ItemValue::Flags(vec![])));
    assert_eq!(
        csv(fetched(messages)),
        "uid,seq,FLAGS,date,subject,from,sender,reply_to,to,cc,bcc,in_reply_to,message_id\r\n\
         3287,138,\\Seen $Work,2026-11-19T08:02:00+01:00,[imap] nightly #812 passed,\
         Build bot <ci@build.example.org>,,,dev@example.org,,,,\r\n\
         3291,139,,2026-11-20T17:41:00+01:00,Re: Kaffee am Donnerstag? Ich hätte ab drei Zeit,\
         Zoë Müller <zoe@example.net>,,,ana@example.org,,,,\r\n"
    );
}

#[test]
fn cells_are_quoted_where_they_must_be_and_never_formulas() {
    let cells = [
        ("plain", "plain"),
        ("", ""),
        ("a,b", "\"a,b\""),
        ("a;b", "\"a;b\""),
        ("say \"hi\"", "\"say \"\"hi\"\"\""),
        (" blank", "\" blank\""),
        ("two\r\nlines", "\"two\nlines\""),
        ("=1+1", "\"'=1+1\""),
        ("+49 30", "\"'+49 30\""),
        ("-", "\"'-\""),
        ("@SUM(A1)", "\"'@SUM(A1)\""),
        ("\tx", "\"'\tx\""),
        ("\rx", "\"'\\rx\""),
        ("\nx", "\"'\nx\""),
        ("＝1", "\"'＝1\""),
        ("a=1", "a=1"),
        ("\x1b[2J\u{202e}", "\\x1b[2J\\u{202e}"),
    ];
    for (given, told) in cells {
        let value = Value::List(vec![Value::from(given)]);
        assert_eq!(
            csv(Output::new(value, Shape::Plain)),
            format!("value\r\n{told}\r\n")
        );
    }
}

#[test]
fn every_kind_of_value_has_a_cell() {
    let date = DateTime {
        date: Date::new(2026, 11, 21).unwrap(),
        hour: 9,
        minute: 15,
        second: 22,
        offset: -210,
    };
    let words = Raw::List(vec![
        Raw::Atom(b"one".to_vec()),
        Raw::Number(2),
        Raw::String(b"three".to_vec(), StringForm::Quoted),
    ]);
    let nested = Raw::List(vec![
        Raw::String(b"a b".to_vec(), StringForm::Quoted),
        Raw::Nil,
    ]);
    for (value, told) in [
        (Value::Bool(true), "true"),
        (Value::from(-5_i64), "-5"),
        (Value::from(u64::MAX), "18446744073709551615"),
        (Value::from(b"caf\xe9".as_slice()), "caf\\xe9"),
        (Value::HeaderText(b"=?utf-8?q?Caf=C3=A9?=".to_vec()), "Café"),
        (Value::Date(date), "2026-11-21T09:15:22-03:30"),
        (Value::from(MailboxName::new("Entwürfe")), "Entwürfe"),
        (Value::from(Flag::new("\\Seen")), "\\Seen"),
        (Value::Any(words), "one 2 three"),
        (Value::Any(nested), "\"[\"\"a b\"\", null]\""),
    ] {
        let list = Value::List(vec![value]);
        assert_eq!(
            csv(Output::new(list, Shape::Plain)),
            format!("value\r\n{told}\r\n")
        );
    }
}

#[test]
fn records_dicts_and_tables_have_the_names_of_their_fields() {
    let record = Value::row(vec![
        ("flags", Value::tuple(flags("\\HasNoChildren \\Sent"))),
        ("delimiter", Value::from(b"/".as_slice())),
        ("name", Value::from(MailboxName::new("Sent, old"))),
    ]);
    let table = Table {
        columns: vec![Column::text("NAME"), Column::count("MESSAGES")],
        rows: None,
    };
    let tuple = Value::Tuple(vec!["INBOX".into(), 5_u32.into()]);
    let dict = Value::Map(vec![
        (Value::from(b"EXISTS".as_slice()), Value::from(3_u32)),
        (
            Value::from(b"FLAGS".as_slice()),
            Value::tuple(flags("\\Seen x")),
        ),
    ]);
    let flags_table = Table {
        columns: vec![Column::id("UID"), Column::text("FLAGS")],
        rows: Some(vec![]),
    };
    let by_number = || {
        Value::Map(vec![
            (Value::from(5_u32), Value::tuple(flags("\\Seen"))),
            (Value::from(6_u32), Value::tuple(flags(""))),
        ])
    };
    for (output, told) in [
        (
            Output::new(Value::List(vec![record]), Shape::Plain),
            "flags,delimiter,name\r\n\\HasNoChildren \\Sent,/,\"Sent, old\"\r\n",
        ),
        (
            Output::new(Value::List(vec![tuple]), Shape::Table(table.clone())),
            "name,messages\r\nINBOX,5\r\n",
        ),
        (
            Output::new(Value::List(vec![]), Shape::Table(table)),
            "name,messages\r\n",
        ),
        (
            Output::new(dict, Shape::Plain),
            "EXISTS,FLAGS\r\n3,\\Seen x\r\n",
        ),
        (
            Output::new(by_number(), Shape::Plain),
            "number,value\r\n5,\\Seen\r\n6,\r\n",
        ),
        (
            Output::new(by_number(), Shape::Table(flags_table)),
            "uid,flags\r\n5,\\Seen\r\n6,\r\n",
        ),
        (found([7, 9], "ALL"), "uid\r\n7\r\n9\r\n"),
        (found([], "ALL"), "uid\r\n"),
        (fetched(vec![]), "uid,seq\r\n"),
        (Output::silent(Value::Nil), "value\r\n"),
        (Output::silent(b"done".as_slice()), "value\r\ndone\r\n"),
    ] {
        assert_eq!(csv(output), told);
    }
}

#[test]
fn rows_that_are_all_there_have_all_their_columns() {
    let folder = |name: &str, counts: Option<u32>| {
        let status = counts
            .map(|count| Value::Map(vec![(Value::from(b"MESSAGES".as_slice()), count.into())]));
        Value::row(vec![
            ("flags", Value::tuple(flags(""))),
            ("name", MailboxName::new(name).into()),
            ("status", status.unwrap_or(Value::Nil)),
        ])
    };
    let list = || Value::List(vec![folder("Lists", None), folder("INBOX", Some(3))]);
    assert_eq!(
        csv(Output::new(list(), Shape::Plain)),
        "flags,name,MESSAGES\r\n,Lists,\r\n,INBOX,3\r\n"
    );
    assert_eq!(
        csv(columns("name,messages", Output::new(list(), Shape::Plain))),
        "name,messages\r\nLists,\r\nINBOX,3\r\n"
    );
}

#[test]
fn capabilities_are_rows() {
    let names = Value::tuple([b"IMAP4REV1".as_slice(), b"IDLE"]);
    let shape = Shape::Capabilities(CapabilitiesView::default());
    assert_eq!(
        csv(Output::new(names, shape)),
        "capability\r\nIMAP4REV1\r\nIDLE\r\n"
    );
}

#[test]
fn what_the_first_row_has_no_column_for_is_told_once() {
    let body = |text: &str| ItemValue::Body(Body::Memory(text.into()));
    let messages = vec![
        message(1, 1, vec![("FLAGS", ItemValue::Flags(vec![]))]),
        message(
            2,
            2,
            vec![
                ("BODY[TEXT]", body("two")),
                ("FLAGS", ItemValue::Flags(flags("x"))),
            ],
        ),
        message(3, 3, vec![("BODY[TEXT]", body("three"))]),
    ];
    let (mut screen, out, err) = screen(80);
    screen.format = Format::Csv;
    screen.show(fetched(messages)).unwrap();
    assert_eq!(out.text(), "uid,seq,FLAGS\r\n1,1,\r\n2,2,x\r\n3,3,\r\n");
    assert_eq!(
        err.text(),
        "warning: csv: no column for BODY[TEXT]: the first row has none; --columns names the columns\n"
    );
}

#[test]
fn an_envelope_that_cannot_be_read_keeps_the_columns_of_the_others() {
    let misfit = ItemValue::Misfit(Raw::Atom(b"rubbish".to_vec()), "no list".to_owned());
    let mut messages = vec![message(1, 1, vec![("ENVELOPE", misfit)])];
    messages.extend(five().into_iter().skip(3).take(1));
    let told = csv(fetched(messages));
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(
        lines,
        [
            "uid,seq,date,subject,from,sender,reply_to,to,cc,bcc,in_reply_to,message_id,ENVELOPE",
            "1,1,,,,,,,,,,,rubbish",
            "3299,141,2026-11-22T10:30:00+00:00,Your order 4711 is on its way,no-reply@shop.example\
             ,,,ana@example.org,,,,,",
        ]
    );
}

#[test]
fn columns_are_those_asked_for_in_that_order() {
    let two = || fetched(five().into_iter().skip(1).take(2).collect());
    assert_eq!(
        csv(columns("subject,UID,From", two())),
        "subject,UID,From\r\n\
         Re: Kaffee am Donnerstag? Ich hätte ab drei Zeit,3291,Zoë Müller <zoe@example.net>\r\n\
         \"Q3 figures, second attempt (the table was cut off in the first)\",3295,Marc Petit <marc@example.com>\r\n"
    );
    assert_eq!(
        piped(Format::Jsonl, columns("uid,date", two())),
        "{\"uid\": 3291, \"date\": \"2026-11-20T17:41:00+01:00\", \
         \"raw\": {\"date\": \"Fri, 20 Nov 2026 17:41:00 +0100\"}}\n\
         {\"uid\": 3295, \"date\": \"2026-11-21T09:15:22+01:00\", \
         \"raw\": {\"date\": \"Sat, 21 Nov 2026 09:15:22 +0100\"}}\n"
    );
    assert_eq!(
        piped(Format::Json, columns("uid", two())),
        "[\n{\"uid\": 3291},\n{\"uid\": 3295}\n]\n"
    );
    check(
        80,
        columns("uid,date,from", two()),
        "
 UID  DATE          FROM
3291  Nov 20 17:41  Zoë Müller <zoe@example.net>
3295  Nov 21 09:15  Marc Petit <marc@example.com>
2 messages",
    );
    assert_eq!(
        csv(columns("uid", found([4, 7], "ALL"))),
        "uid\r\n4\r\n7\r\n"
    );
    assert_eq!(csv(columns("uid,size", fetched(vec![]))), "uid,size\r\n");
}

#[test]
fn sizes_and_dates_have_short_names() {
    let items = vec![
        ("RFC822.SIZE", ItemValue::Number(48_200)),
        (
            "BODY[HEADER.FIELDS (FROM TO)]",
            ItemValue::Body(Body::Memory(b"x".to_vec())),
        ),
    ];
    let mut output = fetched(vec![message(1, 1, items)]);
    output.columns = ["size", "rfc822.size", "body[header.fields (from to)]"]
        .map(str::to_owned)
        .into();
    assert_eq!(
        csv(output),
        "size,rfc822.size,body[header.fields (from to)]\r\n48200,48200,x\r\n"
    );
}

#[test]
fn a_column_that_is_not_there_is_refused_with_those_that_are() {
    for format in [Format::Csv, Format::Json, Format::Jsonl, Format::Pretty] {
        let (mut screen, out, _) = screen(80);
        screen.format = format;
        screen.terminal = false;
        let messages = vec![message(1, 1, vec![("FLAGS", ItemValue::Flags(vec![]))])];
        let failure = screen
            .show(columns("uid,form", fetched(messages)))
            .unwrap_err();
        assert_eq!(failure.class, Class::Refused);
        assert_eq!(failure.text, "there is no column form");
        assert_eq!(failure.hints, ["there are: uid, seq, FLAGS"]);
        let told = if format == Format::Json { "[]\n" } else { "" };
        assert_eq!(out.text(), told);
    }
}
