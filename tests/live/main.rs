//! Live mailboxes: what is kept alive and told at the prompt, links that are lost and mended, and `watch`, with servers
//! that play a script of Rust.

#[path = "../server/mod.rs"]
mod server;
#[path = "../terminal/mod.rs"]
mod terminal;

mod keeping;
mod meanwhile;
mod mending;
mod watching;

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

#[allow(unused_imports)] // the module is shared
use server::Ended;
use server::{GREETING, Link, Program, Server};
use terminal::{Terminal, key};

/// Longest wait for what comes at once on a machine that is not busy.
const SOON: Duration = Duration::from_secs(15);

/// What must not happen has had time to happen.
const A_WHILE: Duration = Duration::from_millis(2500);

/// What an answer to a command is.
enum Answer {
    /// What the server says before its OK.
    Untagged(String),
    /// The command is answered already.
    Done,
    /// The usual.
    Usual,
}

/// Untagged lines, and OK.
fn told(lines: &[&str]) -> io::Result<Answer> {
    let lines = lines.iter().map(|line| format!("{line}\r\n"));
    Ok(Answer::Untagged(lines.collect()))
}

/// A server with a folder of the messages 11, 12 and 13, which answers as usual but where `answer` does; it is told which
/// connection it is, from 0 on, and the command.
fn serve(
    capabilities: &'static str,
    answer: impl Fn(usize, &mut Link, &str) -> io::Result<Answer> + Send + Sync + 'static,
) -> Server {
    let connections = AtomicUsize::new(0);
    Server::start(move |link| {
        let number = connections.fetch_add(1, Ordering::SeqCst);
        talk(link, capabilities, |link, command| {
            answer(number, link, command)
        })
    })
}

/// As `serve`, of a server that takes one connection and hangs up on all others.
fn serve_once(
    capabilities: &'static str,
    answer: impl Fn(&mut Link, &str) -> io::Result<Answer> + Send + Sync + 'static,
) -> Server {
    let taken = AtomicBool::new(false);
    Server::start(move |link| match taken.swap(true, Ordering::SeqCst) {
        true => link.cut(),
        false => talk(link, capabilities, &answer),
    })
}

fn talk(
    link: &mut Link,
    capabilities: &str,
    answer: impl Fn(&mut Link, &str) -> io::Result<Answer>,
) -> io::Result<()> {
    let signed_in = format!("OK [CAPABILITY IMAP4rev1 {capabilities}] in");
    link.send(GREETING)?;
    link.exchange("LOGIN", "", &signed_in)?;
    loop {
        let command = link.expect("")?;
        match answer(link, &command)? {
            Answer::Done => continue,
            Answer::Untagged(untagged) => link.send(untagged)?,
            Answer::Usual => link.send(usual(&command))?,
        }
        link.answer("OK done")?;
    }
}

fn usual(command: &str) -> &'static str {
    match command.split(' ').next().unwrap_or_default() {
        "SELECT" | "EXAMINE" => "* 3 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n",
        "LOGOUT" => "* BYE see you\r\n",
        _ if command.contains("SEARCH") => "* SEARCH 11 12 13\r\n",
        _ => "",
    }
}

/// Agrees to IDLE, tells something, and waits for its end.
fn idle(link: &mut Link, untagged: &str) -> io::Result<Answer> {
    link.send("+ idling\r\n")?;
    link.send(untagged)?;
    while link.line()? != "DONE" {}
    link.answer("OK idled")?;
    Ok(Answer::Done)
}

/// Agrees to IDLE and breaks the link.
fn idle_lost(link: &mut Link) -> io::Result<Answer> {
    link.send("+ idling\r\n")?;
    lost(link)
}

/// Breaks the link.
fn lost(link: &mut Link) -> io::Result<Answer> {
    link.cut()?;
    Err(io::ErrorKind::BrokenPipe.into())
}

fn arguments<'a>(port: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec!["-H", "127.0.0.1", "-P", port, "--insecure", "-u", "ana"];
    all.extend(["--password-file", "pw"]);
    all.extend(more);
    all
}

/// The prompt, with the folder open.
fn session(server: &Server, more: &[&str]) -> Terminal {
    let port = server.port();
    let mut terminal = Terminal::start_with(&arguments(&port, more), (80, 40), |home, _| {
        std::fs::write(home.join("pw"), "secret\n").expect("home is ours");
    });
    prompt(&mut terminal, "127.0.0.1>");
    run(&mut terminal, "select_folder INBOX");
    terminal
}

/// A run without a terminal.
fn batch(server: &Server, more: &[&str]) -> Program {
    let port = server.port();
    let program = Program::new(arguments(&port, more));
    program.file("pw", "secret\n");
    program
}

/// The last line of a screen.
fn last(screen: &str) -> &str {
    screen.lines().last().unwrap_or_default()
}

/// Waits for a prompt that begins so on the last line, with nothing behind it.
#[track_caller]
fn prompt(terminal: &mut Terminal, begins: &str) {
    terminal.expect_screen(begins, SOON, |screen| {
        last(screen).starts_with(begins) && last(screen).ends_with('>')
    });
}

/// Types a line, and waits for the next prompt.
#[track_caller]
fn run(terminal: &mut Terminal, line: &str) {
    terminal.type_line(line);
    terminal.expect_screen(line, SOON, |screen| {
        screen.contains(&format!("> {line}\n")) && last(screen).ends_with('>')
    });
}

/// Leaves by Ctrl-D.
#[track_caller]
fn leave(terminal: &mut Terminal) {
    prompt(terminal, "127.0.0.1");
    terminal.type_text(key::CTRL_D);
    assert_eq!(terminal.exit_status(), 0);
}

/// How often a command that begins so was sent.
fn count(commands: &[String], begins: &str) -> usize {
    commands
        .iter()
        .filter(|command| command.starts_with(begins))
        .count()
}
