//! What it costs to start, with `cargo bench --bench start`: the program connects in clear, signs in, opens a
//! mailbox and logs out, beside a client of a few lines that does the same exchange over a bare socket. Both
//! run many times against a server of this program; user and system time count. Linux only.

// A benchmark is there to print.
#![allow(clippy::print_stdout)]

use std::env;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;

const RUNS: u32 = 300;

/// Clock ticks a second in `/proc`, on all of Linux.
const TICKS: f64 = 100.0;

const GREETING: &[u8] = b"* OK [CAPABILITY IMAP4rev1 LITERAL+ ID IDLE] ready\r\n";

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--bare")
        && let Some(port) = arguments.get(at + 1)
    {
        return bare(port);
    }
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port().to_string();
    thread::spawn(move || {
        for link in listener.incoming().flatten() {
            // A client that leaves early shows in the numbers of the next run.
            let _ = serve(&link);
        }
    });
    let password = tempfile::NamedTempFile::new()?;
    fs::write(password.path(), "secret\n")?;
    let mut ours = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    ours.args([
        "-H",
        "127.0.0.1",
        "--insecure",
        "-u",
        "ana",
        "-c",
        "select_folder INBOX",
    ])
    .args(["-P", &port, "--password-file"])
    .arg(password.path());
    let mut bare = Command::new(env::current_exe()?);
    bare.args(["--bare", &port]);
    let (bare, ours) = (cost(&mut bare)?, cost(&mut ours)?);
    println!(
        "bare socket {bare:.2} ms, program {ours:.2} ms of CPU a run; the program takes {:.1} times as much",
        ours / bare
    );
    Ok(())
}

/// The milliseconds of CPU that one run of a command takes.
fn cost(command: &mut Command) -> io::Result<f64> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let before = children()?;
    for _ in 0..RUNS {
        if !command.status()?.success() {
            return Err(io::Error::other(format!("{command:?} failed")));
        }
    }
    Ok((children()? - before) / TICKS * 1000.0 / f64::from(RUNS))
}

/// Ticks that the children of this process took, user and system.
fn children() -> io::Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name of the program before it may hold blanks.
    let fields = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_ascii_whitespace();
    Ok(fields
        .skip(13)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum())
}

/// Answers as a server with one mailbox would.
fn serve(link: &TcpStream) -> io::Result<()> {
    let mut out = link;
    out.write_all(GREETING)?;
    for line in BufReader::new(link).lines() {
        let line = line?;
        let (tag, command) = line.split_once(' ').unwrap_or_default();
        let untagged = match command.split(' ').next() {
            Some("CAPABILITY") => "* CAPABILITY IMAP4rev1 LITERAL+ ID IDLE\r\n",
            Some("SELECT") => "* FLAGS (\\Seen)\r\n* 3 EXISTS\r\n* OK [UIDVALIDITY 1] is\r\n",
            Some("LOGOUT") => "* BYE bye\r\n",
            _ => "",
        };
        out.write_all(format!("{untagged}{tag} OK done\r\n").as_bytes())?;
    }
    Ok(())
}

/// The same exchange with nothing around it.
fn bare(port: &str) -> io::Result<()> {
    let link = TcpStream::connect(format!("127.0.0.1:{port}"))?;
    let mut out = &link;
    let mut lines = BufReader::new(&link).lines();
    lines.next().transpose()?;
    for (tag, command) in ["LOGIN ana secret", "CAPABILITY", "SELECT INBOX", "LOGOUT"]
        .iter()
        .enumerate()
    {
        out.write_all(format!("{tag} {command}\r\n").as_bytes())?;
        let end = format!("{tag} OK");
        while lines
            .next()
            .transpose()?
            .is_some_and(|line| !line.starts_with(&end))
        {}
    }
    Ok(())
}
