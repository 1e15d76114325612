//! STARTTLS: whatever is odd about it ends the attempt, and nothing of before counts.

use super::*;

const OFFER: &str = "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n";

fn check(
    script: impl Fn(&mut Link) -> Done + Send + Sync + 'static,
    status: i32,
    start: &str,
    words: &[&str],
) {
    let server = serving(script);
    let ended = run(&server, &["--starttls"]);
    check_unsaid(server, &ended, status, start, words);
}

#[test]
fn that_is_not_offered_sends_nothing() {
    check(
        |link| {
            link.send(GREETING)?;
            link.stall()
        },
        4,
        "tls:",
        &["does not offer STARTTLS"],
    );
    check(
        |link| {
            link.send("* OK ready\r\n")?;
            link.exchange(
                "CAPABILITY",
                "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
                "OK done",
            )?;
            link.stall()
        },
        4,
        "tls:",
        &["does not offer STARTTLS"],
    );
}

#[test]
fn that_is_refused_sends_nothing_and_marks_words_of_unknown_origin() {
    for answer in ["NO", "BAD"] {
        let text = format!("{answer} go to http://example.org and type your password");
        check(
            move |link| {
                link.send(OFFER)?;
                link.exchange("STARTTLS", "", &text)?;
                link.stall()
            },
            4,
            "tls:",
            &["STARTTLS", "not verified"],
        );
    }
}

#[test]
fn that_asks_for_more_sends_nothing() {
    check(
        |link| {
            link.send(OFFER)?;
            link.expect("STARTTLS")?;
            link.send("+ go on\r\n")?;
            link.stall()
        },
        4,
        "tls:",
        &["STARTTLS"],
    );
}

#[test]
fn without_capabilities_sends_nothing() {
    for answer in ["BAD what?", "NO not now"] {
        check(
            move |link| {
                link.send("* OK ready\r\n")?;
                link.exchange("CAPABILITY", "", answer)?;
                link.stall()
            },
            4,
            "tls:",
            &["CAPABILITY"],
        );
    }
}

#[test]
fn that_a_preauth_skips_sends_nothing() {
    check(
        |link| {
            link.send("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome ana\r\n")?;
            link.stall()
        },
        4,
        "tls:",
        &["PREAUTH"],
    );
}

#[test]
fn with_bytes_behind_the_ok_sends_nothing() {
    for injected in [
        "* OK [CAPABILITY IMAP4rev1] hi\r\n",
        "A3 OK in\r\n",
        "x",
        "\r\n",
    ] {
        check(
            move |link| {
                link.send(OFFER)?;
                link.expect("STARTTLS")?;
                let bytes = format!("{} OK begin\r\n{injected}", link.tag());
                link.send(bytes)?;
                link.stall()
            },
            4,
            "tls:",
            &["in clear"],
        );
    }
}

#[test]
fn that_goes_on_in_clear_fails() {
    check(
        |link| {
            link.send(OFFER)?;
            link.exchange("STARTTLS", "", "OK begin")?;
            link.pause(Duration::from_millis(300))?;
            link.send("* OK still here\r\n")?;
            link.stall()
        },
        4,
        "tls:",
        &["clear text"],
    );
}

#[test]
fn with_an_answer_before_the_command_fails() {
    // The tags are random; who answers ahead can only guess.
    check(
        |link| {
            link.send(format!("{OFFER}A1 OK begin TLS\r\nA2 OK in\r\n"))?;
            link.stall()
        },
        4,
        "tls:",
        &["not sent yet"],
    );
}

#[test]
fn without_a_handshake_times_out() {
    check(
        |link| {
            link.send(OFFER)?;
            link.exchange("STARTTLS", "", "OK begin")?;
            link.stall()
        },
        7,
        "timeout:",
        &["TLS handshake"],
    );
}

#[test]
fn that_ends_in_the_handshake_fails() {
    check(
        |link| {
            link.send(OFFER)?;
            link.exchange("STARTTLS", "", "OK begin")?;
            link.half_close()?;
            link.stall()
        },
        4,
        "tls:",
        &["localhost", "closed"],
    );
}

#[test]
fn forgets_all_that_came_before_it() {
    let mut server = serving(|link| {
        link.send(
            "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n\
             * LIST () \"/\" forged\r\n* OK [ALERT] forged alert\r\n* 7 EXISTS\r\n",
        )?;
        link.exchange(
            "STARTTLS",
            "* LIST () \"/\" forged\r\n* NO forged\r\n",
            "OK begin",
        )?;
        link.secure(authority().identity(Flaw::None))?;
        link.exchange("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n", "OK done")?;
        link.exchange("LOGIN", "", "OK [CAPABILITY IMAP4rev1] in")?;
        link.exchange("NOOP", "", "OK done")?;
        link.farewell()
    });
    let ended = run(&server, &["--starttls"]);
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(ended.text(), "A OK done\n");
    assert_eq!(ended.stderr, "");
    let commands = server.commands();
    assert_eq!(commands[..2], ["STARTTLS", "CAPABILITY"]);
    assert_eq!(commands.len(), 5, "{commands:?}");
}

#[test]
fn checks_the_certificate() {
    for (flaw, word) in [
        (Flaw::Future, "not yet valid"),
        (Flaw::CommonNameOnly, "common name"),
        (Flaw::NameAsPrefix, "another name"),
        (Flaw::ClientOnly, "purpose"),
        (Flaw::IssuedByServer, "localhost"),
    ] {
        check(
            move |link| {
                link.send(OFFER)?;
                link.exchange("STARTTLS", "", "OK begin")?;
                link.secure(authority().identity(flaw))?;
                link.stall()
            },
            4,
            "tls:",
            &["localhost", word],
        );
    }
}
