//! The examples of help, run on the demo where it has what they need. The others are run by transcripts.

use super::stage::Stage;
use crate::shell::command::{Command, Effect, Needs};
use crate::shell::commands::COMMANDS;
use crate::shell::engine::Outcome;
use crate::shell::render::Palette;

/// Commands that go to another account, sign in anew or need TLS, which one server within the process cannot show, and
/// those that write files where the tests run.
const ELSEWHERE: &[&str] = &[
    "connect",
    "accounts",
    "login",
    "plain_login",
    "oauth2_login",
    "oauthbearer_login",
    "sasl_login",
    "starttls",
    "certificate",
    "save",
    "record",
    "source",
    "export",
];

/// It waits for news, and there is none.
const WAITS: &str = "idle_check 30";

/// What is typed before the examples of a command.
const BEFORE: &[(&str, &[&str])] = &[
    ("as", &["noop"]),
    ("unset", &["alias new = search UNSEEN", "$old = noop"]),
    ("idle_check", &["idle"]),
    ("idle_done", &["idle"]),
    ("rename_folder", &["create_folder Notes"]),
    ("delete_folder", &["create_folder Notes"]),
    ("copy", &["create_folder \"Lists/imap protocol\""]),
    (
        "select_folder",
        &["select_folder Sent", "select_folder INBOX"],
    ),
    ("watch", &["select_folder INBOX"]),
    ("raw", &["select_folder INBOX"]),
    (
        "print",
        &[
            "select_folder INBOX",
            "$old = fetch 1:3 envelope",
            "noop",
            "noop",
            "noop",
            "noop",
            "noop",
            "noop",
        ],
    ),
];

/// A shell in which the examples of a command can be typed.
fn ready(command: &Command) -> Stage {
    let mut stage = Stage::open(80, Palette::none());
    if command.needs == Needs::Folder {
        stage.typed("select_folder INBOX");
    }
    for line in before(command) {
        assert_eq!(
            stage.typed(line),
            Outcome::Done,
            "{line}: {}",
            stage.shown()
        );
    }
    stage
}

fn before(command: &Command) -> &'static [&'static str] {
    let found = BEFORE.iter().find(|(name, _)| *name == command.name);
    found.map_or(&[], |(_, lines)| lines)
}

#[test]
fn examples_of_help_work_on_the_demo() {
    let (mut done, mut failed) = (0, Vec::new());
    for command in COMMANDS
        .iter()
        .filter(|command| !ELSEWHERE.contains(&command.name))
    {
        let mut stage = ready(command);
        // A file is no part of the demo.
        let here = |example: &&&str| {
            let file = [" @", "{@"].iter().any(|sign| example.contains(sign));
            !file && **example != WAITS
        };
        for example in command.examples.iter().filter(here) {
            let earlier = stage.shown().len();
            let outcome = stage.typed(example);
            let shown = stage.shown().split_off(earlier);
            match outcome {
                Outcome::Done => done += 1,
                _ if shown.contains("unsupported: ") => {}
                _ => failed.push(shown),
            }
            if command.effect != Effect::Reads || !before(command).is_empty() {
                stage = ready(command);
            }
        }
    }
    assert!(
        failed.is_empty(),
        "{} examples fail:\n{}",
        failed.len(),
        failed.join("\n")
    );
    assert!(done > 95, "only {done} examples were run");
}
