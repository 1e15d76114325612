//! Why a command failed, in the words and with the exit status the contract fixes.

mod challenge;
pub(crate) mod meaning;
mod system;

use std::fmt;
use std::ops::Range;

use imapclient::types::ResponseCode;
use imapclient::{Error, Rejection};

pub(crate) use self::system::{is_stopped, stopped, system_reason};
use super::render::harmless::line;

/// What kind of failure it is: the first word of the line, and the exit status in batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// The server understood and refused.
    No,
    /// The server did not understand, or not now.
    Bad,
    /// We would not send or show it: wrong state, read-only, unconfirmed.
    Refused,
    /// The server lacks the capability.
    Unsupported,
    /// The line makes no sense; nothing was sent.
    Usage,
    /// A configuration file makes no sense; nothing was sent.
    Config,
    /// No connection came about.
    Connect,
    /// No TLS came about.
    Tls,
    /// Signing in was refused or impossible.
    Auth,
    /// The link was lost.
    Closed,
    /// The server left.
    Bye,
    /// Framing, tags or state are broken.
    Protocol,
    /// A size limit was passed.
    Limit,
    /// A deadline passed.
    Timeout,
    /// Ctrl-C.
    Interrupted,
}

impl Class {
    /// The word that starts the line on stderr, and the `class` in JSON, without its colon.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Class::No => "NO",
            Class::Bad => "BAD",
            Class::Refused => "refused",
            Class::Unsupported => "unsupported",
            Class::Usage => "usage",
            Class::Config => "config",
            Class::Connect => "connect",
            Class::Tls => "tls",
            Class::Auth => "auth",
            Class::Closed => "closed",
            Class::Bye => "BYE",
            Class::Protocol => "protocol",
            Class::Limit => "limit",
            Class::Timeout => "timeout",
            Class::Interrupted => "interrupted",
        }
    }

    /// The status the program ends with when this is the first failure of a batch.
    pub(crate) fn exit_status(self) -> u8 {
        match self {
            Class::No | Class::Bad | Class::Refused | Class::Unsupported => 1,
            Class::Usage | Class::Config => 2,
            Class::Connect => 3,
            Class::Tls => 4,
            Class::Auth => 5,
            Class::Closed | Class::Bye | Class::Protocol | Class::Limit => 6,
            Class::Timeout => 7,
            Class::Interrupted => 130,
        }
    }

    /// Says whether the connection is not used again after this.
    pub(crate) fn ends_connection(self) -> bool {
        (3..=7).contains(&self.exit_status())
    }
}

/// A failed command: shown on stderr, never mixed into the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// What kind it is.
    pub(crate) class: Class,
    /// What was attempted: the canonical name of the command, or empty.
    pub(crate) attempted: String,
    /// What happened; the server's own words where it said some.
    pub(crate) text: String,
    /// What stood in the brackets of the response code.
    pub(crate) code: Option<String>,
    /// What to do, a line each; two at most are shown.
    pub(crate) hints: Vec<String>,
    /// The place in the typed line that it is about.
    pub(crate) place: Option<Range<usize>>,
    /// The file and line of the command: `setup.imap:3`.
    pub(crate) origin: Option<String>,
    /// It counts, and nobody need be told.
    pub(crate) quiet: bool,
}

impl Failure {
    /// Makes a failure without a response code and without hints.
    pub(crate) fn new(class: Class, attempted: impl Into<String>, text: impl Into<String>) -> Self {
        Failure {
            class,
            attempted: attempted.into(),
            text: text.into(),
            code: None,
            hints: Vec::new(),
            place: None,
            origin: None,
            quiet: false,
        }
    }

    /// Makes a `usage:` failure.
    pub(crate) fn usage(attempted: impl Into<String>, text: impl Into<String>) -> Self {
        Failure::new(Class::Usage, attempted, text)
    }

    /// Makes a `refused:` failure.
    pub(crate) fn refused(attempted: impl Into<String>, text: impl Into<String>) -> Self {
        Failure::new(Class::Refused, attempted, text)
    }

    /// Adds a line that says what to do.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Says which place of the typed line it is about; Ctrl-C is about none.
    pub(crate) fn at(mut self, place: Range<usize>) -> Self {
        self.place = Some(place).filter(|_| self.class != Class::Interrupted);
        self
    }

    /// Tells the library's error as the failure of a command.
    pub(crate) fn from_error(attempted: impl Into<String>, error: &Error) -> Self {
        let (class, code) = match error {
            Error::No(rejection) => (Class::No, code_of(rejection)),
            Error::Bad(rejection) => (Class::Bad, code_of(rejection)),
            Error::Bye(rejection) => (Class::Bye, code_of(rejection)),
            Error::Auth { code, .. } => (Class::Auth, code.as_ref().map(bracketed)),
            Error::Closed(_) => (Class::Closed, None),
            Error::Protocol(_) => (Class::Protocol, None),
            Error::Limit(_) => (Class::Limit, None),
            Error::Unsupported { .. } => (Class::Unsupported, None),
            Error::Refused(_) | Error::WrongState { .. } | Error::Io(_) => (Class::Refused, None),
            Error::Argument(_) => (Class::Usage, None),
            Error::Connect { .. } => (Class::Connect, None),
            Error::Tls { .. } => (Class::Tls, None),
            Error::Timeout(_) => (Class::Timeout, None),
            Error::Interrupted { .. } => (Class::Interrupted, None),
            // The enum may grow; what is new is told in its own words and does not end the session.
            _ => (Class::Refused, None),
        };
        let text = match error {
            Error::Bye(rejection) if rejection.text.is_empty() => {
                "the server closed the session without a word".to_owned()
            }
            Error::No(rejection) | Error::Bad(rejection) | Error::Bye(rejection) => {
                rejection.text.clone()
            }
            Error::Auth {
                text,
                report: Some(report),
                ..
            } => {
                format!("{text} ({})", challenge::told(report).0)
            }
            Error::Interrupted { .. } => String::new(),
            other => other.to_string(),
        };
        let hints = match error {
            Error::Unsupported {
                instead: Some(instead),
                ..
            } => vec![format!("try: {instead}")],
            Error::No(rejection) | Error::Bad(rejection) => {
                explained(&rejection.text).into_iter().collect()
            }
            Error::Auth {
                report: Some(report),
                ..
            } => challenge::told(report).1.into_iter().collect(),
            other => other.hint().map(str::to_owned).into_iter().collect(),
        };
        Failure {
            class,
            attempted: attempted.into(),
            text,
            code,
            hints,
            place: None,
            origin: None,
            quiet: false,
        }
    }

    /// The first line without its class: what was attempted, what happened, the code.
    pub(crate) fn headline(&self) -> String {
        let origin = self.origin.as_deref().unwrap_or_default();
        // connect: connect: would say the same twice.
        let attempted = match self.attempted == self.class.word() {
            true => "",
            false => &self.attempted,
        };
        let parts = [origin, attempted, &self.text].into_iter();
        let parts = parts.filter(|part| !part.is_empty()).map(line);
        let mut told = parts.collect::<Vec<_>>().join(": ");
        if let Some(code) = &self.code {
            told.push_str(&format!("  [{}]", line(code)));
        }
        told
    }

    /// The class as it starts the line: server's words stand in a column of four, ours end in a colon.
    pub(crate) fn lead(&self) -> String {
        match self.class {
            Class::No | Class::Bad | Class::Bye => format!("{:<4}", self.class.word()),
            Class::Interrupted if self.headline().is_empty() => self.class.word().to_owned(),
            _ => format!("{}: ", self.class.word()),
        }
    }

    /// The object that stands on stderr with `--json` and `--jsonl`.
    pub(crate) fn json(&self) -> serde_json::Value {
        let hints: Vec<&str> = self.hints.iter().take(2).map(String::as_str).collect();
        let mut error = serde_json::json!({"error": {
            "class": self.class.word(),
            "command": self.attempted,
            "text": self.text,
            "code": self.code,
            "hint": (!hints.is_empty()).then(|| hints.join("\n")),
        }});
        if let Some(origin) = &self.origin {
            error["error"]["at"] = origin.clone().into();
        }
        error
    }
}

impl fmt::Display for Failure {
    /// The lines of the contract, made harmless and without colour; no line end after the last.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.lead(), self.headline())?;
        for hint in self.hints.iter().take(2) {
            write!(formatter, "\n    {}", line(hint))?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

/// What some servers mean by words that do not say it.
fn explained(text: &str) -> Option<String> {
    const BACKOFF: &str = "Suggested Backoff Time: ";
    if text.contains("authenticated but not connected") {
        return Some(
            "the password is right, the mailbox is not to be had: IMAP may be off for it, a token without \
             access to it, or too many connections open"
                .to_owned(),
        );
    }
    if text.contains("Unsafe Login") {
        return Some(
            "this server wants to know the client first: raw ID (\"name\" \"imapclient-interact\"), then again"
                .to_owned(),
        );
    }
    let (_, wait) = text.split_once(BACKOFF)?;
    let milliseconds: u64 = wait.split_ascii_whitespace().next()?.parse().ok()?;
    Some(format!(
        "too many commands: the server wants a pause of {} s; nothing is tried again by itself",
        milliseconds.div_ceil(1000)
    ))
}

fn code_of(rejection: &Rejection) -> Option<String> {
    rejection.code.as_ref().map(bracketed)
}

/// The response code as it stood between the brackets, as far as that is worth a person's time.
fn bracketed(code: &ResponseCode) -> String {
    match code {
        ResponseCode::Other { raw, .. } => super::render::harmless::bytes(raw),
        known => known.name().to_owned(),
    }
}

#[cfg(test)]
mod tests;
