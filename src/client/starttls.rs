//! STARTTLS: nothing that came before TLS counts after it.

use super::Client;
use super::exchange::nothing;
use super::session::Completed;
use super::transport::Tls;
use crate::error::{Error, Result};
use crate::wire::encode::Command;

impl Client {
    /// Sends STARTTLS and puts TLS over the stream. All that was known of the server is forgotten.
    ///
    /// # Errors
    /// [`Error::Tls`] when the server does not offer it, refuses it, or anything about the exchange is odd;
    /// the connection is over then. [`Error::Refused`] when TLS is there already.
    ///
    /// RFC 9051 section 6.2.1; RFC 3501 section 6.2.1
    pub fn starttls(&mut self, tls: &Tls) -> Result<Completed> {
        if self.secured {
            return Err(Error::Refused(
                "TLS protects this connection already".to_owned(),
            ));
        }
        let completed = self.begin_tls(tls).map_err(|error| {
            self.exchange.connection.close(&error.to_string());
            match error {
                Error::Interrupted { .. } => Error::Interrupted { usable: false },
                error => error,
            }
        })?;
        self.secured = true;
        Ok(completed)
    }

    fn begin_tls(&mut self, tls: &Tls) -> Result<Completed> {
        if self.exchange.session.authenticated {
            // RFC 3501 section 6.2.1: STARTTLS is for sessions not signed in. A PREAUTH here may be an attacker's.
            return Err(no_tls(
                "the server signed us in before TLS (PREAUTH), so STARTTLS is impossible",
            ));
        }
        let offered = match self.exchange.capabilities() {
            Ok(capabilities) => capabilities.has("STARTTLS"),
            Err(error @ (Error::Interrupted { .. } | Error::Timeout(_))) => return Err(error),
            Err(error) => return Err(no_tls(&unverified("CAPABILITY", &error))),
        };
        if !offered {
            return Err(no_tls("the server does not offer STARTTLS"));
        }
        let completed = match self.exchange.run(&Command::new("STARTTLS"), &mut nothing) {
            Ok(completed) => completed,
            Err(error @ (Error::Interrupted { .. } | Error::Timeout(_))) => return Err(error),
            Err(error) => return Err(no_tls(&unverified("STARTTLS", &error))),
        };
        // Bytes that follow the OK in clear would be read as if TLS protected them.
        let injected = self.exchange.connection.unread().len();
        if injected > 0 {
            return Err(no_tls(&format!(
                "{injected} bytes came in clear behind the answer to STARTTLS: someone may be injecting answers"
            )));
        }
        self.exchange.connection.begin("the TLS handshake");
        self.exchange.connection.upgrade(tls)?;
        self.exchange.session.forget();
        Ok(completed)
    }
}

/// Why a command before TLS failed. The server's words may be anyone's: they are shown as such.
fn unverified(command: &str, error: &Error) -> String {
    match error {
        Error::No(said) | Error::Bad(said) | Error::Bye(said) => format!(
            "{command} was refused before TLS; the words of the refusal came without protection and are not \
             verified: \"{}\"",
            said.text
        ),
        error => format!("{command} before TLS failed: {error}"),
    }
}

fn no_tls(text: &str) -> Error {
    Error::Tls {
        text: text.to_owned(),
        hint: None,
    }
}
