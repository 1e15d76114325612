//! How an account signs in.

use imapclient::client::Mechanism;
use imapclient::types::Secret;

/// The means an account signs in by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Method {
    /// The password, by whatever means the server has.
    #[default]
    Password,
    /// This mechanism of AUTHENTICATE, and no other.
    Mechanism(Mechanism),
    /// An access token that a refresh token is exchanged for.
    OAuth2(OAuth2),
}

/// What an access token is asked for with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OAuth2 {
    /// The program, as it is registered with whoever gives out tokens.
    pub(crate) client_id: Secret,
    /// The program's own secret, where it has one.
    pub(crate) client_secret: Option<Secret>,
    /// What stands for the user's consent.
    pub(crate) refresh_token: Secret,
    /// The token endpoint, where it is not one that is known for the host.
    pub(crate) token_url: Option<String>,
    /// XOAUTH2 or OAUTHBEARER, where one was named.
    pub(crate) mechanism: Option<Mechanism>,
}

impl Method {
    /// What has to be known of the user, and may be asked for, in a word; nothing where there is nothing to know.
    pub(crate) fn secret(&self) -> Option<&'static str> {
        match self {
            Method::Password => Some("password"),
            Method::Mechanism(mechanism) => secret_of(*mechanism),
            Method::OAuth2(_) => None,
        }
    }

    /// Says whether somebody has to be named who signs in.
    pub(crate) fn needs_username(&self) -> bool {
        let nameless = [Mechanism::External, Mechanism::Anonymous];
        !matches!(self, Method::Mechanism(mechanism) if nameless.contains(mechanism))
    }
}

/// What a mechanism signs in with, in a word; nothing for those that need no secret.
pub(crate) fn secret_of(mechanism: Mechanism) -> Option<&'static str> {
    match mechanism {
        Mechanism::External | Mechanism::Anonymous => None,
        Mechanism::XOAuth2 | Mechanism::OAuthBearer => Some("access token"),
        _ => Some("password"),
    }
}

/// Says whether a mechanism has a place for whom to act as.
pub(crate) fn can_act_as(mechanism: Mechanism) -> bool {
    use Mechanism::{External, OAuthBearer, Plain, ScramSha1, ScramSha256};
    [External, OAuthBearer, Plain, ScramSha1, ScramSha256].contains(&mechanism)
}
