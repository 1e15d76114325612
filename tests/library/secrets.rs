//! Where secrets could come to light: errors and traces.

use std::sync::{Arc, Mutex};

use imapclient::Error;
use imapclient::client::{Client, Options, TraceEvent, Waker};
use imapclient::script::Script;
use imapclient::types::Secret;

use super::Test;

/// A server that repeats the password in every text it can.
#[test]
fn no_secret_is_in_an_error_or_a_trace() -> Test {
    let traced = Arc::new(Mutex::new(String::new()));
    let text = "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\nC: A1 LOGIN ana \"hunter2\"\n\
                S: * OK [ALERT] hunter2 is weak\nS: A1 NO hunter2 is wrong\nC: A2 AUTHENTICATE PLAIN AGFuYQBodW50ZXIy\n\
                S: * NO AGFuYQBodW50ZXIy\nS: A2 NO [AUTHENTICATIONFAILED] hunter2 AGFuYQBodW50ZXIy\n\
                C: A3 LOGIN ana {9}\nS: + go\nC: hunter2é\nS: * BYE hunter2é hunter2\n";
    let script = Script::parse(text)?;
    let verdict = script.verdict();
    let sink = Arc::clone(&traced);
    let trace = Box::new(move |event: TraceEvent<'_>| {
        let mut text = sink.lock().expect("no panic");
        text.push_str(&match event {
            TraceEvent::Sent(bytes) | TraceEvent::SentLiteral(bytes) => {
                format!("C {}\n", String::from_utf8_lossy(bytes))
            }
            TraceEvent::Received(bytes) | TraceEvent::ReceivedLiteral(bytes) => {
                format!("S {}\n", String::from_utf8_lossy(bytes))
            }
            other => format!("{other:?}\n"),
        });
    });
    let mut client = Client::greet(
        Box::new(script),
        Waker::new()?,
        Options::default(),
        Some(trace),
    )?;
    let password = Secret::new("hunter2");
    let mut shown = format!("{password:?} {client:?}");
    let errors = [
        client.login("ana", &password).expect_err("NO"),
        client
            .authenticate_plain("", "ana", &password)
            .expect_err("NO"),
        client
            .login("ana", &Secret::new("hunter2é"))
            .expect_err("BYE"),
        client.noop().expect_err("closed"),
    ];
    for error in errors {
        shown.push_str(&format!("{error} {error:?}\n"));
    }
    shown.push_str(&format!(
        "{:?} {:?}\n",
        client.take_events(),
        client.take_sent()
    ));
    assert_eq!(verdict.problem(), None);
    shown.push_str(&traced.lock().expect("no panic"));
    assert!(
        shown.contains("is wrong") && shown.contains("LOGIN ana <hidden>"),
        "{shown}"
    );
    for secret in ["hunter2", "AGFuYQBodW50ZXIy"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    Ok(())
}

#[test]
fn a_trace_is_a_transcript_that_can_be_played() -> Test {
    let lines = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&lines);
    let trace = Box::new(move |event: TraceEvent<'_>| {
        let (mark, bytes) = match event {
            TraceEvent::Sent(bytes) => ("C:", bytes),
            TraceEvent::SentLiteral(bytes) => ("C~", bytes),
            TraceEvent::Received(bytes) => ("S:", bytes),
            _ => return,
        };
        let line = format!("{mark} {}\n", String::from_utf8_lossy(bytes));
        sink.lock().expect("no panic").push_str(&line);
    });
    let run = |transcript: &str, trace| -> Test {
        let script = Script::parse(transcript)?;
        let verdict = script.verdict();
        let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), trace)?;
        let password = Secret::new("sécret");
        assert!(matches!(
            client.login("ana", &password),
            Err(Error::Auth { .. })
        ));
        client.login("ana", &Secret::new("secret"))?;
        assert_eq!(verdict.problem(), None, "{transcript}");
        Ok(())
    };
    let first = "S: * OK [CAPABILITY IMAP4rev1] ready\nC: A1 LOGIN ana {7}\nS: + go\nC: sécret\nS: A1 NO no\n\
                 C: A2 LOGIN ana \"secret\"\nS: A2 OK in\n";
    run(first, Some(trace))?;
    let again = lines.lock().expect("no panic").clone();
    assert!(!again.contains("cret"), "{again}");
    run(&again, None)
}
