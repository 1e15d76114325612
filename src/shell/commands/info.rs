//! `info`: to what the session is connected, as whom, over what.

use imapclient::Client;
use imapclient::client::State;

use super::super::account::TlsMode;
use super::super::call::Call;
use super::super::certificate::Certificate;
use super::super::command::{Command, Effect, Group, Needs};
use super::super::failure::Failure;
use super::super::output::{Cell, Facts, Output, Shape, Value};
use super::super::render::duration;
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "info",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[],
    switches: &[],
    summary: "to what we are connected, as whom, over what",
    details: "Shows what is known of the connection, and sends nothing.",
    examples: &["info"],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, _: &Call<'_>) -> Result<Output<'s>, Failure> {
    let facts = facts(session);
    let value = facts
        .iter()
        .map(|(name, value)| (Value::from(name.replace(' ', "_")), value.clone()))
        .collect();
    let lines = facts
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Cell::new(value)))
        .collect();
    let shown = Facts {
        lines,
        ..Facts::default()
    };
    Ok(Output::new(Value::Map(value), Shape::Facts(shown)))
}

/// What is known; what is not is left out.
fn facts(session: &Session) -> Vec<(&'static str, Value)> {
    let account = &session.account;
    let connected = session.is_connected();
    let client = session.client.as_ref().filter(|_| connected);
    let mut facts: Vec<(&'static str, Value)> = Vec::new();
    if let Some(name) = &account.name {
        facts.push(("account", name.clone().into()));
    }
    if let Some(command) = &account.stream {
        facts.push(("command", command.clone().into()));
    } else if account.host.is_some() {
        facts.push(("server", account.place().into()));
    }
    if let Some(software) = session.software.as_ref().filter(|_| connected) {
        facts.push(("software", software.clone().into()));
    }
    if connected {
        facts.push(("security", security(session).into()));
    }
    if let Some(der) = client.and_then(Client::peer_certificate)
        && let Some(certificate) = Certificate::read(&der)
    {
        let told = format!("{}, {}", certificate.subject, certificate.left());
        facts.push(("certificate", told.into()));
    }
    if let Some(user) = &account.username {
        facts.push(("user", user.clone().into()));
    }
    facts.push(("state", state(session).into()));
    if let Some(selected) = client.and_then(Client::selected) {
        let mode = match selected.read_only {
            true => "read-only",
            false => "read-write",
        };
        facts.push(("folder", format!("{}, {mode}", selected.name).into()));
    }
    if let Some(known) = client.and_then(Client::known_capabilities) {
        facts.push(("capabilities", known.len().into()));
    }
    if let Some(since) = session.connected.filter(|_| connected) {
        facts.push(("connected for", duration(since.elapsed()).into()));
    }
    facts
}

pub(crate) fn security(session: &Session) -> String {
    let secured = session.client.as_ref().is_some_and(Client::is_secured);
    let account = &session.account;
    let checked = match (account.verify_certificate, account.check_hostname) {
        (false, _) => "certificate not checked",
        (true, false) => "certificate verified, its name not",
        (true, true) => "certificate and name verified",
    };
    match (secured, account.tls) {
        _ if account.stream.is_some() => "what the command has".to_owned(),
        (true, TlsMode::StartTls) => format!("TLS by STARTTLS, {checked}"),
        (true, _) => format!("TLS, {checked}"),
        (false, _) if account.demo => {
            "no TLS, none is needed: nothing leaves this machine".to_owned()
        }
        (false, _) => "no TLS: everything goes in clear".to_owned(),
    }
}

pub(crate) fn state(session: &Session) -> String {
    let end = session.client.as_ref().and_then(|client| client.end());
    match (session.state(), end) {
        (_, Some(why)) => format!("not connected: {why}"),
        (State::Logout, None) => "not connected".to_owned(),
        (State::NotAuthenticated, None) => "connected, not signed in".to_owned(),
        (State::Authenticated, None) => "signed in, no folder open".to_owned(),
        (State::Selected, None) => "signed in, a folder is open".to_owned(),
    }
}
