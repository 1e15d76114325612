//! What goes out without being typed, and what does not go out at all.

use super::*;

/// A server with every capability that might tempt a client.
fn tempting() -> Server {
    Server::start(|link| {
        link.send("* OK ready\r\n")?;
        loop {
            let command = link.expect("")?;
            match command.as_str() {
                "CAPABILITY" => link.send("* CAPABILITY IMAP4rev1 ID ENABLE IDLE NAMESPACE COMPRESS=DEFLATE UTF8=ACCEPT LITERAL+ CONDSTORE QRESYNC ESEARCH\r\n")?,
                "LOGOUT" => link.send("* BYE bye\r\n")?,
                _ if command.starts_with("SELECT") || command.starts_with("EXAMINE") => {
                    link.send("* 3 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n")?;
                }
                _ => {}
            }
            link.answer("OK done")?;
        }
    })
}

#[test]
fn only_capability_is_sent_besides_what_was_typed() {
    for options in [&["--bare"][..], &[]] {
        let mut server = tempting();
        let ended = to(&server)
            .with(options)
            .commands(["select_folder INBOX", "raw NOOP"])
            .run();
        assert_eq!(ended.status, 0, "{ended}");
        assert_eq!(
            server.commands(),
            [
                "CAPABILITY",
                &format!("LOGIN ana \"{PASSWORD}\""),
                "CAPABILITY",
                "SELECT INBOX",
                "NOOP",
                "LOGOUT"
            ]
        );
    }
}

#[test]
fn a_folder_named_in_the_options_is_opened_and_nothing_printed() {
    for (options, command) in [(&[][..], "SELECT Work"), (&["--read-only"], "EXAMINE Work")] {
        let mut server = tempting();
        let ended = to(&server)
            .with(["--folder", "Work"])
            .with(options)
            .commands(["# nothing"])
            .run();
        assert_eq!((ended.status, ended.text().as_str()), (0, ""), "{ended}");
        assert!(server.commands().contains(&command.to_owned()));
    }
    let server = Server::start(|link| {
        link.sign_in()?;
        link.exchange("SELECT", "", "NO [NONEXISTENT] no such folder")?;
        link.farewell()
    });
    let ended = to(&server)
        .with(["--folder", "Work"])
        .commands(["raw NOOP"])
        .run();
    ended.check(1, "NO  ", &["Work", "no such folder"]);
}

#[test]
fn a_read_only_session_changes_nothing() {
    let mut server = tempting();
    let ended = to(&server)
        .with(["--read-only", "--keep-going"])
        .commands([
            "select_folder INBOX >/dev/null",
            "fetch 1 BODY[]",
            "fetch 1 RFC822",
            "raw STORE 1 +FLAGS (\\Deleted)",
            "raw UID EXPUNGE 1",
            "raw DELETE INBOX",
            "raw FETCH 1 BODY[TEXT]",
            "raw UID FETCH 1 (FLAGS BODY[TEXT])",
            "raw SELECT INBOX",
            "raw FETCH 1 BODY.PEEK[]",
        ])
        .run();
    assert_eq!(ended.status, 1, "{ended}");
    let refused = said(&ended)
        .iter()
        .filter(|line| line.starts_with("refused: "))
        .count();
    assert_eq!(refused, 8, "{ended}");
    let commands = server.commands();
    assert_eq!(
        commands[3..],
        ["EXAMINE INBOX", "FETCH 1 BODY.PEEK[]", "LOGOUT"],
        "{ended}"
    );
}
