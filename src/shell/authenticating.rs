//! Signing in by one mechanism that was named, and no other.

use std::time::Instant;

use imapclient::client::{Completed, Credentials, Mechanism};
use imapclient::types::Secret;

use super::account::{Method, Origin, PasswordSource, secret_of};
use super::connecting;
use super::failure::{Class, Failure};
use super::prompting;
use super::session::Session;
use super::signing_in;

/// Who signs in, and how; what is absent is asked for.
pub(crate) struct Applicant {
    /// The mechanism.
    pub(crate) mechanism: Mechanism,
    /// Whose secret it is.
    pub(crate) username: Option<String>,
    /// The password or the token.
    pub(crate) secret: Option<Secret>,
    /// Whom to act as; empty for the user who signs in.
    pub(crate) authorization: String,
    /// What XOAUTH2 says of the vendor, or nothing.
    pub(crate) vendor: String,
}

/// Signs in on a connection that is there. A refused sign-in leaves the account as it was.
///
/// # Errors
/// `unsupported:` where the server lacks the mechanism, `auth:`, `usage:` where nothing can be asked.
pub(crate) fn sign_in(
    session: &mut Session,
    mut applicant: Applicant,
) -> Result<Completed, Failure> {
    let credentials = credentials(session, &mut applicant)?;
    let deadline = connecting::limit(session).map(|limit| Instant::now() + limit);
    let Some(mut client) = session.client.take() else {
        return Err(Failure::new(Class::Closed, "", "not connected"));
    };
    client.set_deadline(deadline);
    let result = client
        .authenticate(applicant.mechanism, &credentials)
        .map_err(|error| Failure::from_error("", &error))
        .and_then(|done| signing_in::ask_capabilities(&mut client).map(|()| done));
    connecting::settle(session, &mut client);
    session.client = Some(client);
    let completed = result?;
    remember(session, &applicant, credentials);
    connecting::ask_software(session);
    Ok(completed)
}

/// Asks for what is missing, but not for a mechanism that the server has not: that is refused anyway.
fn credentials(session: &mut Session, applicant: &mut Applicant) -> Result<Credentials, Failure> {
    let name = format!("AUTH={}", applicant.mechanism.name());
    let offered = match &mut session.client {
        Some(client) => client
            .capability()
            .map_err(|error| Failure::from_error("", &error))?
            .has(&name),
        None => false,
    };
    let asking = connecting::asking(session);
    let mut account = session.account.clone();
    if applicant.username.is_some() {
        account.username.clone_from(&applicant.username);
    }
    if offered && let Some(noun) = secret_of(applicant.mechanism) {
        let waker = session.waker.clone();
        prompting::username(&mut account, asking, &|| waker.is_woken())?;
        if applicant.secret.is_none() {
            let secret = prompting::secret(noun, &account, asking);
            applicant.secret = Some(secret?);
        }
        applicant.username = account.username;
    }
    let secret = applicant.secret.clone();
    let mut credentials = Credentials::new(
        applicant.username.clone().unwrap_or_default(),
        secret.unwrap_or_else(|| Secret::new(Vec::new())),
    );
    credentials
        .authorization
        .clone_from(&applicant.authorization);
    credentials.vendor.clone_from(&applicant.vendor);
    Ok(credentials)
}

/// Keeps who is signed in now. A password kept for somebody else is not for this user.
fn remember(session: &mut Session, applicant: &Applicant, credentials: Credentials) {
    let named = applicant.username.is_some();
    let another = named && session.account.username != applicant.username;
    if another {
        session.account.username.clone_from(&applicant.username);
        session.account.origins.insert("username", Origin::Asked);
        session.account.password = PasswordSource::None;
        session.password = None;
    }
    // `connect` signs in the same way again.
    session.account.method = Method::Mechanism(applicant.mechanism);
    session.account.authorization = credentials.authorization;
    if secret_of(applicant.mechanism).is_some() {
        session.password = Some(credentials.secret);
        session.password_typed = true;
    }
}
