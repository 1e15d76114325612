//! Signing in with access tokens: our program, an endpoint that gives them out over HTTPS, and a Dovecot that checks them.

#![allow(clippy::unwrap_used)]

#[path = "../dovecot/mod.rs"]
mod dovecot;
#[path = "../server/mod.rs"]
mod server;

mod endpoint;
mod giving_up;
mod with_dovecot;

use std::sync::OnceLock;

use server::{Authority, Flaw, Program, Server};

/// What must never be seen, and stands for the user's consent.
const REFRESH: &str = "1//refresh-geheim";
/// What must never be seen, and is the program's own.
const SECRET: &str = "client-geheim";

fn authority() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(|| Authority::named("Our authority"))
}

/// An endpoint that answers each request by a function of its form.
fn endpoint(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Server {
    Server::start_tls(authority().identity(Flaw::None), move |link| {
        let mut length = 0;
        loop {
            let line = link.line()?;
            if let Some(number) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = number.trim().parse().unwrap_or(0);
            }
            if line.is_empty() {
                break;
            }
        }
        let form = link.bytes(length)?;
        link.send(answer(&form))
    })
}

/// An answer of HTTP with some JSON.
fn http(status: &str, json: &str) -> String {
    let length = json.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{json}"
    )
}

fn granted(token: &str) -> String {
    http(
        "200 OK",
        &format!(r#"{{"access_token":"{token}","expires_in":3600,"token_type":"Bearer"}}"#),
    )
}

/// Our program with a file whose account is at these ports, and has these keys beside the usual ones.
fn program(imap: &str, endpoint: &str, keys: &str) -> Program {
    let program = Program::new(["-f", "config.ini", "--timeout", "20"]);
    program.file(
        "config.ini",
        format!(
            "[DEFAULT]\nhost = localhost\nport = {imap}\nssl_ca_file = ca.pem\nusername = alice\noauth2 = true\n\
             oauth2_client_id = an-id\noauth2_client_secret = {SECRET}\noauth2_refresh_token = {REFRESH}\n\
             oauth2_token_url = https://localhost:{endpoint}/token?x=1\n{keys}\n"
        ),
    );
    program.file("ca.pem", authority().pem());
    program
}

/// A server that takes any token, or refuses each.
fn imap(takes: bool) -> Server {
    Server::start_tls(authority().identity(Flaw::None), move |link| {
        link.send("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n")?;
        link.expect("AUTHENTICATE XOAUTH2")?;
        if !takes {
            // {"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}
            link.send("+ eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==\r\n")?;
            assert_eq!(link.line()?, "");
            link.answer("NO [AUTHENTICATIONFAILED] Invalid credentials")?;
            return link.serve();
        }
        link.answer("OK [CAPABILITY IMAP4rev1] in")?;
        link.serve()
    })
}
