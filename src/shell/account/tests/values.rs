//! Single values, the features that are not there, TLS, and files that cannot be used.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use nu_ansi_term::Color;

use super::{Site, account, error};
use crate::shell::account::{Interval, Method, Origin, TlsMode};

/// One key of `[DEFAULT]`, and the error it gives, without the path.
fn key_error(line: &str) -> String {
    let error = error(&format!("[DEFAULT]\nhost = h\n{line}\n"));
    error.replace("line 3: [DEFAULT] ", "")
}

#[test]
fn booleans_are_exactly_eight_words() {
    for word in ["1", "yes", "true", "on", "YES", "True", "oN"] {
        assert!(
            account(&format!("[DEFAULT]\nreadonly = {word}")).read_only,
            "{word}"
        );
    }
    for word in ["0", "no", "false", "off", "NO", "False"] {
        assert!(
            !account(&format!("[DEFAULT]\nreadonly = {word}")).read_only,
            "{word}"
        );
    }
    for word in ["maybe", "", "t", "y", "f", "n", "2", "yes ; really"] {
        for key in [
            "ssl",
            "starttls",
            "ssl_check_hostname",
            "ssl_verify_cert",
            "readonly",
            "stream",
            "oauth2",
        ] {
            let expected =
                format!("{key}: \"{word}\" is not a boolean (1 yes true on, 0 no false off)");
            assert_eq!(key_error(&format!("{key} = {word}")), expected);
        }
    }
}

#[test]
fn bad_values_are_named() {
    let cases = [
        ("port = 0", "port: \"0\" is not a port (1 to 65535)"),
        ("port = 65536", "port: \"65536\" is not a port (1 to 65535)"),
        ("port = +1", "port: \"+1\" is not a port (1 to 65535)"),
        ("port = imap", "port: \"imap\" is not a port (1 to 65535)"),
        (
            "timeout = -1",
            "timeout: \"-1\" is not a number of seconds (0 means none)",
        ),
        (
            "timeout = nan",
            "timeout: \"nan\" is not a number of seconds (0 means none)",
        ),
        (
            "timeout = inf",
            "timeout: \"inf\" is not a number of seconds (0 means none)",
        ),
        (
            "timeout = 1e300",
            "timeout: \"1e300\" is not a number of seconds (0 means none)",
        ),
        (
            "keepalive = often",
            "keepalive: \"often\" is not a number of seconds (0 means none)",
        ),
        (
            "prompt_color = \u{1b}",
            "prompt_color: \"\\u{1b}\" is not a colour (black red green yellow blue magenta cyan white)",
        ),
        (
            "ssl_ca_file = /nowhere/ca.pem",
            "ssl_ca_file: cannot read /nowhere/ca.pem: no such file",
        ),
        (
            "ssl_ca_file = /",
            "ssl_ca_file: cannot read /: it is a directory",
        ),
        (
            "ssl_ca_file = /dev/null",
            "ssl_ca_file: there is no certificate (PEM) in /dev/null",
        ),
        (
            "client_cert = /nowhere/c.pem",
            "client_cert: cannot read /nowhere/c.pem: no such file",
        ),
        (
            "client_cert = /dev/null",
            "client_cert: there is no certificate (PEM) in /dev/null",
        ),
        (
            "client_key = /dev/null",
            "client_key: client_cert is missing, the certificate that it belongs to",
        ),
    ];
    for (line, expected) in cases {
        assert_eq!(key_error(line), expected);
    }
    let hosts = ["a b", "a:1", "imaps://a", "u@a", "a/b", "[a]"];
    for host in hosts {
        let error = error(&format!("[DEFAULT]\nhost = {host}"));
        assert!(error.contains("is not a host name"), "{error}");
    }
}

#[test]
fn what_is_switched_off_or_empty_does_nothing() {
    let off = "[DEFAULT]\nhost = h\nstream = false\noauth2 = no\noauth2_client_id = i\noauth2_client_secret = s\n\
        oauth2_refresh_token = t\noauth2_token_url = u\ninit =\n[x]\nexpect_failure = y\n";
    let account = account(off);
    assert!(account.warnings.is_empty());
    assert_eq!((account.method, account.init), (Method::Password, None));
    assert!(Site::new(off).load("x").unwrap().warnings.is_empty());
}

#[test]
fn init_has_a_command_on_each_line() {
    let init = account("[DEFAULT]\ninit = noop\n  status INBOX\n  search UNSEEN; noop\n").init;
    assert_eq!(
        init.as_deref(),
        Some("noop\nstatus INBOX\nsearch UNSEEN; noop")
    );
}

#[test]
fn a_bad_value_fails_only_the_section_that_is_used() {
    let site = Site::new("[DEFAULT]\nhost = h\n[bad]\nssl = maybe\nport = x\n[good]\nport = 1\n");
    assert!(site.load("").is_ok());
    assert!(site.load("good").is_ok());
    assert!(
        site.error("bad")
            .starts_with("config: DIR/config.ini, line 5: [bad] port:")
    );
    let inherited = Site::new("[DEFAULT]\nport = x\n[a]\nport = 1\n[b]\n");
    assert!(inherited.load("a").is_ok());
    assert!(inherited.error("b").contains("line 2: [DEFAULT] port:"));
}

#[test]
fn every_value_arrives() {
    let site = Site::new(
        "[DEFAULT]\nhost = [::1]\nport = 1143\nusername = ana\nssl_check_hostname = no\nssl_verify_cert = no\n\
         ssl_ca_file = ~/ca.pem\ntimeout = 2.5\nfolder = Archive/\u{e4}\nreadonly = yes\nprompt = {account}>\n\
         prompt_color = Red\nkeepalive = 120\n",
    );
    fs::write(site.path("ca.pem"), "-----BEGIN CERTIFICATE-----\n").unwrap();
    let account = site.load("").unwrap();
    assert_eq!(account.host.as_deref(), Some("::1"));
    assert_eq!(account.effective_port(), 1143);
    assert_eq!(account.username.as_deref(), Some("ana"));
    assert!(!account.check_hostname && !account.verify_certificate && account.read_only);
    assert_eq!(account.ca_file, Some(site.path("ca.pem")));
    assert_eq!(
        account.timeout,
        Interval::After(Duration::from_millis(2500))
    );
    assert_eq!(account.folder.as_deref(), Some("Archive/\u{e4}"));
    assert_eq!(account.prompt.as_deref(), Some("{account}>"));
    assert_eq!(account.prompt_color, Some(Color::Red));
    assert_eq!(account.keepalive, Interval::After(Duration::from_secs(120)));
    assert_eq!(account.origin("port").to_string(), "[DEFAULT], line 3");
    assert_eq!(*account.origin("ssl"), Origin::BuiltIn);
    assert!(account.warnings.is_empty());
}

#[test]
fn timeouts_may_be_off() {
    for (line, expected) in [
        ("", Interval::Unset),
        ("timeout =", Interval::Off),
        ("timeout = 0", Interval::Off),
        ("timeout = 0.0", Interval::Off),
        ("timeout = 1e-12", Interval::After(Duration::from_millis(1))),
        ("timeout = 30", Interval::After(Duration::from_secs(30))),
    ] {
        assert_eq!(
            account(&format!("[DEFAULT]\n{line}")).timeout,
            expected,
            "{line}"
        );
    }
}

#[test]
fn the_more_specific_word_on_tls_wins() {
    use TlsMode::{Clear, Implicit, StartTls};
    let cases = [
        ("", "", "", Implicit),
        ("ssl = no", "", "", Clear),
        ("starttls = yes", "", "", StartTls),
        ("ssl = no\nstarttls = yes", "", "", StartTls),
        ("starttls = no", "", "", Implicit),
        ("ssl = no\nstarttls = no", "", "", Clear),
        ("starttls = yes", "ssl = yes", "", Implicit),
        ("ssl = yes", "starttls = yes", "", StartTls),
        ("ssl = no", "starttls = yes", "", StartTls),
        ("starttls = yes", "ssl = no", "", StartTls),
        ("starttls = yes", "starttls = no", "", Implicit),
        ("starttls = yes\nssl = no", "starttls = no", "", Clear),
        ("ssl = no", "ssl = yes", "", Implicit),
        ("ssl = no", "", "--starttls", StartTls),
        ("ssl = yes", "ssl = yes", "--starttls", StartTls),
    ];
    for (default, section, option, expected) in cases {
        let site = Site::new(&format!("[DEFAULT]\n{default}\n[x]\n{section}\n"));
        let account = site.load(&format!("-a x {option}")).unwrap();
        assert_eq!(account.tls, expected, "{default:?} {section:?} {option}");
    }
    let both =
        "starttls: ssl is true in the same section; STARTTLS begins in clear, so only one can be";
    assert_eq!(
        error("[DEFAULT]\nssl = 1\nstarttls = 1"),
        format!("line 3: [DEFAULT] {both}")
    );
    let site = Site::new("[x]\nstarttls = 1\nssl = 1");
    assert!(site.error("x").contains("line 2: [x] starttls"));
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let site = Site::new("");
    assert_eq!(
        site.error("-f DIR/none.ini"),
        "config: cannot read DIR/none.ini: no such file"
    );
    assert_eq!(
        site.error("-f DIR"),
        "config: cannot read DIR: it is a directory"
    );
    fs::write(site.path("bytes"), b"[DEFAULT]\npassword = \xff\n").unwrap();
    assert!(
        site.error("-f DIR/bytes")
            .starts_with("config: cannot read DIR/bytes: line 2 is not UTF-8\n")
    );
    fs::write(site.path("wide"), b"\xff\xfe[\0").unwrap();
    assert_eq!(
        site.error("-f DIR/wide"),
        "config: cannot read DIR/wide: it is UTF-16; save it as UTF-8"
    );
    fs::write(site.path("big"), vec![b'\n'; 2 * 1024 * 1024]).unwrap();
    assert_eq!(
        site.error("-f DIR/big"),
        "config: cannot read DIR/big: it is larger than 1 MiB"
    );
}

#[test]
fn a_password_others_can_read_is_warned_about() {
    for (text, mode, warned) in [
        ("password = x", 0o644, true),
        ("password = x", 0o640, true),
        ("password = x", 0o604, true),
        ("password = x", 0o600, false),
        ("password =", 0o644, false),
        ("password_command = pass", 0o644, false),
        ("oauth2_refresh_token = x", 0o644, true),
    ] {
        let site = Site::new(&format!("[DEFAULT]\nhost = h\n[other]\n{text}\n"));
        fs::set_permissions(site.path("config.ini"), fs::Permissions::from_mode(mode)).unwrap();
        let warnings = site.load("").unwrap().warnings;
        assert_eq!(
            warnings.len(),
            usize::from(warned),
            "{text} {mode:o} {warnings:?}"
        );
        assert!(
            !warned || warnings[0].contains(&format!("(mode {mode:04o})")),
            "{warnings:?}"
        );
    }
}

#[test]
fn the_example_names_every_key_and_works() {
    let example = include_str!("../../../../config.example.ini");
    let account = account(example);
    assert!(account.warnings.is_empty(), "{:?}", account.warnings);
    assert_eq!(account.host.as_deref(), Some("imap.example.org"));
    let bare: String = example
        .lines()
        .map(|line| line.strip_prefix('#').unwrap_or(line).to_owned() + "\n")
        .collect();
    for key in crate::shell::account::keys::KEYS {
        assert!(
            bare.contains(&format!("\n{key} =")),
            "{key} is not in config.example.ini"
        );
    }
}
