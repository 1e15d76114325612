//! `--quit-after`.

use super::*;

fn probe(server: &Server, options: &[&str]) -> Ended {
    Program::new(["-H", "localhost", "-P", &server.port(), "--timeout", "2"])
        .with(options)
        .run()
}

#[test]
fn connect_ends_at_the_greeting_and_asks_for_nothing() {
    let mut server = Server::start(|link| {
        link.send(server::GREETING)?;
        link.stall()
    });
    for options in [&["--insecure"][..], &["--starttls"]] {
        let ended = probe(&server, &[options, &["--quit-after", "connect"]].concat());
        assert_eq!(ended.status, 0, "{ended}");
        assert!(
            ended
                .stderr
                .contains(&format!("connected: localhost:{}", server.port())),
            "{ended}"
        );
    }
    let commands = server.commands();
    assert!(
        commands.iter().all(|command| command == "LOGOUT"),
        "{commands:?}"
    );
}

#[test]
fn connect_is_tcp_alone_under_tls() {
    let mut server = Server::start(Link::stall);
    let ended = probe(&server, &["--quit-after", "connect"]);
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(server.heard(), b"");
}

#[test]
fn a_probe_for_tls_without_tls_is_no_success() {
    let mut server = Server::start(Link::stall);
    probe(&server, &["--insecure", "--quit-after", "tls"]).check(
        2,
        "usage:",
        &["--quit-after connect"],
    );
    assert_eq!(server.heard(), b"");
}

#[test]
fn failures_have_their_statuses() {
    let server = Server::start(|link| {
        link.send("* BYE full\r\n")?;
        link.stall()
    });
    probe(&server, &["--insecure", "--quit-after", "connect"]).check(3, "connect:", &["full"]);
    let server = Server::start(|link| {
        link.send(server::GREETING)?;
        link.stall()
    });
    probe(&server, &["--starttls", "--quit-after", "tls"]).check(4, "tls:", &["STARTTLS"]);
    probe(&server, &["--quit-after", "tls"]).check(4, "tls:", &["clear text"]);
    let server = Server::start(|link| {
        link.send(server::GREETING)?;
        link.exchange("LOGIN", "", "NO no")?;
        link.stall()
    });
    to(&server)
        .with(["--quit-after", "login"])
        .run()
        .check(5, "auth:", &["no"]);
}

#[test]
fn login_signs_in_and_out() {
    let mut server = Server::start(|link| {
        link.sign_in()?;
        link.serve()
    });
    let ended = to(&server).with(["--quit-after", "login"]).run();
    assert_eq!(ended.status, 0, "{ended}");
    assert!(ended.stderr.contains("signed in: localhost:"), "{ended}");
    assert_eq!(server.commands()[1..], ["LOGOUT"]);
}
