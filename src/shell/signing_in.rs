//! Signing in: with the secret that is kept, or asked for, and asked for again when it is refused.

use std::time::Instant;

use imapclient::client::{Completed, Credentials, Mechanism, State, Tls};
use imapclient::types::{ResponseCode, Secret};
use imapclient::{Client, Error};

use super::account::{Account, Method, OAuth2, Origin, known_token_url};
use super::connecting::{ask_software, asking, limit, prepare, reach, settle};
use super::failure::{Class, Failure};
use super::options::Stage;
use super::prompting;
use super::session::Session;
use super::tokens;

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
    let before = session.account.clone();
    session.account.username = Some(username.to_owned());
    session.account.method = Method::Password;
    session.account.authorization.clear();
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
            session.account = before;
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

/// Fetches the password where it is kept, or the token where it is given out; else it is asked for.
pub(super) fn find_secret(session: &mut Session) -> Result<(), Failure> {
    if let Method::OAuth2(oauth2) = session.account.method.clone() {
        session.password = Some(token(session, &oauth2)?);
        session.password_typed = false;
        return Ok(());
    }
    let Some(noun) = session.account.method.secret() else {
        return Ok(());
    };
    if session.password.is_some() {
        return Ok(());
    }
    let waker = session.waker.clone();
    session.password = session.account.password.obtain(&|| waker.is_woken())?;
    session.password_typed = false;
    if session.password.is_none() {
        session.password = Some(prompting::secret(noun, &session.account, asking(session))?);
        session.password_typed = true;
    }
    Ok(())
}

/// An access token of the account's.
fn token(session: &mut Session, oauth2: &OAuth2) -> Result<Secret, Failure> {
    let account = &session.account;
    let (host, username) = (account.host.as_deref(), account.username.as_deref());
    let known = || known_token_url(host.unwrap_or_default(), username.unwrap_or_default());
    let url = oauth2.token_url.clone().or_else(known);
    let url = url.ok_or_else(|| {
        let text = "it is not known where tokens come from: oauth2_token_url says it";
        Failure::new(Class::Config, "", text)
    })?;
    let asking = tokens::Asking {
        url: &url,
        ca_file: account.ca_file.clone(),
        deadline: limit(session).map(|limit| Instant::now() + limit),
        waker: &session.waker,
        tracing: &session.tracing,
    };
    session.tokens.obtain(oauth2, &asking)
}

/// Signs in; a password that was typed and refused is asked for again.
pub(super) fn sign_in(
    session: &mut Session,
    client: &mut Client,
    tls: Option<&Tls>,
) -> Result<Completed, Failure> {
    if client.state() >= State::Authenticated && client.state() != State::Logout {
        if session.account.stream.is_none() {
            let warning = "the server signed us in by itself (PREAUTH); no password was sent";
            session.warnings.push(warning.to_owned());
        }
        begin(session, client)?;
        return Ok(Completed::default());
    }
    let mut attempt = 1;
    loop {
        let secret = session.password.clone();
        let secret = secret.unwrap_or_else(|| Secret::new(Vec::new()));
        let error = match by_method(client, &session.account, secret) {
            Ok(completed) => {
                session
                    .warnings
                    .extend(completed.code.as_ref().and_then(referral));
                begin(session, client)?;
                return Ok(completed);
            }
            Err(error) => error,
        };
        if let Method::OAuth2(oauth2) = &session.account.method {
            session.tokens.forget(oauth2);
        }
        let refused =
            matches!(error, Error::Auth { code: _, .. }) && client.state() != State::Logout;
        let failed = unsigned(client, &session.account, &error);
        let noun = session.account.method.secret().unwrap_or("password");
        if !refused || !session.password_typed || attempt >= ATTEMPTS {
            session.forget_password();
            return Err(failed);
        }
        attempt += 1;
        session.notices.say(&failed.to_string());
        session.password = Some(prompting::secret(noun, &session.account, asking(session))?);
        client.set_deadline(limit(session).map(|limit| Instant::now() + limit));
        if client.end().is_some() {
            // Some servers hang up after a wrong password.
            *client = reach(session, tls, Stage::Login)?;
        }
    }
}

/// Asks for what a signed-in session needs to know, and compresses it where that is wanted and offered.
fn begin(session: &Session, client: &mut Client) -> Result<(), Failure> {
    ask_capabilities(client)?;
    compress(session, client).map_err(|error| Failure::from_error("compress", &error))
}

/// Compresses a connection where `set compress on` wants it and the server can.
pub(super) fn compress(session: &Session, client: &mut Client) -> imapclient::Result<()> {
    let offered = client
        .known_capabilities()
        .is_some_and(|known| known.has("COMPRESS=DEFLATE"));
    match session.settings.compress && offered && !client.is_compressed() {
        true => client.compress().map(drop),
        false => Ok(()),
    }
}

/// Signs in once, by the account's method.
fn by_method(
    client: &mut Client,
    account: &Account,
    secret: Secret,
) -> imapclient::Result<Completed> {
    let username = account.username.clone().unwrap_or_default();
    let mut authorization = account.authorization.clone();
    let candidates: &[Mechanism] = match &account.method {
        Method::Password if authorization.is_empty() => return client.sign_in(&username, &secret),
        Method::Password => &[
            Mechanism::ScramSha256,
            Mechanism::ScramSha1,
            Mechanism::Plain,
        ],
        Method::Mechanism(mechanism) => &[*mechanism],
        Method::OAuth2(OAuth2 {
            mechanism: Some(mechanism),
            ..
        }) => &[*mechanism],
        Method::OAuth2(_) if authorization.is_empty() => {
            &[Mechanism::XOAuth2, Mechanism::OAuthBearer]
        }
        Method::OAuth2(_) => &[Mechanism::OAuthBearer],
    };
    if candidates == [Mechanism::External] && authorization.is_empty() {
        // Who we are the server knows already; a name can only say whom to act as.
        authorization.clone_from(&username);
    }
    let offered = client.capability()?;
    let offered = candidates
        .iter()
        .find(|mechanism| offered.has(&format!("AUTH={}", mechanism.name())));
    // Where there is none the library says what there is.
    let mechanism = offered.or(candidates.last()).copied();
    let mut credentials = Credentials::new(username, secret);
    credentials.authorization = authorization;
    client.authenticate(mechanism.unwrap_or(Mechanism::Plain), &credentials)
}

/// The failure of signing in, with a way out where there is one.
fn unsigned(client: &Client, account: &Account, error: &Error) -> Failure {
    let mut failure = Failure::from_error(String::new(), error);
    if failure.class == Class::Unsupported {
        // Without the means that was asked for nobody is signed in.
        failure.class = Class::Auth;
        failure = failure.hint(match account.method {
            Method::OAuth2(_) => "oauth2 = true signs in with a token and with nothing else",
            Method::Mechanism(_) => "auth names it; without auth any way for passwords will do",
            Method::Password => "authzid needs a way that can say whom to act as",
        });
    }
    if failure.class == Class::Auth && failure.text.contains("SSL certificate") {
        return failure.hint("client_cert and client_key in the account file name one to show");
    }
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
