//! Our program in batch: what scripts rely on.

#[path = "../server/mod.rs"]
mod server;

mod accounts;
mod demo;
mod files;
mod formats;
mod piped;
mod probes;
mod scripts;
mod signals;
mod sourced;
mod statuses;
mod unasked;

use std::io;
use std::time::Duration;

use server::{Ended, Link, Program, Server};

const PASSWORD: &str = "hunter-2 geheim";

/// What a script of a server ends with.
type Done = io::Result<()>;

/// Our program on its way to a server that speaks in clear, with a password at hand.
fn to(server: &Server) -> Program {
    let program = Program::to(server).with(["--timeout", "2", "--password-file", "password"]);
    program.file("password", PASSWORD);
    program
}

/// A server that signs in, opens a folder of three messages and serves some commands.
fn obliging() -> Server {
    Server::start(|link| {
        link.open(3)?;
        link.serve()
    })
}

/// The lines of stderr without the warning of a link in clear.
fn said(ended: &Ended) -> Vec<&str> {
    ended
        .stderr
        .lines()
        .filter(|line| !line.starts_with("warning: no TLS"))
        .collect()
}
