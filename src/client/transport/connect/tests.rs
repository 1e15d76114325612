#![allow(clippy::unwrap_used)]

use std::net::TcpListener;

use super::*;
use crate::client::transport::{Interest, Readiness, TlsSettings};

/// Connects to a port of 127.0.0.1 within 100 ms, and gives the error or the words for the trace.
fn check(port: u16, security: &Security, expected: &str) {
    let waker = Waker::new().unwrap();
    let endpoint = Endpoint::new("127.0.0.1", port);
    let deadline = Instant::now() + Duration::from_millis(100);
    let result = connect(&endpoint, security, Some(deadline), &waker, &mut |_| {});
    let text = match result {
        Ok(_) => "connected".to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(text, expected);
}

#[test]
fn errors_name_the_endpoint_and_the_reason() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let tls = Security::Tls(TlsSettings::new("mail.example.org").prepare().unwrap());
    check(port, &Security::Clear, "connected");
    check(
        port,
        &tls,
        &format!(
            "connecting to 127.0.0.1:{port} took longer than 0.1 s: no end of the TLS handshake"
        ),
    );
    drop(silent);
    check(
        port,
        &Security::Clear,
        &format!("127.0.0.1:{port}: connection refused (127.0.0.1)"),
    );
}

#[test]
fn a_silent_server_connects_and_then_only_the_waits_end() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = Endpoint::new("127.0.0.1", silent.local_addr().unwrap().port());
    let waker = Waker::new().unwrap();
    let mut words = Vec::new();
    let (mut transport, connected) =
        connect(&endpoint, &Security::Clear, None, &waker, &mut |text| {
            words.push(text.to_owned());
        })
        .unwrap();
    assert_eq!(connected.peer, silent.local_addr().unwrap());
    let first = format!(
        "127.0.0.1 has 1 address; trying 127.0.0.1 port {}",
        endpoint.port
    );
    assert_eq!(words[0], first);
    assert!(words[1].starts_with(&format!("connected from {} to ", connected.local)));
    let soon = Some(Instant::now() + Duration::from_millis(20));
    let readiness = transport.wait(Interest::Read, soon, &waker).unwrap();
    assert_eq!(readiness, Readiness::TimedOut);
    waker.wake();
    let readiness = transport.wait(Interest::Read, None, &waker).unwrap();
    assert_eq!(readiness, Readiness::Woken);
}

#[test]
fn a_used_waker_interrupts_every_step() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = Endpoint::new("127.0.0.1", silent.local_addr().unwrap().port());
    let waker = Waker::new().unwrap();
    waker.wake();
    let error = connect(&endpoint, &Security::Clear, None, &waker, &mut |_| {}).err();
    assert!(
        matches!(error, Some(Error::Interrupted { usable: false })),
        "{error:?}"
    );
}

#[test]
fn each_reason_is_named_once() {
    let at = |address: &str, reason: &str| {
        let address: SocketAddr = address.parse().unwrap();
        (address, reason.to_owned())
    };
    let failures = [
        at("192.0.2.1:993", "connection refused"),
        at("[2001:db8::1]:993", "network unreachable"),
        at("192.0.2.2:993", "connection refused"),
    ];
    assert_eq!(
        by_reason(&failures),
        "connection refused (192.0.2.1, 192.0.2.2); network unreachable (2001:db8::1)"
    );
}

#[test]
fn endpoints_are_shown_with_brackets_where_needed() {
    for (host, expected) in [
        ("mail.example.org", "mail.example.org:993"),
        ("::1", "[::1]:993"),
        ("[::1]", "[::1]:993"),
    ] {
        assert_eq!(Endpoint::new(host, 993).to_string(), expected);
    }
}
