//! The prompt, as a person at a terminal meets it.

#[path = "../dovecot/mod.rs"]
mod dovecot;
#[path = "../terminal/mod.rs"]
mod terminal;

mod giving_up;
mod news;
mod screen;
mod signing_in;
mod typing;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use dovecot::{Dovecot, Options};
use rustix::process::{Pid, Signal, kill_process};
use terminal::{Terminal, key};

/// Longest wait for what comes at once on a machine that is not busy.
const SOON: Duration = Duration::from_secs(15);

fn server() -> &'static Dovecot {
    static SERVER: OnceLock<Dovecot> = OnceLock::new();
    SERVER.get_or_init(|| Dovecot::start(Options::default()))
}

/// The options with which a user's password is in a file of their home.
fn options(server: &Dovecot, user: &str) -> Vec<String> {
    let port = server.tls_port().to_string();
    let ca = server.ca_file().display().to_string();
    ["-H", "localhost", "-P", &port, "--ca-file", &ca, "-u", user]
        .map(str::to_owned)
        .to_vec()
}

fn start(options: &[String], size: (u16, u16), password: &str) -> Terminal {
    start_in(options, size, password, &[])
}

fn start_in(
    options: &[String],
    size: (u16, u16),
    password: &str,
    variables: &[(&str, &str)],
) -> Terminal {
    let mut arguments: Vec<&str> = options.iter().map(String::as_str).collect();
    arguments.extend(["--password-file", "pw"]);
    Terminal::start_with(&arguments, size, |home, command| {
        std::fs::write(home.join("pw"), format!("{password}\n")).expect("home is ours");
        command.envs(variables.iter().copied());
    })
}

/// A signed-in session on the shared server for a user of its own, with some messages.
fn session(size: (u16, u16), variables: &[(&str, &str)]) -> (Terminal, String) {
    let server = server();
    let user = server.fresh_user();
    for number in 1..=6 {
        let message = format!(
            "From: Ana <ana@example.org>\r\nTo: bob@example.org\r\nDate: Sat, 21 Nov 2026 0{number}:15:22 \
             +0100\r\nSubject: Figures {number}\r\n\r\nHello.\r\n"
        );
        server.deliver_to(&user, "INBOX", message.as_bytes());
    }
    let mut terminal = start_in(&options(server, &user), size, server.password(), variables);
    prompt(&mut terminal, "localhost>");
    (terminal, user)
}

/// The last line of a screen.
fn last(screen: &str) -> &str {
    screen.lines().last().unwrap_or_default()
}

/// Waits for the prompt to stand on the last line, with nothing behind it.
#[track_caller]
fn prompt(terminal: &mut Terminal, prompt: &str) {
    terminal.expect_screen(prompt, SOON, |screen| last(screen) == prompt);
}

/// Sets a setting, and waits for the prompt behind the answer.
#[track_caller]
fn set(terminal: &mut Terminal, setting: &str) {
    terminal.type_line(&format!("set {setting}"));
    terminal.expect_screen(setting, SOON, |screen| {
        screen.contains(&format!("\n{setting}\n")) && last(screen).ends_with('>')
    });
}
