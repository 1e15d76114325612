//! From an account to a server that has greeted us, under the TLS that the account asks for.

use std::time::{Duration, Instant};

use imapclient::client::{
    Endpoint, Options, Security, Tls, TlsSettings, Transport, connect, run_command,
};
use imapclient::{Client, Error};

use crate::shell::account::{Account, TlsMode};
use crate::shell::demo;
use crate::shell::failure::{Class, Failure};
use crate::shell::options::Stage;
use crate::shell::session::Session;

/// How long connecting and signing in may take where nothing is set.
const USUAL_LIMIT: Duration = Duration::from_secs(60);

/// Reads the certificates before anything is sent: a mistake there must never weaken TLS.
pub(crate) fn prepare(session: &Session) -> Result<Option<Tls>, Failure> {
    if session.account.tls == TlsMode::Clear {
        return Ok(None);
    }
    tls(&session.account).map(Some)
}

/// The TLS that an account asks for.
///
/// # Errors
/// `config:` for a file of authorities that cannot be used.
pub(crate) fn tls(account: &Account) -> Result<Tls, Failure> {
    let mut settings = TlsSettings::new(account.host.clone().unwrap_or_default());
    settings.ca_file = account.ca_file.clone();
    settings.identity = account.identity.clone();
    settings.verify_certificate = account.verify_certificate;
    settings.check_hostname = account.check_hostname;
    settings.prepare().map_err(|error| {
        let failure = Failure::new(Class::Config, "", error.to_string());
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    })
}

/// Says what protection is missing, on every connection.
pub(crate) fn warn(session: &mut Session) {
    let account = &session.account;
    let host = account.host.clone().unwrap_or_default();
    let mut warnings = Vec::new();
    if account.stream.is_some() || account.demo {
        // Only the command knows how safe it is, and of the demo nothing leaves the process.
    } else if account.tls == TlsMode::Clear {
        warnings.push(format!(
            "no TLS: password and mail go to {host} in clear, for anyone on the way to read"
        ));
    } else if !account.verify_certificate {
        warnings.push(format!("the certificate of {host} is not checked, its name neither: anyone may answer in its place"));
    } else if !account.check_hostname {
        warnings.push(format!("the certificate need not be for {host}: any host with a valid one may answer in its place"));
    }
    session.warnings.extend(warnings);
}

pub(crate) fn limit(session: &Session) -> Option<Duration> {
    session.account.timeout.or_default(Some(USUAL_LIMIT))
}

/// Connects and brings up TLS.
pub(crate) fn reach(session: &Session, tls: Option<&Tls>, until: Stage) -> Result<Client, Failure> {
    let account = &session.account;
    let deadline = limit(session).map(|limit| Instant::now() + limit);
    if let Some(link) = demo::link(session)? {
        return talk(session, link, None, until, deadline);
    }
    if let Some(command) = &account.stream {
        return reach_command(session, command, deadline);
    }
    let host = account.host.clone().unwrap_or_default();
    let endpoint = Endpoint::new(host, account.effective_port());
    let implicit = account.tls == TlsMode::Implicit && until != Stage::Connect;
    let security = match tls {
        Some(tls) if implicit => Security::Tls(tls.clone()),
        _ => Security::Clear,
    };
    let mut report = |text: &str| session.tracing.own(text);
    let (transport, _) = connect(&endpoint, &security, deadline, &session.waker, &mut report)
        .map_err(|error| Failure::from_error(String::new(), &error))?;
    if account.tls == TlsMode::Implicit && until == Stage::Connect {
        // Under implicit TLS there is no greeting before the handshake: the connection itself is the stage.
        return Ok(Client::silent(transport, session.waker.clone()));
    }
    talk(session, transport, tls, until, deadline)
}

/// Starts the command that is there in place of a server.
fn reach_command(
    session: &Session,
    command: &str,
    deadline: Option<Instant>,
) -> Result<Client, Failure> {
    session.tracing.own("starting the command");
    let (transport, stderr) =
        run_command(command).map_err(|error| Failure::from_error(String::new(), &error))?;
    session.murmur.listen(stderr);
    talk(session, transport, None, Stage::Login, deadline).inspect_err(|_| session.murmur.settle())
}

/// Begins to talk over a transport: reads the greeting, and brings up TLS where it is still to come.
pub(crate) fn talk(
    session: &Session,
    transport: Box<dyn Transport>,
    tls: Option<&Tls>,
    until: Stage,
    deadline: Option<Instant>,
) -> Result<Client, Failure> {
    let told = |error: &Error| Failure::from_error(String::new(), error);
    // Over a command nobody on a network reads along, as far as it goes by us.
    let account = &session.account;
    let secured = account.tls == TlsMode::Implicit || account.stream.is_some();
    let mut client = greet(session, transport, secured, deadline)
        .map_err(|error| ungreeted(&session.account, &error))?;
    if session.account.tls == TlsMode::StartTls
        && until != Stage::Connect
        && let Some(tls) = tls
    {
        client.starttls(tls).map_err(|error| told(&error))?;
        session.tracing.own(&format!("TLS, {}", tls.describe()));
    }
    Ok(client)
}

/// The failure of a greeting, with the server that it is about.
fn ungreeted(account: &Account, error: &Error) -> Failure {
    let mut failure = Failure::from_error(String::new(), error);
    let nowhere = account.host.is_none() && account.stream.is_none();
    if failure.class != Class::Interrupted && !nowhere {
        failure.text = format!("{}: {}", account.place(), failure.text);
    }
    match (failure.class, account.tls) {
        _ if account.stream.is_some() => failure,
        (Class::Connect, TlsMode::StartTls) => {
            failure.hint("what the server said came without protection and is not verified")
        }
        (Class::Timeout | Class::Connect, TlsMode::Clear) => failure.hint(
            "does this port want TLS from the start? Port 993 usually does (leave out --insecure)",
        ),
        _ => failure,
    }
}

fn greet(
    session: &Session,
    transport: Box<dyn Transport>,
    secured: bool,
    deadline: Option<Instant>,
) -> imapclient::Result<Client> {
    let options = Options {
        timeout: None,
        deadline,
        secured,
    };
    let trace = Some(session.tracing.sink());
    let mut client = Client::greet(transport, session.waker.clone(), options, trace)?;
    client.set_trace_switch(session.tracing.wanted());
    Ok(client)
}
