//! `starttls`: STARTTLS, on a connection in clear.

use imapclient::client::State;

use super::super::account::TlsMode;
use super::super::call::Call;
use super::super::command::{Command, Effect, Group, Needs};
use super::super::connecting;
use super::super::failure::{Class, Failure};
use super::super::output::{Footer, Output};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "starttls",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Connection,
    capability: Some("STARTTLS"),
    parameters: &[],
    switches: &[],
    summary: "protect a connection that is in clear",
    details: "Sends STARTTLS and then CAPABILITY: what the server said before is forgotten. The certificate is\n\
              checked as the account or --ca-file and --no-verify say; a failure ends the connection. connect\n\
              uses STARTTLS from then on. RFC 9051 section 6.2.1",
    examples: &["starttls"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    if session.account.stream.is_some() {
        return Err(call.failing(Class::Refused, "a command (stream = true) has no TLS"));
    }
    let tls = connecting::tls(&session.account)?;
    let state = session.state();
    let client = session.client(call)?;
    // Inside the library each of these ends the connection, as it must where nobody looks on.
    if client.is_secured() {
        return Err(call.failing(Class::Refused, "TLS protects this connection already"));
    }
    if state != State::NotAuthenticated {
        return Err(call
            .failing(Class::Refused, "TLS must come before signing in")
            .hint("connect again with --no-login, then starttls"));
    }
    let known = client.capability().map_err(|error| call.failed(&error))?;
    if !known.has("STARTTLS") {
        return Err(call.failing(Class::Unsupported, "the server does not offer STARTTLS"));
    }
    let completed = client.starttls(&tls).map_err(|error| call.failed(&error))?;
    client.capability().map_err(|error| call.failed(&error))?;
    let told = format!("TLS, {}", tls.describe());
    session.account.tls = TlsMode::StartTls;
    // STARTTLS is spoken where the account connects in clear, so the port stays what it was.
    session.tracing.own(&told);
    Ok(Output::said(completed, [told]).footer(Footer::part("STARTTLS ok")))
}
