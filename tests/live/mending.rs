//! Links that are lost, and mended.

use std::sync::Mutex;
use std::sync::mpsc::channel;

use super::terminal::key;
use super::{Answer, SOON, batch, count, leave, lost, prompt, run, serve, session, told};

#[test]
fn no_set_from_before_is_used_when_uidvalidity_has_changed() {
    let mut server = serve("", |connection, link, command| {
        match (connection, command) {
            (0, "CHECK") => lost(link),
            (1, "SELECT INBOX") => told(&["* 3 EXISTS", "* OK [UIDVALIDITY 2] valid"]),
            _ => Ok(Answer::Usual),
        }
    });
    let mut terminal = session(&server, &["--bare"]);
    run(&mut terminal, "$old = search ALL");
    terminal.type_line("raw CHECK");
    terminal.wait_for("UIDVALIDITY has changed", SOON);
    prompt(&mut terminal, "127.0.0.1:INBOX>");
    for line in ["fetch $old FLAGS", "fetch _ FLAGS", "fetch _1 FLAGS"] {
        run(&mut terminal, line);
    }
    leave(&mut terminal);
    let commands = server.commands();
    assert_eq!(count(&commands, "UID FETCH"), 0, "{commands:?}");
    assert_eq!(count(&commands, "SELECT"), 2, "{commands:?}");
}

#[test]
fn numbers_typed_before_the_change_was_known_are_not_sent() {
    let mut server = serve("", |connection, link, command| {
        match (connection, command) {
            (0, "UID FETCH 12 (FLAGS)") => lost(link),
            (1, "SELECT INBOX") => told(&["* 3 EXISTS", "* OK [UIDVALIDITY 2] valid"]),
            _ => Ok(Answer::Usual),
        }
    });
    let mut terminal = session(&server, &["--bare"]);
    terminal.type_line("fetch 12 FLAGS");
    terminal.wait_for("search again first", SOON);
    let screen = terminal.screen();
    assert!(
        screen.contains("not sent: UIDVALIDITY has changed"),
        "{screen}"
    );
    leave(&mut terminal);
    assert_eq!(count(&server.commands(), "UID FETCH 12"), 1);
}

#[test]
fn without_uidvalidity_what_reads_is_sent_again_and_no_set_from_before_changes_anything() {
    let mut server = serve("", |connection, link, command| {
        match (connection, command) {
            (_, "SELECT INBOX") => told(&["* 3 EXISTS"]),
            (0, "UID FETCH 12 (FLAGS)") => lost(link),
            (1, "NOOP") => {
                link.answer("OK done")?;
                lost(link)
            }
            (_, "UID FETCH 12 (FLAGS)") => told(&["* 2 FETCH (UID 12 FLAGS ())"]),
            _ => Ok(Answer::Usual),
        }
    });
    let mut terminal = session(&server, &["--bare"]);
    run(&mut terminal, "search ALL");
    terminal.type_line("fetch 12 FLAGS");
    terminal.wait_for("may mean other messages now", SOON);
    terminal.wait_for("UID FETCH 12 (FLAGS)", SOON);
    prompt(&mut terminal, "127.0.0.1:INBOX>");
    // The result that came after it is good.
    run(&mut terminal, "add_flags _ \\Seen");
    terminal.type_line("noop");
    terminal.wait_for("the next command connects again", SOON);
    terminal.type_line("add_flags 12 \\Flagged");
    terminal.wait_for("not sent: the server tells no UIDVALIDITY", SOON);
    run(&mut terminal, "add_flags _ \\Flagged");
    leave(&mut terminal);
    let commands = server.commands();
    assert_eq!(count(&commands, "UID FETCH 12 (FLAGS)"), 2, "{commands:?}");
    assert_eq!(count(&commands, "UID STORE"), 1, "{commands:?}");
    assert!(
        terminal
            .screen()
            .contains("there is no result with messages yet")
    );
}

#[test]
fn what_reads_is_sent_again_and_what_changes_never() {
    let mut server = serve("", |connection, link, command| {
        match (connection, command) {
            (0, "UID SEARCH ALL") => lost(link),
            (1, command) if command.starts_with("UID STORE") => lost(link),
            _ => Ok(Answer::Usual),
        }
    });
    let mut terminal = session(&server, &["--bare"]);
    terminal.type_line("search ALL");
    terminal.wait_for("search sent again", SOON);
    terminal.wait_for("11  12  13", SOON);
    terminal.type_line("add_flags 12 \\Seen");
    terminal.wait_for("not sent again", SOON);
    prompt(&mut terminal, "127.0.0.1:INBOX>");
    run(&mut terminal, "search SEEN");
    leave(&mut terminal);
    let commands = server.commands();
    assert_eq!(count(&commands, "UID STORE"), 1, "{commands:?}");
    assert_eq!(count(&commands, "UID SEARCH"), 3, "{commands:?}");
    assert_eq!(count(&commands, "LOGIN"), 3, "{commands:?}");
}

#[test]
fn a_batch_connects_again_only_when_it_was_told_to() {
    for (options, status, searches) in [(&[][..], 6, 1), (&["--reconnect"][..], 0, 2)] {
        let mut server = serve("", |connection, link, command| {
            match (connection, command) {
                (0, "UID SEARCH ALL") => lost(link),
                _ => Ok(Answer::Usual),
            }
        });
        let ended = batch(&server, options)
            .commands(["select_folder INBOX --json", "search ALL", "search ALL"])
            .with(["--folder", "INBOX"])
            .run();
        assert_eq!(ended.status, status, "{}", ended.stderr);
        let commands = server.commands();
        let sent = count(&commands, "UID SEARCH");
        assert_eq!(
            sent,
            if status == 0 { 1 + searches } else { searches },
            "{commands:?}"
        );
        assert_eq!(
            ended.stderr.contains("closed: search"),
            status == 6,
            "{}",
            ended.stderr
        );
    }
}

#[test]
fn no_answer_of_a_batch_begins_twice() {
    for (file, status) in [("", 6), (" > rows", 0)] {
        let mut server = serve("", |connection, link, command| {
            match (connection, command) {
                (0, "UID FETCH 1:* (FLAGS)") => {
                    link.send("* 1 FETCH (UID 11 FLAGS ())\r\n* 2 FETCH (UID 12 FLAGS ())\r\n* 3")?;
                    lost(link)
                }
                (_, "UID FETCH 1:* (FLAGS)") => told(&["* 1 FETCH (UID 11 FLAGS ())"]),
                _ => Ok(Answer::Usual),
            }
        });
        let fetch = format!("fetch 1:* FLAGS --jsonl{file}");
        let ended = batch(&server, &["--reconnect", "--folder", "INBOX", "-c", &fetch]).run();
        assert_eq!(ended.status, status, "{ended}");
        assert!(ended.text().matches("\"uid\": 11").count() <= 1, "{ended}");
        let again = ended
            .stderr
            .contains("not sent again: a part of the answer");
        assert_eq!(again, status == 6, "{ended}");
        let sent = count(&server.commands(), "UID FETCH");
        assert_eq!(sent, if status == 6 { 1 } else { 2 });
    }
}

#[test]
fn of_very_many_messages_is_told_what_was_done_and_no_batch_is_sent_twice() {
    // The link is lost behind the answer to the first batch, or in the answer to the second.
    for (between, silent) in [
        (true, ""),
        (false, ""),
        (true, " --silent"),
        (false, " --silent"),
    ] {
        let mut server = serve("ESEARCH", move |connection, link, command| {
            let mut words = command.split(' ').skip(1);
            match (connection, command, words.next(), words.next()) {
                (_, "SELECT INBOX", ..) => told(&["* 2500 EXISTS", "* OK [UIDVALIDITY 1] valid"]),
                (_, _, Some("SEARCH"), Some("RETURN")) => told(&["* ESEARCH UID ALL 1:2500"]),
                (_, _, Some("STORE"), Some("1:1000")) => {
                    link.send("* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n")?;
                    link.answer("OK done")?;
                    if between {
                        lost(link)
                    } else {
                        Ok(Answer::Done)
                    }
                }
                (_, _, Some("STORE"), Some("1001:2000")) => {
                    link.send("* 1001 FETCH (UID 1001 FLAGS (\\Seen))\r\n* 1002 FET")?;
                    lost(link)
                }
                _ => Ok(Answer::Usual),
            }
        });
        let change = format!("add_flags all \\Seen --csv{silent}");
        let ended = batch(
            &server,
            &["--reconnect", "--keep-going", "-y", "--folder", "INBOX"],
        )
        .commands([change.as_str(), "search SEEN --jsonl"])
        .run();
        ended.check(6, "closed: add_flags", &["(1,000 of 2,500 done)"]);
        for told in [
            "not known: UID 1001:2000 · look with: get_flags 1001:2000",
            "not done: UID 2001:2500",
        ] {
            assert!(ended.stderr.contains(told), "{told}: {ended}");
        }
        let rows = if silent.is_empty() {
            "uid,seq,FLAGS\r\n1,1,\\Seen\r\n"
        } else {
            ""
        };
        assert_eq!(ended.text(), format!("{rows}11\n12\n13\n"), "{ended}");
        let commands = server.commands();
        assert_eq!(count(&commands, "UID STORE 1:1000 "), 1, "{commands:?}");
        assert!(
            count(&commands, "UID STORE 1001:2000 ") <= 1,
            "{commands:?}"
        );
        assert_eq!(count(&commands, "UID STORE 2001"), 0, "{commands:?}");
        assert_eq!(count(&commands, "LOGIN"), 2, "{commands:?}");
    }
}

#[test]
fn after_a_second_ctrl_c_the_next_command_has_a_link_of_its_own() {
    let (release, released) = channel::<()>();
    let released = Mutex::new(released);
    let mut server = serve("", move |connection, link, command| {
        match (connection, command) {
            (0, "UID SEARCH ALL") => {
                let _ = released.lock().map(|released| released.recv());
                link.send("* SEARCH 99\r\n")?;
                Ok(Answer::Done)
            }
            _ => Ok(Answer::Usual),
        }
    });
    let mut terminal = session(&server, &["--bare"]);
    terminal.type_line("search ALL");
    server.wait_for("UID SEARCH ALL");
    terminal.type_text(key::CTRL_C);
    terminal.wait_for("interrupted: search", SOON);
    prompt(&mut terminal, "127.0.0.1:INBOX>");
    terminal.type_line("search UNSEEN");
    terminal.wait_for("waiting for the rest of", SOON);
    terminal.type_text(key::CTRL_C);
    prompt(&mut terminal, "127.0.0.1:INBOX !>");
    // The late answer comes to nobody.
    release.send(()).expect("the server waits");
    terminal.type_line("search SEEN");
    terminal.wait_for("signed in · INBOX reopened, UIDVALIDITY same", SOON);
    terminal.wait_for("11  12  13", SOON);
    prompt(&mut terminal, "127.0.0.1:INBOX>");
    let screen = terminal.screen();
    assert!(!screen.contains("99"), "{screen}");
    // It was said when it was done.
    assert!(!screen.contains("connection lost"), "{screen}");
    leave(&mut terminal);
    let commands = server.commands();
    assert_eq!(count(&commands, "UID SEARCH UNSEEN"), 0, "{commands:?}");
    assert_eq!(count(&commands, "UID SEARCH SEEN"), 1, "{commands:?}");
}
