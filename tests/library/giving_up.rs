//! What becomes of commands that are given up, and of servers that go on all the same.

use std::io;
use std::time::{Duration, Instant};

use imapclient::client::{
    Client, Idle, Interest, Options, Readiness, State, Tls, TlsSettings, Transport, Waker,
};
use imapclient::script::{Script, Verdict};
use imapclient::types::{ItemValue, Secret};
use imapclient::{Error, Result};

use super::stage::*;

/// A client whose waker the script uses where it says `C^`; what came of it is reset.
fn greet_with(waker: &Waker, transcript: &str) -> (Client, Verdict) {
    let script = Script::parse(transcript).expect("a transcript");
    let verdict = script.verdict();
    let client = Client::greet(Box::new(script), waker.clone(), Options::default(), None);
    (client.expect("a greeting"), verdict)
}

#[test]
fn a_login_given_up_counts_once_its_ok_is_read_away() {
    let waker = Waker::new().expect("a pipe");
    let lines = "S: * OK [CAPABILITY IMAP4rev1] ready\nC: A1 LOGIN ana \"secret\"\nC^\nS: A1 OK in\n\
                 C: A2 CAPABILITY\nS: * CAPABILITY IMAP4rev1 IDLE\nS: A2 OK done\n";
    let (mut client, verdict) = greet_with(&waker, lines);
    let error = client.login("ana", &Secret::new("secret"));
    assert!(matches!(error, Err(Error::Interrupted { usable: true })));
    assert_eq!(client.state(), State::NotAuthenticated);
    waker.reset();
    assert!(client.drain_until(None).expect("an end"));
    assert_eq!(client.state(), State::Authenticated);
    // The capabilities of before do not count.
    assert!(client.capability().expect("an answer").has("IDLE"));
    assert_eq!(verdict.problem(), None);
}

#[test]
fn a_raw_select_given_up_opens_nothing_when_it_is_refused() {
    let lines =
        "S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 SELECT x\nS: A1 NO no such mailbox\n";
    let (mut client, verdict) = greet(lines, true).expect("a greeting");
    drop(client.raw("SELECT x").expect("it is sent"));
    assert!(client.drain_until(None).expect("an end"));
    assert_eq!(client.state(), State::Authenticated);
    assert_eq!(verdict.problem(), None);
}

#[test]
fn a_close_given_up_has_left_the_mailbox_once_it_is_read_away() {
    let waker = Waker::new().expect("a pipe");
    let lines = "S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 SELECT x\nS: A1 OK done\n\
                 C: A2 CLOSE\nC^\nS: A2 OK done\n";
    let (mut client, verdict) = greet_with(&waker, lines);
    client.select(&"x".into()).expect("a mailbox");
    assert!(matches!(
        client.close(),
        Err(Error::Interrupted { usable: true })
    ));
    assert_eq!(client.state(), State::Selected);
    waker.reset();
    assert!(client.drain_until(None).expect("an end"));
    assert_eq!(client.state(), State::Authenticated);
    assert_eq!(verdict.problem(), None);
}

#[test]
fn starttls_given_up_says_that_the_connection_is_over() {
    let waker = Waker::new().expect("a pipe");
    let lines = "S: * OK [CAPABILITY IMAP4rev1 STARTTLS] ready\nC: A1 STARTTLS\nC^\n";
    let (mut client, verdict) = greet_with(&waker, lines);
    let tls = TlsSettings::new("mail.example.org").prepare().expect("TLS");
    let error = client.starttls(&tls).expect_err("woken");
    assert!(matches!(error, Error::Interrupted { usable: false }));
    assert!(error.is_fatal());
    assert_eq!(client.state(), State::Logout);
    assert_eq!(verdict.problem(), None);
}

#[test]
fn an_idle_that_the_server_ended_is_not_ended_again() {
    let lines = "C: A2 IDLE\nS: + idling\nS: * 10 EXISTS\nS: A2 OK long enough\nC: A3 NOOP\nS: A3 OK done\n";
    play("IDLE", lines, |client| {
        let moment = Instant::now() + Duration::from_secs(20);
        let mut idle = client.idle().expect("it agrees");
        assert!(idle.wait(moment).expect("news").is_some());
        assert!(!idle.has_ended());
        assert!(idle.wait(moment).expect("an end").is_none());
        assert!(idle.has_ended());
        assert!(idle.wait(moment).expect("at once").is_none());
        let (completed, news) = Idle::done(idle).expect("an answer");
        assert_eq!(completed.text, "long enough");
        assert!(news.is_empty());
        client.noop().expect("the connection goes on");
    });
}

#[test]
fn commands_that_nobody_asks_for_are_not_kept_without_end() {
    let mut lines = String::new();
    for number in 2..1300 {
        lines.push_str(&format!("C: A{number} NOOP\nS: A{number} OK done\n"));
    }
    play("", &lines, |client| {
        client.take_sent();
        for _ in 2..1300 {
            client.noop().expect("an answer");
        }
        assert_eq!(client.take_sent().len(), 1000);
    });
}

#[test]
fn a_message_told_in_very_many_responses_is_joined_in_linear_time() {
    const PARTS: usize = 20_000;
    let mut lines = "C: A2 UID FETCH 71 (BODY)\n".to_owned();
    for part in 0..PARTS {
        lines.push_str(&format!("S: * 1 FETCH (UID 71 BODY[{part}] {{1}}\nS: x)\n"));
    }
    lines.push_str("S: * 1 FETCH (BODY[7] NIL)\nS: A2 OK done\n");
    play("", &lines, |client| {
        let came = fetched(client, "71", &["BODY"]).expect("a message");
        assert_eq!(came.len(), 1);
        assert_eq!(came[0].items.len(), PARTS);
        assert!(matches!(
            came[0].item("BODY[7]"),
            Some(ItemValue::Body(_) | ItemValue::Value(_))
        ));
        assert_eq!(events(client).len(), 1);
    });
}

/// A server that talks on and on, until it is read this often; somebody wants to leave before.
struct Flood {
    reads: u32,
    waker: Waker,
}

impl Transport for Flood {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reads += 1;
        let text: &[u8] = match self.reads {
            1 => b"* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n",
            ..10_000 => b"* 1 EXISTS\r\n",
            _ => return Ok(0),
        };
        if self.reads == 100 {
            self.waker.wake();
        }
        let (space, _) = buffer.split_at_mut(text.len());
        space.copy_from_slice(text);
        Ok(text.len())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn wait(&mut self, _: Interest, _: Option<Instant>, waker: &Waker) -> io::Result<Readiness> {
        Ok(match waker.is_woken() {
            true => Readiness::Woken,
            false => Readiness::Ready,
        })
    }

    fn upgrade(
        self: Box<Self>,
        _: &Tls,
        _: Option<Instant>,
        _: &Waker,
    ) -> Result<Box<dyn Transport>> {
        Ok(self)
    }
}

#[test]
fn a_server_that_never_pauses_keeps_nobody_before_a_command() {
    let waker = Waker::new().expect("a pipe");
    let flood = Flood {
        reads: 0,
        waker: waker.clone(),
    };
    let mut client =
        Client::greet(Box::new(flood), waker, Options::default(), None).expect("a greeting");
    assert!(matches!(
        client.noop(),
        Err(Error::Interrupted { usable: true })
    ));
}
