//! Signing in: with the password that is kept, or asked for, and asked for again when it is refused.

use std::time::Instant;

use imapclient::client::{Completed, State, Tls};
use imapclient::types::{ResponseCode, Secret};
use imapclient::{Client, Error};

use super::account::Origin;
use super::connecting::{ask_software, asking, limit, prepare, reach, settle};
use super::failure::{Class, Failure};
use super::options::Stage;
use super::prompting;
use super::session::Session;

/// How often a password is asked for.
const ATTEMPTS: u32 = 3;

/// Signs in on a connection that is there, as somebody else if need be. A password that is not given is asked
/// for; a refused sign-in leaves the account as it was.
///
/// # Errors
/// `auth:`, `usage:` where nothing can be asked, `closed:`, `timeout:`.
pub(crate) fn login(
    session: &mut Session,
    username: &str,
    password: Option<Secret>,
) -> Result<Completed, Failure> {
    let before = session.account.username.replace(username.to_owned());
    let typed = password.is_none();
    let result = password
        .map_or_else(
            || Ok(prompting::password(&session.account, asking(session))?),
            Ok,
        )
        .and_then(|password| {
            session.password = Some(password);
            session.password_typed = typed;
            sign_in_again(session)
        });
    match &result {
        Ok(_) => {
            // From now on the password belongs to this user alone: `connect` signs in as the same again.
            session.password_typed = true;
            session.account.origins.insert("username", Origin::Asked);
            ask_software(session);
        }
        Err(_) => {
            session.account.username = before;
            session.password = None;
        }
    }
    result
}

fn sign_in_again(session: &mut Session) -> Result<Completed, Failure> {
    let tls = prepare(session)?;
    let Some(mut client) = session.client.take() else {
        return Err(Failure::new(Class::Closed, "", "not connected"));
    };
    client.set_deadline(limit(session).map(|limit| Instant::now() + limit));
    let result = sign_in(session, &mut client, tls.as_ref());
    settle(session, &mut client);
    session.client = Some(client);
    result
}

/// Fetches the password where it is kept; nothing is asked for yet.
pub(super) fn find_password(session: &mut Session) -> Result<(), Failure> {
    if session.password.is_some() {
        return Ok(());
    }
    let waker = session.waker.clone();
    session.password = session.account.password.obtain(&|| waker.is_woken())?;
    session.password_typed = false;
    if session.password.is_none() {
        session.password = Some(prompting::password(&session.account, asking(session))?);
        session.password_typed = true;
    }
    Ok(())
}

/// Signs in; a password that was typed and refused is asked for again.
pub(super) fn sign_in(
    session: &mut Session,
    client: &mut Client,
    tls: Option<&Tls>,
) -> Result<Completed, Failure> {
    if client.state() >= State::Authenticated && client.state() != State::Logout {
        session
            .warnings
            .push("the server signed us in by itself (PREAUTH); no password was sent".to_owned());
        ask_capabilities(client)?;
        return Ok(Completed::default());
    }
    let mut attempt = 1;
    loop {
        let username = session.account.username.clone().unwrap_or_default();
        let password = session
            .password
            .clone()
            .unwrap_or_else(|| Secret::new(Vec::new()));
        let error = match client.sign_in(&username, &password) {
            Ok(completed) => {
                session
                    .warnings
                    .extend(completed.code.as_ref().and_then(referral));
                ask_capabilities(client)?;
                return Ok(completed);
            }
            Err(error) => error,
        };
        let refused =
            matches!(error, Error::Auth { code: _, .. }) && client.state() != State::Logout;
        let failed = unsigned(client, &error);
        if !refused || !session.password_typed || attempt >= ATTEMPTS {
            session.forget_password();
            return Err(failed);
        }
        attempt += 1;
        session.notices.say(&failed.to_string());
        session.password = Some(prompting::password(&session.account, asking(session))?);
        client.set_deadline(limit(session).map(|limit| Instant::now() + limit));
        if client.end().is_some() {
            // Some servers hang up after a wrong password.
            *client = reach(session, tls, Stage::Login)?;
        }
    }
}

/// The failure of signing in, with a way out where there is one.
fn unsigned(client: &Client, error: &Error) -> Failure {
    let failure = Failure::from_error(String::new(), error);
    let disabled = client
        .known_capabilities()
        .is_some_and(|known| known.has("LOGINDISABLED"));
    if failure.class == Class::Auth && disabled && !client.is_secured() {
        failure.hint("--starttls (starttls = true) protects the link first; so does TLS from the start, on port 993")
    } else {
        failure
    }
}

/// What is said of a server that sends its users elsewhere: where, and that nobody went there.
fn referral(code: &ResponseCode) -> Option<String> {
    (code.name() == "REFERRAL")
        .then(|| format!("the server refers to another one, which is not followed: {code}"))
}

pub(super) fn ask_capabilities(client: &mut Client) -> Result<(), Failure> {
    client
        .capability()
        .map(|_| ())
        .map_err(|error| Failure::from_error(String::new(), &error))
}
