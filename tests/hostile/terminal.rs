//! Nothing a server or a mail says reaches the terminal as it is.

use super::*;

/// Clears the screen, sets the title, rings, returns the carriage, hides and turns text around.
const EVIL: &str = "a\x1b[2J\x1b]0;title\x07\x08\x7f\u{9b}31m\u{202e}b\u{200b}c\u{feff}\u{2066}";

/// As bytes that are no UTF-8.
const EVIL_BYTES: &[u8] = b"a\x1b[2J\x9b31m\xff\xfe\x07";

fn check_harmless(ended: &Ended, what: &str) {
    let shown = [ended.stdout.as_slice(), ended.stderr.as_bytes()].concat();
    let text = String::from_utf8(shown)
        .unwrap_or_else(|error| panic!("{what}: not UTF-8: {error}: {ended}"));
    let harmful = text.chars().find(|&character| {
        (character.is_control() && character != '\n')
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    });
    assert_eq!(harmful, None, "{what}: {}", text.escape_debug());
}

#[test]
fn from_any_answer_in_any_format() {
    let quoted = |text: &str| text.replace(['\r', '\n'], "");
    let evil = quoted(EVIL);
    let subject = format!(
        "* 1 FETCH (UID 1 ENVELOPE (\"{evil}\" \"{evil}\" ((\"{evil}\" NIL \"{evil}\" \"{evil}\")) NIL NIL NIL NIL NIL NIL \"{evil}\"))\r\n"
    );
    let encoded = "* 1 FETCH (UID 1 ENVELOPE (NIL \"=?UTF-8?Q?=1B[2J=07=E2=80=AE=0D=0A?=\" ((\"=?UTF-8?B?G1sySg==?=\" NIL \"a\" \"b\")) NIL NIL NIL NIL NIL NIL NIL))\r\n";
    let body = format!(
        "* 1 FETCH (UID 1 BODY[TEXT] {{{}}}\r\n{EVIL}\r\r\n)\r\n",
        EVIL.len() + 3
    );
    let answers: Vec<(String, &str)> = vec![
        (subject, "fetch 1 ENVELOPE"),
        (encoded.to_owned(), "fetch 1 ENVELOPE"),
        (body, "fetch 1 BODY.PEEK[TEXT]"),
        (
            format!("* 1 FETCH (UID 1 FLAGS ({evil} \\{evil}))\r\n"),
            "fetch 1 FLAGS",
        ),
        (
            format!("* 1 FETCH (UID 1 FLAGS () X-{evil} ({evil} \"{evil}\"))\r\n"),
            "fetch 1 FLAGS",
        ),
        (
            format!("* 1 FETCH (UID 1 INTERNALDATE \"{evil}\")\r\n"),
            "fetch 1 INTERNALDATE",
        ),
        (
            format!(
                "* 1 FETCH (UID 1 BODYSTRUCTURE (\"{evil}\" \"{evil}\" (\"{evil}\" \"{evil}\") NIL \"{evil}\" \"{evil}\" 1 1))\r\n"
            ),
            "fetch 1 BODYSTRUCTURE",
        ),
        (
            format!(
                "* LIST (\\{evil}) \"/\" \"{evil}\"\r\n* LIST () \"\x1b\" x\r\n* LIST () \"/\" \"&ABsAWwAyAEo-\"\r\n"
            ),
            "list_folders",
        ),
        (format!("* SEARCH {evil}\r\n"), "search ALL"),
        (
            format!("* CAPABILITY IMAP4rev1 {evil}\r\n"),
            "raw CAPABILITY",
        ),
        (format!("* {evil} {evil}\r\n{evil}\r\n"), "raw XANY"),
        (
            format!("* OK [ALERT] {evil}\r\n* NO {evil}\r\n* BAD [{evil}] {evil}\r\n"),
            "search ALL",
        ),
        (
            format!("* STATUS \"{evil}\" (MESSAGES 5 {evil} 3)\r\n"),
            "folder_status INBOX",
        ),
        (
            format!("* NAMESPACE ((\"{evil}\" \"{evil}\")) NIL NIL\r\n"),
            "raw NAMESPACE",
        ),
    ];
    for (answer, command) in answers {
        let server = Server::start(move |link| {
            link.open(9)?;
            loop {
                let sent = link.expect("")?;
                if !sent.starts_with("LOGOUT") {
                    link.send(&answer)?;
                }
                link.answer(&format!("OK [{}] {}", quoted(EVIL), quoted(EVIL)))?;
            }
        });
        for option in ["", " --json"] {
            let command = match command.starts_with("raw") {
                true => command.to_owned(),
                false => format!("{command}{option}"),
            };
            let ended = run(&server, &[&command]);
            check_harmless(&ended, &command);
            assert!(
                !ended.stdout.is_empty() || !said(&ended).is_empty(),
                "{command}: {ended}"
            );
        }
        let traced = to(&server)
            .with(["--trace", "-c", "select_folder INBOX", "-c", command])
            .run();
        check_harmless(&traced, command);
    }
}

#[test]
fn from_refusals_and_farewells() {
    for word in ["NO", "BAD"] {
        for options in [&[][..], &["--json"], &["--trace"]] {
            let server = answering(move |link| {
                let answer = [
                    link.tag().as_bytes(),
                    b" ",
                    word.as_bytes(),
                    b" [X ",
                    EVIL_BYTES,
                    b"] ",
                    EVIL_BYTES,
                    b" ",
                    EVIL.as_bytes(),
                    b"\r\n",
                ]
                .concat();
                link.send(answer)
            });
            let ended = to(&server)
                .with(options)
                .commands(["select_folder INBOX >/dev/null", "raw XANY"])
                .run();
            assert_eq!(ended.status, 1, "{ended}");
            check_harmless(&ended, word);
        }
    }
    let server = answering(|link| {
        link.send([b"* BYE [X ", EVIL_BYTES, b"] ", EVIL.as_bytes(), b"\r\n"].concat())?;
        link.stall()
    });
    let ended = run(&server, &["raw XANY", "raw XAFTER"]);
    assert_eq!(ended.status, 6, "{ended}");
    check_harmless(&ended, "BYE");
    let server = Server::start(|link| {
        link.send([b"* BYE ", EVIL_BYTES, EVIL.as_bytes(), b"\r\n"].concat())?;
        link.stall()
    });
    let ended = run(&server, &["raw XANY"]);
    assert_eq!(ended.status, 3, "{ended}");
    check_harmless(&ended, "greeting");
    let server = Server::start(|link| {
        link.send([b"* OK [ALERT] ", EVIL.as_bytes(), b"\r\n"].concat())?;
        link.exchange(
            "CAPABILITY",
            &format!("* CAPABILITY IMAP4rev1 {EVIL}\r\n"),
            "OK done",
        )?;
        link.exchange("LOGIN", "", &format!("NO [{EVIL}] {EVIL}"))?;
        link.farewell()
    });
    let ended = run(&server, &["raw XANY"]);
    assert_eq!(ended.status, 5, "{ended}");
    check_harmless(&ended, "LOGIN");
}

#[test]
fn invalid_text_is_shown_and_the_session_goes_on() {
    let server = answering(|link| {
        link.send(b"* 1 FETCH (UID 1 ENVELOPE (NIL \"nul \0 latin \xe4 \xff\" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n")?;
        link.answer("OK done")
    });
    let ended = check_works(&server, "fetch 1 ENVELOPE");
    check_harmless(&ended, "subject");
    assert!(ended.text().contains("latin"), "{ended}");
    let server = answering(|link| {
        link.send(
            "* LIST () \"/\" \"&Jj!x\"\r\n* LIST () \"/\" \"&AOQ-\"\r\n* LIST () \"/\" plain\r\n",
        )?;
        link.answer("OK done")
    });
    let ended = check_works(&server, "list_folders");
    for name in ["&Jj!x", "\u{e4}", "plain"] {
        assert!(ended.text().contains(name), "{name}: {ended}");
    }
}
