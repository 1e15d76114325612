//! Signing in with a password: LOGIN, or AUTHENTICATE where that is better.

use super::Client;
use super::exchange::nothing;
use super::session::Completed;
use crate::error::{Error, Result};
use crate::types::Secret;
use crate::wire::encode::Command;

impl Client {
    /// Signs in with a password by the means the server has: LOGIN, or AUTHENTICATE PLAIN where LOGIN is
    /// disabled under TLS or the password or name is not ASCII.
    ///
    /// # Errors
    /// [`Error::Auth`] when the server refuses, or offers no way that is safe on this connection.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::Secret;
    ///
    /// # let script = Script::parse("S: * OK [CAPABILITY IMAP4rev1] ready\nC: A1 LOGIN ana \"se cret\"\nS: A1 OK [CAPABILITY IMAP4rev1 IDLE] in\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// client.sign_in("ana", &Secret::new("se cret"))?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 sections 6.2.2 and 6.2.3; RFC 3501 sections 6.2.2 and 6.2.3; RFC 4616
    pub fn sign_in(&mut self, username: &str, password: &Secret) -> Result<Completed> {
        let capabilities = self.exchange.capabilities()?;
        let disabled = capabilities.has("LOGINDISABLED");
        let plain = capabilities.has("AUTH=PLAIN");
        // LOGIN has no charset, so that only AUTHENTICATE can carry other characters.
        let ascii = username.is_ascii() && password.expose().is_ascii();
        if plain && (self.secured && disabled || !(disabled || ascii)) {
            return self.authenticate_plain("", username, password);
        }
        self.login(username, password)
    }

    /// Sends LOGIN. The password goes in quotes, or as a literal that waits for the server's leave.
    ///
    /// # Errors
    /// [`Error::Auth`] when the server refuses, or says LOGINDISABLED: nothing is sent then.
    ///
    /// RFC 9051 section 6.2.3; RFC 3501 section 6.2.3
    pub fn login(&mut self, username: &str, password: &Secret) -> Result<Completed> {
        self.not_signed_in("LOGIN")?;
        if self.exchange.capabilities()?.has("LOGINDISABLED") {
            let why = if self.secured {
                "the server forbids LOGIN (LOGINDISABLED)"
            } else {
                "the server forbids LOGIN without TLS (LOGINDISABLED)"
            };
            return Err(Error::Auth {
                text: why.to_owned(),
                code: None,
                report: None,
            });
        }
        self.exchange.connection.remember_secret(password);
        let command = Command::new("LOGIN")
            .astring("the user name", username.as_bytes())?
            .secret("the password", password)?;
        let result = self.exchange.run(&command, &mut nothing);
        result.map_err(refusal)
    }
}

/// A refusal to sign anyone in.
pub(super) fn refusal(error: Error) -> Error {
    match error {
        Error::No(rejection) | Error::Bad(rejection) => Error::Auth {
            text: rejection.text,
            code: rejection.code,
            report: None,
        },
        error => error,
    }
}
