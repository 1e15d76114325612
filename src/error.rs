//! What can go wrong, by whose doing it is. The variants are what a caller can tell apart and act upon;
//! the shell's error classes and exit statuses are one `match` over them.

use std::io;

use crate::types::ResponseCode;

/// The result of anything that talks to a server.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A NO, a BAD or a BYE: the server's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The command that was refused, by its IMAP name (`SELECT`, `UID FETCH`).
    pub command: String,
    /// The human text as it was sent, without the response code.
    pub text: String,
    /// The response code in brackets, if there was one.
    pub code: Option<ResponseCode>,
}

impl Rejection {
    /// The command and the server's words, or ours where it had none.
    fn told(&self, silent: &str) -> String {
        let text = if self.text.is_empty() {
            silent
        } else {
            &self.text
        };
        format!("{}: {text}", self.command)
    }
}

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server understood and refused. The connection goes on.
    #[error("{}", .0.told("refused without a word"))]
    No(Rejection),
    /// The server did not understand, or not now. The connection goes on.
    #[error("{}", .0.told("BAD without a word"))]
    Bad(Rejection),
    /// The server said BYE and leaves. The connection is over.
    #[error("the server closed the session{}{}", if .0.text.is_empty() { "" } else { ": " }, .0.text)]
    Bye(Rejection),
    /// The link was lost or closed without a BYE. The connection is over.
    #[error("{0}")]
    Closed(String),
    /// The stream is out of step: framing, tags or state do not fit. The connection is over.
    #[error("{0}")]
    Protocol(String),
    /// A size limit was passed; the message names it. The connection is over.
    #[error("{0}")]
    Limit(String),
    /// The server lacks the capability; nothing was sent.
    #[error("the server does not offer {capability}")]
    Unsupported {
        /// The capability that is missing.
        capability: String,
        /// The next best thing, if there is one.
        instead: Option<String>,
    },
    /// The client would not send or do this; the message says why. Nothing was sent.
    #[error("{0}")]
    Refused(String),
    /// The command is not possible in this state of the session; nothing was sent.
    #[error("{command} needs {needed}")]
    WrongState {
        /// The command by its IMAP name.
        command: String,
        /// What is missing, such as "a selected mailbox".
        needed: &'static str,
    },
    /// An argument cannot be sent: the message says which and why. Nothing was sent.
    #[error("{0}")]
    Argument(String),
    /// No connection came about: look-up, refusal, or no IMAP greeting.
    #[error("{text}")]
    Connect {
        /// What was tried and what the system said.
        text: String,
        /// What to try next, where something is known to help.
        hint: Option<String>,
    },
    /// No TLS with a checked certificate came about. No secret was sent.
    #[error("{text}")]
    Tls {
        /// The host and what is wrong with it or its certificate.
        text: String,
        /// What to try next, where something is known to help.
        hint: Option<String>,
    },
    /// Signing in was refused or is impossible.
    #[error("{text}{}", report.as_ref().map(|report| format!(" ({report})")).unwrap_or_default())]
    Auth {
        /// The server's own words, or why it was not tried.
        text: String,
        /// The response code of the refusal, if there was one.
        code: Option<ResponseCode>,
        /// What the server told of the reason before it refused: the JSON of RFC 7628 section 3.2.2.
        report: Option<String>,
    },
    /// A deadline passed; the message says what was waited for. The connection is over.
    #[error("{0}")]
    Timeout(String),
    /// A [`Waker`](crate::client::Waker) ended the wait.
    #[error("interrupted")]
    Interrupted {
        /// The rest of the answer can still be read away, and is before the next command; else the
        /// connection is over.
        usable: bool,
    },
    /// A local file or sink failed.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl Error {
    /// Says whether the connection is unusable after this error.
    pub fn is_fatal(&self) -> bool {
        match self {
            Error::No(_)
            | Error::Bad(_)
            | Error::Unsupported { .. }
            | Error::Refused(_)
            | Error::WrongState { .. }
            | Error::Argument(_)
            | Error::Auth { .. }
            | Error::Interrupted { usable: true }
            | Error::Io(_) => false,
            Error::Bye(_)
            | Error::Closed(_)
            | Error::Protocol(_)
            | Error::Limit(_)
            | Error::Connect { .. }
            | Error::Tls { .. }
            | Error::Timeout(_)
            | Error::Interrupted { usable: false } => true,
        }
    }

    /// What to try next, where something is known to help: fit to stand on a line of its own.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Error::Connect { hint, .. } | Error::Tls { hint, .. } => hint.as_deref(),
            _ => None,
        }
    }
}
