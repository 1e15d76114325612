//! The promises that need a process: our program against a server of a few lines.

use std::time::Duration;

use crate::server::{Ended, Program, Server};
use crate::terminal::{Terminal, key};

/// Longest wait for a question.
const PATIENCE: Duration = Duration::from_secs(20);

/// Our program, signed in to a server and with its folder open, doing some things.
fn asks(server: &Server, commands: &[&str]) -> Ended {
    Program::to(server)
        .with([
            "-p",
            "x",
            "--no-input",
            "--timeout",
            "20",
            "--folder",
            "INBOX",
        ])
        .commands(commands.iter().copied())
        .variable("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
        .run()
}

pub(super) fn a_command_is_the_server() {
    let server = "printf '* PREAUTH [CAPABILITY IMAP4rev1] ready\\r\\n'; read tag rest; \
                  printf \"* BYE see you\\r\\n$tag OK out\\r\\n\"";
    let program = Program::new(["-f", "config.ini", "--timeout", "20"]);
    program.file(
        "config.ini",
        format!("[DEFAULT]\nhost = {server}\nstream = true\n"),
    );
    let ended = program.commands(["logout"]).run();
    ended.check(0, "", &[]);
    assert_eq!(ended.text(), "see you\n");
}

pub(super) fn a_line_is_as_long_as_it_is() {
    let numbers: String = (1..=300_000)
        .map(|number| format!(" {}", number * 2))
        .collect();
    let server = Server::start(move |link| {
        link.open(9)?;
        link.exchange(
            "UID SEARCH ALL",
            &format!("* SEARCH{numbers}\r\n"),
            "OK done",
        )?;
        link.serve()
    });
    let ended = asks(&server, &["search --json"]);
    ended.check(0, "", &[]);
    let told = ended.text();
    assert!(told.len() > 1_000_000, "only {} bytes came", told.len());
    assert_eq!(told.matches(',').count(), 299_999);
}

pub(super) fn sets_are_split() {
    let mut server = Server::start(|link| {
        link.open(9)?;
        link.serve()
    });
    let numbers: Vec<String> = (1..=5000).map(|number| (number * 3).to_string()).collect();
    let ended = asks(&server, &[&format!("fetch {} FLAGS", numbers.join(","))]);
    assert_eq!(ended.status, 0, "{ended}");
    let commands = server.commands();
    let sets: Vec<&str> = commands
        .iter()
        .filter_map(|command| command.strip_prefix("UID FETCH ")?.strip_suffix(" (FLAGS)"))
        .collect();
    assert!(
        sets.len() > 1 && sets.iter().all(|set| set.len() < 8000),
        "{sets:?}"
    );
    assert_eq!(sets.join(","), numbers.join(","));
}

pub(super) fn times_are_those_of_their_day() {
    let server = Server::start(|link| {
        link.open(9)?;
        let answers = "* 1 FETCH (UID 5 INTERNALDATE \"15-Jan-2026 10:00:00 +0000\")\r\n\
                       * 2 FETCH (UID 6 INTERNALDATE \"15-Jul-2026 10:00:00 +0000\")\r\n";
        link.exchange("UID FETCH 5:6 (INTERNALDATE)", answers, "OK done")?;
        link.serve()
    });
    let ended = asks(&server, &["fetch 5,6 INTERNALDATE --python"]);
    ended.check(0, "", &[]);
    let told = ended.text();
    for day in ["(2026, 1, 15, 11, 0)", "(2026, 7, 15, 12, 0)"] {
        assert!(told.contains(day), "{told}");
    }
}

pub(super) fn the_host_is_asked_for() {
    let server = Server::start(|link| {
        link.sign_in()?;
        link.serve()
    });
    let arguments = ["--insecure", "-P", &server.port(), "--timeout", "20"];
    let mut terminal = Terminal::start(&arguments, 80, 24);
    for (question, answer) in [
        ("host:", "127.0.0.1"),
        ("username:", "ana"),
        ("password for ana on 127.0.0.1:", "x"),
    ] {
        terminal.wait_for(question, PATIENCE);
        terminal.type_text(answer);
        terminal.type_text(key::ENTER);
    }
    terminal.wait_for("127.0.0.1>", PATIENCE);
}

pub(super) fn a_missing_file_is_named() {
    let ended = Program::new(["-f", "nowhere/config.ini", "-c", "noop"]).run();
    ended.check(2, "config: ", &["nowhere/config.ini", "no such file"]);
}
