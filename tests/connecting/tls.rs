//! TLS: whose certificate is taken, and what is said of the others.

use super::*;

#[test]
fn wrong_certificates_are_refused_with_reason_and_host() {
    for (flaw, word) in [
        (Flaw::Future, "not yet valid"),
        (Flaw::CommonNameOnly, "common name"),
        (Flaw::NameAsPrefix, "another name"),
        (Flaw::ClientOnly, "purpose"),
        (Flaw::IssuedByServer, "localhost"),
    ] {
        let server = Server::start_tls(authority().identity(flaw), |link| {
            link.send(GREETING)?;
            link.stall()
        });
        let ended = run(&server, &[]);
        check_unsaid(server, &ended, 4, "tls:", &["localhost", word]);
    }
}

#[test]
fn older_than_1_2_is_refused() {
    let identity = authority().identity(Flaw::None);
    let acceptor = TlsAcceptor::builder(identity)
        .min_protocol_version(Some(Protocol::Tlsv10))
        .max_protocol_version(Some(Protocol::Tlsv11))
        .build()
        .expect("the old versions can be asked for");
    let server = serving(move |link| {
        link.secure_by(&acceptor)?;
        link.send(GREETING)?;
        link.stall()
    });
    let ended = run(&server, &[]);
    check_unsaid(server, &ended, 4, "tls:", &["localhost", "TLS 1.2"]);
}

#[test]
fn against_a_server_in_clear_fails_with_a_hint() {
    for answer in [
        GREETING,
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "220 mail.example.org ESMTP\r\n",
        "\0\0\0\0\0",
    ] {
        let server = serving(move |link| {
            link.send(answer)?;
            link.stall()
        });
        let ended = run(&server, &[]);
        check_unsaid(
            server,
            &ended,
            4,
            "tls:",
            &["localhost", "clear text", "993", "--starttls"],
        );
    }
}

#[test]
fn without_a_handshake_times_out_or_is_closed() {
    let server = serving(Link::stall);
    let ended = run(&server, &[]);
    check_unsaid(
        server,
        &ended,
        7,
        "timeout:",
        &["localhost", "TLS handshake", "2 s"],
    );
    let server = serving(|link| {
        link.pause(Duration::from_millis(100))?;
        link.half_close()?;
        link.stall()
    });
    let ended = run(&server, &[]);
    check_unsaid(
        server,
        &ended,
        4,
        "tls:",
        &[
            "localhost",
            "closed the connection during the TLS handshake",
        ],
    );
}

#[test]
fn cut_without_close_notify_is_a_lost_link() {
    let mut server = serving_tls(|link| {
        link.sign_in()?;
        link.expect("NOOP")?;
        link.send("* 3 EXISTS\r\n* 1 FETCH (FLAGS (\\Se")?;
        link.cut()
    });
    let ended = run(&server, &[]);
    ended.check(6, "closed:", &["raw", "close_notify"]);
    assert_eq!(ended.text(), "* 3 EXISTS\n");
    assert_eq!(server.connections(), 1);
}

#[test]
fn switches_mean_what_they_say() {
    let signing_in = |link: &mut Link| {
        link.sign_in()?;
        link.exchange("NOOP", "", "OK done")?;
        link.farewell()
    };
    // Another name, right authority: the name alone may be given up.
    let server = Server::start_tls(authority().identity(Flaw::NameAsPrefix), signing_in);
    let ended = run(&server, &["--no-check-hostname"]);
    assert_eq!(ended.status, 0, "{ended}");
    assert!(
        ended
            .stderr
            .starts_with("warning: the certificate need not be for localhost"),
        "{ended}"
    );
    // A certificate that is wrong otherwise stays refused.
    let server = Server::start_tls(authority().identity(Flaw::Future), |link| {
        link.send(GREETING)?;
        link.stall()
    });
    let ended = run(&server, &["--no-check-hostname"]);
    check_unsaid(server, &ended, 4, "tls:", &["not yet valid"]);
    // Without any check all are taken, and that is said.
    for flaw in [Flaw::Future, Flaw::NameAsPrefix, Flaw::IssuedByServer] {
        let server = Server::start_tls(authority().identity(flaw), signing_in);
        let ended = run(&server, &["--no-verify"]);
        assert_eq!(ended.status, 0, "{ended}");
        assert!(
            ended
                .stderr
                .starts_with("warning: the certificate of localhost is not checked"),
            "{ended}"
        );
    }
}

#[test]
fn one_file_may_hold_several_authorities() {
    let other = Authority::named("Other authority");
    let both = format!(
        "# ours is the second\n{}\n{}",
        other.pem(),
        authority().pem()
    );
    let server = serving_tls(|link| {
        link.sign_in()?;
        link.exchange("NOOP", "", "OK done")?;
        link.farewell()
    });
    let ended = run_trusting(&server, &both);
    assert_eq!(ended.status, 0, "{ended}");
    let server = serving_tls(|link| {
        link.send(GREETING)?;
        link.stall()
    });
    let ended = run_trusting(&server, other.pem());
    check_unsaid(server, &ended, 4, "tls:", &["no known authority", "ca.pem"]);
}

#[test]
fn a_name_that_is_an_address_is_checked_too() {
    let server = serving_tls(|link| {
        link.sign_in()?;
        link.farewell()
    });
    let ended = to("127.0.0.1", &server.port(), &["--quit-after", "login"]).run();
    assert_eq!(ended.status, 0, "{ended}");
    let server = Server::start_tls(authority().identity(Flaw::NameAsPrefix), |link| {
        link.send(GREETING)?;
        link.stall()
    });
    let ended = to("127.0.0.1", &server.port(), &["--quit-after", "login"]).run();
    check_unsaid(server, &ended, 4, "tls:", &["127.0.0.1", "another name"]);
}
