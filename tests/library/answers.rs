//! Whose answer a response is, and what ends a connection.

use std::time::{Duration, Instant};

use imapclient::Error;
use imapclient::client::{Client, FetchOptions, Numbering, Options, State, Waker};
use imapclient::script::Script;
use imapclient::types::{Event, ItemValue, SearchKey};

use super::stage::*;

#[test]
fn what_nobody_asked_for_is_news_and_never_an_answer() {
    let lines = "C: A2 UID SEARCH UNSEEN\nS: * 12 EXISTS\nS: * 3 FETCH (FLAGS (\\Seen))\nS: * 1 EXPUNGE\n\
                 S: * SEARCH 5\nS: * LIST () \"/\" x\nS: A2 OK done\n";
    play("", lines, |client| {
        let keys = [SearchKey::Word("UNSEEN".into())];
        let found = client.search(Numbering::Uid, &keys).expect("an answer");
        assert_eq!(found.ids.expect("ids").to_string(), "5");
        assert_eq!(client.selected().expect("a folder").exists, Some(11));
        let news = events(client);
        assert_eq!(news.len(), 4, "{news:?}");
        assert_eq!(news[0], "Exists(12)");
        assert_eq!(news[1], "Fetch 3 Some([Flag(\"\\\\Seen\")])");
        assert_eq!(news[2], "Expunge(1)");
    });
}

#[test]
fn what_vanished_is_counted_and_no_more_than_there_is() {
    for (vanished, left) in [
        ("VANISHED 5,7:8", Some(6)),
        ("VANISHED (EARLIER) 1:4294967295", Some(9)),
        // Nobody knows how many are left.
        ("VANISHED 1:4294967295", None),
        ("VANISHED 1:10", None),
        ("VANISHED x", Some(9)),
    ] {
        let lines = format!("C: A2 NOOP\nS: * {vanished}\nS: A2 OK done\n");
        play("", &lines, |client| {
            client.noop().expect("an answer");
            assert_eq!(
                client.selected().expect("a folder").exists,
                left,
                "{vanished}"
            );
        });
    }
    // Before a mailbox is open there is nothing it could be about.
    let lines = "S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nS: * VANISHED 1:4294967295\nC: A1 NOOP\nS: A1 OK done\n";
    let (mut client, _) = greet(lines, true).expect("a greeting");
    assert_eq!(client.noop().expect("an answer").1.len(), 0);
    assert_eq!(events(&mut client).len(), 1);
}

#[test]
fn responses_in_a_row_are_one_message_and_later_ones_are_news() {
    let lines = "C: A2 UID FETCH 71:72 (FLAGS RFC822.SIZE)\nS: * 1 FETCH (UID 71 FLAGS (\\Seen))\n\
                 S: * 1 FETCH (RFC822.SIZE 44)\nS: * 9 FETCH (UID 99 FLAGS ())\n\
                 S: * 2 FETCH (UID 72 RFC822.SIZE 45 FLAGS ())\nS: * 1 FETCH (UID 71 FLAGS (\\Deleted))\nS: A2 OK done\n";
    play("", lines, |client| {
        let came = fetched(client, "71:72", &["FLAGS", "RFC822.SIZE"]).expect("messages");
        let told: Vec<_> = came
            .iter()
            .map(|message| (message.uid, message.items.len(), message.notes.len()))
            .collect();
        assert_eq!(told, [(Some(71), 2, 0), (Some(72), 2, 0)]);
        assert_eq!(came[0].item("RFC822.SIZE"), Some(&ItemValue::Number(44)));
        assert_eq!(events(client).len(), 2);
    });
}

#[test]
fn what_was_asked_for_and_does_not_come_is_said() {
    let lines =
        "C: A2 UID FETCH 71,73 (RFC822 FLAGS)\nS: * 1 FETCH (UID 71 FLAGS ())\nS: A2 OK done\n";
    play("", lines, |client| {
        let came = fetched(client, "71,73", &["RFC822", "FLAGS"]).expect("messages");
        assert_eq!(came.len(), 1);
        assert_eq!(came[0].notes, ["RFC822 was asked for and did not come"]);
    });
}

#[test]
fn a_no_after_some_messages_comes_after_them() {
    let lines = "C: A2 UID FETCH 71:73 (FLAGS)\nS: * 1 FETCH (UID 71 FLAGS ())\nS: A2 NO broken\n\
                 C: A3 NOOP\nS: A3 OK done\n";
    play("", lines, |client| {
        let mut fetch = client
            .fetch(&uids("71:73"), &items(&["FLAGS"]), FetchOptions::default())
            .expect("a stream");
        assert!(matches!(fetch.next(), Some(Ok(message)) if message.uid == Some(71)));
        assert!(matches!(fetch.next(), Some(Err(Error::No(no))) if no.text == "broken"));
        assert!(fetch.next().is_none());
        drop(fetch);
        client.noop().expect("the connection goes on");
    });
}

#[test]
fn a_fetch_dropped_early_is_read_away_before_the_next_command() {
    let lines = "C: A2 UID FETCH 71:73 (FLAGS)\nS: * 1 FETCH (UID 71 FLAGS ())\nS: * 2 FETCH (UID 72 FLAGS ())\n\
                 S: * 3 FETCH (UID 73 FLAGS ())\nS: A2 OK done\nC: A3 NOOP\nS: * 10 EXISTS\nS: A3 OK done\n";
    play("", lines, |client| {
        let mut fetch = client
            .fetch(&uids("71:73"), &items(&["FLAGS"]), FetchOptions::default())
            .expect("a stream");
        assert!(matches!(fetch.next(), Some(Ok(_))));
        drop(fetch);
        assert!(client.is_draining());
        assert_eq!(client.noop().expect("events").1, [Event::Exists(10)]);
    });
}

/// Each of these ends the connection; nothing more is sent on it, whatever is called.
#[test]
fn a_stream_out_of_step_is_never_used_again() {
    type Expected = fn(&Error) -> bool;
    let cases: &[(&str, Expected)] = &[
        ("C: A2 NOOP\nS: X9 OK done\n", |error| {
            matches!(error, Error::Protocol(_))
        }),
        ("S: A2 OK done\n", |error| {
            matches!(error, Error::Protocol(_))
        }),
        ("C: A2 NOOP\nS: + more\n", |error| {
            matches!(error, Error::Protocol(_))
        }),
        (
            "C: A2 NOOP\nS: * BYE going\n",
            |error| matches!(error, Error::Bye(bye) if bye.text == "going"),
        ),
        (
            "S: * BYE gone\n",
            |error| matches!(error, Error::Bye(bye) if bye.text == "gone"),
        ),
        ("C: A2 NOOP\nS: A2 BYE tagged\n", |error| {
            matches!(error, Error::Bye(_))
        }),
        ("C: A2 NOOP\nS~ * 3 EXI", |error| {
            matches!(error, Error::Closed(_))
        }),
        ("C: A2 NOOP\nS~ * 1 FETCH (X {600000000}\\r\\n\n", |error| {
            matches!(error, Error::Limit(_))
        }),
    ];
    for (lines, expected) in cases {
        play("", lines, |client| {
            let error = client.noop().expect_err(lines);
            assert!(expected(&error) && error.is_fatal(), "{lines}: {error:?}");
            assert_eq!(client.state(), State::Logout);
            for _ in 0..2 {
                assert!(matches!(client.noop(), Err(Error::Closed(_))), "{lines}");
                assert!(matches!(
                    client.select(&"INBOX".into()),
                    Err(Error::Closed(_))
                ));
            }
        });
    }
}

#[test]
fn silence_ends_at_the_time_out_and_the_connection_with_it() {
    play("", "C: A2 NOOP\nS-\n", |client| {
        client.set_timeout(Some(Duration::from_millis(20)));
        assert!(matches!(client.noop(), Err(Error::Timeout(_))));
        assert!(matches!(client.noop(), Err(Error::Closed(_))));
    });
}

#[test]
fn an_interrupted_answer_is_read_away_before_the_next_command() {
    let lines = "C: A2 UID SEARCH ALL\nC^\nS: * SEARCH 1 2\nS: A2 OK done\nC: A3 UID SEARCH ALL\nS: * SEARCH 5\nS: A3 OK done\n";
    let script = Script::parse(&format!(
        "S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 SELECT INBOX\nS: A1 OK done\n{lines}"
    ))
    .expect("a transcript");
    let waker = Waker::new().expect("a pipe");
    let verdict = script.verdict();
    let client = Client::greet(Box::new(script), waker.clone(), Options::default(), None);
    let mut client = client.expect("a greeting");
    client.select(&"INBOX".into()).expect("a folder");
    let all = [SearchKey::Word("ALL".into())];
    let error = client.search(Numbering::Uid, &all).expect_err("woken");
    assert!(matches!(error, Error::Interrupted { usable: true }));
    waker.reset();
    let found = client.search(Numbering::Uid, &all).expect("an answer");
    assert_eq!(found.ids.expect("ids").to_string(), "5");
    assert_eq!(verdict.problem(), None);
}

#[test]
fn several_search_lines_are_joined_and_an_esearch_is_understood() {
    let cases = [
        ("S: * SEARCH 11 12\nS: * SEARCH 13\n", Some("11:13")),
        ("S: * ESEARCH (TAG \"A2\") UID ALL 5:7,9\n", Some("5:7,9")),
        ("S: * SEARCH\n", Some("")),
        ("", None),
    ];
    for (answer, expected) in cases {
        let lines = format!("C: A2 UID SEARCH ALL\n{answer}S: A2 OK done\n");
        play("", &lines, |client| {
            let all = [SearchKey::Word("ALL".into())];
            let found = client.search(Numbering::Uid, &all).expect("an answer");
            assert_eq!(found.ids.map(|ids| ids.to_string()).as_deref(), expected);
        });
    }
}

#[test]
fn done_goes_out_before_the_next_command() {
    let open = "C: A2 IDLE\nS: + idling\nS: * 10 EXISTS\n";
    let done = format!("{open}S: * 11 EXISTS\nC: DONE\nS: * 12 EXISTS\nS: A2 OK done\n");
    play("IDLE", &done, |client| {
        let mut idle = client.idle().expect("leave");
        let soon = Instant::now() + Duration::from_secs(5);
        assert_eq!(idle.wait(soon).expect("news"), Some(Event::Exists(10)));
        let (_, rest) = idle.done().expect("an end");
        assert!(rest.contains(&Event::Exists(12)), "{rest:?}");
    });
    let dropped =
        format!("{open}C: DONE\nS: * 11 EXISTS\nS: A2 OK done\nC: A3 NOOP\nS: A3 OK done\n");
    play("IDLE", &dropped, |client| {
        let mut idle = client.idle().expect("leave");
        let soon = Instant::now() + Duration::from_secs(5);
        assert_eq!(idle.wait(soon).expect("news"), Some(Event::Exists(10)));
        drop(idle);
        assert_eq!(client.noop().expect("an answer").1, []);
        assert_eq!(events(client), ["Exists(11)"]);
    });
}
