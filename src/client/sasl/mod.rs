//! The mechanisms of AUTHENTICATE: what is answered to which challenge. No I/O; base64 is the caller's.

mod dialogue;
mod hash;
mod scram;
#[cfg(test)]
mod tests;

use crate::types::Secret;

pub(super) use self::dialogue::Dialogue;

/// A way to sign in with AUTHENTICATE. RFC 4422
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// The password itself. RFC 4616
    Plain,
    /// The password itself, asked for by old servers.
    Login,
    /// A hash of the password and a challenge. RFC 2195
    CramMd5,
    /// Proofs on both sides, with SHA-1. RFC 5802
    ScramSha1,
    /// Proofs on both sides, with SHA-256. RFC 7677
    ScramSha256,
    /// Who we are the server knows already, from our certificate for one. RFC 4422 appendix A
    External,
    /// Nobody in particular; the user name may say who it is. RFC 4505
    Anonymous,
    /// An OAuth 2.0 token, as Gmail and Microsoft take it.
    XOAuth2,
    /// An OAuth 2.0 token. RFC 7628
    OAuthBearer,
}

impl Mechanism {
    /// All of them.
    pub const ALL: [Mechanism; 9] = [
        Mechanism::Plain,
        Mechanism::Login,
        Mechanism::CramMd5,
        Mechanism::ScramSha1,
        Mechanism::ScramSha256,
        Mechanism::External,
        Mechanism::Anonymous,
        Mechanism::XOAuth2,
        Mechanism::OAuthBearer,
    ];

    /// Finds a mechanism by its name, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        Mechanism::ALL
            .into_iter()
            .find(|mechanism| mechanism.name().eq_ignore_ascii_case(name))
    }

    /// The name that stands behind `AUTH=` in the capabilities.
    pub fn name(self) -> &'static str {
        match self {
            Mechanism::Plain => "PLAIN",
            Mechanism::Login => "LOGIN",
            Mechanism::CramMd5 => "CRAM-MD5",
            Mechanism::ScramSha1 => "SCRAM-SHA-1",
            Mechanism::ScramSha256 => "SCRAM-SHA-256",
            Mechanism::External => "EXTERNAL",
            Mechanism::Anonymous => "ANONYMOUS",
            Mechanism::XOAuth2 => "XOAUTH2",
            Mechanism::OAuthBearer => "OAUTHBEARER",
        }
    }
}

/// Who signs in, as whom, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Whose secret it is; for [`Mechanism::Anonymous`] what is left behind as a trace.
    pub username: String,
    /// Whom to act as; empty for the user who signs in. CRAM-MD5, LOGIN, ANONYMOUS and XOAUTH2 cannot say it.
    pub authorization: String,
    /// The password or the token; EXTERNAL and ANONYMOUS need none.
    pub secret: Secret,
    /// What XOAUTH2 says of the vendor, where a server wants it; else empty.
    pub vendor: String,
}

impl Credentials {
    /// Signs in as oneself.
    pub fn new(username: impl Into<String>, secret: Secret) -> Self {
        Credentials {
            username: username.into(),
            authorization: String::new(),
            secret,
            vendor: String::new(),
        }
    }
}
