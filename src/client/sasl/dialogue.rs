//! One run of a mechanism.

use super::hash::Hash;
use super::scram::Scram;
use super::{Credentials, Mechanism};
use crate::error::{Error, Result};
use crate::types::Secret;

/// The client's side of a run.
pub(in crate::client) struct Dialogue {
    script: Script,
    /// What the client begins with and has not said yet.
    first: Option<Secret>,
    /// What the server told of a failure.
    report: Option<String>,
}

enum Script {
    /// All is said in the first message.
    Once,
    /// All is said in the first message; what the server then tells is why it refuses, and this has to be answered.
    Token(&'static str),
    /// Name and password, asked for one after the other.
    Login {
        username: Option<String>,
        password: Option<Secret>,
    },
    CramMd5(Credentials),
    Scram(Box<Scram>),
}

impl Dialogue {
    /// Begins a run.
    ///
    /// # Errors
    /// [`Error::Argument`] for what the mechanism has no form for.
    pub(in crate::client) fn new(
        mechanism: Mechanism,
        credentials: &Credentials,
        nonce: String,
    ) -> Result<Self> {
        let who = credentials;
        let scram = |hash| {
            let scram = Scram::new(hash, who, nonce);
            let first = scram.first();
            (Script::Scram(Box::new(scram)), Some(first))
        };
        let (script, first) = match mechanism {
            Mechanism::Plain => (Script::Once, Some(plain(who)?)),
            Mechanism::External => (
                Script::Once,
                Some(Secret::new(who.authorization.as_bytes())),
            ),
            Mechanism::Anonymous => (Script::Once, Some(Secret::new(who.username.as_bytes()))),
            Mechanism::XOAuth2 => (Script::Token(""), Some(xoauth2(who)?)),
            Mechanism::OAuthBearer => (Script::Token("\u{1}"), Some(oauth_bearer(who)?)),
            Mechanism::Login => {
                let script = Script::Login {
                    username: Some(who.username.clone()),
                    password: Some(who.secret.clone()),
                };
                (script, None)
            }
            Mechanism::CramMd5 => (Script::CramMd5(who.clone()), None),
            Mechanism::ScramSha1 => scram(Hash::Sha1),
            Mechanism::ScramSha256 => scram(Hash::Sha256),
        };
        Ok(Dialogue {
            script,
            first,
            report: None,
        })
    }

    /// What the client begins with, where it does; else the server does.
    pub(in crate::client) fn first(&mut self) -> Option<Secret> {
        self.first.take()
    }

    /// The answer to a challenge.
    ///
    /// # Errors
    /// Why the run has to be broken off.
    pub(in crate::client) fn respond(&mut self, challenge: &[u8]) -> Result<Secret, String> {
        if let Some(first) = self.first() {
            return Ok(first);
        }
        match &mut self.script {
            Script::Once => Err("the server asks for more than there is to say".to_owned()),
            Script::Token(_) if self.report.is_some() => {
                Err("the server asks on after it refused the token".to_owned())
            }
            Script::Token(answer) => {
                self.report = Some(String::from_utf8_lossy(challenge).into_owned());
                Ok(Secret::new(*answer))
            }
            Script::Login { username, password } => login(challenge, username, password)
                .ok_or_else(|| "the server asks for more than name and password".to_owned()),
            Script::CramMd5(who) => Ok(cram_md5(who, challenge)),
            Script::Scram(scram) => scram.respond(challenge),
        }
    }

    /// Why an OK of the server is not to be believed, if so.
    pub(in crate::client) fn doubt(&self) -> Option<&'static str> {
        match &self.script {
            Script::Scram(scram) if !scram.is_verified() => {
                Some("the server did not prove that it knows the password")
            }
            _ => None,
        }
    }

    /// What the server told of a failure, such as the JSON of a refused token.
    pub(in crate::client) fn report(&self) -> Option<&str> {
        self.report.as_deref().filter(|report| !report.is_empty())
    }
}

/// RFC 4616 section 2
fn plain(who: &Credentials) -> Result<Secret> {
    let fields = [
        who.authorization.as_bytes(),
        who.username.as_bytes(),
        who.secret.expose(),
    ];
    without(0, "a NUL", &fields)?;
    Ok(Secret::new(fields.join(&0)))
}

/// `user=...^Aauth=Bearer ...^A^A`
fn xoauth2(who: &Credentials) -> Result<Secret> {
    let token = who.secret.expose();
    let fields = [who.username.as_bytes(), token, who.vendor.as_bytes()];
    without(1, "a Control-A", &fields)?;
    let vendor = match who.vendor.as_str() {
        "" => String::new(),
        vendor => format!("vendor={vendor}\u{1}"),
    };
    let user = format!("user={}\u{1}auth=Bearer ", who.username);
    Ok(Secret::new(
        [user.as_bytes(), token, b"\x01", vendor.as_bytes(), b"\x01"].concat(),
    ))
}

/// RFC 7628 section 3.1
fn oauth_bearer(who: &Credentials) -> Result<Secret> {
    let token = who.secret.expose();
    let identity = match who.authorization.as_str() {
        "" => &who.username,
        _ => &who.authorization,
    };
    without(1, "a Control-A", &[identity.as_bytes(), token])?;
    let header = match identity.as_str() {
        "" => "n,,".to_owned(),
        identity => format!("n,a={},", identity.replace('=', "=3D").replace(',', "=2C")),
    };
    let header = format!("{header}\u{1}auth=Bearer ");
    Ok(Secret::new(
        [header.as_bytes(), token, b"\x01\x01"].concat(),
    ))
}

/// Refuses what separates fields within one.
fn without(separator: u8, name: &str, fields: &[&[u8]]) -> Result<()> {
    if fields.iter().any(|field| field.contains(&separator)) {
        return Err(Error::Argument(format!(
            "{name} cannot be sent in a user name, password or token"
        )));
    }
    Ok(())
}

/// Name and password by what is asked for; what cannot be told apart is answered in that order.
fn login(
    prompt: &[u8],
    username: &mut Option<String>,
    password: &mut Option<Secret>,
) -> Option<Secret> {
    // Servers ask for "Password:", "password" or, with a NUL behind it, "Pass Word".
    let asks_password = prompt
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"pass"));
    if asks_password {
        return password.take();
    }
    let username = username.take().map(|name| Secret::new(name.as_bytes()));
    username.or_else(|| password.take())
}

/// RFC 2195 section 2
fn cram_md5(who: &Credentials, challenge: &[u8]) -> Secret {
    let digest = Hash::Md5.hmac(who.secret.expose(), challenge);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Secret::new(format!("{} {digest}", who.username))
}
