//! What `watch` tells of the time in which it had no link.

use super::terminal::key;
use super::{
    Answer, SOON, Server, batch, count, idle, idle_lost, leave, lost, prompt, serve, session, told,
};

#[test]
fn a_lost_link_is_mended_and_what_happened_meanwhile_is_told() {
    let mut server = serve("IDLE", |connection, link, command| {
        match (connection, command) {
            (0, "IDLE") => {
                link.send("+ idling\r\n* 2 FETCH (FLAGS (\\Seen))\r\n* OK half a li")?;
                lost(link)
            }
            (1, "UID SEARCH ALL") => told(&["* SEARCH 12 13 21"]),
            (1, "IDLE") => idle(link, "* 1 EXPUNGE\r\n"),
            (_, "FETCH 3 (UID FLAGS ENVELOPE)") => told(&[
                "* 3 FETCH (UID 21 FLAGS () ENVELOPE (NIL \"late\" ((\"Ann\" NIL \"ann\" \"example.org\")) NIL NIL NIL NIL NIL NIL NIL))",
            ]),
            _ => Ok(Answer::Usual),
        }
    });
    let mut terminal = session(&server, &["--bare"]);
    terminal.type_line("watch");
    terminal.wait_for("-  2 messages     UID 12 removed", SOON);
    terminal.type_text(key::CTRL_C);
    terminal.wait_for("1 new, 2 removed, 1 changed", SOON);
    prompt(&mut terminal, "127.0.0.1:INBOX>");
    let screen = terminal.screen();
    let place = |text: &str| {
        screen
            .find(text)
            .unwrap_or_else(|| panic!("{text}:\n{screen}"))
    };
    let told = [
        "watching INBOX (IDLE), Ctrl-C to stop",
        "~  UID 12         flags \\Seen",
        "!  connection lost: the server closed the link",
        ".  signed in · INBOX reopened, UIDVALIDITY same",
        "-  3 messages     UID 11 removed",
        "+  3 messages     UID 21  Ann  late",
        "-  2 messages     UID 12 removed",
        "watched ",
    ];
    assert!(told.map(place).is_sorted(), "{screen}");
    // What has come is the result.
    terminal.type_line("fetch _ FLAGS");
    terminal.wait_for("UID FETCH 21 (FLAGS)", SOON);
    leave(&mut terminal);
    let commands = server.commands();
    assert_eq!(count(&commands, "SELECT"), 2, "{commands:?}");
}

#[test]
fn of_a_message_that_came_just_before_the_link_was_lost_the_next_link_is_asked() {
    for reconnect in [true, false] {
        let server = serve("IDLE", |connection, link, command| {
            match (connection, command) {
                (0, "IDLE") => idle(link, "* 1 EXPUNGE\r\n* 3 EXISTS\r\n"),
                (0, "FETCH 3 (UID FLAGS ENVELOPE)") => lost(link),
                (0, "UID SEARCH ALL") => told(&["* SEARCH 11 12 13"]),
                (1, "UID SEARCH ALL") => told(&["* SEARCH 12 13 21"]),
                (1, "FETCH 3 (UID FLAGS ENVELOPE)") => told(&[
                    "* 3 FETCH (UID 21 FLAGS () ENVELOPE (NIL \"late\" NIL NIL NIL NIL NIL NIL NIL NIL))",
                ]),
                (1, "IDLE") => idle(link, "* 1 EXPUNGE\r\n"),
                _ => Ok(Answer::Usual),
            }
        });
        let options: &[_] = if reconnect { &["--reconnect"] } else { &[] };
        let ended = batch(&server, options)
            .commands(["watch INBOX --count 3 --jsonl"])
            .run();
        let told: Vec<_> = ended
            .text()
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON"))
            .map(|event| (event["event"].to_string(), event["uid"].as_u64()))
            .collect();
        let told: Vec<_> = told
            .iter()
            .map(|(event, uid)| (event.as_str(), *uid))
            .collect();
        let removed = ("\"removed\"", Some(11));
        if reconnect {
            let found = [
                removed,
                ("\"lost\"", None),
                ("\"back\"", None),
                ("\"new\"", Some(21)),
                ("\"removed\"", Some(12)),
            ];
            assert_eq!((ended.status, told.as_slice()), (0, &found[..]), "{ended}");
        } else {
            let found = [removed, ("\"new\"", None)];
            assert_eq!((ended.status, told.as_slice()), (6, &found[..]), "{ended}");
        }
    }
}

#[test]
fn flags_that_changed_while_the_link_was_lost_are_told_once() {
    let mut server = serve("IDLE CONDSTORE", |connection, link, command| {
        match (connection, command) {
            (0, "UID SEARCH MODSEQ 1") => told(&["* SEARCH 11 12 13 (MODSEQ 90)"]),
            (0, "IDLE") => {
                link.send("+ idling\r\n* 2 FETCH (UID 12 MODSEQ (95) FLAGS (\\Seen))\r\n")?;
                lost(link)
            }
            (1, "SELECT INBOX") => told(&["* 4 EXISTS", "* OK [UIDVALIDITY 1] valid"]),
            (1, "UID SEARCH MODSEQ 1") => told(&["* SEARCH 11 12 13 21 (MODSEQ 99)"]),
            (1, "UID FETCH 1:13 (FLAGS) (CHANGEDSINCE 90)") => told(&[
                "* 1 FETCH (UID 11 FLAGS (\\Flagged) MODSEQ (97))",
                "* 2 FETCH (UID 12 FLAGS (\\Seen) MODSEQ (95))",
            ]),
            (1, "FETCH 4 (UID FLAGS ENVELOPE MODSEQ)") => {
                told(&["* 4 FETCH (UID 21 FLAGS () ENVELOPE NIL MODSEQ (99))"])
            }
            (1, "IDLE") => idle(link, "* 3 EXPUNGE\r\n"),
            _ => Ok(Answer::Usual),
        }
    });
    let ended = batch(&server, &["--reconnect"])
        .commands(["watch INBOX --count 4 --csv --columns event,uid,FLAGS"])
        .run();
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let told = String::from_utf8_lossy(&ended.stdout).into_owned();
    let news: Vec<_> = told.lines().map(|line| line.trim_end()).collect();
    let expected = [
        "event,uid,FLAGS",
        "flags,12,\\Seen",
        "lost,,",
        "back,,",
        "flags,11,\\Flagged",
        "new,21,",
        "removed,13,",
    ];
    assert_eq!(news, expected, "{:#?}", server.commands());
}

#[test]
fn where_changes_are_not_counted_it_is_said_that_those_meanwhile_are_not_known() {
    for capabilities in ["IDLE", "IDLE CONDSTORE"] {
        let server = serve(capabilities, |connection, link, command| {
            match (connection, command) {
                (_, "UID SEARCH MODSEQ 1") => {
                    link.answer("BAD no mod-sequences in here")?;
                    Ok(Answer::Done)
                }
                (0, "IDLE") => idle_lost(link),
                (_, "IDLE") => idle(link, "* 2 EXPUNGE\r\n"),
                _ => Ok(Answer::Usual),
            }
        });
        let told = told_of_one(&server);
        assert!(
            told.contains("which flags changed meanwhile is not known"),
            "{told}"
        );
    }
}

#[test]
fn where_uids_may_mean_other_messages_it_is_said_that_nothing_is_known_of_the_time_between() {
    for uid_validity in ["", "* OK [UIDVALIDITY 2] valid\r\n"] {
        let server = serve("IDLE", move |connection, link, command| {
            match (connection, command) {
                (0, "IDLE") => idle_lost(link),
                (1, "SELECT INBOX") => {
                    Ok(Answer::Untagged(format!("* 2 EXISTS\r\n{uid_validity}")))
                }
                (1, "UID SEARCH ALL") => told(&["* SEARCH 1 2"]),
                (_, "IDLE") => idle(link, "* 2 EXPUNGE\r\n"),
                _ => Ok(Answer::Usual),
            }
        });
        let told = told_of_one(&server);
        let unknown =
            "mean other messages now · what came, went and changed meanwhile is not known";
        assert!(told.contains(unknown), "{told}");
        assert!(
            told.contains("UID 2 removed") && !told.contains("UID 1"),
            "{told}"
        );
    }
}

#[test]
fn of_very_many_changes_the_first_are_told_and_the_others_counted() {
    let server = serve(
        "IDLE CONDSTORE ESEARCH",
        |connection, link, command| match (connection, command) {
            (_, "SELECT INBOX") => told(&["* 1500 EXISTS", "* OK [UIDVALIDITY 1] valid"]),
            (_, "UID SEARCH RETURN (ALL) MODSEQ 1") => {
                told(&["* ESEARCH UID ALL 1:1500 MODSEQ 90"])
            }
            (0, "IDLE") => idle_lost(link),
            (_, "UID FETCH 1:1500 (FLAGS) (CHANGEDSINCE 90)") => {
                let changed = |number| {
                    format!(
                        "* {number} FETCH (UID {number} FLAGS () MODSEQ ({}))\r\n",
                        90 + number
                    )
                };
                Ok(Answer::Untagged((1..=1500).map(changed).collect()))
            }
            _ => Ok(Answer::Usual),
        },
    );
    let ended = batch(&server, &["--reconnect"])
        .commands(["watch INBOX --count 1001 --jsonl"])
        .run();
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let news = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert_eq!(news.matches("\"event\": \"flags\"").count(), 1001, "{news}");
    assert!(news.contains("\"text\": \"flags of 500 more messages\""));
}

/// What `watch` tells up to the first change behind a lost link.
fn told_of_one(server: &Server) -> String {
    let ended = batch(server, &["--reconnect"])
        .commands(["watch INBOX --count 1"])
        .run();
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    ended.text()
}
