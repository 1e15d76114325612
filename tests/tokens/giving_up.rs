//! Endpoints that are not there, not who they should be, or do not answer.

use std::time::Duration;

use rustix::process::Signal;

use super::*;

fn silent() -> Server {
    Server::start_tls(authority().identity(Flaw::None), |link| {
        link.line()?;
        link.stall()
    })
}

#[test]
fn an_endpoint_that_is_not_who_it_should_be_gets_no_secret() {
    for keys in ["", "ssl_verify_cert = false", "ssl_check_hostname = false"] {
        let imap = imap(true);
        let mut endpoint = Server::start_tls(authority().identity(Flaw::NameAsPrefix), |link| {
            link.line()?;
            link.send(granted("t"))
        });
        let ended = program(&imap.port(), &endpoint.port(), keys)
            .commands(["noop"])
            .run();
        ended.check(
            4,
            "tls: no access token from localhost: the certificate of localhost is for another name",
            &["where tokens come from is always checked"],
        );
        assert_eq!(endpoint.heard(), b"");
    }
}

#[test]
fn the_time_limit_holds() {
    let (imap, endpoint) = (imap(true), silent());
    let ended = program(&imap.port(), &endpoint.port(), "")
        .with(["--timeout", "3"])
        .commands(["noop"])
        .run();
    ended.check(
        7,
        "timeout: no access token from localhost: there was no answer in time",
        &[],
    );
    assert!(ended.took < Duration::from_secs(10), "{ended}");
}

#[test]
fn control_c_ends_the_wait() {
    let (imap, endpoint) = (imap(true), silent());
    let running = program(&imap.port(), &endpoint.port(), "")
        .commands(["noop"])
        .start();
    endpoint.wait_for("POST");
    running.signal(Signal::INT);
    let ended = running.wait();
    assert_eq!(ended.status, 130, "{ended}");
}

#[test]
fn an_endpoint_that_is_not_there_is_named() {
    let (imap, mut endpoint) = (imap(true), silent());
    let port = endpoint.port();
    endpoint.connections();
    let ended = program(&imap.port(), &port, "").commands(["noop"]).run();
    let expected =
        format!("connect: no access token from localhost: localhost:{port}: connection refused");
    ended.check(3, &expected, &[]);
}
