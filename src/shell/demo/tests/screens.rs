//! The screens in the documentation are what the program shows on the demo.
//! `scripts/screens` writes them anew.

use std::env;
use std::fs;
use std::path::Path;

use super::stage::Stage;
use crate::shell::render::Palette;

/// What is typed in each session, by its name in the documentation.
const SESSIONS: &[(&str, &[&str])] = &[
    (
        "first",
        &[
            "select_folder INBOX",
            "search UNSEEN FROM zoë SINCE 20-Nov-2026",
            "fetch _ flags envelope",
            "fetch 52 BODY.PEEK[HEADER.FIELDS (DATE REFERENCES)]",
            "fetch 52 envelop",
            "trace next",
            "add_flags 52 \\Seen",
            "list_folders Lists*",
            "logout",
        ],
    ),
    (
        "structure",
        &[
            "select_folder INBOX --readonly",
            "fetch 41 BODYSTRUCTURE",
            "search FROM 山田 BODY 十二日 --json",
            "fetch 54,55 ENVELOPE",
        ],
    ),
];

/// The file with the screens.
const README: &str = "README.md";

/// A session as the documentation shows it, with its marks.
fn session(name: &str, lines: &[&str]) -> String {
    let mut stage = Stage::open(80, Palette::none());
    for line in lines {
        stage.typed(line);
    }
    stage.shell.leave();
    format!(
        "{}```text\n$ scripts/run --demo\n{}```\n{END}",
        begin(name),
        stage.shown()
    )
}

fn begin(name: &str) -> String {
    format!("<!-- screen: {name} -->\n")
}

const END: &str = "<!-- end of screen -->\n";

#[test]
fn the_screens_of_the_readme_are_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(README);
    let mut text = fs::read_to_string(&path).unwrap();
    let committed = text.clone();
    for (name, lines) in SESSIONS {
        let at = text
            .find(&begin(name))
            .unwrap_or_else(|| panic!("{README} has no screen {name}"));
        let end = at + text[at..].find(END).unwrap() + END.len();
        text.replace_range(at..end, &session(name, lines));
    }
    if env::var_os("UPDATE_README").is_some() {
        fs::write(&path, text).unwrap();
        return;
    }
    assert!(
        text == committed,
        "the screens in {README} are not what the program shows: scripts/screens"
    );
}
