//! Signing in: LOGIN and AUTHENTICATE PLAIN.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::session::{Completed, Next, nothing};
use super::{Client, State};
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
        let ascii = username.is_ascii() && password.expose().is_ascii();
        if plain && self.secured && (disabled || !ascii) {
            return self.authenticate_plain("", username, password);
        }
        if plain && !disabled && !ascii {
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
            });
        }
        self.exchange.connection.secrets.remember(password);
        let command = Command::new("LOGIN")
            .astring("the user name", username.as_bytes())?
            .secret("the password", password)?;
        let told = self.exchange.session.capabilities_told;
        let result = self.exchange.run(&command, &mut nothing);
        self.signed_in(result, told)
    }

    /// Sends AUTHENTICATE PLAIN, with the response at once where the server has SASL-IR.
    /// An empty `authorization` acts as the user who signs in.
    ///
    /// # Errors
    /// [`Error::Auth`] when the server refuses or lacks AUTH=PLAIN.
    ///
    /// RFC 9051 section 6.2.2; RFC 4616; RFC 4959
    pub fn authenticate_plain(
        &mut self,
        authorization: &str,
        username: &str,
        password: &Secret,
    ) -> Result<Completed> {
        self.not_signed_in("AUTHENTICATE")?;
        let capabilities = self.exchange.capabilities()?;
        let at_once = capabilities.has("SASL-IR");
        if !capabilities.has("AUTH=PLAIN") {
            return Err(Error::Auth {
                text: "the server does not offer AUTH=PLAIN".to_owned(),
                code: None,
            });
        }
        if authorization.contains('\0') || username.contains('\0') || password.expose().contains(&0)
        {
            return Err(Error::Argument(
                "a NUL cannot be sent in a user name or password".to_owned(),
            ));
        }
        self.exchange.connection.secrets.remember(password);
        let message = [
            authorization.as_bytes(),
            b"\0",
            username.as_bytes(),
            b"\0",
            password.expose(),
        ]
        .concat();
        let response = Secret::new(STANDARD.encode(Secret::new(message).expose()));
        self.exchange.connection.secrets.remember(&response);
        let command = Command::new("AUTHENTICATE").atom("the mechanism", "PLAIN")?;
        let told = self.exchange.session.capabilities_told;
        let result = if at_once {
            self.exchange
                .run(&command.secret_base64(response), &mut nothing)
        } else {
            self.answer_challenge(&command, &response)
        };
        self.signed_in(result, told)
    }

    /// Runs AUTHENTICATE with one response to one challenge; any further challenge is cancelled.
    fn answer_challenge(&mut self, command: &Command, response: &Secret) -> Result<Completed> {
        let pending = self.exchange.start(command, &mut [], &mut nothing)?;
        let mut responses = [(response.expose(), &b"<hidden>"[..])].into_iter();
        let result = loop {
            match self.exchange.next(&pending, &mut None, &mut nothing) {
                Ok(Next::Done(completed)) => break Ok(completed),
                Ok(Next::Untagged) => {}
                Ok(Next::Continue(_)) => {
                    let (bytes, shown) = responses.next().unwrap_or((b"*", b"*"));
                    if let Err(error) = self.exchange.send_line(bytes, shown) {
                        break Err(error);
                    }
                }
                Err(error) => break Err(error),
            }
        };
        self.exchange.connection.check(result)
    }

    fn not_signed_in(&self, command: &str) -> Result<()> {
        match self.state() {
            State::NotAuthenticated => Ok(()),
            State::Logout => Err(self.exchange.connection.ended()),
            State::Authenticated | State::Selected => Err(Error::Refused(format!(
                "{command}: this session is signed in already"
            ))),
        }
    }

    /// What follows from the answer to LOGIN or AUTHENTICATE.
    fn signed_in(&mut self, result: Result<Completed>, told_before: u64) -> Result<Completed> {
        let completed = result.map_err(|error| match error {
            Error::No(rejection) | Error::Bad(rejection) => Error::Auth {
                text: rejection.text,
                code: rejection.code,
            },
            error => error,
        })?;
        self.exchange.session.authenticated = true;
        // Capabilities change at sign-in: those of before do not count.
        if self.exchange.session.capabilities_told == told_before {
            self.exchange.session.capabilities = None;
        }
        Ok(completed)
    }
}
