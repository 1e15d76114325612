//! The first line of a server, whatever it is.

use super::*;

fn check(greeting: &'static [u8], status: i32, start: &str, words: &[&str]) {
    for secured in [false, true] {
        let script = move |link: &mut Link| {
            link.send(greeting)?;
            link.stall()
        };
        let (server, options): (_, &[&str]) = match secured {
            true => (serving_tls(script), &[]),
            false => (serving(script), &["--insecure"]),
        };
        let ended = run(&server, options);
        check_unsaid(server, &ended, status, start, words);
    }
}

#[test]
fn that_is_none_times_out() {
    check(b"", 7, "timeout:", &["greeting", "2 s"]);
    check(b"* OK no end", 7, "timeout:", &["greeting"]);
}

#[test]
fn that_refuses_says_why() {
    check(
        b"* BYE too many of you\r\n",
        3,
        "connect:",
        &["too many of you"],
    );
    check(b"* BYE\r\n", 3, "connect:", &["localhost"]);
    check(b"* NO not you\r\n", 3, "connect:", &["not you"]);
    check(b"* BAD not you\r\n", 3, "connect:", &["not you"]);
    check(
        b"* BYE [UNAVAILABLE] \x1b[2Jgone\r\n",
        3,
        "connect:",
        &["\\x1b[2Jgone"],
    );
}

#[test]
fn of_another_protocol_is_quoted() {
    check(
        b"220 mail.example.org ESMTP\r\n",
        3,
        "connect:",
        &["no IMAP server", "220 mail.example.org ESMTP"],
    );
    check(
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        3,
        "connect:",
        &["no IMAP server", "HTTP/1.1 400"],
    );
    check(
        b"+OK POP3 ready\r\n",
        3,
        "connect:",
        &["no IMAP server", "+OK POP3 ready"],
    );
    check(
        b"A1 OK tagged\r\n",
        3,
        "connect:",
        &["no IMAP server", "A1 OK tagged"],
    );
    check(
        b"* 1 EXISTS\r\n",
        3,
        "connect:",
        &["no IMAP server", "* 1 EXISTS"],
    );
    check(
        b"\x00\x01\x1b[31m\xff\r\n",
        3,
        "connect:",
        &["no IMAP server", "\\x1b[31m"],
    );
    check(b"\r\n", 3, "connect:", &["no IMAP server"]);
    check(b"\n\n\n\n", 3, "connect:", &["no IMAP server"]);
}

#[test]
fn that_never_comes_because_the_link_ends_is_no_connection() {
    for reset in [false, true] {
        let server = serving(move |link| match reset {
            true => link.reset(),
            false => link.cut(),
        });
        let ended = run(&server, &["--insecure"]);
        // A reset may be there before the connection counts as made, and so before a greeting is waited for.
        let told: &[&str] = match reset {
            true => &["localhost"],
            false => &["localhost", "the greeting"],
        };
        check_unsaid(server, &ended, 3, "connect:", told);
    }
    let server = serving(|link| {
        link.send("* OK half a gree")?;
        link.cut()
    });
    let ended = run(&server, &["--insecure"]);
    check_unsaid(
        server,
        &ended,
        3,
        "connect:",
        &["localhost", "the greeting"],
    );
}

#[test]
fn that_is_endless_ends_at_the_limit() {
    let server = serving(|link| {
        link.send("* OK ")?;
        link.flood(b"x", 100 << 20)?;
        link.stall()
    });
    let ended = run(&server, &["--insecure"]);
    check_unsaid(server, &ended, 6, "limit:", &["16 MiB"]);
    assert!(ended.peak_kib < 80 << 10, "{ended}");
}

#[test]
fn preauth_sends_no_password_and_says_so() {
    for secured in [false, true] {
        let script = |link: &mut Link| {
            link.send("* PREAUTH [CAPABILITY IMAP4rev1] welcome back\r\n")?;
            link.exchange("NOOP", "", "OK done")?;
            link.farewell()
        };
        let (mut server, options): (_, &[&str]) = match secured {
            true => (serving_tls(script), &[]),
            false => (serving(script), &["--insecure"]),
        };
        let ended = run(&server, options);
        assert_eq!(ended.status, 0, "{ended}");
        assert!(ended.stderr.contains("PREAUTH"), "{ended}");
        assert_eq!(ended.text(), "A OK done\n");
        server.assert_never_heard(PASSWORD);
        assert_eq!(server.commands(), ["NOOP", "LOGOUT"]);
    }
}

#[test]
fn may_have_a_second_line() {
    let server = serving_tls(|link| {
        link.send("* OK [CAPABILITY IMAP4rev1] ready\r\n* OK and a second line\r\n* OK [ALERT] tonight \x1b[5mwe rest\r\n")?;
        link.exchange("LOGIN", "", "OK [CAPABILITY IMAP4rev1] in")?;
        link.exchange("NOOP", "", "OK done")?;
        link.farewell()
    });
    let ended = run(&server, &[]);
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(
        ended.stderr.matches("tonight \\x1b[5mwe rest").count(),
        1,
        "{ended}"
    );
}
