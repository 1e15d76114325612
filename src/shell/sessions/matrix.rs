//! What every command of the table must have a transcript of. Who adds a command and leaves one out is told here.

use std::collections::{BTreeMap, BTreeSet};

use super::replay::{How, replay};
use crate::shell::command::Effect;
use crate::shell::commands::COMMANDS;
use crate::shell::engine::Outcome;
use crate::shell::failure::Class;

/// What a transcript can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shown {
    /// The command is done.
    Success,
    /// The server says NO to it.
    No,
    /// The server lacks its capability.
    Missing,
    /// The server answers in an odd way: a transcript in `quirks/`.
    Odd,
}

/// Commands that a NO does not reach, and why.
const NO_NEVER: &[(&str, &str)] = &[
    ("logout", "the session is over whatever the server says"),
    ("disconnect", "nothing is sent"),
    ("raw", "a NO is its answer, shown as it came"),
];

/// Commands that no transcript can show done, and where they are tested.
const DONE_ELSEWHERE: &[(&str, &str)] = &[
    ("accounts", "reads a file: tests/batch/accounts.rs"),
    ("certificate", "needs a handshake: tests/connecting/tls.rs"),
    ("compress", "needs a stream: tests/large.rs"),
    ("connect", "opens a socket: tests/connecting"),
    ("export", "writes files: tests/large.rs"),
    ("info", "tells the time that passed: tests/livetest"),
    (
        "starttls",
        "needs a handshake: tests/connecting/starttls.rs",
    ),
];

/// Reads what the transcripts show of each command.
fn shown() -> BTreeMap<&'static str, BTreeSet<Shown>> {
    let mut shown: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    let mut sends = BTreeSet::new();
    for file in super::files(&super::root()) {
        for line in replay(&file, "pretty", How::Process).unwrap_or_default() {
            let Some(command) = line.command else {
                continue;
            };
            if line.sent {
                sends.insert(command.name);
            }
            let kinds = match line.outcome {
                Outcome::Done => [Some(Shown::Success), line.odd.then_some(Shown::Odd)],
                Outcome::Failed(Class::No | Class::Auth) => [Some(Shown::No), None],
                Outcome::Failed(Class::Unsupported) => [Some(Shown::Missing), None],
                _ => [None, line.odd.then_some(Shown::Odd)],
            };
            let entry = shown.entry(command.name).or_default();
            entry.extend(kinds.into_iter().flatten());
        }
    }
    // A command that sends nothing has no server to be odd or to refuse.
    for (name, kinds) in &mut shown {
        if !sends.contains(name) {
            kinds.extend([Shown::No, Shown::Odd]);
        }
    }
    shown
}

#[test]
fn every_command_has_its_transcripts() {
    let shown = shown();
    let mut missing = Vec::new();
    for command in COMMANDS {
        let mut wanted = vec![Shown::Success];
        if command.effect != Effect::Local {
            wanted.extend([Shown::No, Shown::Odd]);
        }
        wanted.extend(command.capability.map(|_| Shown::Missing));
        let has = shown.get(command.name).cloned().unwrap_or_default();
        wanted.retain(|kind| !has.contains(kind));
        let among = |list: &[(&str, &str)]| list.iter().any(|(name, _)| *name == command.name);
        let (never, elsewhere) = (among(NO_NEVER), among(DONE_ELSEWHERE));
        wanted.retain(|kind| match kind {
            Shown::No => !never,
            Shown::Success => !elsewhere,
            Shown::Missing | Shown::Odd => true,
        });
        if !wanted.is_empty() {
            missing.push(format!("{}: {wanted:?}", command.name));
        }
    }
    assert!(
        missing.is_empty(),
        "transcripts are missing under tests/sessions (Odd: in quirks/):\n{}",
        missing.join("\n")
    );
}
