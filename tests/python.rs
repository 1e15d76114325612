//! Answers in Python format, evaluated by Python and compared with what IMAPClient returns for the same
//! call on the same answer of the server.

#![cfg(feature = "shell")]
#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::thread;

/// What is in scope where an answer is evaluated: the names of `imapclient.response_types` and
/// `imapclient.imapclient` that answers use, made here so that the tests need no package.
const NAMES: &str = r#"
import ast, collections, dataclasses, datetime, sys

def data(name, fields):
    return dataclasses.make_dataclass(name, fields.split())

Envelope = data('Envelope', 'date subject from_ sender reply_to to cc bcc in_reply_to message_id')
Address = data('Address', 'name route mailbox host')
MailboxQuotaRoots = data('MailboxQuotaRoots', 'mailbox quota_roots')
Quota = data('Quota', 'quota_root resource usage limit')

def same(one, other):
    """Equal, and of the same types all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if dataclasses.is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in dataclasses.fields(one))
    return one == other

def value(text):
    return eval(compile(ast.parse(text.strip(), mode='eval'), 'answer', 'eval'))
"#;

/// One zone with summer time, the same on every machine.
const ZONE: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// Answers to commands: the command without its tag, and what comes before `OK done`.
type Answers = &'static [(&'static str, &'static str)];

/// Says whether there is a Python to evaluate with; without one these tests can say nothing.
#[allow(clippy::print_stderr)]
fn python_is_there() -> bool {
    let there = Command::new("python3")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !there {
        eprintln!("skipped: there is no python3");
    }
    there
}

/// Runs commands against a server that answers one connection as it is told.
fn run(answers: Answers, arguments: &[&str], commands: &[&str]) -> Output {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let server = thread::spawn(move || serve(&listener, answers));
    let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    command
        .args([
            "--insecure",
            "-H",
            "127.0.0.1",
            "-P",
            &port,
            "-u",
            "ana",
            "-p",
            "x",
            "--no-input",
        ])
        .args(["--bare", "--timeout", "20"])
        .args(arguments)
        .env("TZ", ZONE)
        .env_remove("IMAPCLIENT_INTERACT_CONFIG")
        .stdin(Stdio::null());
    for line in commands {
        command.args(["-c", line]);
    }
    let output = command.output().unwrap();
    server.join().unwrap();
    output
}

fn serve(listener: &TcpListener, answers: Answers) {
    let (stream, _) = listener.accept().unwrap();
    let mut writer = stream.try_clone().unwrap();
    let mut lines = BufReader::new(stream).lines();
    writer
        .write_all(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        .unwrap();
    // A client that was told NO may leave without a word.
    while let Some(Ok(line)) = lines.next() {
        let (tag, command) = line.split_once(' ').unwrap();
        let answer = match command.split(' ').next() {
            Some("LOGIN") => {
                "* CAPABILITY IMAP4rev1 UIDPLUS NAMESPACE ID MOVE UNSELECT CONDSTORE \
                 ACL QUOTA METADATA ENABLE XLIST SORT THREAD=REFERENCES X-GM-EXT-1 IDLE\r\nOK in\r\n"
            }
            Some("LOGOUT") => "* BYE bye\r\nOK out\r\n",
            _ => answers
                .iter()
                .find(|(known, _)| *known == command)
                .map_or("BAD not in the script\r\n", |(_, answer)| answer),
        };
        let answer = match answer.trim_end().rsplit_once("\r\n") {
            _ if answer.is_empty() => format!("{tag} OK done\r\n"),
            Some((before, last)) if is_tagged(last) => format!("{before}\r\n{tag} {last}\r\n"),
            None if is_tagged(answer) => format!("{tag} {answer}"),
            _ => format!("{answer}{tag} OK done\r\n"),
        };
        let _ = writer.write_all(answer.as_bytes());
    }
}

fn is_tagged(line: &str) -> bool {
    ["OK ", "NO ", "BAD "]
        .iter()
        .any(|word| line.starts_with(word))
}

/// Evaluates an answer and an expression in Python and compares them, types and all.
fn check(name: &str, answer: &[u8], expected: &str) {
    let script = format!(
        "{NAMES}\nanswer = sys.stdin.buffer.read().decode()\n\
         one, other = value(answer), value({expected:?})\n\
         assert same(one, other), f'\\n{{one!r}}\\nis not\\n{{other!r}}'\n"
    );
    let mut child = Command::new("python3")
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A script that fails before it reads closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(answer);
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{name}\n{}\n{}",
        String::from_utf8_lossy(answer),
        String::from_utf8_lossy(&output.stderr)
    );
}

const SELECTED: (&str, &str) = (
    "SELECT INBOX",
    "* FLAGS (\\Seen \\Draft 12)\r\n* 3 EXISTS\r\n* 1 RECENT\r\n\
     * OK [PERMANENTFLAGS (\\Seen [foo]/bar \\*)] limited\r\n* OK [UIDVALIDITY 7] ok\r\n\
     * OK [UIDNEXT 30] ok\r\n* OK [UNSEEN 2] ok\r\n* OK [HIGHESTMODSEQ 99] ok\r\n\
     * OK [MAILBOXID (F1)] ok\r\nOK [READ-WRITE] done\r\n",
);

/// Evaluates the answer to the last of some commands.
fn evaluates(answers: Answers, arguments: &[&str], commands: &[&str], expected: &str) {
    if !python_is_there() {
        return;
    }
    let mut quiet: Vec<String> = commands.iter().map(|&command| command.to_owned()).collect();
    let last = quiet.len() - 1;
    for command in quiet.iter_mut().take(last) {
        command.push_str(" > /dev/null");
    }
    let quiet: Vec<&str> = quiet.iter().map(String::as_str).collect();
    let mut all = vec!["--python"];
    all.extend(arguments);
    let output = run(answers, &all, &quiet);
    let name = commands.join("; ");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {errors}");
    check(&name, &output.stdout, expected);
}

#[test]
fn select_folder_is_a_dict_with_bytes_for_keys() {
    evaluates(
        &[SELECTED],
        &[],
        &["select_folder INBOX"],
        r"{b'PERMANENTFLAGS': (b'\\Seen', b'[foo]/bar', b'\\*'), b'FLAGS': (b'\\Seen', b'\\Draft', b'12'),
           b'EXISTS': 3, b'RECENT': 1, b'UIDVALIDITY': 7, b'UIDNEXT': 30, b'UNSEEN': [b'2'],
           b'HIGHESTMODSEQ': 99, b'MAILBOXID': [b'(F1)'], b'READ-WRITE': True}",
    );
    evaluates(
        &[(
            "EXAMINE INBOX",
            "* FLAGS (\\Seen)\r\n* 0 EXISTS\r\n* OK [NOMODSEQ] none\r\nOK [READ-ONLY] done\r\n",
        )],
        &[],
        &["select_folder INBOX readonly=True"],
        r"{b'FLAGS': (b'\\Seen',), b'EXISTS': 0, b'NOMODSEQ': [b''], b'READ-ONLY': [b'']}",
    );
}

#[test]
fn search_is_a_list_of_numbers() {
    for (answer, expected) in [
        ("* SEARCH 1 2 5\r\n", "[1, 2, 5]"),
        ("* SEARCH\r\n", "[]"),
        ("", "[]"),
        ("* SEARCH 4 2\r\n* SEARCH 9 (MODSEQ 99)\r\n", "[4, 2, 9]"),
        ("* SEARCH (MODSEQ 5)\r\n", "[]"),
    ] {
        let answers: Answers = Box::leak(Box::new([SELECTED, ("UID SEARCH ALL", answer)]));
        evaluates(
            answers,
            &[],
            &["select_folder INBOX", "search ALL"],
            expected,
        );
    }
}

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
fn every_command_on_folders_and_the_session_is_what_imapclient_returns() {
    let cases: [(&str, &str, &str, &str); 19] = [
        (
            "list_folders",
            "LIST \"\" *",
            "* LIST (\\HasNoChildren \\Sent) \"/\" \"Stuff &- Things\"\r\n* LIST () NIL 123\r\n\
             * LIST (\\Noselect) \".\" {8}\r\n&AP8-.it\r\n* LIST () \"\\\\\" \"it's \\\"q\\\"\"\r\n",
            r#"[((b'\\HasNoChildren', b'\\Sent'), b'/', 'Stuff & Things'), ((), None, '123'),
               ((b'\\Noselect',), b'.', '\xff.it'), ((), b'\\', 'it\'s "q"')]"#,
        ),
        ("list_folders nowhere %", "LIST nowhere %", "", "[]"),
        (
            "list_sub_folders",
            "LSUB \"\" *",
            "* LSUB () \"/\" INBOX\r\n",
            "[((), b'/', 'INBOX')]",
        ),
        (
            "folder_status INBOX",
            "STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)",
            "* STATUS INBOX (MESSAGES 3 RECENT 1 UIDNEXT 30 UIDVALIDITY 7 UNSEEN 2)\r\n",
            "{b'MESSAGES': 3, b'RECENT': 1, b'UIDNEXT': 30, b'UIDVALIDITY': 7, b'UNSEEN': 2}",
        ),
        (
            "folder_exists INBOX",
            "LIST \"\" INBOX",
            "* LIST () \"/\" INBOX\r\n",
            "True",
        ),
        ("folder_exists Gone", "LIST \"\" Gone", "", "False"),
        (
            "find_special_folder \\Sent",
            "LIST \"\" *",
            "* LIST (\\Sent) \"/\" \"Entw&APw-rfe\"\r\n",
            "'Entwürfe'",
        ),
        (
            "capabilities",
            "CAPABILITY",
            "* CAPABILITY imap4rev1 IDLE\r\n",
            "(b'IMAP4REV1', b'UIDPLUS', b'NAMESPACE', b'ID', b'MOVE', b'UNSELECT', b'CONDSTORE', b'ACL', b'QUOTA',
              b'METADATA', b'ENABLE', b'XLIST', b'SORT', b'THREAD=REFERENCES', b'X-GM-EXT-1', b'IDLE')",
        ),
        ("has_capability NOTIFY", "CAPABILITY", "", "False"),
        (
            "namespace",
            "NAMESPACE",
            "* NAMESPACE ((\"&AP8-.\" \"/\")(\"\" NIL)) NIL ((\"#shared/\" \"/\" \"X\" (\"y\")))\r\n",
            "((('\u{ff}.', '/'), ('', None)), None, (('#shared/', '/'),))",
        ),
        (
            "id_",
            "ID NIL",
            "* ID (\"name\" \"x\" \"version\" NIL)\r\n",
            "((b'name', b'x', b'version', None),)",
        ),
        ("id_", "ID NIL", "* ID NIL\r\n", "(None,)"),
        (
            "noop",
            "NOOP",
            "* 3 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* OK text here\r\n* VANISHED 1:5,7\r\nOK done (0.1)\r\n",
            r"(b'done (0.1)', [(3, b'EXISTS'), (1, b'FETCH', (b'FLAGS', (b'\\Seen',))), (b'OK', b'text here'),
               (b'VANISHED', b'1:5,7')])",
        ),
        (
            "create_folder Neu",
            "CREATE Neu",
            "OK Create completed.\r\n",
            "b'Create completed.'",
        ),
        (
            "rename_folder Neu Alt",
            "RENAME Neu Alt",
            "OK renamed\r\n",
            "b'renamed'",
        ),
        (
            "delete_folder Alt --yes",
            "DELETE Alt",
            "OK gone\r\n",
            "b'gone'",
        ),
        (
            "subscribe_folder Neu",
            "SUBSCRIBE Neu",
            "OK ok\r\n",
            "[b'ok']",
        ),
        (
            "unsubscribe_folder Neu",
            "UNSUBSCRIBE Neu",
            "OK ok\r\n",
            "[b'ok']",
        ),
        ("logout", "LOGOUT", "", "b'bye'"),
    ];
    for (command, sent, answer, expected) in cases {
        let answers: Answers = Box::leak(Box::new([(sent, answer)]));
        evaluates(answers, &[], &[command], expected);
    }
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

#[test]
fn a_python_call_is_answered_in_python_unless_it_asks_otherwise() {
    if !python_is_there() {
        return;
    }
    const ANSWERS: Answers = &[
        SELECTED,
        (
            "UID FETCH 5 (FLAGS)",
            "* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n",
        ),
    ];
    let select = "select_folder INBOX > /dev/null";
    let output = run(ANSWERS, &[], &[select, "c.fetch([5], ['FLAGS'])"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert!(errors.ends_with("fetch 5 FLAGS\n"), "{errors}");
    check(
        "call",
        &output.stdout,
        r"{5: {b'SEQ': 1, b'FLAGS': (b'\\Seen',)}}",
    );

    let json = "[\n{\"uid\": 5, \"seq\": 1, \"FLAGS\": [\"\\\\Seen\"]}\n]\n";
    for (arguments, call) in [
        (&["--json"][..], "c.fetch([5], ['FLAGS'])"),
        (&[][..], "c.fetch([5], ['FLAGS'], json=True)"),
        (&[][..], "c.fetch([5], ['FLAGS'], format='json')"),
    ] {
        let output = run(ANSWERS, arguments, &[select, call]);
        assert_eq!(String::from_utf8_lossy(&output.stdout), json, "{call}");
    }
}

#[test]
fn what_came_before_a_failure_is_an_expression_and_the_error_has_the_format_asked_for() {
    if !python_is_there() {
        return;
    }
    const ANSWERS: Answers = &[
        SELECTED,
        (
            "UID FETCH 5:6 (FLAGS)",
            "* 1 FETCH (UID 5 FLAGS ())\r\nNO [LIMIT] some gone\r\n",
        ),
    ];
    let select = "select_folder INBOX > /dev/null";
    let output = run(ANSWERS, &[], &[select, "fetch 5:6 FLAGS --python"]);
    assert_eq!(output.status.code(), Some(1));
    check("fetch", &output.stdout, "{5: {b'SEQ': 1, b'FLAGS': ()}}");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("NO  fetch: some gone (1 of "), "{errors}");

    let output = run(ANSWERS, &[], &[select, "fetch 5:6 FLAGS --jsonl"]);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "{\"uid\": 5, \"seq\": 1, \"FLAGS\": []}\n"
    );
    let errors = String::from_utf8_lossy(&output.stderr);
    let last = errors.lines().last().unwrap();
    assert!(
        last.starts_with(r#"{"error":{"class":"NO","code":"LIMIT","command":"fetch""#),
        "{errors}"
    );
}

#[test]
fn options_that_make_no_sense_together_are_usage_errors() {
    for (command, told) in [
        (
            "search --json --csv",
            "--json cannot be combined with --csv",
        ),
        (
            "search --format yaml",
            "yaml is no format: pretty, json, jsonl, csv, python, raw",
        ),
        (
            "search --python --columns uid",
            "python and raw have no columns",
        ),
        ("search --csv --columns uid,,x", "a column has no name"),
    ] {
        let output = run(
            &[SELECTED],
            &[],
            &["select_folder INBOX > /dev/null", command],
        );
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(
            errors.contains(&format!("usage: search: {told}")),
            "{errors}"
        );
    }
    let output = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
        .args(["--python", "--csv", "-H", "127.0.0.1"])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        errors.starts_with("usage: --csv cannot be combined with --python\n"),
        "{errors}"
    );
}

#[test]
fn csv_is_read_by_pythons_own_reader() {
    if !python_is_there() {
        return;
    }
    // Eleven bytes, which no power of two is a multiple of: pieces are cut at every place of a line.
    let body = "é\"€,ab\r\n".repeat(70_000);
    let answer = format!(
        "* 1 FETCH (UID 5 BODY[] {{{}}}\r\n{body})\r\n* 2 FETCH (UID 6 BODY[] \"=1+1\")\r\n",
        body.len()
    );
    let answers: Answers = Box::leak(Box::new([
        SELECTED,
        (
            "UID FETCH 5:6 (BODY.PEEK[])",
            &*Box::leak(answer.into_boxed_str()),
        ),
    ]));
    let select = "select_folder INBOX > /dev/null";
    let output = run(answers, &["--csv"], &[select, "fetch 5:6 BODY.PEEK[]"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let script = r#"
import csv, io, sys
csv.field_size_limit(10 ** 8)
rows = list(csv.reader(io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8', newline=''), strict=True))
cell = '\u00e9"\u20ac,ab\n' * 70000
assert rows == [['uid', 'seq', 'BODY[]'], ['5', '1', cell], ['6', '2', "'=1+1"]], repr(rows)[:300]
"#;
    let mut child = Command::new("python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(&output.stdout);
    let read = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&read.stderr);
    assert!(read.status.success(), "{errors}");
}

#[test]
fn rights_quotas_and_notes_are_imapclients_records() {
    for (command, sent, answer, expected) in [
        (
            "getacl INBOX",
            "GETACL INBOX",
            "* ACL INBOX \"fred x\" lrs 12 w\r\n",
            "[(b'fred x', b'lrs'), (b'12', b'w')]",
        ),
        ("getacl INBOX", "GETACL INBOX", "", "[]"),
        (
            "c.setacl('INBOX', 'bob', 'lrs')",
            "SETACL INBOX bob lrs",
            "OK set it\r\n",
            "b'set it'",
        ),
        (
            "deleteacl INBOX bob",
            "DELETEACL INBOX bob",
            "OK gone\r\n",
            "b'gone'",
        ),
        (
            "listrights INBOX bob",
            "LISTRIGHTS INBOX bob",
            "* LISTRIGHTS INBOX bob l rs w\r\n",
            "(b'l', (b'rs', b'w'))",
        ),
        (
            "myrights INBOX",
            "MYRIGHTS INBOX",
            "* MYRIGHTS INBOX lr\r\n",
            "b'lr'",
        ),
        (
            "get_quota",
            "GETQUOTAROOT INBOX",
            "* QUOTAROOT INBOX \"\"\r\n* QUOTA \"\" (STORAGE 3 5 MESSAGE 1 9)\r\n",
            "[Quota('', 'STORAGE', 3, 5), Quota('', 'MESSAGE', 1, 9)]",
        ),
        (
            "get_quota_root \"My mail\"",
            "GETQUOTAROOT \"My mail\"",
            "* QUOTAROOT \"My mail\" \"User quota\" 7\r\n* QUOTA \"User quota\" (STORAGE 3 5)\r\n",
            "(MailboxQuotaRoots('My mail', ['User quota', '7']), [Quota('User quota', 'STORAGE', 3, 5)])",
        ),
        (
            "get_quota_root INBOX",
            "GETQUOTAROOT INBOX",
            "* QUOTAROOT INBOX\r\n",
            "(MailboxQuotaRoots('INBOX', []), [])",
        ),
        (
            "c.set_quota([('', 'STORAGE', 0, 9)])",
            "SETQUOTA \"\" (STORAGE 9)",
            "* QUOTA \"\" (STORAGE 3 9)\r\n",
            "[Quota('', 'STORAGE', 3, 9)]",
        ),
        ("c.set_quota([])", "", "", "None"),
        (
            "getmetadata INBOX /private/a /private/b",
            "GETMETADATA INBOX (/private/a /private/b)",
            "* METADATA INBOX (/private/a \"x\" /private/b NIL)\r\n",
            "{'/private/a': b'x', '/private/b': None}",
        ),
        (
            "setmetadata INBOX /private/a x",
            "SETMETADATA INBOX (/private/a \"x\")",
            "",
            "b'done'",
        ),
        (
            "enable CONDSTORE X",
            "ENABLE CONDSTORE X",
            "* ENABLED CONDSTORE\r\n",
            "[b'CONDSTORE']",
        ),
        ("enable CONDSTORE", "ENABLE CONDSTORE", "", "[]"),
        (
            "xlist_folders",
            "XLIST \"\" *",
            "* XLIST (\\Inbox) \"/\" Inbox\r\n",
            r"[((b'\\Inbox',), b'/', 'Inbox')]",
        ),
        ("welcome", "", "", "b'* OK [CAPABILITY IMAP4rev1] ready'"),
    ] {
        let answers: Answers = Box::leak(Box::new([(sent, answer)]));
        evaluates(answers, &[], &[command], expected);
    }
}

#[test]
fn sorted_threaded_and_labelled_messages_are_lists_tuples_and_dicts() {
    for (command, sent, answer, expected) in [
        (
            "sort (REVERSE DATE) UNSEEN",
            "UID SORT (REVERSE DATE) US-ASCII UNSEEN",
            "* SORT 9 4 5 (MODSEQ 3)\r\n",
            "[9, 4, 5]",
        ),
        ("sort DATE", "UID SORT (DATE) US-ASCII ALL", "", "[]"),
        (
            "thread",
            "UID THREAD REFERENCES US-ASCII ALL",
            "* THREAD (1 2)(3)(4 (5)(6 7))\r\n",
            "((1, 2), (3,), (4, (5,), (6, 7)))",
        ),
        (
            "thread",
            "UID THREAD REFERENCES US-ASCII ALL",
            "* THREAD ((8)(9))\r\n",
            "(((8,), (9,)),)",
        ),
        ("thread", "UID THREAD REFERENCES US-ASCII ALL", "", "()"),
        (
            "c.gmail_search('x y')",
            "UID SEARCH X-GM-RAW \"x y\"",
            "* SEARCH 4 2\r\n",
            "[4, 2]",
        ),
        (
            "get_gmail_labels 5,7",
            "UID FETCH 5,7 (X-GM-LABELS)",
            "* 1 FETCH (UID 5 X-GM-LABELS (\"\\\\Inbox\" \"&AOk-\" 12))\r\n* 2 FETCH (UID 7 X-GM-LABELS ())\r\n",
            r"{5: ['\\Inbox', 'é', '12'], 7: []}",
        ),
        (
            "add_gmail_labels 5 x",
            "UID STORE 5 +X-GM-LABELS (\"x\")",
            "* 1 FETCH (UID 5 X-GM-LABELS (x))\r\n",
            "{5: ['x']}",
        ),
        (
            "remove_gmail_labels 5 x",
            "UID STORE 5 -X-GM-LABELS (\"x\")",
            "",
            "None",
        ),
        (
            "set_gmail_labels 5 x --silent",
            "UID STORE 5 X-GM-LABELS.SILENT (\"x\")",
            "",
            "None",
        ),
        ("set_gmail_labels () x", "", "", "{}"),
    ] {
        let answers: Answers = Box::leak(Box::new([SELECTED, (sent, answer)]));
        evaluates(answers, &[], &["select_folder INBOX", command], expected);
    }
}
