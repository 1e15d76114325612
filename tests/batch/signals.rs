//! Ctrl-C and the signals that end a process.

use rustix::process::Signal;

use super::*;

/// A server that signs in and then does something that takes for ever when it hears XWAIT.
fn waiting(script: impl Fn(&mut Link) -> Done + Send + Sync + 'static) -> Server {
    Server::start(move |link| {
        link.sign_in()?;
        link.expect("XWAIT")?;
        script(link)
    })
}

fn interrupt(server: &Server, signal: Signal) -> Ended {
    let running = to(server)
        .with(["--timeout", "60", "--keep-going"])
        .commands(["raw XWAIT", "raw XAFTER"])
        .start();
    server.wait_for("XWAIT");
    running.signal(signal);
    running.wait()
}

#[test]
fn an_interrupt_drops_the_link_at_once() {
    let mut server = waiting(Link::stall);
    let ended = interrupt(&server, Signal::INT);
    assert_eq!(ended.status, 130, "{ended}");
    assert!(ended.took < Duration::from_secs(5), "{ended}");
    assert_eq!(said(&ended), ["interrupted: raw"]);
    let commands = server.commands();
    assert_eq!(
        commands.last().map(String::as_str),
        Some("XWAIT"),
        "the link was dropped"
    );
}

#[test]
fn an_interrupt_ends_a_flood() {
    let mut server = waiting(|link| {
        loop {
            link.flood(b"* 5 EXISTS\r\n", 1 << 20)?;
        }
    });
    let ended = interrupt(&server, Signal::INT);
    assert_eq!(ended.status, 130, "{ended}");
    assert!(ended.took < Duration::from_secs(5), "{ended}");
    assert!(
        !server
            .commands()
            .iter()
            .any(|command| command == "XAFTER" || command == "LOGOUT")
    );
}

#[test]
fn an_interrupt_ends_connecting() {
    for options in [&["--insecure"][..], &[]] {
        let server = Server::start(|link| {
            link.send(b"")?;
            link.stall()
        });
        let program = Program::new([
            "-H",
            "localhost",
            "-P",
            &server.port(),
            "-u",
            "ana",
            "--password-file",
            "password",
        ]);
        program.file("password", PASSWORD);
        let running = program
            .with(options)
            .with(["--trace"])
            .commands(["raw NOOP"])
            .start();
        let deadline = std::time::Instant::now() + Duration::from_secs(20);
        while !running.stderr().contains("connected from") && std::time::Instant::now() < deadline {
            std::thread::yield_now();
        }
        running.signal(Signal::INT);
        let ended = running.wait();
        assert_eq!(ended.status, 130, "{ended}");
        assert!(ended.took < Duration::from_secs(5), "{ended}");
    }
}

#[test]
fn a_request_to_end_says_goodbye() {
    for signal in [Signal::TERM, Signal::HUP] {
        let mut server = waiting(|link| {
            let tag = link.tag().to_owned();
            link.pause(Duration::from_millis(300))?;
            link.send(format!("{tag} OK at last\r\n"))?;
            link.farewell()
        });
        let ended = interrupt(&server, signal);
        assert_eq!(ended.status, 130, "{ended}");
        assert!(ended.took < Duration::from_secs(5), "{ended}");
        assert_eq!(server.commands().last().map(String::as_str), Some("LOGOUT"));
    }
}
