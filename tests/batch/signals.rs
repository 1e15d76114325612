//! Ctrl-C and the signals that end a process.

use rustix::process::Signal;

use super::server::program::Running;
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

/// Our program with a pipe in its home that nobody else has opened, at a line that needs somebody to.
fn at_a_pipe(line: &str) -> Running {
    let program = Program::new(["--demo", "--folder", "INBOX", "--trace"]);
    let pipe = program.home().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|made| made.success()), "no mkfifo");
    let running = program
        .with(["--keep-going"])
        .commands(["noop", line, "noop"])
        .start();
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    while !running.stderr().contains(" NOOP") && std::time::Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(2));
    }
    running
}

#[test]
fn a_signal_ends_the_wait_for_the_other_end_of_a_pipe() {
    let lines = [
        "source pipe",
        "append INBOX @pipe",
        "multiappend INBOX @pipe",
        "search ALL > pipe",
        "search ALL >> pipe",
        "search ALL | cat > pipe",
        "raw NOOP > pipe",
        "trace to pipe",
    ];
    for line in lines {
        for signal in [Signal::INT, Signal::TERM] {
            let running = at_a_pipe(line);
            running.signal(signal);
            let ended = running.wait();
            assert_eq!(ended.status, 130, "{line}: {ended}");
            assert!(ended.took < Duration::from_secs(5), "{line}: {ended}");
            let noops = ended.stderr.matches(" NOOP\n").count();
            assert!(noops < 3, "{line}: {ended}");
        }
    }
}

#[test]
fn what_goes_through_a_pipe_arrives_whole() {
    let lines = [
        ("source pipe", "echo 'search 1:5' > pipe", "1  2  3  5  6"),
        ("search 1:5 > pipe", "cat pipe > got", "1  2  3  5  6"),
        ("search 1:5 | cat > pipe", "cat pipe > got", "1  2  3  5  6"),
    ];
    for (line, other, expected) in lines {
        let running = at_a_pipe(line);
        let done = std::process::Command::new("sh")
            .args(["-c", other])
            .current_dir(running.home())
            .status();
        assert!(done.is_ok_and(|done| done.success()), "{line}");
        let (ended, home) = running.wait_at_home();
        let got = std::fs::read_to_string(home.path().join("got")).unwrap_or(ended.text());
        assert_eq!(ended.status, 0, "{line}: {ended}");
        assert_eq!(got.trim(), expected, "{line}: {ended}");
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
