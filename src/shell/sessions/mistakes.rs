//! What cannot be meant is refused before anything is sent, with its place, for every command of the table.

use super::options::Options;
use super::stage::Stage;
use crate::shell::command::{Command, Count, Kind};
use crate::shell::commands::COMMANDS;
use crate::shell::engine::Outcome;
use crate::shell::failure::Class;

/// A server that says nothing after the folder is open, and fails the test if anything comes but the farewell.
const SERVER: &str = "S: * OK [CAPABILITY IMAP4rev1] ready\n\
    C: A1 LOGIN ana <hidden>\n\
    S: A1 OK [CAPABILITY IMAP4rev1 ACL AUTH=PLAIN AUTH=XOAUTH2 AUTH=OAUTHBEARER CONDSTORE ENABLE ESEARCH ID IDLE \
    LIST-EXTENDED LIST-STATUS METADATA MOVE MULTIAPPEND NAMESPACE NOTIFY PARTIAL PREVIEW QUOTA QUOTASET SEARCHRES SORT \
    SPECIAL-USE THREAD=REFERENCES UIDPLUS UNSELECT WITHIN X-GM-EXT-1 XLIST] in\n\
    C: A2 SELECT INBOX\n\
    S: * 9 EXISTS\n\
    S: A2 OK [READ-WRITE] done\n\
    C: A3 LOGOUT\n\
    S: * BYE bye\n\
    S: A3 OK done\n";

/// Commands whose line is taken as it stands, and which mean something by themselves: their words cannot be wrong.
const TAKE_ANYTHING: &[&str] = &["raw"];

/// What can stand for a parameter.
fn fitting(kind: Kind) -> &'static str {
    match kind {
        Kind::Messages => "1:5",
        Kind::Items => "FLAGS",
        Kind::StatusItems => "MESSAGES",
        Kind::SelectParameters => "(CONDSTORE)",
        Kind::Criteria => "UNSEEN",
        Kind::Flags => "\\Seen",
        Kind::SpecialUse => "\\Sent",
        Kind::Message => "\"Subject: x\"",
        Kind::Setting => "uid",
        Kind::Choice(words) => words.first().copied().unwrap_or("x"),
        _ => "INBOX",
    }
}

/// What nobody can mean in the place of a parameter.
fn unfitting(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Messages => &["5:x", "0", "1::2", ",", "-3", "4294967296", "last:x", "_99"],
        Kind::Items => &[
            "FLGAS",
            "BODY[",
            "BODY[HEADER.FIELDS]",
            "BODY[1.0]",
            "BODY[]<5>",
        ],
        Kind::Criteria => &[
            "UNSEN",
            "SINCE 31-Foo-2026",
            "SINCE 2026-02-30",
            "FROM",
            "OR SEEN",
            "LARGER x",
            "(SEEN",
        ],
        Kind::SelectParameters => &[
            "CONDSTORE",
            "()",
            "(CONDSTOR)",
            "(QRESYNC)",
            "(QRESYNC (7))",
            "(QRESYNC (7 8 1:*))",
        ],
        Kind::Flags => &["\"\"", "a%b"],
        Kind::SpecialUse => &["\\Sentt"],
        Kind::Setting => &["uidd"],
        Kind::Choice(_) => &["neither"],
        _ => &[],
    }
}

/// Characters that would end a line or a string on the wire, as they arrive in a file or a paste.
const CONTROL: [&str; 3] = ["\"a\rb\"", "\"a\0b\"", "a\u{1}b"];

/// A command with what must follow it, the argument at a place being another.
fn line(command: &Command, change: Option<(usize, &str)>) -> String {
    let mut text = command.name.to_owned();
    for (place, parameter) in command.parameters.iter().enumerate() {
        let changed = change.filter(|(at, _)| *at >= place);
        let needed = matches!(parameter.count, Count::One | Count::Some);
        if !needed && changed.is_none() {
            continue;
        }
        let argument = match changed {
            Some((at, argument)) if at == place => argument,
            _ => fitting(parameter.kind),
        };
        text.push(' ');
        text.push_str(argument);
    }
    text
}

/// Lines of a command that nobody can mean.
fn wrong_lines(command: &Command) -> Vec<String> {
    let plain = line(command, None);
    let mut lines = vec![
        format!("{plain} --nonsense"),
        format!("{plain} --format yaml"),
        format!("{plain} --json --csv"),
        format!("{plain} (a (b"),
        format!("{plain} \"open"),
        format!("{plain} > "),
    ];
    if command.fewest() > 0 {
        lines.push(command.name.to_owned());
    }
    if let Some(most) = command.most() {
        let all = command.parameters.len().checked_sub(1);
        let full = line(
            command,
            all.map(|last| (last, fitting(command.parameters[last].kind))),
        );
        assert!(full.split(' ').count() > most, "{full}");
        lines.push(format!("{full} surplus"));
    }
    for (place, parameter) in command.parameters.iter().enumerate() {
        let bad = unfitting(parameter.kind).iter().chain(&CONTROL);
        lines.extend(bad.map(|bad| line(command, Some((place, bad)))));
    }
    for switch in command.all_switches() {
        match switch.value {
            Some(_) => lines.push(format!("{plain} --{}", switch.name)),
            None => lines.push(format!("{plain} --{}=7", switch.name)),
        }
        if matches!(switch.name, "date") {
            lines.push(format!("{plain} --date 2026-13-01"));
        }
    }
    lines
}

#[test]
fn what_nobody_can_mean_sends_nothing_and_is_shown_its_place() {
    let mut wrong = Vec::new();
    for command in COMMANDS {
        if TAKE_ANYTHING.contains(&command.name) {
            continue;
        }
        let options = Options {
            folder: Some("INBOX".to_owned()),
            yes: true,
            ..Options::default()
        };
        let mut stage = Stage::new(&options, SERVER).unwrap();
        assert!(stage.connect());
        stage.shown();
        let mut parameters = command.parameters.iter();
        let secret = parameters.any(|parameter| parameter.kind == Kind::Secret);
        for typed in wrong_lines(command) {
            stage.run(&typed);
            let shown = stage.shown();
            let class = shown.first().map_or("", String::as_str);
            let refused = matches!(
                stage.outcome(),
                Outcome::Failed(Class::Usage | Class::Refused)
            ) && (class.starts_with("usage: ") || class.starts_with("refused: "));
            let mark = |line: &String| line.trim_start().starts_with('^');
            // A line that may hold a password is not repeated, so that nothing can be marked in it.
            let marked = secret || shown.iter().any(mark);
            if !refused || !marked {
                wrong.push(format!("{typed:?}\n    {}", shown.join("\n    ")));
            }
        }
        stage.leave();
        if let Some(problem) = stage.problem() {
            wrong.push(format!("{} sent something: {problem}", command.name));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} lines are taken, or refused without their place:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
