//! Where passwords come from, and what fetching them gives.

use std::cell::Cell;
use std::fs;
use std::time::{Duration, Instant};

use imapclient::types::Secret;

use super::{Site, given};
use crate::shell::account::PasswordSource;
use crate::shell::account::password::from_command;
use crate::shell::failure::Class;

fn obtain(source: &PasswordSource) -> Result<Option<Vec<u8>>, String> {
    let secret = source.obtain(&|| false).map_err(|error| error.text)?;
    Ok(secret.map(|secret| secret.expose().to_vec()))
}

fn command(text: &str) -> PasswordSource {
    PasswordSource::Command(text.into())
}

#[test]
fn the_nearest_section_decides_on_the_source() {
    let cases = [
        ("password = p", "", given("p")),
        ("password = p", "password_command = c", command("c")),
        ("password_command = c", "password = p", given("p")),
        ("password = p", "password =", PasswordSource::None),
        ("", "password =\npassword_command = c", command("c")),
        (
            "password_file = /a/b",
            "",
            PasswordSource::File("/a/b".into()),
        ),
    ];
    for (default, section, expected) in cases {
        let site = Site::new(&format!("[DEFAULT]\nhost = h\n{default}\n[x]\n{section}\n"));
        assert_eq!(
            site.load("x").unwrap().password,
            expected,
            "{default:?} {section:?}"
        );
    }
    let home = Site::new("[DEFAULT]\nhost = h\npassword_file = ~/pw\n");
    assert_eq!(
        home.load("").unwrap().password,
        PasswordSource::File(home.path("pw"))
    );
}

#[test]
fn two_sources_in_one_section_are_one_too_many() {
    assert_eq!(
        super::error("[DEFAULT]\npassword = p\npassword_command = c"),
        "line 3: [DEFAULT] password_command: password is set in the same section; keep one of them"
    );
}

#[test]
fn the_command_line_names_a_source_too() {
    let site = Site::new("[DEFAULT]\nhost = h\npassword = p\n");
    assert_eq!(
        site.load("--password-stdin").unwrap().password,
        PasswordSource::Stdin
    );
    assert_eq!(
        site.load("--password-file f").unwrap().password,
        PasswordSource::File("f".into())
    );
    let shown = site.load("-H h -p secret").unwrap();
    assert_eq!(shown.password, given("secret"));
    assert!(
        shown.warnings[0].contains("others on this machine can see a password on the command line")
    );
    assert!(!format!("{shown:?}").contains("\"secret\""));
}

#[test]
fn the_first_line_is_the_password_byte_for_byte() {
    let site = Site::new("");
    for (bytes, expected) in [
        (&b"pw"[..], Ok(&b"pw"[..])),
        (b"pw\nrest\n", Ok(b"pw")),
        (b" p w \r\nrest", Ok(b" p w ")),
        (b"\xff\xfe#;%\n", Ok(b"\xff\xfe#;%")),
        (b"", Err("is empty")),
        (b"\nlater\n", Err("is empty")),
    ] {
        let path = site.path("pw");
        fs::write(&path, bytes).unwrap();
        match (obtain(&PasswordSource::File(path)), expected) {
            (Ok(password), Ok(expected)) => assert_eq!(password.unwrap(), expected),
            (Err(error), Err(expected)) => assert!(error.ends_with(expected), "{error}"),
            (got, expected) => panic!("{got:?} is not {expected:?}"),
        }
    }
    let missing = obtain(&PasswordSource::File("/nowhere/pw".into())).unwrap_err();
    assert_eq!(
        missing,
        "cannot read the password file /nowhere/pw: no such file"
    );
}

#[test]
fn commands_are_run_by_the_shell() {
    assert_eq!(obtain(&PasswordSource::None), Ok(None));
    assert_eq!(obtain(&given("x")), Ok(Some(b"x".to_vec())));
    assert_eq!(
        obtain(&command("printf 'a\\377b\\nrest'")),
        Ok(Some(b"a\xffb".to_vec()))
    );
    assert_eq!(
        obtain(&command("read x || echo $((40 + 2))")),
        Ok(Some(b"42".to_vec()))
    );
    assert_eq!(
        obtain(&command("echo pw; sleep 30 &")),
        Ok(Some(b"pw".to_vec()))
    );
    let failures = [
        ("exit 3", "the password command failed (exit status: 3)"),
        (
            "echo pw; exit 1",
            "the password command failed (exit status: 1)",
        ),
        ("true", "the password command printed no password"),
        ("echo", "the password command printed no password"),
        (
            "cat /dev/zero",
            "the password command prints more than a password",
        ),
    ];
    for (text, expected) in failures {
        assert_eq!(obtain(&command(text)), Err(expected.to_owned()), "{text}");
    }
}

#[test]
fn a_password_in_place_of_a_command_gets_a_hint_and_is_not_shown() {
    let error = command("hunter2-is-no-command 2>/dev/null")
        .obtain(&|| false)
        .unwrap_err();
    assert!(!error.to_string().contains("hunter2"), "{error}");
    assert!(
        error
            .hint
            .unwrap()
            .contains("a shell command that prints the password")
    );
}

#[test]
fn a_command_that_hangs_is_given_up() {
    let start = Instant::now();
    let late = from_command("sleep 30", Duration::from_millis(150), &|| false).unwrap_err();
    assert_eq!(late.class, Class::Timeout);
    let asked = Cell::new(0);
    let soon = || asked.replace(asked.get() + 1) > 0;
    let stopped = from_command("exec sleep 30", Duration::from_secs(30), &soon).unwrap_err();
    assert_eq!(stopped.class, Class::Interrupted);
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn secrets_of_the_environment_are_bytes() {
    let mut site = Site::new("[DEFAULT]\nhost = h\n");
    site.environment.password = Some(Secret::new(b"\xff%(host)s".to_vec()));
    let password = site.load("").unwrap().password;
    assert_eq!(obtain(&password), Ok(Some(b"\xff%(host)s".to_vec())));
}
