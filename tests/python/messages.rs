//! What commands on messages return.

use super::*;

/// Evaluates a FETCH of one message.
fn fetched(
    arguments: &[&str],
    command: &str,
    sent: &'static str,
    answer: &'static str,
    expected: &str,
) {
    let answers: Answers = Box::leak(Box::new([SELECTED, (sent, answer)]));
    evaluates(
        answers,
        arguments,
        &["select_folder INBOX", command],
        expected,
    );
}

#[test]
fn fetch_is_a_dict_by_uid() {
    fetched(
        &[],
        "fetch 5,7 (FLAGS RFC822.SIZE MODSEQ X-GM-LABELS X-GM-MSGID)",
        "UID FETCH 5,7 (FLAGS RFC822.SIZE MODSEQ X-GM-LABELS X-GM-MSGID)",
        "* 1 FETCH (UID 5 FLAGS (\\Seen Stuff 12) RFC822.SIZE 123 MODSEQ (99) \
         X-GM-LABELS (\"\\\\Inbox\" foo 12) X-GM-MSGID 18446744073709551615)\r\n\
         * 2 FETCH (UID 7 FLAGS () RFC822.SIZE 0 MODSEQ (1) X-GM-LABELS () X-GM-MSGID 1)\r\n",
        r"{5: {b'SEQ': 1, b'FLAGS': (b'\\Seen', b'Stuff', 12), b'RFC822.SIZE': 123, b'MODSEQ': (99,),
               b'X-GM-LABELS': (b'\\Inbox', b'foo', 12), b'X-GM-MSGID': 18446744073709551615},
           7: {b'SEQ': 2, b'FLAGS': (), b'RFC822.SIZE': 0, b'MODSEQ': (1,), b'X-GM-LABELS': (), b'X-GM-MSGID': 1}}",
    );
    fetched(&[], "fetch 9 FLAGS", "UID FETCH 9 (FLAGS)", "", "{}");
    fetched(
        &[],
        "fetch 1 (FLAGS UID) --seq",
        "FETCH 1 (FLAGS UID)",
        "* 1 FETCH (UID 76 FLAGS ())\r\n",
        "{1: {b'SEQ': 1, b'UID': 76, b'FLAGS': ()}}",
    );
}

#[test]
fn sections_are_bytes_under_the_names_of_the_server() {
    fetched(
        &[],
        "fetch 5 (BODY.PEEK[]<0.20> BODY.PEEK[HEADER.FIELDS (From Subject)] BODY.PEEK[2] BODY.PEEK[3])",
        "UID FETCH 5 (BODY.PEEK[]<0.20> BODY.PEEK[HEADER.FIELDS (From Subject)] BODY.PEEK[2] BODY.PEEK[3])",
        "* 1 FETCH (UID 5 BODY[]<0> {20}\r\nFrom: it's \"me\"\r\n\r\n\x01\r\n \
         BODY[HEADER.FIELDS (from subject)] \"\" BODY[2] NIL BODY[3] {160}\r\n\
         0123456789012345678901234567890123456789012345678901234567890123456789012345678\n\
         0123456789012345678901234567890123456789012345678901234567890123456789012345678\r\n)\r\n",
        r#"{5: {b'SEQ': 1, b'BODY[]<0>': b'From: it\'s "me"\r\n\r\n\x01', b'BODY[HEADER.FIELDS (FROM SUBJECT)]': b'',
               b'BODY[2]': None, b'BODY[3]': (b'0123456789' * 8)[:79] + b'\n' + (b'0123456789' * 8)[:79] + b'\r'}}"#,
    );
}

const ENVELOPE: &str = "* 1 FETCH (UID 5 INTERNALDATE \"01-Jul-2026 12:00:00 -0230\" ENVELOPE (\
    \"Sat, 10 Jan 2026 03:04:05 +0000 (UTC)\" \"=?utf-8?q?Caf=C3=A9?= \\\"x\\\"\" \
    ((\"Marc\" NIL \"marc\" \"example.org\") NIL) NIL NIL \
    ((NIL NIL \"A group\" NIL) (NIL NIL \"a\" \"example.org\") (NIL NIL NIL NIL)) () NIL \
    NIL \"<x@example.org>\"))\r\n";

#[test]
fn envelopes_and_dates_are_objects() {
    let envelope = |date: &str, internal: &str| {
        format!(
            "{{5: {{b'SEQ': 1, b'INTERNALDATE': {internal},
               b'ENVELOPE': Envelope({date}, b'=?utf-8?q?Caf=C3=A9?= \"x\"',
                   (Address(b'Marc', None, b'marc', b'example.org'),), None, None,
                   (Address(None, None, b'A group', None), Address(None, None, b'a', b'example.org'),
                    Address(None, None, None, None)), None, None, None, b'<x@example.org>')}}}}"
        )
    };
    // Summer and winter have each the offset of their day.
    fetched(
        &[],
        "fetch 5 (INTERNALDATE ENVELOPE)",
        "UID FETCH 5 (INTERNALDATE ENVELOPE)",
        ENVELOPE,
        &envelope(
            "datetime.datetime(2026, 1, 10, 4, 4, 5)",
            "datetime.datetime(2026, 7, 1, 16, 30)",
        ),
    );
    let aware = |date: &str, minutes: i32| {
        format!(
            "datetime.datetime({date}, tzinfo=datetime.timezone(datetime.timedelta(minutes={minutes})))"
        )
    };
    evaluates(
        &[SELECTED, ("UID FETCH 5 (INTERNALDATE ENVELOPE)", ENVELOPE)],
        &[],
        &[
            "set normalise_times off",
            "select_folder INBOX",
            "fetch 5 (INTERNALDATE ENVELOPE)",
        ],
        &envelope(
            &aware("2026, 1, 10, 3, 4, 5", 0),
            &aware("2026, 7, 1, 12, 0", -150),
        ),
    );
    fetched(
        &[],
        "fetch 5 (ENVELOPE INTERNALDATE)",
        "UID FETCH 5 (ENVELOPE INTERNALDATE)",
        "* 1 FETCH (UID 5 ENVELOPE (\"ABC\" NIL NIL NIL NIL NIL NIL NIL NIL NIL) INTERNALDATE \"31-Feb-2026 1\")\r\n",
        "{5: {b'SEQ': 1, b'INTERNALDATE': None,
           b'ENVELOPE': Envelope(None, None, None, None, None, None, None, None, None, None)}}",
    );
}

#[test]
fn normalise_times_concerns_the_dates_of_every_command_in_python_and_nothing_else() {
    const DATES: &str = "* 1 FETCH (UID 5 INTERNALDATE \"01-Jul-2026 12:00:00 -0230\" FLAGS () RFC822.SIZE 9 \
        ENVELOPE (\"Sat, 10 Jan 2026 03:04:05 +0000\" NIL NIL NIL NIL NIL NIL NIL NIL NIL) \
        BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 5 1))\r\n";
    let rows = [
        ("fetch 5 INTERNALDATE", "UID FETCH 5 (INTERNALDATE)"),
        ("fetch 5 ENVELOPE", "UID FETCH 5 (ENVELOPE)"),
        ("fetch 5 ALL", "UID FETCH 5 ALL"),
        ("fetch 1 INTERNALDATE --seq", "FETCH 1 (INTERNALDATE)"),
        (
            "mails 5",
            "UID FETCH 5 (FLAGS RFC822.SIZE ENVELOPE BODYSTRUCTURE)",
        ),
        ("structure 5", "UID FETCH 5 (ENVELOPE BODYSTRUCTURE)"),
    ];
    for (command, sent) in rows {
        let answers: Answers = Box::leak(Box::new([SELECTED, (sent, DATES)]));
        let told = |format: &str, setting: &str| {
            let setting = format!("set normalise_times {setting}");
            let commands = [setting.as_str(), "select_folder INBOX > /dev/null", command];
            let output = run(answers, &[format], &commands);
            assert!(output.status.success(), "{command}: {output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        for format in ["--json", "--jsonl", "--csv", "--plain", "--raw"] {
            assert_eq!(
                told(format, "on"),
                told(format, "off"),
                "{command} {format}"
            );
        }
        let (naive, aware) = (told("--python", "on"), told("--python", "off"));
        assert!(
            !naive.contains("tzinfo") && naive.contains("datetime.datetime("),
            "{naive}"
        );
        let dates = aware.matches("datetime.datetime(").count();
        assert_eq!(aware.matches("tzinfo").count(), dates, "{aware}");
        assert_eq!(
            naive.matches("datetime.datetime(").count(),
            dates,
            "{aware}"
        );
    }
}

#[test]
fn structures_have_their_parts_in_a_list() {
    fetched(
        &[],
        "fetch 5,6,7 (BODYSTRUCTURE BODY)",
        "UID FETCH 5:7 (BODYSTRUCTURE BODY)",
        "* 1 FETCH (UID 5 BODY (\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 16 1) \
         BODYSTRUCTURE (\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 16 1 NIL NIL NIL NIL))\r\n\
         * 2 FETCH (UID 6 BODYSTRUCTURE (((\"text\" \"html\" NIL NIL NIL \"7bit\" 55 3)\
         (\"text\" \"plain\" NIL NIL NIL \"7bit\" 26 1) \"alternative\" (\"boundary\" \"c\"))\
         (\"text\" \"xml\" NIL \"<id>\" \"words\" \"base64\" 44 2 NIL \
         (\"attachment\" (\"filename\" \"attachment.txt\")) (\"en\") NIL) \"mixed\" (\"boundary\" \"b\") NIL NIL))\r\n\
         * 3 FETCH (UID 7 BODYSTRUCTURE (\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 300 \
         (\"Thu, 1 Jan 2026 00:00:00 +0000\" \"inner\" ((NIL NIL \"y\" \"example.org\")) NIL NIL NIL NIL NIL NIL NIL) \
         ((\"text\" \"plain\" NIL NIL NIL \"7bit\" 3 0)(\"text\" \"plain\" NIL NIL NIL \"7bit\" 3 0) \"mixed\") 12))\r\n",
        "{5: {b'SEQ': 1, b'BODY': (b'TEXT', b'PLAIN', (b'CHARSET', b'US-ASCII'), None, None, b'7BIT', 16, 1),
              b'BODYSTRUCTURE': (b'TEXT', b'PLAIN', (b'CHARSET', b'US-ASCII'), None, None, b'7BIT', 16, 1,
                                 None, None, None, None)},
          6: {b'SEQ': 2, b'BODYSTRUCTURE': ([
              ([(b'text', b'html', None, None, None, b'7bit', 55, 3),
                (b'text', b'plain', None, None, None, b'7bit', 26, 1)], b'alternative', (b'boundary', b'c')),
              (b'text', b'xml', None, b'<id>', b'words', b'base64', 44, 2, None,
               (b'attachment', (b'filename', b'attachment.txt')), (b'en',), None)],
              b'mixed', (b'boundary', b'b'), None, None)},
          7: {b'SEQ': 3, b'BODYSTRUCTURE': (b'message', b'rfc822', None, None, None, b'7bit', 300,
              (b'Thu, 1 Jan 2026 00:00:00 +0000', b'inner', ((None, None, b'y', b'example.org'),),
               None, None, None, None, None, None, None),
              ((b'text', b'plain', None, None, None, b'7bit', 3, 0),
               (b'text', b'plain', None, None, None, b'7bit', 3, 0), b'mixed'), 12)}}",
    );
}

#[test]
fn a_large_body_is_one_literal_for_python() {
    let line = "0123456789 it's \"quoted\" \\ back\r\n";
    let body = line.repeat(20_000);
    let answer = format!("* 1 FETCH (UID 5 BODY[] {{{}}}\r\n{body})\r\n", body.len());
    fetched(
        &[],
        "fetch 5 BODY.PEEK[]",
        "UID FETCH 5 (BODY.PEEK[])",
        Box::leak(answer.into_boxed_str()),
        r#"{5: {b'SEQ': 1, b'BODY[]': b'0123456789 it\'s "quoted" \\ back\r\n' * 20000}}"#,
    );
}

#[test]
fn every_command_on_messages_is_what_imapclient_returns() {
    let cases: [(&str, &str, &str, &str); 14] = [
        (
            "get_flags 5,7",
            "UID FETCH 5,7 (FLAGS)",
            "* 1 FETCH (UID 5 FLAGS (\\Seen 12))\r\n* 2 FETCH (UID 7 FLAGS ())\r\n",
            r"{5: (b'\\Seen', 12), 7: ()}",
        ),
        (
            "add_flags 5 \\Seen x",
            "UID STORE 5 +FLAGS (\\Seen x)",
            "* 1 FETCH (UID 5 FLAGS (\\Seen x))\r\n",
            r"{5: (b'\\Seen', b'x')}",
        ),
        (
            "remove_flags 5 x --silent",
            "UID STORE 5 -FLAGS.SILENT (x)",
            "",
            "None",
        ),
        (
            "set_flags 5 x",
            "UID STORE 5 FLAGS (x)",
            "* 1 FETCH (UID 5 FLAGS (x))\r\n",
            "{5: (b'x',)}",
        ),
        (
            "delete_messages 5",
            "UID STORE 5 +FLAGS (\\Deleted)",
            "* 1 FETCH (UID 5 FLAGS (\\Deleted))\r\n",
            r"{5: (b'\\Deleted',)}",
        ),
        ("add_flags [] x", "", "", "{}"),
        (
            "copy 5 Archive",
            "UID COPY 5 Archive",
            "OK [COPYUID 7 5 30] done\r\n",
            "b'[COPYUID 7 5 30] done'",
        ),
        (
            "move 5 Archive",
            "UID MOVE 5 Archive",
            "* OK [COPYUID 7 5 30] moved\r\n* 1 EXPUNGE\r\nOK done\r\n",
            "b'[COPYUID 7 5 30] done'",
        ),
        (
            "uid_expunge 5 --yes",
            "UID EXPUNGE 5",
            "* 1 EXPUNGE\r\n",
            "[None]",
        ),
        ("expunge 5 --yes", "UID EXPUNGE 5", "", "[None]"),
        (
            "expunge --yes",
            "EXPUNGE",
            "* 2 EXPUNGE\r\n* 1 EXISTS\r\nOK EXPUNGE completed\r\n",
            "(b'EXPUNGE completed', [(2, b'EXPUNGE'), (1, b'EXISTS')])",
        ),
        (
            "unselect_folder",
            "UNSELECT",
            "OK Returned\r\n",
            "b'Returned'",
        ),
        (
            "close_folder --yes",
            "CLOSE",
            "OK Returned\r\n",
            "b'Returned'",
        ),
        ("get_flags 9", "UID FETCH 9 (FLAGS)", "", "{}"),
    ];
    for (command, sent, answer, expected) in cases {
        let answers: Answers = Box::leak(Box::new([SELECTED, (sent, answer)]));
        evaluates(answers, &[], &["select_folder INBOX", command], expected);
    }
}
