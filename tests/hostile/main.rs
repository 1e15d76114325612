//! Our program against servers and mail that mean harm, or do it.

#[path = "../dovecot/mod.rs"]
mod dovecot;
#[path = "../server/mod.rs"]
mod server;

mod floods;
mod large;
mod many;
mod numbers;
mod order;
mod resync;
mod sizes;
mod slow;
mod terminal;

use std::io;
use std::time::Duration;

use server::{Ended, Link, Program, Server};

/// What a script of a server ends with.
type Done = io::Result<()>;

/// The most memory that anything but a long line may cost, in KiB.
const FLAT: u64 = 40 << 10;

/// Our program on its way to a server that speaks in clear.
fn to(server: &Server) -> Program {
    let program = Program::to(server).with(["--timeout", "20", "--password-file", "password"]);
    program.file("password", "geheim");
    program
}

/// A server that opens a folder of nine messages, answers the next command as the script does, and serves on.
fn answering(script: impl Fn(&mut Link) -> Done + Send + Sync + 'static) -> Server {
    Server::start(move |link| {
        link.open(9)?;
        link.expect("")?;
        script(link)?;
        link.serve()
    })
}

/// Runs commands in a folder, going on after failures.
fn run(server: &Server, commands: &[&str]) -> Ended {
    to(server)
        .with(["--keep-going", "-c", "select_folder INBOX >/dev/null"])
        .commands(commands.iter().copied())
        .run()
}

/// Checks that one command worked in spite of all, and that the session went on.
fn check_works(server: &Server, command: &str) -> Ended {
    let ended = run(server, &[command, "raw XAFTER"]);
    assert_eq!(ended.status, 0, "{ended}");
    assert!(ended.text().ends_with("A OK done\n"), "{ended}");
    assert!(ended.peak_kib > 0 || cfg!(not(target_os = "linux")));
    ended
}

/// Checks that one command failed and that the connection was not used again.
fn check_ends(
    server: &mut Server,
    command: &str,
    status: i32,
    start: &str,
    words: &[&str],
) -> Ended {
    let ended = run(server, &[command, "raw XAFTER"]);
    ended.check(status, start, words);
    assert!(
        ended.stderr.contains("closed: raw: not connected"),
        "{ended}"
    );
    assert!(!server::contains(&server.heard(), b"XAFTER"), "{ended}");
    assert_eq!(server.connections(), 1);
    ended
}

/// The lines of stderr without the warning of a link in clear.
fn said(ended: &Ended) -> Vec<&str> {
    ended
        .stderr
        .lines()
        .filter(|line| !line.starts_with("warning: no TLS"))
        .collect()
}

/// The JSON that stands before the answer of the command behind it.
fn document(ended: &Ended) -> serde_json::Value {
    let text = ended.text();
    let document = text.strip_suffix("A OK done\n").unwrap_or(&text);
    serde_json::from_str(document).unwrap_or_else(|error| panic!("{error}: {ended}"))
}
