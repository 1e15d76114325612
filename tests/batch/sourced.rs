//! `source`: lines of files and of programs; what fails in them is named by file and line.

use super::scripts::obliging_for_scripts;
use super::*;

fn check(program: Program, status: i32, stdout: &str, stderr: &[&str]) {
    let ended = program.run();
    assert_eq!(ended.status, status, "{ended}");
    assert_eq!(ended.text(), stdout, "{ended}");
    let said = said(&ended);
    assert_eq!(said, stderr, "{ended}");
}

/// A server, and a program with these files.
fn with_files(lines: &[&'static str], files: &[(&str, &str)]) -> (Server, Program) {
    let server = obliging_for_scripts();
    let program = to(&server).commands(lines.iter().copied());
    for (name, text) in files {
        program.file(name, text);
    }
    (server, program)
}

#[test]
fn the_lines_of_a_file_run_as_those_of_a_script() {
    let setup = "\u{feff}# words\r\nalias one = raw XONE\r\n\r\nraw NOOP\r\nset format \\\njson\n";
    let (_server, program) =
        with_files(&["source setup && one", "set format"], &[("setup", setup)]);
    check(
        program,
        0,
        "A OK done\n[\n\"A OK done\"\n]\n\"json\"\n",
        &["raw XONE"],
    );
}

#[test]
fn a_failure_is_named_by_file_and_line_and_ends_the_file() {
    let files = [
        ("inner", "raw NOOP\n\nfetch 1 (\nraw NOOP"),
        ("outer", "# x\nsource inner\nraw NOOP"),
    ];
    let (_server, program) = with_files(&["source outer", "raw NOOP"], &files);
    check(
        program,
        2,
        "A OK done\n",
        &["usage: inner:3: the bracket opened here is not closed"],
    );
    let (_server, program) = with_files(
        &["source outer ; raw NOOP"],
        &[("outer", "sel INBOX\nraw NOOP")],
    );
    check(
        program.with(["--keep-going"]),
        2,
        "A OK done\nA OK done\n",
        &[
            "usage: outer:1: unknown command sel; did you mean select_folder?",
            "    sel INBOX",
            "    ^^^",
        ],
    );
}

#[test]
fn ctrl_c_ends_a_file_that_is_to_keep_going() {
    let lines = "raw NOOP\n!kill -INT $$\nraw XONE";
    let (_server, program) = with_files(&["source x ; raw XTWO"], &[("x", lines)]);
    let ended = program.with(["--keep-going"]).run();
    assert_eq!(ended.status, 130, "{ended}");
    assert_eq!(ended.text(), "A OK done\n", "{ended}");
}

#[test]
fn no_file_runs_itself() {
    let files = [("a", "source b"), ("b", "source ./a")];
    let (_server, program) = with_files(&["source a"], &files);
    check(
        program,
        2,
        "",
        &[
            "usage: b:1: source: this file runs already, and would never end",
            "    source ./a",
            "           ^^^",
        ],
    );
    let (_server, program) = with_files(&[], &[("a", "source a")]);
    let program = program.with(["--source", "a"]);
    check(
        program,
        2,
        "",
        &[
            "usage: a:1: source: this file runs already, and would never end",
            "    source a",
            "           ^",
        ],
    );
}

#[test]
fn lines_may_come_from_a_program_and_from_standard_input() {
    let (_server, program) = with_files(
        &["source -e 'echo raw NOOP; echo raw XONE' && raw XTWO"],
        &[],
    );
    check(program, 0, "A OK done\nA OK done\nA OK done\n", &[]);
    let (_server, program) = with_files(&["source -"], &[]);
    check(
        program.input("raw NOOP\nraw XONE"),
        0,
        "A OK done\nA OK done\n",
        &[],
    );
    let (_server, program) = with_files(&["source -e 'exit 3'"], &[]);
    check(
        program,
        1,
        "",
        &["refused: source: the program ended with status 3"],
    );
    let (_server, program) = with_files(&["set shell off", "source -e 'echo raw NOOP'"], &[]);
    check(
        program,
        1,
        "",
        &["refused: source: programs were switched off (set shell off)"],
    );
    let server = obliging_for_scripts();
    check(
        to(&server).input("source -\n"),
        2,
        "",
        &[
            "usage: source: - is standard input, and the present lines come from there",
            "    source -",
            "           ^",
        ],
    );
}

#[test]
fn what_is_no_script_is_told() {
    for (line, told) in [
        ("source", "FILE is missing"),
        (
            "source nowhere",
            "cannot read nowhere: No such file or directory",
        ),
        ("source .", "cannot read .: Is a directory"),
        ("source a -e b", "a file or a program, not both"),
    ] {
        let (_server, program) = with_files(&[line], &[]);
        let ended = program.run();
        assert_eq!(ended.status, 2, "{ended}");
        assert!(
            said(&ended)
                .first()
                .is_some_and(|first| first.contains(told)),
            "{ended}"
        );
    }
}

#[test]
fn dry_shows_what_a_file_would_send() {
    let (_server, program) =
        with_files(&["dry source x"], &[("x", "raw NOOP\nselect_folder INBOX")]);
    check(program, 0, "NOOP\nSELECT INBOX\n", &[]);
}

#[test]
fn a_recorded_session_can_be_run_again() {
    let lines = [
        "record session",
        "raw NOOP",
        "login ana geheim",
        "source x",
        "fetch 1 (",
        "select_folder INBOX && search ALL",
        "fetch 1 NOTHING",
        "record off",
        "raw XONE",
    ];
    let (_server, program) = with_files(&lines, &[("x", "raw XTWO")]);
    let program = program.with(["--keep-going"]);
    let (ended, home) = program.run_at_home();
    assert_eq!(ended.status, 1, "{ended}");
    let path = home.path().join("session");
    let recorded = std::fs::read_to_string(&path).expect("it was recorded");
    let expected = "raw NOOP\n# A OK done\n# (a line that may hold a password)\n";
    assert!(recorded.starts_with(expected), "{recorded}");
    for line in [
        "\nsource x\n# A OK done\n# fetch 1 (\n# usage: the bracket",
        "\nselect_folder INBOX && search ALL\n# INBOX opened",
        "\n# 1  2  3\nfetch 1 NOTHING\n# usage: fetch: not a fetch item",
    ] {
        assert!(recorded.contains(line), "{recorded}");
    }
    assert!(
        !recorded.contains("geheim") && !recorded.contains("XONE"),
        "{recorded}"
    );
    let (_server, again) = with_files(
        &["source session"],
        &[("session", &recorded), ("x", "raw XTWO")],
    );
    let ended = again.run();
    assert_eq!(ended.status, 2, "{ended}");
    assert!(
        ended
            .text()
            .starts_with("A OK done\nA OK done\nINBOX opened"),
        "{ended}"
    );
}
