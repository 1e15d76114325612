//! Our program against servers that do wrong while it connects, protects the link and signs in.

#[path = "../dovecot/mod.rs"]
mod dovecot;
#[path = "../server/mod.rs"]
mod server;

mod client_certificates;
mod commands;
mod greeting;
mod links;
mod mistakes;
mod signing_in;
mod starttls;
mod tls;
mod with_dovecot;

use std::io;
use std::net::TcpListener;
use std::sync::OnceLock;
use std::time::Duration;

use native_tls::{Protocol, TlsAcceptor};

use dovecot::{Dovecot, Options, ServerCertificate};
use server::{Authority, Ended, Flaw, GREETING, Link, Program, Server};

const PASSWORD: &str = "hunter-2 geheim";

/// What a script ends with, when it got as far as it wanted.
type Done = io::Result<()>;

fn authority() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(|| Authority::named("Our authority"))
}

/// Our program on its way to a server under a host name, with a password at hand.
fn to(host: &str, port: &str, options: &[&str]) -> Program {
    let program = Program::new(["-H", host, "-P", port, "-u", "ana", "--timeout", "2"])
        .with(["--password-file", "password"])
        .with(options);
    program.file("password", format!("{PASSWORD}\nanother line\n"));
    program.file("ca.pem", authority().pem());
    match options.contains(&"--insecure") {
        true => program,
        false => program.with(["--ca-file", "ca.pem"]),
    }
}

fn run(server: &Server, options: &[&str]) -> Ended {
    to("localhost", &server.port(), options)
        .commands(["raw NOOP"])
        .run()
}

/// As `run`, with other authorities to trust.
fn run_trusting(server: &Server, authorities: &str) -> Ended {
    let program = to("localhost", &server.port(), &[]).commands(["raw NOOP"]);
    program.file("ca.pem", authorities);
    program.run()
}

fn serving(script: impl Fn(&mut Link) -> Done + Send + Sync + 'static) -> Server {
    Server::start(script)
}

fn serving_tls(script: impl Fn(&mut Link) -> Done + Send + Sync + 'static) -> Server {
    Server::start_tls(authority().identity(Flaw::None), script)
}

/// Checks a failure that must come before any secret is sent, in time, and after one connection only.
fn check_unsaid(mut server: Server, ended: &Ended, status: i32, start: &str, words: &[&str]) {
    ended.check(status, start, words);
    assert!(ended.took < Duration::from_secs(20), "{ended}");
    assert_eq!(ended.text(), "");
    server.assert_never_heard(PASSWORD);
    assert_eq!(server.connections(), 1);
}
