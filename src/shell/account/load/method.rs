//! How to sign in: `auth`, `authzid` and the keys of OAuth 2, and what goes together of them.

use imapclient::client::Mechanism;
use imapclient::types::Secret;

use super::{Loader, text_of};
use crate::shell::account::environment;
use crate::shell::account::method::{Method, OAuth2, can_act_as, secret_of};
use crate::shell::account::setup_error::{Result, SetupError, shown};
use crate::shell::account::{Origin, token_url, value};

/// Sets how the account signs in. What stands there of OAuth 2 counts only where `oauth2` is true.
pub(super) fn apply(loader: &mut Loader<'_>) -> Result<()> {
    let oauth2 = loader.pick("oauth2", None, |text| value::boolean(text).map(Some))?;
    let mechanism = loader.pick("auth", None, mechanism)?;
    let authorization = loader.pick("authzid", None, |text| Ok(text_of(text)))?;
    loader.account.authorization = authorization.unwrap_or_default();
    loader.account.method = match mechanism {
        _ if oauth2 == Some(true) => Method::OAuth2(credentials(loader, mechanism)?),
        Some(mechanism) => Method::Mechanism(mechanism),
        None => Method::Password,
    };
    check_authorization(loader, mechanism)?;
    check_password_options(loader)
}

/// What tokens are asked for with, and where: nothing is connected before that is known.
fn credentials(loader: &mut Loader<'_>, mechanism: Option<Mechanism>) -> Result<OAuth2> {
    if let Some(other) = mechanism
        && secret_of(other) != Some("access token")
    {
        let why = format!(
            "{} takes no access token; with oauth2 = true it is XOAUTH2 or OAUTHBEARER",
            other.name()
        );
        return Err(loader.wrong("auth", &why));
    }
    let environment = loader.environment;
    let [id, secret, refresh_token] = [
        (environment::CLIENT_ID, &environment.oauth2_client_id),
        (
            environment::CLIENT_SECRET,
            &environment.oauth2_client_secret,
        ),
        (
            environment::REFRESH_TOKEN,
            &environment.oauth2_refresh_token,
        ),
    ]
    .map(|(variable, value)| credential(loader, variable, value));
    let oauth2 = OAuth2 {
        client_id: needed(loader, "oauth2_client_id", id?)?,
        client_secret: secret?,
        refresh_token: needed(loader, "oauth2_refresh_token", refresh_token?)?,
        token_url: loader.pick("oauth2_token_url", None, token_url::parse)?,
        mechanism,
    };
    let Some(host) = loader.destination() else {
        let why = "there is no host beside it, and a token is for one server alone";
        return Err(loader.wrong("oauth2", why));
    };
    if oauth2.token_url.is_none() && token_url::known(host, "").is_none() {
        let why = format!("it is not known where tokens for {} come from", shown(host));
        let hint = "oauth2_token_url says it: the token endpoint, https://...";
        return Err(loader.wrong("oauth2", &why).hint(hint));
    }
    loader.warn_of_foreign_host("refresh token", "oauth2_refresh_token");
    Ok(oauth2)
}

/// A value of the file, else of the environment, whose variable is named after the key.
fn credential(
    loader: &mut Loader<'_>,
    variable: &'static str,
    value: &Option<Secret>,
) -> Result<Option<Secret>> {
    let key = variable.trim_start_matches("imapclient_");
    let secret = |text: &str| Ok(text_of(text).map(Secret::new));
    let stored = loader.pick(key, None, secret)?;
    if stored.is_none() && value.is_some() {
        let origin = Origin::Environment(variable);
        loader.account.origins.insert(key, origin);
        return Ok(value.clone());
    }
    Ok(stored)
}

fn needed(loader: &Loader<'_>, key: &str, value: Option<Secret>) -> Result<Secret> {
    value.ok_or_else(|| {
        let why = format!("{key} is missing, beside it and in the environment (imapclient_{key})");
        loader.wrong("oauth2", &why)
    })
}

/// Whom to act as has to be said by a mechanism that can.
fn check_authorization(loader: &Loader<'_>, mechanism: Option<Mechanism>) -> Result<()> {
    match mechanism {
        Some(other) if !loader.account.authorization.is_empty() && !can_act_as(other) => {
            let why = format!("{} cannot say whom to act as", other.name());
            Err(loader.wrong("authzid", &why))
        }
        _ => Ok(()),
    }
}

/// A password that would not be used is a mistake, not something to pass over.
fn check_password_options(loader: &Loader<'_>) -> Result<()> {
    let options = loader.options;
    if loader.account.method.secret().is_some() || options.password_source().is_none() {
        return Ok(());
    }
    let why = match &loader.account.method {
        Method::Mechanism(mechanism) => format!("auth = {}", mechanism.name()),
        _ => "oauth2 = true".to_owned(),
    };
    let text = format!("a password is of no use with {why}");
    Err(SetupError::usage(text).hint("leave out the option that says where it comes from"))
}

fn mechanism(text: &str) -> Result<Option<Mechanism>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let names = || Mechanism::ALL.map(Mechanism::name).join(" ");
    let unknown = || format!("\"{}\" is none of {}", shown(text), names());
    Mechanism::parse(text).map(Some).ok_or_else(unknown)
}
