//! `--demo` and `--demo-listen`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use super::*;

#[test]
fn the_demo_needs_nothing_and_says_nothing_of_its_own() {
    let ended = Program::new(["--demo"])
        .commands([
            "select_folder INBOX",
            "search FROM \"Zoë\" FLAGGED",
            "fetch last:1 RFC822.SIZE --csv",
        ])
        .run();
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(ended.stderr, "", "{ended}");
    let lines: Vec<_> = ended.text().lines().map(str::to_owned).collect();
    assert!(lines.contains(&"14  52".to_owned()), "{ended}");
    assert_eq!(
        lines.last().map(String::as_str),
        Some("59,51,2315"),
        "{ended}"
    );
}

#[test]
fn what_is_too_large_to_keep_is_made_on_demand() {
    let (ended, home) = Program::new(["--demo", "--folder", "INBOX"])
        .commands([
            "fetch 56 BODY.PEEK[2] --raw > film",
            "fetch 56 BODY.PEEK[2]<11699999.9> --raw",
        ])
        .run_at_home();
    assert_eq!(ended.status, 0, "{ended}");
    assert_eq!(ended.text(), "\n", "{ended}");
    let film = std::fs::metadata(home.path().join("film"));
    assert_eq!(film.map(|film| film.len()).ok(), Some(11_700_000));
}

#[test]
fn other_programs_may_use_the_demo_while_the_shell_does() {
    let arguments = [
        "--demo",
        "--demo-listen",
        "127.0.0.1:0",
        "--folder",
        "Sent",
        "--trace",
    ];
    let running = Program::new(arguments)
        .commands(["idle", "idle_check"])
        .start();
    // What arrives before the shell waits in IDLE is no news to it.
    let deadline = Instant::now() + Duration::from_secs(30);
    let told = loop {
        let told = running.stderr();
        if told.contains("S: + ") {
            break told;
        }
        assert!(Instant::now() < deadline, "IDLE never began:\n{told}");
        thread::sleep(Duration::from_millis(5));
    };
    let port = told
        .split("listening on 127.0.0.1:")
        .nth(1)
        .and_then(|rest| rest.split_once(','));
    let port: u16 = port.expect("a port").0.parse().expect("a number");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the demo listens");
    let mut lines = BufReader::new(stream.try_clone().expect("a second handle")).lines();
    let mut next = || {
        lines
            .next()
            .expect("a line")
            .expect("a line that can be read")
    };
    assert!(next().starts_with("* OK [CAPABILITY IMAP4rev1 "));
    let sent = stream
        .write_all(b"a LOGIN ana x\r\nb STATUS Trash (MESSAGES)\r\nc APPEND Sent {2+}\r\nhi\r\n");
    sent.expect("the demo reads");
    assert!(next().starts_with("a OK "));
    assert_eq!(next(), "* STATUS Trash (MESSAGES 2)");
    let ended = running.wait();
    assert_eq!(ended.status, 0, "{ended}");
    assert!(ended.text().contains('6'), "{ended}");
}
