//! LOGIN and its answers.

use super::*;

fn check(
    script: impl Fn(&mut Link) -> Done + Send + Sync + Clone + 'static,
    options: &[&str],
    status: i32,
    start: &str,
    words: &[&str],
) -> Server {
    let mut server = serving_tls(script);
    let ended = run(&server, options);
    ended.check(status, start, words);
    assert!(!ended.stderr.contains(PASSWORD), "{ended}");
    assert_eq!(ended.text(), "", "{ended}");
    assert_eq!(server.connections(), 1, "{ended}");
    server
}

#[test]
fn with_a_wrong_password_gives_the_servers_words_and_is_not_tried_again() {
    let mut server = check(
        |link| {
            link.send(GREETING)?;
            link.exchange("LOGIN", "", "NO [AUTHENTICATIONFAILED] who \x1b[1mare you?")?;
            link.stall()
        },
        &[],
        5,
        "auth:",
        &["who \\x1b[1mare you?", "[AUTHENTICATIONFAILED]"],
    );
    let commands = server.commands();
    assert_eq!(commands.len(), 2, "{commands:?}");
    assert_eq!(commands[1], "LOGOUT");
}

#[test]
fn where_login_is_disabled_sends_no_password() {
    for caps in [
        "IMAP4rev1 LOGINDISABLED",
        "IMAP4rev1 LOGINDISABLED AUTH=GSSAPI",
    ] {
        for secured in [true, false] {
            let greeting = format!("* OK [CAPABILITY {caps}] ready\r\n");
            let script = move |link: &mut Link| {
                link.send(&greeting)?;
                link.stall()
            };
            let (mut server, options): (_, &[&str]) = match secured {
                true => (serving_tls(script), &[]),
                false => (serving(script), &["--insecure"]),
            };
            let ended = run(&server, options);
            ended.check(5, "auth:", &["LOGINDISABLED"]);
            server.assert_never_heard(PASSWORD);
        }
    }
}

#[test]
fn in_clear_with_login_disabled_does_not_fall_back_to_plain() {
    let mut server = serving(|link| {
        link.send(
            "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=PLAIN SASL-IR STARTTLS] ready\r\n",
        )?;
        link.stall()
    });
    let ended = run(&server, &["--insecure"]);
    ended.check(5, "auth:", &["LOGINDISABLED", "--starttls"]);
    server.assert_never_heard(PASSWORD);
}

#[test]
fn in_clear_warns_on_every_connection() {
    let server = serving(|link| {
        link.sign_in()?;
        link.exchange("NOOP", "", "OK done")?;
        link.farewell()
    });
    for _ in 0..2 {
        let ended = run(&server, &["--insecure"]);
        assert_eq!(ended.status, 0, "{ended}");
        assert!(ended.stderr.starts_with("warning: no TLS"), "{ended}");
        assert!(ended.stderr.contains("localhost"), "{ended}");
    }
}

#[test]
fn shows_referrals_and_does_not_follow_them() {
    for words in [
        "NO [REFERRAL imap://evil.example.org/] go there",
        "OK [REFERRAL imap://evil.example.org/] go there",
    ] {
        let mut server = serving_tls(move |link| {
            link.send(GREETING)?;
            link.exchange("LOGIN", "", words)?;
            while let Ok(command) = link.expect("") {
                match command.as_str() {
                    "CAPABILITY" => link.send("* CAPABILITY IMAP4rev1\r\n")?,
                    "LOGOUT" => link.send("* BYE bye\r\n")?,
                    _ => {}
                }
                link.answer("OK done")?;
            }
            Ok(())
        });
        let ended = run(&server, &[]);
        assert_eq!(
            ended.status,
            if words.starts_with("NO") { 5 } else { 0 },
            "{ended}"
        );
        assert!(ended.stderr.contains("imap://evil.example.org/"), "{ended}");
        assert_eq!(server.connections(), 1, "{ended}");
    }
}

#[test]
fn does_not_send_a_literal_that_is_refused() {
    let secret = b"p\xc3\xa4ss\xff";
    let mut server = serving_tls(|link| {
        link.send(GREETING)?;
        link.exchange("LOGIN ana {", "", "NO no literals here")?;
        link.stall()
    });
    let program = to("localhost", &server.port(), &[]).commands(["raw NOOP"]);
    program.file("password", secret);
    let ended = program.run();
    ended.check(5, "auth:", &["no literals here"]);
    assert!(!server::contains(&server.heard(), secret));
}

#[test]
fn takes_no_answer_for_ours_that_is_not() {
    for (answer, words) in [
        ("A1 OK in\r\n", "not ours"),
        ("A OK in\r\n", "not ours"),
        ("* OK in\r\nX OK in\r\n", "not ours"),
    ] {
        check(
            move |link| {
                link.send(GREETING)?;
                link.expect("LOGIN")?;
                link.send(answer)?;
                link.stall()
            },
            &[],
            6,
            "protocol:",
            &[words],
        );
    }
    // What is no answer at all is waited past.
    for line in [
        "{tag}OK in\r\n",
        "{tag} OKAY in\r\n",
        "{tag} YES\r\n",
        "{tag}\r\n",
        "* {tag} OK in\r\n",
    ] {
        check(
            move |link| {
                link.send(GREETING)?;
                link.expect("LOGIN")?;
                let line = line.replace("{tag}", link.tag());
                link.send(line)?;
                link.stall()
            },
            &[],
            7,
            "timeout:",
            &["LOGIN"],
        );
    }
}

#[test]
fn does_not_answer_what_it_did_not_ask_for() {
    let mut server = check(
        |link| {
            link.send(GREETING)?;
            link.expect("LOGIN")?;
            link.send("+ and your mother's maiden name?\r\n")?;
            link.stall()
        },
        &[],
        6,
        "protocol:",
        &["LOGIN"],
    );
    assert_eq!(server.commands().len(), 1);
}

#[test]
fn ends_with_a_bye() {
    check(
        |link| {
            link.send(GREETING)?;
            link.expect("LOGIN")?;
            link.send("* BYE [UNAVAILABLE] the disk is full\r\n")?;
            link.stall()
        },
        &[],
        6,
        "BYE",
        &["the disk is full", "[UNAVAILABLE]"],
    );
}

#[test]
fn masks_a_password_that_the_server_repeats() {
    let said = format!("wrong: {PASSWORD} !");
    let answers: [(&str, String); 4] = [
        ("auth:", format!("{{tag}} NO {said}\r\n")),
        (
            "auth:",
            format!("* OK [ALERT] {said}\r\n{{tag}} NO {said}\r\n"),
        ),
        ("BYE", format!("* BYE {said}\r\n")),
        (
            "auth:",
            format!("* NO {said}\r\n* \"{said}\"\r\n{{tag}} NO [{PASSWORD}] {said}\r\n"),
        ),
    ];
    for (start, answer) in answers {
        let server = serving_tls(move |link| {
            link.send(GREETING)?;
            link.expect("LOGIN")?;
            let answer = answer.replace("{tag}", link.tag());
            link.send(answer)?;
            link.stall()
        });
        for options in [&[][..], &["--trace"], &["--json"]] {
            let ended = run(&server, options);
            assert!(ended.status == 5 || ended.status == 6, "{ended}");
            if options.is_empty() {
                assert!(ended.stderr.contains(start), "{ended}");
            }
            assert!(ended.stderr.contains("***"), "{ended}");
            assert!(!ended.stderr.contains(PASSWORD), "{ended}");
        }
    }
}

#[test]
fn traces_no_password_in_any_form() {
    use base64::Engine;
    for caps in [
        "IMAP4rev1",
        "IMAP4rev1 LOGINDISABLED AUTH=PLAIN SASL-IR",
        "IMAP4rev1 LOGINDISABLED AUTH=PLAIN",
    ] {
        let server = serving_tls(move |link| {
            link.send(format!("* OK [CAPABILITY {caps}] ready\r\n"))?;
            let sent = link.expect("")?;
            if sent.starts_with("AUTHENTICATE PLAIN") && sent.len() < 20 {
                let tag = link.tag().to_owned();
                link.send("+ \r\n")?;
                link.line()?;
                link.send(format!("{tag} OK [CAPABILITY IMAP4rev1] in\r\n"))?;
            } else {
                link.answer("OK [CAPABILITY IMAP4rev1] in")?;
            }
            link.exchange("NOOP", "", "OK done")?;
            link.farewell()
        });
        let ended = run(&server, &["--trace"]);
        assert_eq!(ended.status, 0, "{ended}");
        assert!(ended.stderr.contains("NOOP"), "{ended}");
        let response = base64::prelude::BASE64_STANDARD.encode(format!("\0ana\0{PASSWORD}"));
        assert!(!ended.stderr.contains(PASSWORD), "{ended}");
        assert!(!ended.stderr.contains(&response), "{ended}");
    }
}
