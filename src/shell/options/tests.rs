//! Command lines as tables: what they come to, and what is said about mistakes.

#![allow(clippy::unwrap_used)]

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use clap::CommandFactory as _;

use super::*;
use crate::shell::failure::Class;

fn parsed(line: &str) -> Result<Request> {
    parse(
        std::iter::once("x")
            .chain(line.split_whitespace())
            .map(OsString::from),
    )
}

fn options(line: &str) -> Options {
    match parsed(line).unwrap() {
        Request::Run(options) => *options,
        Request::Show(_) => panic!("{line} asks for a text"),
    }
}

fn invocation(line: &str) -> Invocation {
    options(line).invocation()
}

#[test]
fn the_options_are_consistent() {
    Options::command().debug_assert();
}

#[test]
fn nothing_given_means_the_defaults() {
    assert_eq!(invocation(""), Invocation::default());
}

#[test]
fn every_option_arrives() {
    let given = invocation(
        "-c noop --command idle --source f --keep-going --reconnect --color never --plain --read-only -y --no-input --bare \
         --no-login --no-history --quit-after tls",
    );
    let expected = Invocation {
        commands: vec!["noop".into(), "idle".into()],
        source: Some(Script::File("f".into())),
        keep_going: true,
        reconnect: true,
        color: ColorChoice::Never,
        plain: true,
        read_only: true,
        yes: true,
        no_input: true,
        bare: true,
        no_login: true,
        no_history: true,
        quit_after: Some(Stage::Tls),
        ..Invocation::default()
    };
    assert_eq!(given, expected);
    assert_eq!(invocation("--source -").source, Some(Script::Stdin));
    for (line, format) in [
        ("--format pretty", Format::Pretty),
        ("--format json", Format::Json),
        ("--json", Format::Json),
        ("--format=raw", Format::Raw),
        ("--raw", Format::Raw),
    ] {
        assert_eq!(invocation(line).format, format, "{line}");
    }
    for (line, trace) in [
        ("--trace", Trace::Stderr),
        ("--trace=wire.txt", Trace::File("wire.txt".into())),
        ("--trace work", Trace::Stderr),
    ] {
        assert_eq!(invocation(line).trace, trace, "{line}");
    }
}

#[test]
fn unambiguous_beginnings_are_enough() {
    assert_eq!(options("--hos h").account.host.as_deref(), Some("h"));
    assert_eq!(options("--use u").account.username.as_deref(), Some("u"));
    assert_eq!(options("--user u").account.username.as_deref(), Some("u"));
    assert!(options("--ins").account.insecure);
    assert_eq!(options("--po 1").account.port, Some(1));
}

#[test]
fn the_last_of_several_counts() {
    assert_eq!(options("-H a -H b").account.host.as_deref(), Some("b"));
    assert_eq!(options("-P 1 -P 2 -y -y").account.port, Some(2));
}

#[test]
fn passwords_are_bytes() {
    let arguments = [
        "x".into(),
        "-p".into(),
        OsString::from_vec(b"\xff".to_vec()),
    ];
    let Request::Run(options) = parse(arguments).unwrap() else {
        panic!("it asks for a text");
    };
    assert_eq!(options.account.password.unwrap().expose(), b"\xff");
}

#[test]
fn mistakes_are_one_line_and_a_hint() {
    let list = "imapclient-interact --help lists the options";
    let cases = [
        ("--bogus", "there is no option --bogus", list),
        ("-Z", "there is no option -Z", list),
        (
            "--jsno",
            "there is no option --jsno",
            "did you mean --json?",
        ),
        ("a b", "there is one argument too many: \"b\"", list),
        ("-P 0", "--port: \"0\" is not a port (1 to 65535)", list),
        ("-P x", "--port: \"x\" is not a port (1 to 65535)", list),
        ("-P -1", "--port: \"-1\" is not a port (1 to 65535)", list),
        (
            "-P 65536",
            "--port: \"65536\" is not a port (1 to 65535)",
            list,
        ),
        ("-P", "--port needs a value", list),
        ("--host=", "--host needs a value", list),
        ("--username=", "--username needs a value", list),
        (
            "--password=",
            "--password: it is empty; leave it out to be asked",
            list,
        ),
        ("--file=", "--file needs a value", list),
        ("--account=", "--account needs a value", list),
        ("--folder=", "--folder needs a value", list),
        ("--timeout=", "--timeout needs a value", list),
        ("--command=", "--command needs a value", list),
        ("--source=", "--source needs a value", list),
        ("--trace=", "--trace needs a value", list),
        (
            "-H a:1",
            "--host: \"a:1\" is not a host name: the port is an option and a key of its own",
            list,
        ),
        (
            "--timeout soon",
            "--timeout: \"soon\" is not a number of seconds (0 means none)",
            list,
        ),
        (
            "--timeout -1",
            "--timeout: \"-1\" is not a number of seconds (0 means none)",
            list,
        ),
        (
            "--format yaml",
            "--format \"yaml\" is not one of: pretty json jsonl csv python raw",
            list,
        ),
        (
            "--color pink",
            "--color \"pink\" is not one of: auto always never",
            list,
        ),
        (
            "--quit-after auth",
            "--quit-after \"auth\" is not one of: connect tls login",
            list,
        ),
        ("--ssl=1", "--ssl takes no value", list),
        (
            "--fo x",
            "--fo could be --folder, --format",
            "did you mean --folder?",
        ),
    ];
    for (line, text, hint) in cases {
        let error = parsed(line).unwrap_err();
        assert_eq!(error.text, text, "{line}");
        assert_eq!(error.class, Class::Usage, "{line}");
        let given = error.hint.unwrap();
        assert!(
            given == hint || given.starts_with("did you mean"),
            "{line}: {given}"
        );
    }
}

#[test]
fn options_that_exclude_each_other_are_named() {
    for (line, text) in [
        (
            "-p x --password-stdin",
            "-p/--password cannot be combined with --password-stdin",
        ),
        (
            "--password-file x --password-command y",
            "--password-file cannot be combined with --password-command",
        ),
        (
            "--format json --raw",
            "--format cannot be combined with --raw",
        ),
        ("--json --raw", "--json cannot be combined with --raw"),
        (
            "--no-login --quit-after login",
            "--no-login cannot be combined with --quit-after login",
        ),
    ] {
        assert_eq!(parsed(line).unwrap_err().text, text, "{line}");
    }
}

#[test]
fn control_characters_of_an_argument_are_spelled_out() {
    let error = parse(["x".into(), OsString::from("--a\u{1b}[2J\nb")]).unwrap_err();
    assert!(!error.to_string().contains('\u{1b}'));
    assert_eq!(error.text.lines().count(), 1);
}

#[test]
fn the_help_fits_eighty_columns() {
    for line in ["-h", "--help"] {
        let Request::Show(text) = parsed(line).unwrap() else {
            panic!("{line} shows nothing");
        };
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("No TLS at all"), "{text}");
        let wide: Vec<_> = text
            .lines()
            .filter(|line| line.chars().count() > 80)
            .collect();
        assert!(wide.is_empty(), "{wide:?}");
    }
}
