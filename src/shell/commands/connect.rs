//! `connect`: opens a connection, or the one before again.

use super::super::account::{self, Environment};
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, switch, takes};
use super::super::connecting;
use super::super::failure::Failure;
use super::super::options::{AccountOptions, Stage};
use super::super::output::{Output, Value};
use super::super::reconnecting;
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "connect",
    aliases: &[],
    group: Group::Session,
    needs: Needs::Nothing,
    capability: None,
    parameters: &[takes("account", Kind::Text, Count::Optional)],
    switches: &[switch("no-login", "stop after greeting and TLS")],
    summary: "connect again, or to another account",
    details: "Without an argument: connects as before, signs in and opens the folder that was open. With one: an\n\
              account of the configuration file, imaps://user@host/folder, or a host or host:port. What is missing is asked for.",
    examples: &[
        "connect",
        "connect work",
        "connect imaps://ana@mail.example.org",
    ],
    effect: Effect::Local,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let until = if call.has("no-login") {
        Stage::Tls
    } else {
        Stage::Login
    };
    // An attempt that fails forgets the folder, and the next one still opens it.
    let before = session.opened.clone().or(session.to_reopen.take());
    session.to_reopen = before.clone();
    let same = match call.optional_word(0)? {
        Some(target) => {
            let mut other = other_account(session, target)?;
            // What is missing is asked for first: who does not know it keeps the connection.
            connecting::complete(session, &mut other, until).map_err(|failure| Failure {
                // The options of the program are of no use here.
                hints: vec!["connect imaps://USER@HOST:PORT says both".to_owned()],
                ..failure
            })?;
            if let Some(client) = &mut session.client {
                // The farewell of a connection that is given up.
                let _ = client.logout();
            }
            session.warnings.extend(other.warnings.iter().cloned());
            session.settings.keepalive = other.keepalive;
            session.account = other;
            session.password = None;
            session.results.forget_messages();
            session.known_folders.forget();
            false
        }
        None => true,
    };
    connecting::open(session, until).map_err(|failure| Failure {
        attempted: call.command.name.to_owned(),
        ..failure
    })?;
    session.to_reopen = None;
    (session.gave_up, session.told_loss) = (false, false);
    let mut lines = vec![connecting::told(session)];
    if let Some(before) = before.filter(|_| same && until == Stage::Login) {
        let (reopened, _) = reconnecting::reopen(session, &before)?;
        lines.push(reopened);
    }
    Ok(Output::said(Value::Nil, lines))
}

/// The account that a word names: a URL, a section of the configuration file, or a host.
fn other_account(session: &Session, target: &str) -> account::Result<account::Account> {
    let environment = Environment::of_process();
    let named = AccountOptions {
        target: Some(target.to_owned()),
        file: session.account.file.clone(),
        ..AccountOptions::default()
    };
    let (host, _) = host_and_port(target);
    let is_host = host.contains('.') || host == "localhost" || target.contains("://");
    match account::load(&named, &environment) {
        Err(_) if is_host => {
            let options = if target.contains("://") {
                AccountOptions {
                    target: Some(target.to_owned()),
                    ..AccountOptions::default()
                }
            } else {
                let (host, port) = host_and_port(target);
                AccountOptions {
                    host: Some(host.to_owned()),
                    port,
                    ..AccountOptions::default()
                }
            };
            account::load(&options, &environment)
        }
        loaded => loaded,
    }
}

/// Takes the port off `host:port`.
fn host_and_port(target: &str) -> (&str, Option<u16>) {
    match target.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') => match port.parse() {
            Ok(port) if port > 0 => (host, Some(port)),
            _ => (target, None),
        },
        _ => (target, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_may_have_a_port() {
        for (target, expected) in [
            ("localhost:1143", ("localhost", Some(1143))),
            ("mail.example.org", ("mail.example.org", None)),
            ("mail.example.org:0", ("mail.example.org:0", None)),
            ("mail.example.org:99999", ("mail.example.org:99999", None)),
            ("::1", ("::1", None)),
        ] {
            assert_eq!(host_and_port(target), expected, "{target}");
        }
    }
}
