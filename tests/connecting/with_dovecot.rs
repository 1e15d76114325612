//! Connecting and signing in to a real server.

use super::*;

fn dovecot() -> &'static Dovecot {
    static DOVECOT: OnceLock<Dovecot> = OnceLock::new();
    DOVECOT.get_or_init(|| {
        Dovecot::start(Options {
            users: odd_users(),
            ..Options::default()
        })
    })
}

fn odd_users() -> Vec<(Vec<u8>, Vec<u8>)> {
    let passwords: [&[u8]; 8] = [
        b"with \"quotes\" and \\ backslash",
        b" blanks around ",
        "pässwörd".as_bytes(),
        b"latin-1 \xe4\xf6\xfc",
        b"{5}",
        b"%s%n*()[]",
        b"#hash;semicolon",
        b"a",
    ];
    let users = passwords.iter().enumerate();
    users
        .map(|(number, password)| (format!("odd{number}").into_bytes(), password.to_vec()))
        .chain([("ünïcode user".as_bytes().to_vec(), b"secret".to_vec())])
        .collect()
}

fn sign_in(host: &str, port: u16, user: &str, password: &[u8], options: &[&str]) -> Ended {
    let program = Program::new([
        "-H",
        host,
        "-P",
        &port.to_string(),
        "-u",
        user,
        "--timeout",
        "20",
    ]);
    let file = program.file("password", password);
    program
        .with([std::ffi::OsStr::new("--password-file"), file.as_os_str()])
        .with(options)
        .commands(["select_folder INBOX"])
        .run()
}

fn ca() -> String {
    dovecot().ca_file().display().to_string()
}

#[test]
fn every_protection_works() {
    let dovecot = dovecot();
    let password = dovecot.password().as_bytes();
    let (starttls_host, starttls_port) = dovecot.starttls_only();
    for (host, port, options) in [
        ("localhost", dovecot.tls_port(), &["--ca-file", &ca()][..]),
        ("127.0.0.1", dovecot.tls_port(), &["--ca-file", &ca(), "-s"]),
        (
            "localhost",
            dovecot.plain_port(),
            &["--ca-file", &ca(), "--starttls"],
        ),
        (
            starttls_host,
            starttls_port,
            &["--ca-file", &ca(), "--starttls"],
        ),
        ("localhost", dovecot.plain_port(), &["--insecure"]),
    ] {
        let ended = sign_in(host, port, dovecot.user(), password, options);
        assert_eq!(ended.status, 0, "{options:?}: {ended}");
        let warned = ended.stderr.contains("warning: no TLS");
        assert_eq!(warned, options.contains(&"--insecure"), "{ended}");
    }
}

#[test]
fn in_clear_where_that_is_forbidden_nothing_is_sent() {
    let (host, port) = dovecot().starttls_only();
    let ended = sign_in(host, port, "alice", b"correct-horse", &["--insecure"]);
    ended.check(5, "auth:", &["LOGINDISABLED", "--starttls"]);
}

#[test]
fn passwords_are_bytes() {
    let dovecot = dovecot();
    for (name, password) in odd_users() {
        let name = String::from_utf8(name).expect("names are UTF-8");
        for options in [&["--ca-file", &ca()][..], &["--insecure"]] {
            let port = match options.len() {
                1 => dovecot.plain_port(),
                _ => dovecot.tls_port(),
            };
            let ended = sign_in("localhost", port, &name, &password, options);
            assert_eq!(ended.status, 0, "{name} {options:?}: {ended}");
        }
    }
}

#[test]
fn a_wrong_password_is_an_auth_error() {
    let ended = sign_in(
        "localhost",
        dovecot().tls_port(),
        "alice",
        b"wrong",
        &["--ca-file", &ca()],
    );
    ended.check(5, "auth:", &["[AUTHENTICATIONFAILED]"]);
    let ended = sign_in(
        "localhost",
        dovecot().tls_port(),
        "nobody",
        b"wrong",
        &["--ca-file", &ca()],
    );
    ended.check(5, "auth:", &["[AUTHENTICATIONFAILED]"]);
}

#[test]
fn wrong_certificates_are_refused_in_both_ways_to_tls() {
    for (certificate, words, hint) in [
        (ServerCertificate::Expired, "expired", "clock"),
        (
            ServerCertificate::OtherName,
            "another name",
            "--no-check-hostname",
        ),
        (
            ServerCertificate::OtherAuthority,
            "no known authority",
            "ca.pem",
        ),
        (
            ServerCertificate::SelfSigned,
            "no known authority",
            "ca.pem",
        ),
    ] {
        let dovecot = Dovecot::start(Options {
            certificate,
            ..Options::default()
        });
        let ca = dovecot.ca_file().display().to_string();
        let sign_in = |port: u16, options: &[&str]| {
            let options = [&["--ca-file", &ca], options].concat();
            sign_in("localhost", port, "alice", b"correct-horse", &options)
        };
        sign_in(dovecot.tls_port(), &[]).check(4, "tls:", &["localhost", words, hint]);
        sign_in(dovecot.plain_port(), &["--starttls"]).check(
            4,
            "tls:",
            &["localhost", words, hint],
        );
        let unchecked = sign_in(dovecot.tls_port(), &["--no-verify"]);
        assert_eq!(unchecked.status, 0, "{unchecked}");
        assert!(unchecked.stderr.contains("warning:"), "{unchecked}");
        let nameless = sign_in(dovecot.plain_port(), &["--starttls", "--no-check-hostname"]);
        assert!(nameless.stderr.contains("warning:"), "{nameless}");
        match certificate {
            ServerCertificate::OtherName => assert_eq!(nameless.status, 0, "{nameless}"),
            _ => assert_eq!(nameless.status, 4, "{nameless}"),
        }
    }
}

#[test]
fn wrong_ports_are_told_apart() {
    let dovecot = dovecot();
    sign_in(
        "localhost",
        dovecot.plain_port(),
        "alice",
        b"correct-horse",
        &["--ca-file", &ca()],
    )
    .check(4, "tls:", &["localhost", "clear text", "--starttls"]);
    let ended = sign_in(
        "localhost",
        dovecot.tls_port(),
        "alice",
        b"correct-horse",
        &["--insecure", "--timeout", "2"],
    );
    assert!(ended.status == 7 || ended.status == 3, "{ended}");
    assert!(ended.stderr.contains("TLS"), "{ended}");
}

#[test]
fn the_certificate_is_told() {
    let program = Program::new(["-H", "localhost", "-P", &dovecot().tls_port().to_string()])
        .with([
            "-u",
            dovecot().user(),
            "--ca-file",
            &ca(),
            "--password-file",
            "password",
        ])
        .commands(["certificate", "certificate --json", "info"]);
    program.file("password", dovecot().password());
    let ended = program.run();
    ended.check(0, "", &[]);
    for words in [
        "names    localhost, 127.0.0.1, 127.0.0.2",
        "issuer   CN=Test authority",
        "\"subject\": \"CN=localhost\"",
        "\"days_left\": ",
        "certificate    CN=localhost, ",
    ] {
        assert!(ended.text().contains(words), "{words} is missing: {ended}");
    }
}
