//! Transcripts of whole sessions: what is typed, what goes over the wire, what the screen shows.
//!
//! `tests/sessions/README.md` tells the form. All code after connecting is the program's own; the socket is a
//! [`Script`]. With `UPDATE_SESSIONS=1` the screens are written into the files instead of compared.

#![allow(clippy::unwrap_used)]

mod formats;
mod matrix;
mod mistakes;
mod numbers;
mod options;
mod replay;
pub(super) mod stage;
mod transcript;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use stage::Stage;
use transcript::Transcript;

/// Files that the library's own test plays.
const LIBRARY: &str = "library";

#[test]
fn every_session_goes_as_its_transcript_says() {
    let root = root();
    let files = files(&root);
    assert!(files.len() >= 150, "only {} transcripts", files.len());
    let update = std::env::var_os("UPDATE_SESSIONS").is_some();
    let only = std::env::var("ONLY_SESSIONS").unwrap_or_default();
    let mut failures = Vec::new();
    for file in files {
        let name = file
            .strip_prefix(&root)
            .unwrap_or(&file)
            .display()
            .to_string();
        if !name.contains(&only) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let played = catch_unwind(AssertUnwindSafe(|| play(&text)))
            .unwrap_or_else(|_| Err("the shell panicked".to_owned()));
        match played {
            Ok(now) if now == text => {}
            Ok(now) if update => fs::write(&file, now).unwrap(),
            Ok(now) => failures.push(format!("{name}\n{}", transcript::difference(&text, &now))),
            Err(problem) => failures.push(format!("{name}\n{problem}\n")),
        }
    }
    assert!(
        failures.is_empty(),
        "{} sessions differ:\n\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// Plays a transcript and gives it with the screens that resulted.
fn play(text: &str) -> Result<String, String> {
    let mut transcript = Transcript::parse(text);
    let mut stage = Stage::new(&transcript.options()?, text)?;
    let mut surplus = None;
    let mut going = true;
    let count = transcript.blocks.len();
    for (place, block) in transcript.blocks.iter_mut().enumerate() {
        match &block.typed {
            _ if !going => {
                surplus.get_or_insert("the session was over before its last line".to_owned());
                continue;
            }
            None => going = stage.connect(),
            Some(typed) => going = stage.run(typed),
        }
        if place + 1 == count || !going {
            stage.leave();
        }
        block.screen = stage.shown();
    }
    let now = transcript.text();
    if let Some(problem) = stage.problem().or(surplus) {
        return Err(format!("{problem}\n{}", transcript::difference(text, &now)));
    }
    let leaked = transcript
        .blocks
        .iter()
        .flat_map(|block| &block.screen)
        .find(|line| line.contains(stage.password()));
    match leaked {
        Some(line) => Err(format!("the password is on the screen: {line}")),
        None => Ok(now),
    }
}

/// Where the transcripts are.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sessions")
}

/// The transcripts under a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != LIBRARY) {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            files.push(path);
        }
    }
    files.sort();
    files
}
