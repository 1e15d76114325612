//! From an account to a session: asks for what is missing, connects, protects, signs in, opens the folder.

pub(super) mod reaching;

use std::time::{Duration, Instant};

use imapclient::Client;
use imapclient::client::{State, Tls};
use imapclient::types::MailboxName;

pub(crate) use self::reaching::{limit, prepare, reach, tls, warn};
use super::account::{Account, Method, TlsMode};
use super::failure::{Class, Failure};
use super::options::Stage;
use super::prompting::{self, Asking};
use super::session::{Opened, Session};
use super::signing_in::{find_secret, sign_in};

/// How long silence is waited for in batch where nothing is set.
pub(crate) const BATCH_SILENCE: Duration = Duration::from_secs(600);

/// When the person at the prompt is told that the server is slow, and how often.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connects as the session's account says, up to a stage, and makes the connection the session's.
///
/// # Errors
/// `usage:`, `config:`, `connect:`, `tls:`, `auth:` and `timeout:` failures; there is no connection then,
/// unless signing in alone failed.
pub(crate) fn open(session: &mut Session, until: Stage) -> Result<(), Failure> {
    session.client = None;
    session.folder_left();
    session.folders_changed();
    let asking = asking(session);
    let waker = session.waker.clone();
    if session.account.stream.is_none() {
        prompting::host(&mut session.account, asking, &|| waker.is_woken())?;
    }
    let tls = prepare(session)?;
    warn(session);
    // A command often has us signed in already: then nothing is asked.
    let command = session.account.stream.is_some();
    if until == Stage::Login && !command {
        identify(session)?;
    }
    let mut client = reach(session, tls.as_ref(), until)?;
    if until == Stage::Login && command && client.state() == State::NotAuthenticated {
        identify(session)?;
        client.set_deadline(limit(session).map(|limit| Instant::now() + limit));
    }
    enter(session, client, tls.as_ref(), until)
}

/// Gets together who signs in, and with what.
fn identify(session: &mut Session) -> Result<(), Failure> {
    let waker = session.waker.clone();
    let asking = asking(session);
    name(&mut session.account, asking, &|| waker.is_woken())?;
    find_secret(session)
}

/// Asks for the host and the user name of an account, where they are missing.
///
/// # Errors
/// `usage:` where nothing can be asked or nothing was typed.
pub(crate) fn complete(
    session: &Session,
    account: &mut Account,
    until: Stage,
) -> Result<(), Failure> {
    let asking = asking(session);
    let stop = || session.waker.is_woken();
    if account.stream.is_some() {
        return Ok(());
    }
    prompting::host(account, asking, &stop)?;
    if until == Stage::Login {
        name(account, asking, &stop)?;
    }
    Ok(())
}

/// Asks who signs in, where somebody has to be named.
fn name(
    account: &mut Account,
    asking: Asking,
    interrupted: &dyn Fn() -> bool,
) -> Result<(), Failure> {
    if account.method.needs_username() {
        prompting::username(account, asking, interrupted)?;
    }
    Ok(())
}

/// Makes a connection the session's: signs in, opens the folder.
///
/// # Errors
/// `auth:` and whatever ends the connection; the session has it all the same, to show what became of it.
pub(crate) fn enter(
    session: &mut Session,
    mut client: Client,
    tls: Option<&Tls>,
    until: Stage,
) -> Result<(), Failure> {
    session.connected = Some(Instant::now());
    if until != Stage::Login {
        settle(session, &mut client);
        session.client = Some(client);
        session.note_stage();
        return Ok(());
    }
    let signed_in = sign_in(session, &mut client, tls);
    settle(session, &mut client);
    session.client = Some(client);
    session.note_stage();
    signed_in.map_err(|failure| signing_in(&session.account, failure))?;
    ask_software(session);
    open_folder(session)?;
    if session.modes.interactive && !session.modes.no_init {
        session.init_due.clone_from(&session.account.init);
    }
    Ok(())
}

/// The failure of signing in, with whose sign-in it was: a file may have many accounts.
fn signing_in(account: &Account, mut failure: Failure) -> Failure {
    let ours = matches!(failure.class, Class::Usage | Class::Config);
    failure.attempted = match (&account.username, &account.method) {
        _ if ours => failure.attempted,
        (Some(username), _) => format!("signing in as {username}"),
        (None, Method::Mechanism(mechanism)) => format!("signing in by {}", mechanism.name()),
        (None, _) => failure.attempted,
    };
    failure
}

/// Sets what holds for a connection at work.
pub(super) fn settle(session: &Session, client: &mut Client) {
    let interactive = session.modes.interactive;
    client.set_deadline(None);
    client.set_timeout(
        session
            .account
            .timeout
            .or_default((!interactive).then_some(BATCH_SILENCE)),
    );
    let notices = session.notices.clone();
    client.set_patience(interactive.then(|| {
        let notify: Box<dyn FnMut(Duration) + Send> = Box::new(move |waited| {
            notices.say(&format!(
                "still waiting, {} s, Ctrl-C stops",
                waited.as_secs()
            ));
        });
        (PATIENCE, notify)
    }));
}

/// What may be asked in this session.
pub(super) fn asking(session: &Session) -> Asking {
    match (session.modes.no_input, session.modes.interactive) {
        (true, _) => Asking::Nothing,
        (false, true) => Asking::Everything,
        (false, false) => Asking::PasswordOnly,
    }
}

/// Opens the folder that the account, the URL or `--folder` names.
fn open_folder(session: &mut Session) -> Result<(), Failure> {
    let Some(folder) = session.account.folder.clone() else {
        return Ok(());
    };
    let read_only = session.modes.read_only || session.account.read_only;
    reopen(session, &MailboxName::new(folder), read_only)
}

/// Opens a folder and keeps that it is open.
pub(crate) fn reopen(
    session: &mut Session,
    name: &MailboxName,
    read_only: bool,
) -> Result<(), Failure> {
    let Some(client) = &mut session.client else {
        return Ok(());
    };
    let opened = if read_only {
        client.examine(name)
    } else {
        client.select(name)
    };
    let opened = match opened {
        Ok(selected) => Opened {
            name: name.clone(),
            read_only,
            uid_validity: selected.uid_validity,
        },
        Err(error) => return Err(Failure::from_error(format!("opening {name}"), &error)),
    };
    session.folder_opened(opened);
    Ok(())
}

/// One line that says to what the session is connected, as whom, over what.
pub(crate) fn told(session: &Session) -> String {
    let account = &session.account;
    let host = match &account.host {
        Some(host) => host.clone(),
        None => account.place(),
    };
    let protection = match account.tls {
        _ if account.stream.is_some() => "by its standard input and output",
        _ if account.demo => "in this program's memory",
        TlsMode::Clear => "in clear, no TLS",
        _ if !account.verify_certificate => "TLS, certificate not checked",
        _ if !account.check_hostname => "TLS, certificate checked, name not",
        _ => "TLS, certificate and name verified",
    };
    let client = session.client.as_ref();
    let preauthenticated = client.is_some_and(|client| client.greeting().preauthenticated);
    let whom = match (&account.username, account.authorization.as_str()) {
        _ if session.state() < State::Authenticated => ", not signed in".to_owned(),
        // As whom, only the command knows.
        _ if account.stream.is_some() && preauthenticated => ", signed in".to_owned(),
        (Some(user), "") => format!(" as {user}"),
        (Some(user), other) => format!(" as {user} for {other}"),
        (None, other) if !other.is_empty() => format!(" as {other}"),
        (None, _) => String::new(),
    };
    let software = session
        .software
        .as_ref()
        .map(|software| format!("{software}, "))
        .unwrap_or_default();
    format!("Connected to {host}{whom} ({software}{protection}).")
}

/// Asks the server what it is, once and only where somebody is at the prompt.
pub(crate) fn ask_software(session: &mut Session) {
    session.software = None;
    if !session.may_ask_unasked() {
        return;
    }
    let Some(client) = &mut session.client else {
        return;
    };
    if client.state() < State::Authenticated
        || !client
            .known_capabilities()
            .is_some_and(|known| known.has("ID"))
    {
        return;
    }
    session.tracing.own("auto");
    // What nobody asked is no part of the answer.
    client.set_tap(None);
    // What a server is called is good to know, and nothing depends on it.
    let Ok(Some(fields)) = client.id(&[]) else {
        return;
    };
    let field = |wanted: &str| {
        let found = fields
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted.as_bytes()));
        found
            .and_then(|(_, value)| value.as_ref())
            .map(|value| String::from_utf8_lossy(value).into_owned())
    };
    session.software = field("name").map(|name| match field("version") {
        Some(version) => format!("{name} {version}"),
        None => name,
    });
}
