//! Whom to sign in as and where: one [`Account`], put together from the command line, a section of
//! an account file, `[DEFAULT]`, the environment and the built-in values, in that order.
//! A stored password reaches only the host of its own section. Asking for what is missing is left
//! to `prompting`, checking certificates to the library.

mod environment;
mod ini;
mod interpolation;
mod keys;
mod lines;
mod load;
mod method;
mod overview;
mod password;
mod setup_error;
mod token_url;
mod url;
pub(crate) mod value;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use nu_ansi_term::Color;

use imapclient::client::{ClientIdentity, Endpoint};

pub(crate) use environment::Environment;
pub(crate) use load::load;
pub(crate) use method::{Method, OAuth2, secret_of};
pub(crate) use overview::overview;
pub(crate) use password::PasswordSource;
pub(crate) use setup_error::{Result, SetupError, shown};
pub(crate) use token_url::known as known_token_url;
pub(crate) use value::{Interval, interval};

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TlsMode {
    /// TLS from the first byte.
    Implicit,
    /// STARTTLS, without which nothing is sent.
    StartTls,
    /// None at all.
    Clear,
}

impl TlsMode {
    /// The port servers listen on for it.
    pub(crate) fn default_port(self) -> u16 {
        match self {
            TlsMode::Implicit => 993,
            TlsMode::StartTls | TlsMode::Clear => 143,
        }
    }
}

/// Where a value came from, for `config` and for error messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// An option, or a part of the URL.
    CommandLine,
    /// A line of the account file.
    File {
        /// The section it stands in, perhaps `DEFAULT`.
        section: String,
        /// The line of the key.
        line: usize,
    },
    /// An environment variable.
    Environment(&'static str),
    /// Typed when asked for.
    Asked,
    /// Nobody said anything.
    BuiltIn,
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::CommandLine => formatter.write_str("command line"),
            Origin::File { section, line } => {
                write!(formatter, "[{}], line {line}", shown(section))
            }
            Origin::Environment(variable) => formatter.write_str(variable),
            Origin::Asked => formatter.write_str("typed"),
            Origin::BuiltIn => formatter.write_str("built-in"),
        }
    }
}

/// Everything needed to connect and to sign in, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    /// The name of its section; none for `[DEFAULT]`, a URL or `-H`.
    pub(crate) name: Option<String>,
    /// The file it was read from.
    pub(crate) file: Option<PathBuf>,
    /// The server's name or address, without brackets.
    pub(crate) host: Option<String>,
    /// The shell command that speaks IMAP in place of a host.
    pub(crate) stream: Option<String>,
    /// The port, where one was given.
    pub(crate) port: Option<u16>,
    /// Who signs in.
    pub(crate) username: Option<String>,
    /// How it signs in.
    pub(crate) method: Method,
    /// Whom to act as; empty for the user who signs in.
    pub(crate) authorization: String,
    /// Where the password comes from, or what else the method takes.
    pub(crate) password: PasswordSource,
    /// How the connection is protected.
    pub(crate) tls: TlsMode,
    /// The certificate must be for the host.
    pub(crate) check_hostname: bool,
    /// The certificate must come from an authority; when false its name is not looked at either.
    pub(crate) verify_certificate: bool,
    /// The authorities to accept in place of the system's.
    pub(crate) ca_file: Option<PathBuf>,
    /// What to show a server that asks for a certificate.
    pub(crate) identity: Option<ClientIdentity>,
    /// The limit of every wait.
    pub(crate) timeout: Interval,
    /// The mailbox to open after signing in.
    pub(crate) folder: Option<String>,
    /// Open mailboxes with EXAMINE, change nothing.
    pub(crate) read_only: bool,
    /// Commands to run after signing in at the prompt, a line each.
    pub(crate) init: Option<String>,
    /// The template of the prompt.
    pub(crate) prompt: Option<String>,
    /// The colour of the account's name in the prompt.
    pub(crate) prompt_color: Option<Color>,
    /// How often the connection is kept alive.
    pub(crate) keepalive: Interval,
    /// The server is the one within this process.
    pub(crate) demo: bool,
    /// What to say before connecting, each a sentence without the word `warning:`.
    pub(crate) warnings: Vec<String>,
    /// Where each value that is not built-in came from, by the key of the account file.
    pub(crate) origins: BTreeMap<&'static str, Origin>,
}

impl Account {
    /// The port to connect to.
    pub(crate) fn effective_port(&self) -> u16 {
        self.port.unwrap_or_else(|| self.tls.default_port())
    }

    /// Where the connection goes, for people: `mail.example.org:993`; a command is not repeated, it may be long.
    pub(crate) fn place(&self) -> String {
        match (&self.host, &self.stream) {
            _ if self.demo => "the demo, in this program's memory".to_owned(),
            (_, Some(_)) => "the command".to_owned(),
            (Some(host), None) => Endpoint::new(host, self.effective_port()).to_string(),
            (None, None) => "a script".to_owned(),
        }
    }

    /// Where the value of a key of the account file came from.
    pub(crate) fn origin(&self, key: &str) -> &Origin {
        self.origins.get(key).unwrap_or(&Origin::BuiltIn)
    }
}

impl Default for Account {
    fn default() -> Self {
        Account {
            name: None,
            file: None,
            host: None,
            stream: None,
            port: None,
            username: None,
            method: Method::Password,
            authorization: String::new(),
            password: PasswordSource::None,
            tls: TlsMode::Implicit,
            check_hostname: true,
            verify_certificate: true,
            ca_file: None,
            identity: None,
            timeout: Interval::Unset,
            folder: None,
            read_only: false,
            init: None,
            prompt: None,
            prompt_color: None,
            keepalive: Interval::Unset,
            demo: false,
            warnings: Vec::new(),
            origins: BTreeMap::new(),
        }
    }
}
