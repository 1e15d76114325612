//! Whose word counts, and which sources exclude each other.

use super::{Site, given};
use crate::shell::account::{Origin, PasswordSource, TlsMode};
use imapclient::types::Secret;

#[test]
fn the_command_line_comes_first_and_the_environment_last() {
    let mut site = Site::new(
        "[DEFAULT]\nhost = h\ntimeout = 1\nfolder = Default\nusername = default\n[a]\nfolder = A\n[b]\nhost = b\nusername =\n",
    );
    site.environment.username = Some("env".into());
    site.environment.password = Some(Secret::new("%%env"));
    let account = site.load("a --folder Option").unwrap();
    assert_eq!(account.folder.as_deref(), Some("Option"));
    assert_eq!(*account.origin("folder"), Origin::CommandLine);
    assert_eq!(account.name.as_deref(), Some("a"));
    assert_eq!(account.username.as_deref(), Some("default"));
    assert_eq!(account.password, given("%%env"));
    assert_eq!(
        *account.origin("password"),
        Origin::Environment("imapclient_password")
    );
    assert_eq!(site.load("a").unwrap().folder.as_deref(), Some("A"));
    assert_eq!(site.load("b").unwrap().folder.as_deref(), Some("Default"));
    assert_eq!(
        site.load("b").unwrap().username,
        None,
        "an empty value is a value"
    );
    let without = Site::new("[DEFAULT]\nhost = h\n");
    let mut without = Site { ..without };
    without.environment.username = Some("env".into());
    assert_eq!(without.load("").unwrap().username.as_deref(), Some("env"));
}

#[test]
fn nothing_stored_goes_to_a_host_from_the_command_line() {
    let mut site =
        Site::new("[DEFAULT]\nhost = h\nusername = u\npassword = p\nssl = no\nport = 1\n");
    site.environment.username = Some("env".into());
    site.environment.password = Some(Secret::new("env"));
    for line in ["-H other", "imaps://other", "-H other --insecure"] {
        let account = site.load(line).unwrap();
        assert_eq!(account.host.as_deref(), Some("other"));
        assert_eq!(
            (&account.username, &account.password),
            (&None, &PasswordSource::None),
            "{line}"
        );
        assert_eq!(account.file, None);
    }
    assert_eq!(site.load("-u someone").unwrap().host, None);
}

#[test]
fn nothing_stored_goes_to_a_host_that_is_typed() {
    let mut site = Site::new("[DEFAULT]\npassword = p\n");
    site.environment.password = Some(Secret::new("env"));
    let account = site.load("").unwrap();
    assert_eq!(account.password, PasswordSource::None);
    assert_eq!(
        account.warnings,
        ["the stored password is not used: there is no host beside it to send it to"]
    );
    let named = site.load("--password-command pass").unwrap();
    assert_eq!(named.password, PasswordSource::Command("pass".into()));
}

#[test]
fn an_inherited_password_for_another_host_is_warned_about() {
    let site = Site::new(
        "[DEFAULT]\nhost = a\npassword = p\n[b]\nhost = b\n[c]\n[d]\nhost = b\npassword = q\n",
    );
    let b = site.load("b").unwrap();
    assert_eq!(b.password, given("p"));
    assert_eq!(
        b.warnings,
        ["the password of [DEFAULT], set beside the host a, is used for b"]
    );
    assert!(site.load("c").unwrap().warnings.is_empty());
    assert!(site.load("d").unwrap().warnings.is_empty());
}

#[test]
fn options_that_exclude_each_other_are_named() {
    let site = Site::new("[work]\nhost = h\n");
    let cases = [
        ("--demo -H h", "--demo cannot be combined with -H/--host"),
        ("--demo -f x", "--demo cannot be combined with -f/--file"),
        (
            "--demo -u u",
            "--demo cannot be combined with -u/--username",
        ),
        ("--demo work", "--demo cannot be combined with ACCOUNT"),
        ("--demo imaps://h", "--demo cannot be combined with a URL"),
        (
            "--demo --starttls",
            "--demo cannot be combined with --starttls",
        ),
        (
            "--demo-listen 127.0.0.1:0",
            "--demo-listen goes with --demo",
        ),
        ("-f x -H h", "-f/--file cannot be combined with -H/--host"),
        (
            "-f x -u u",
            "-f/--file cannot be combined with -u/--username",
        ),
        (
            "-f x --user u",
            "-f/--file cannot be combined with -u/--username",
        ),
        (
            "-f x -p p",
            "-f/--file cannot be combined with -p/--password",
        ),
        ("-f x -P 1", "-f/--file cannot be combined with -P/--port"),
        ("-f x -s", "-f/--file cannot be combined with -s/--ssl"),
        (
            "-f x --insecure",
            "-f/--file cannot be combined with --insecure",
        ),
        ("-f x imaps://h", "-f/--file cannot be combined with a URL"),
        (
            "-a work -H h",
            "-a/--account cannot be combined with -H/--host",
        ),
        (
            "-a work imaps://h",
            "-a/--account cannot be combined with a URL",
        ),
        (
            "-a work work",
            "-a/--account cannot be combined with ACCOUNT",
        ),
        ("work -P 1", "ACCOUNT cannot be combined with -P/--port"),
        (
            "-s --insecure -H h",
            "-s/--ssl cannot be combined with --insecure",
        ),
        (
            "--starttls --insecure -H h",
            "--starttls cannot be combined with --insecure",
        ),
        (
            "-s --starttls -H h",
            "-s/--ssl cannot be combined with --starttls",
        ),
        (
            "imaps://h --insecure",
            "--insecure cannot be combined with an imaps:// URL",
        ),
        (
            "imaps://h --starttls",
            "--starttls cannot be combined with an imaps:// URL",
        ),
        (
            "imap://h -s",
            "-s/--ssl cannot be combined with an imap:// URL, which uses STARTTLS",
        ),
        (
            "imaps://h -H h",
            "-H/--host cannot be combined with a URL that says the same",
        ),
        (
            "imaps://h:1 -P 1",
            "-P/--port cannot be combined with a URL that says the same",
        ),
        (
            "imaps://u@h -u u",
            "-u/--username cannot be combined with a URL that says the same",
        ),
        (
            "imaps://h/x --folder x",
            "--folder cannot be combined with a URL that says the same",
        ),
    ];
    for (line, expected) in cases {
        assert_eq!(site.error(line), format!("usage: {expected}"), "{line}");
    }
    assert!(
        site.load("-f DIR/config.ini -a work --timeout 1 --no-verify")
            .is_ok()
    );
    assert!(site.load("-f DIR/config.ini work --password-stdin").is_ok());
}

#[test]
fn ports_and_protection_of_the_command_line() {
    for (line, tls, port) in [
        ("-H h", TlsMode::Implicit, 993),
        ("-H h -s", TlsMode::Implicit, 993),
        ("-H h --insecure", TlsMode::Clear, 143),
        ("-H h --starttls", TlsMode::StartTls, 143),
        ("-H h --insecure -P 1143", TlsMode::Clear, 1143),
        ("imaps://h", TlsMode::Implicit, 993),
        ("imap://h", TlsMode::StartTls, 143),
        ("imap://h --starttls", TlsMode::StartTls, 143),
        ("imap://h --insecure", TlsMode::Clear, 143),
        ("imap://h:993", TlsMode::StartTls, 993),
    ] {
        let account = Site::new("").load(line).unwrap();
        assert_eq!(
            (account.tls, account.effective_port()),
            (tls, port),
            "{line}"
        );
    }
}

#[test]
fn the_default_file_is_used_when_it_is_there() {
    let mut site = Site::new("[DEFAULT]\nhost = h\n");
    assert_eq!(site.load("").unwrap().host.as_deref(), Some("h"));
    site.environment.default_file = Some(site.path("none.ini"));
    assert_eq!(site.load("").unwrap().host, None);
    assert!(
        site.error("work")
            .starts_with("config: there is no account file DIR/none.ini\n")
    );
    site.environment.default_file_is_named = true;
    assert_eq!(
        site.error(""),
        "config: cannot read DIR/none.ini: no such file"
    );
    assert!(site.load("-H h").is_ok());
    site.environment.default_file = None;
    site.environment.default_file_is_named = false;
    assert!(
        site.error("work")
            .starts_with("config: there is no account file: no home directory")
    );
}

#[test]
fn certificates_of_the_command_line_are_looked_at() {
    let site = Site::new("");
    assert_eq!(
        site.error("-H h --ca-file DIR/none.pem"),
        "config: --ca-file: cannot read DIR/none.pem: no such file"
    );
}
