//! IDLE as servers do it, well and badly.

use std::time::{Duration, Instant};

use imapclient::Error;
use imapclient::client::{Client, Idle};
use imapclient::types::Event;

use super::stage::{play, selected};

/// Longer than any test takes.
fn later() -> Instant {
    Instant::now() + Duration::from_secs(600)
}

fn idle(client: &mut Client) -> Idle<'_> {
    client.idle().expect("the server agrees")
}

/// What `idle.events` gives until it ends or fails, shortly.
fn told(idle: &mut Idle<'_>, until: Instant) -> Vec<String> {
    let short = |event: imapclient::Result<Event>| match event {
        Ok(Event::Exists(count)) => format!("exists {count}"),
        Ok(Event::Fetch(message)) => format!("fetch {}", message.seq),
        Ok(Event::Status(status)) => status.text,
        Ok(other) => format!("{other:?}"),
        Err(error) => format!("error: {error}"),
    };
    idle.events(Some(until)).map(short).collect()
}

#[test]
fn what_arrives_with_the_agreement_is_given_at_once() {
    play(
        "IDLE",
        "C: A2 IDLE\nS~ * 10 EXISTS\\r\\n+ idling\\r\\n* 11 EXISTS\\r\\n* OK Still\nS~  here\\r\\n\nC^\nC: DONE\nS: A2 OK done",
        |client| {
            let mut idle = idle(client);
            let told = told(&mut idle, later());
            assert_eq!(
                told,
                ["exists 10", "exists 11", "Still here", "error: interrupted"]
            );
            drop(idle);
            client.waker().reset();
            client.drain_until(None).expect("an answer");
            assert!(client.silent_for() < Duration::from_secs(60));
        },
    );
}

#[test]
fn a_literal_inside_idle_keeps_the_stream_in_step() {
    play(
        "IDLE",
        "C: A2 IDLE\nS: + idling\nS~ * 2 FETCH (FLAGS () ENVELOPE (NIL {5}\\r\\nA1 OK NIL NIL NIL NIL NIL NIL NIL NIL))\\r\\n\n\
         S: * 10 EXISTS\nC^\nC: DONE\nS: A2 OK done\nC: A3 NOOP\nS: A3 OK done",
        |client| {
            let mut idle = idle(client);
            assert_eq!(
                told(&mut idle, later()),
                ["fetch 2", "exists 10", "error: interrupted"]
            );
            drop(idle);
            client.waker().reset();
            client.noop().expect("the session goes on");
        },
    );
}

#[test]
fn a_farewell_or_an_end_is_an_error_once_and_nothing_is_waited_for_again() {
    for (lines, expected) in [
        (
            "S: * 10 EXISTS\nS: * BYE too late",
            "error: the server closed the session: too late",
        ),
        (
            "S: * 10 EXISTS\nS~ * OK half a li",
            "error: the server closed the link",
        ),
    ] {
        let (mut client, _) = selected("IDLE", &format!("C: A2 IDLE\nS: + idling\n{lines}"));
        let mut idle = idle(&mut client);
        assert_eq!(told(&mut idle, later()), ["exists 10", expected], "{lines}");
        let again = told(&mut idle, later());
        assert!(again[0].starts_with("error: not connected"), "{again:?}");
        assert!(!client.is_idling());
        assert!(client.noop().is_err());
    }
}

#[test]
fn a_server_that_ends_idle_by_itself_ends_the_events() {
    play(
        "IDLE",
        "C: A2 IDLE\nS: + idling\nS: * 10 EXISTS\nS: A2 OK enough",
        |client| {
            let mut idle = idle(client);
            assert_eq!(told(&mut idle, later()), ["exists 10"]);
            assert!(idle.has_ended());
            let (completed, events) = idle.done().expect("nothing is sent");
            assert_eq!((completed.text.as_str(), events.len()), ("enough", 0));
        },
    );
}

#[test]
fn a_refused_idle_leaves_the_session_as_it_was() {
    play(
        "IDLE",
        "C: A2 IDLE\nS: A2 NO not now\nC: A3 NOOP\nS: A3 OK done",
        |client| {
            assert!(matches!(client.idle(), Err(Error::No(_))));
            assert!(!client.is_idling());
            client.noop().expect("the session goes on");
        },
    );
}

#[test]
fn a_server_that_never_agrees_times_out() {
    let (mut client, _) = selected("IDLE", "C: A2 IDLE\nS-\n");
    client.set_timeout(Some(Duration::from_millis(20)));
    assert!(matches!(client.idle(), Err(Error::Timeout(_))));
    assert!(client.end().is_some());
}

#[test]
fn an_idle_given_up_before_it_began_is_ended_by_done_once_it_has() {
    play(
        "IDLE",
        "C: A2 IDLE\nC^\nS: + idling\nC: DONE\nS: * 10 EXISTS\nS: A2 OK done\nC: A3 NOOP\nS: A3 OK done",
        |client| {
            assert!(matches!(
                client.idle(),
                Err(Error::Interrupted { usable: true })
            ));
            client.waker().reset();
            let (_, events) = client.noop().expect("in step");
            assert!(events.is_empty());
            assert_eq!(client.take_events().0, [Event::Exists(10)]);
        },
    );
}

#[test]
fn renewed_is_ended_and_begun_and_no_news_is_lost() {
    play(
        "IDLE",
        "C: A2 IDLE\nS: + idling\nC: DONE\nS: * 10 EXISTS\nS: A2 OK done\nC: A3 IDLE\nS: * 11 EXISTS\nS: + idling\n\
         S: * 12 EXISTS\nC^\nC: DONE\nS: A3 OK done",
        |client| {
            let mut idle = idle(client);
            idle.renew().expect("it goes on");
            assert_eq!(
                told(&mut idle, later()),
                ["exists 10", "exists 11", "exists 12", "error: interrupted"]
            );
            drop(idle);
            client.waker().reset();
            client.drain_until(None).expect("an answer");
        },
    );
}

#[test]
fn without_idle_news_is_heard_too_and_the_end_is_noticed() {
    let (mut client, _) = selected("", "S: * 10 EXISTS\nS~ * 11 EX\nS~ ISTS\\r\\n");
    for expected in [10, 11] {
        let news = client.wait_for_news(later()).expect("a link");
        assert_eq!(news, Some(Event::Exists(expected)));
    }
    assert!(matches!(
        client.wait_for_news(later()),
        Err(Error::Closed(_))
    ));
    assert!(client.end().is_some());
}

#[test]
fn what_comes_without_a_pause_is_not_waited_for_beyond_the_moment() {
    let flood = "S: * 10 EXISTS\n".repeat(5000);
    let (mut client, _) = selected("IDLE", &format!("C: A2 IDLE\nS: + idling\n{flood}"));
    let mut idle = idle(&mut client);
    assert_eq!(told(&mut idle, Instant::now()).len(), 1000);
}
