//! AUTHENTICATE: carries a mechanism's messages to and fro.

use std::io;

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::auth::refusal;
use super::exchange::{Next, nothing};
use super::sasl::{Credentials, Dialogue, Mechanism};
use super::session::{Completed, Pending};
use super::{Client, State};
use crate::error::{Error, Result};
use crate::types::Secret;
use crate::wire::encode::Command;

/// No mechanism has more to say than this.
const MOST_ROUNDS: usize = 8;

/// Challenges are read with or without their padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Client {
    /// Sends AUTHENTICATE and answers the server's challenges, with the first response at once where the server has
    /// SASL-IR. No trace shows what is said.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks the mechanism: it names those that are there.
    /// [`Error::Auth`] when the server refuses, with what it told of the reason, or breaks the rules of the mechanism:
    /// a server that does not prove what it has to is left.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::client::{Credentials, Mechanism};
    /// use imapclient::types::Secret;
    ///
    /// # let script = Script::parse("S: * OK [CAPABILITY IMAP4rev1 AUTH=CRAM-MD5] ready\nC: A1 AUTHENTICATE CRAM-MD5\nS: + PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\nC: dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw\nS: A1 OK in\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let credentials = Credentials::new("tim", Secret::new("tanstaaftanstaaf"));
    /// client.authenticate(Mechanism::CramMd5, &credentials)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.2.2; RFC 3501 section 6.2.2; RFC 4959
    pub fn authenticate(
        &mut self,
        mechanism: Mechanism,
        credentials: &Credentials,
    ) -> Result<Completed> {
        self.not_signed_in("AUTHENTICATE")?;
        self.need_mechanism(mechanism)?;
        let mut dialogue = Dialogue::new(mechanism, credentials, nonce()?)?;
        self.exchange
            .connection
            .remember_secret(&credentials.secret);
        self.exchange.connection.tracer.hide_challenges(true);
        let result = self.converse(mechanism, &mut dialogue);
        self.exchange.connection.tracer.hide_challenges(false);
        result.map_err(|error| self.with_report(refusal(error), &dialogue))
    }

    /// Sends AUTHENTICATE PLAIN, as [`Client::authenticate`] does. An empty `authorization` acts as the user who signs in.
    ///
    /// # Errors
    /// As there.
    ///
    /// RFC 4616
    pub fn authenticate_plain(
        &mut self,
        authorization: &str,
        username: &str,
        password: &Secret,
    ) -> Result<Completed> {
        let mut credentials = Credentials::new(username, password.clone());
        credentials.authorization = authorization.to_owned();
        self.authenticate(Mechanism::Plain, &credentials)
    }

    /// Sends the command and answers until it is done.
    fn converse(&mut self, mechanism: Mechanism, dialogue: &mut Dialogue) -> Result<Completed> {
        let mut command = Command::new("AUTHENTICATE").atom("the mechanism", mechanism.name())?;
        if self.exchange.capabilities()?.has("SASL-IR")
            && let Some(first) = dialogue.first()
        {
            let first = match self.encoded(&first) {
                // RFC 4959 section 3: nothing is not the same as no response.
                empty if empty.expose().is_empty() => Secret::new("="),
                first => first,
            };
            command = command.secret_base64(first);
        }
        let pending = self.exchange.start(&command, &mut [], &mut nothing)?;
        let mut broken = None;
        let result = self.answer(&pending, dialogue, &mut broken);
        let doubt = broken.or_else(|| match &result {
            Ok(_) => dialogue.doubt().map(str::to_owned),
            Err(_) => None,
        });
        match (self.exchange.connection.check(result), doubt) {
            (result, None) => result,
            (Ok(_), Some(text)) => {
                // It takes us for someone, but it is not who it should be.
                self.exchange.connection.close(&text);
                Err(broken_off(text))
            }
            (Err(Error::No(_) | Error::Bad(_)), Some(text)) => Err(broken_off(text)),
            (Err(error), Some(_)) => Err(error),
        }
    }

    /// Answers challenges; why the run was broken off, if so, is left in `broken`.
    fn answer(
        &mut self,
        pending: &Pending,
        dialogue: &mut Dialogue,
        broken: &mut Option<String>,
    ) -> Result<Completed> {
        // As many again, for a server that asks on when the run was broken off.
        for round in 0..2 * MOST_ROUNDS {
            let challenge = match self.next_challenge(pending)? {
                Ok(completed) => return Ok(completed),
                Err(challenge) => challenge,
            };
            if round >= MOST_ROUNDS {
                broken.get_or_insert_with(|| "the server does not stop asking".to_owned());
            }
            let response = match broken {
                Some(_) => Err(String::new()),
                None => dialogue.respond(&challenge),
            };
            match response {
                Ok(response) => {
                    let line = self.encoded(&response);
                    self.exchange.send_line(line.expose(), b"<hidden>")?;
                }
                Err(why) => {
                    broken.get_or_insert(why);
                    self.exchange.send_line(b"*", b"*")?;
                }
            }
        }
        Err(Error::Protocol(
            "the server does not stop asking in AUTHENTICATE".to_owned(),
        ))
    }

    /// Reads on to the next challenge, or to the end.
    fn next_challenge(&mut self, pending: &Pending) -> Result<Result<Completed, Vec<u8>>> {
        loop {
            match self.exchange.next(pending, &mut None, &mut nothing)? {
                Next::Done(completed) => return Ok(Ok(completed)),
                Next::Untagged => {}
                Next::Continue(text) => {
                    let text = text.trim_ascii();
                    // Some servers ask in plain words.
                    let challenge = LENIENT.decode(text).unwrap_or_else(|_| text.to_vec());
                    return Ok(Err(challenge));
                }
            }
        }
    }

    /// A message in base64, which no trace and no error will show.
    fn encoded(&mut self, message: &Secret) -> Secret {
        let encoded = Secret::new(STANDARD.encode(message.expose()));
        self.exchange.connection.remember_secret(&encoded);
        encoded
    }

    /// A refusal with what the server told of the reason.
    fn with_report(&self, error: Error, dialogue: &Dialogue) -> Error {
        match (error, dialogue.report()) {
            (Error::Auth { text, code, .. }, Some(report)) => Error::Auth {
                text,
                code,
                report: Some(self.exchange.connection.masked(report)),
            },
            (error, _) => error,
        }
    }

    fn need_mechanism(&mut self, mechanism: Mechanism) -> Result<()> {
        let capabilities = self.exchange.capabilities()?;
        let offers =
            |mechanism: &Mechanism| capabilities.has(&format!("AUTH={}", mechanism.name()));
        if offers(&mechanism) {
            return Ok(());
        }
        let offered: Vec<&str> = Mechanism::ALL
            .iter()
            .filter(|mechanism| offers(mechanism))
            .map(|mechanism| mechanism.name())
            .collect();
        let instead = match &offered[..] {
            [] if capabilities.has("LOGINDISABLED") => None,
            [] => Some("LOGIN, which sends the password itself".to_owned()),
            offered => Some(format!("AUTHENTICATE with {}", offered.join(" or "))),
        };
        Err(Error::Unsupported {
            capability: format!("AUTH={}", mechanism.name()),
            instead,
        })
    }

    pub(super) fn not_signed_in(&self, command: &str) -> Result<()> {
        match self.state() {
            State::NotAuthenticated => Ok(()),
            State::Logout => Err(self.exchange.connection.ended()),
            State::Authenticated | State::Selected => Err(Error::Refused(format!(
                "{command}: this session is signed in already"
            ))),
        }
    }
}

/// A run that the client ended, not the server.
fn broken_off(text: String) -> Error {
    Error::Auth {
        text,
        code: None,
        report: None,
    }
}

/// Letters nobody can guess.
fn nonce() -> Result<String> {
    let mut bytes = [0; 18];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(STANDARD.encode(bytes))
}
