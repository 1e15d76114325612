//! The setting `uid`, which `--seq` turns off for one command, in every command that it concerns.

use super::play;
use crate::shell::command::Command;
use crate::shell::commands::COMMANDS;

/// A command by sequence numbers: what is sent for it, what comes back, and the answer in Python.
struct Row {
    typed: &'static str,
    /// What is sent, without its tag, and the answer before its OK.
    wire: &'static [(&'static str, &'static str)],
    /// The screen in python format.
    python: &'static str,
}

const fn row(
    typed: &'static str,
    wire: &'static [(&'static str, &'static str)],
    python: &'static str,
) -> Row {
    Row {
        typed,
        wire,
        python,
    }
}

/// Commands that name messages and have no answer of their own, or none by number.
const OTHERWISE: &[(&str, &str)] = &[
    ("uid_expunge", "its numbers are UIDs whatever is set"),
    ("export", "writes files"),
];

const FLAGS: &str = "* 5 FETCH (FLAGS (\\Seen) UID 71)";
const LABELS: &str = "* 5 FETCH (X-GM-LABELS (Work) UID 71)";

const ROWS: &[Row] = &[
    row("search ALL", &[("SEARCH ALL", "* SEARCH 5 7")], "[5, 7]"),
    row(
        "sort DATE",
        &[("SORT (DATE) US-ASCII ALL", "* SORT 7 5")],
        "[7, 5]",
    ),
    row(
        "thread",
        &[("THREAD REFERENCES US-ASCII ALL", "* THREAD (5 7)(9)")],
        "((5, 7), (9,))",
    ),
    row(
        "gmail_search x",
        &[("SEARCH X-GM-RAW x", "* SEARCH 5")],
        "[5]",
    ),
    row(
        "fetch 5 FLAGS",
        &[("FETCH 5 (FLAGS)", FLAGS)],
        "{5: {b'SEQ': 5, b'UID': 71, b'FLAGS': (b'\\\\Seen',)}}",
    ),
    row(
        "get_flags 5",
        &[("FETCH 5 (FLAGS)", FLAGS)],
        "{5: (b'\\\\Seen',)}",
    ),
    row(
        "add_flags 5 \\Seen",
        &[("STORE 5 +FLAGS (\\Seen)", FLAGS)],
        "{5: (b'\\\\Seen',)}",
    ),
    row(
        "remove_flags 5 todo",
        &[("STORE 5 -FLAGS (todo)", FLAGS)],
        "{5: (b'\\\\Seen',)}",
    ),
    row(
        "set_flags 5 \\Seen",
        &[("STORE 5 FLAGS (\\Seen)", FLAGS)],
        "{5: (b'\\\\Seen',)}",
    ),
    row(
        "store 5 +FLAGS (\\Seen)",
        &[("STORE 5 +FLAGS (\\Seen)", FLAGS)],
        "{5: (b'\\\\Seen',)}",
    ),
    row(
        "delete_messages 5",
        &[("STORE 5 +FLAGS (\\Deleted)", FLAGS)],
        "{5: (b'\\\\Seen',)}",
    ),
    row(
        "get_gmail_labels 5",
        &[("FETCH 5 (X-GM-LABELS)", LABELS)],
        "{5: ['Work']}",
    ),
    row(
        "add_gmail_labels 5 Work",
        &[("STORE 5 +X-GM-LABELS (\"Work\")", LABELS)],
        "{5: ['Work']}",
    ),
    row(
        "remove_gmail_labels 5 x",
        &[("STORE 5 -X-GM-LABELS (\"x\")", LABELS)],
        "{5: ['Work']}",
    ),
    row(
        "set_gmail_labels 5 Work",
        &[("STORE 5 X-GM-LABELS (\"Work\")", LABELS)],
        "{5: ['Work']}",
    ),
    row("copy 5 Archive", &[("COPY 5 Archive", "")], "b'done'"),
    row(
        "move 5 Archive",
        &[("MOVE 5 Archive", "* 5 EXPUNGE")],
        "b'done'",
    ),
    row(
        "expunge 5",
        &[],
        "refused: expunge: UID EXPUNGE takes UIDs, and these are sequence numbers\n    \
         nothing was sent · leave --seq out, or set uid on",
    ),
    row(
        "mails 5",
        &[(
            "FETCH 5 (FLAGS RFC822.SIZE ENVELOPE BODYSTRUCTURE)",
            "* 5 FETCH (FLAGS (\\Seen) RFC822.SIZE 9 UID 71)",
        )],
        "{5: {b'SEQ': 5, b'UID': 71, b'FLAGS': (b'\\\\Seen',), b'RFC822.SIZE': 9}}\n\
         warning: UID 71: ENVELOPE, BODYSTRUCTURE was asked for and did not come",
    ),
    row(
        "headers 5",
        &[(
            "FETCH 5 (BODY.PEEK[HEADER])",
            "* 5 FETCH (BODY[HEADER] \"A: b\" UID 71)",
        )],
        "{5: {b'SEQ': 5, b'UID': 71, b'BODY[HEADER]': b'A: b'}}",
    ),
    row(
        "structure 5",
        &[(
            "FETCH 5 (ENVELOPE BODYSTRUCTURE)",
            "* 5 FETCH (ENVELOPE NIL BODYSTRUCTURE NIL)",
        )],
        "{5: {b'SEQ': 5, b'ENVELOPE': None, b'BODYSTRUCTURE': None}}",
    ),
    row(
        "show 5",
        &[
            ("FETCH 5 (UID)", "* 5 FETCH (UID 71)"),
            (
                "UID FETCH 71 (FLAGS RFC822.SIZE ENVELOPE BODYSTRUCTURE)",
                "",
            ),
        ],
        "{}\nwarning: no message: UID 71 does not exist here",
    ),
    row(
        "save 5 1",
        &[
            ("FETCH 5 (UID)", "* 5 FETCH (UID 71)"),
            ("UID FETCH 71 (BODYSTRUCTURE)", ""),
        ],
        "[]\nwarning: no message: UID 71 does not exist here",
    ),
];

/// A session in which the folder is open, with more lines.
fn session(lines: &str) -> String {
    format!(
        "#! folder INBOX\n#! yes\n\nS: * OK [CAPABILITY IMAP4rev1] ready\nC: A1 LOGIN ana <hidden>\n\
         S: A1 OK [CAPABILITY IMAP4rev1 MOVE SORT THREAD=REFERENCES UIDPLUS X-GM-EXT-1] in\n\
         C: A2 SELECT INBOX\nS: * 9 EXISTS\nS: A2 OK [READ-WRITE] done\n\n{lines}"
    )
}

/// What the screen shows of a line, behind what is typed before it.
fn screen(before: &str, typed: &str, wire: &[(&str, &str)]) -> Result<String, String> {
    let mut lines = format!("{before}> {typed}\n");
    for (place, (sent, answer)) in wire.iter().enumerate() {
        let tag = format!("A{}", place + 3);
        let answer = answer
            .split_terminator('\n')
            .map(|line| format!("S: {line}\n"));
        lines.push_str(&format!(
            "C: {tag} {sent}\n{}S: {tag} OK done\n",
            answer.collect::<String>()
        ));
    }
    let played = play(&session(&lines))?;
    let (_, last) = played.rsplit_once("\n> ").unwrap_or_default();
    let shown = last
        .lines()
        .skip(1)
        .filter(|line| !line.starts_with("C: ") && !line.starts_with("S: "));
    let lines: Vec<&str> = shown
        .map(|line| line.strip_prefix("| ").unwrap_or(line))
        .collect();
    Ok(lines.join("\n"))
}

/// Compares what a row comes to.
fn check(
    wrong: &mut Vec<String>,
    before: &str,
    typed: &str,
    wire: &[(&str, &str)],
    holds: &dyn Fn(&str) -> bool,
) {
    match screen(before, typed, wire) {
        Ok(shown) if holds(&shown) => {}
        Ok(shown) => wrong.push(format!("{before}{typed}\n{shown}")),
        Err(problem) => wrong.push(format!("{before}{typed}\n{problem}")),
    }
}

#[test]
fn sequence_numbers_are_sent_and_told_by_every_command() {
    let mut wrong = Vec::new();
    for row in ROWS {
        let by_seq = |format: &str, holds: &dyn Fn(&str) -> bool, wrong: &mut Vec<String>| {
            let typed = format!("{}{format}", row.typed);
            check(wrong, "> set uid off\n", &typed, row.wire, holds);
            check(wrong, "", &format!("{typed} --seq"), row.wire, holds);
        };
        by_seq(" --python", &|shown| shown == row.python, &mut wrong);
        if row.python.starts_with("{5: (") || row.python.starts_with("{5: [") {
            by_seq(
                " --json",
                &|shown| shown.starts_with("{\"5\": ["),
                &mut wrong,
            );
            by_seq("", &|shown| shown.starts_with("  SEQ  "), &mut wrong);
        }
        // By UID the same goes out behind that word.
        if let [(sent, _)] = row.wire {
            let sent = format!("UID {}", sent.replace("(UID ", "("));
            check(&mut wrong, "", row.typed, &[(&sent, "")], &|_| true);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_command_that_takes_numbers_is_among_the_rows() {
    let named = |command: &Command| {
        let of_row = |typed: &str| typed.split(' ').next() == Some(command.name);
        ROWS.iter().any(|row| of_row(row.typed))
            || OTHERWISE.iter().any(|(name, _)| *name == command.name)
    };
    let takes = |command: &Command| command.all_switches().any(|switch| switch.name == "seq");
    let missing: Vec<_> = COMMANDS
        .iter()
        .filter(|command| takes(command) && !named(command))
        .map(|command| command.name)
        .collect();
    assert!(missing.is_empty(), "no row for {missing:?}");
}
