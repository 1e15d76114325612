//! Mistakes in settings: found before anything is connected.

use super::*;

/// Nothing may be connected when the settings are wrong.
fn check(contents: &str, options: &[&str], words: &[&str]) {
    let mut server = serving(Link::stall);
    let program = Program::new(options).commands(["raw NOOP"]);
    let file = program.file(
        "accounts.ini",
        contents
            .replace("PORT", &server.port())
            .replace("PASSWORD", PASSWORD),
    );
    let ended = program
        .with([std::ffi::OsStr::new("-f"), file.as_os_str()])
        .run();
    ended.check(2, "config:", words);
    assert!(!ended.stderr.contains(PASSWORD), "{ended}");
    assert_eq!(server.connections(), 0, "{ended}");
}

#[test]
fn in_a_file_are_found_before_anything_is_connected() {
    let account = "[DEFAULT]\nhost = localhost\nport = PORT\nusername = ana\npassword = PASSWORD\n";
    for (line, words) in [
        ("ssl = maybe", ["accounts.ini", "ssl"]),
        (
            "ssl_verify_cert = flase",
            ["accounts.ini", "ssl_verify_cert"],
        ),
        (
            "ssl_ca_file = /nowhere/ca.pem",
            ["/nowhere/ca.pem", "ca.pem"],
        ),
        ("ssl = true\nstarttls = true", ["ssl", "starttls"]),
        ("timeout = soon", ["accounts.ini", "timeout"]),
        ("port = 99999", ["accounts.ini", "port"]),
        ("ssl = true\nssl = false", ["accounts.ini", "ssl"]),
        ("this is no setting", ["accounts.ini", "6"]),
    ] {
        let contents = match line.starts_with("port") {
            true => account.replace("port = PORT\n", ""),
            false => account.to_owned(),
        };
        check(&format!("{contents}{line}\n"), &[], &words);
    }
    check(
        "host = localhost\nport = PORT\n",
        &[],
        &["accounts.ini", "section"],
    );
    check(account, &["-a", "work"], &["work"]);
}

#[test]
fn an_authority_file_without_certificates_is_a_mistake() {
    let mut server = serving(Link::stall);
    let ended = run_trusting(&server, "no certificate here\n");
    ended.check(2, "config:", &["ca.pem"]);
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_misspelt_key_is_named_and_weakens_nothing() {
    let mut server = serving(Link::stall);
    let program = Program::new(["--timeout", "1", "--quit-after", "login"]);
    let contents = format!(
        "[DEFAULT]\nhost = localhost\nport = {}\nusername = ana\npassword = {PASSWORD}\nssl_verify_crt = false\ntimeout = 1\n",
        server.port()
    );
    let file = program.file("accounts.ini", contents);
    let ended = program
        .with([std::ffi::OsStr::new("-f"), file.as_os_str()])
        .run();
    ended.check(
        7,
        "timeout:",
        &["warning:", "ssl_verify_crt", "ssl_verify_cert"],
    );
    server.assert_never_heard(PASSWORD);
}
