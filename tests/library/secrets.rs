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

/// What nobody looks at is cut short, and a secret may stand where it is cut.
#[test]
fn data_that_nobody_looked_at_is_told_when_its_command_fails() -> Test {
    let long: String = (1000..1030)
        .map(|length| {
            format!(
                "S: * X {}hunter2{}\n",
                "x".repeat(length - 4),
                "y".repeat(40)
            )
        })
        .collect();
    let text = format!(
        "S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 NOOP\nS: * 1 EXISTS\nS: A1 OK done\n\
         C: A2 NOOP\nS: * 2 EXISTS\nS: * 1 FETCH (BODY[] {{3}}\nS: abc)\nS: * 3 EXISTS\nS: A2 NO hunter2\n\
         C: A3 NOOP\n{long}S: A3 BAD no\nC: A4 NOOP\nS: * 4 EXISTS\n"
    );
    let script = Script::parse(&text)?;
    let verdict = script.verdict();
    let told = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&told);
    let trace = Box::new(move |event: TraceEvent<'_>| {
        let text = match event {
            TraceEvent::Received(bytes) | TraceEvent::ReceivedLiteral(bytes) => {
                String::from_utf8_lossy(bytes).into_owned()
            }
            TraceEvent::ReceivedUnseen(count) => format!("{count} unseen"),
            _ => return,
        };
        sink.lock().expect("no panic").push(text);
    });
    let options = Options::default();
    let mut client = Client::greet(Box::new(script), Waker::new()?, options, Some(trace))?;
    client.set_trace_switch(Arc::default());
    client.remember_secret(&Secret::new("hunter2"));
    let mut after = |succeeds: bool| {
        told.lock().expect("no panic").clear();
        assert_eq!(client.noop().is_ok(), succeeds);
        told.lock().expect("no panic").clone()
    };
    assert_eq!(after(true), ["A1 OK done"]);
    let answered = after(false);
    let expected = [
        "* 2 EXISTS",
        "* 1 FETCH (BODY[] {3}",
        "abc",
        ")",
        "* 3 EXISTS",
        "A2 NO ***",
    ];
    assert_eq!(answered, expected);
    let answered = after(false);
    assert_eq!(answered.len(), 14);
    assert_eq!(answered.first().map(String::as_str), Some("18 unseen"));
    for line in &answered {
        assert!(!line.contains("xh"), "{line}");
    }
    assert_eq!(after(false), ["* 4 EXISTS"]);
    assert_eq!(verdict.problem(), None);
    Ok(())
}
