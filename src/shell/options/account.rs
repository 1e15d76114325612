//! The options that say where to connect, as whom, and how the connection is protected.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, OsStringValueParser, TypedValueParser as _};
use clap::{Args, ValueHint};
use imapclient::types::Secret;

use crate::shell::account::{Interval, PasswordSource, value};

/// The options an account is made of.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct AccountOptions {
    /// A section of the account file, or a URL.
    #[arg(value_name = "ACCOUNT", value_parser = NonEmptyStringValueParser::new())]
    #[arg(help = "A section of the account file, or imap(s)://[user@]host[:port][/folder]")]
    pub(crate) target: Option<String>,
    /// Server to connect to
    #[arg(short = 'H', long, help_heading = "Server", value_hint = ValueHint::Hostname)]
    #[arg(value_parser = NonEmptyStringValueParser::new().try_map(|text| value::host(&text)))]
    pub(crate) host: Option<String>,
    /// Port [default: 993 with TLS, else 143]
    #[arg(short = 'P', long, help_heading = "Server", value_parser = value::port, allow_negative_numbers = true)]
    pub(crate) port: Option<u16>,
    /// TLS from the first byte (the default)
    #[arg(short, long, help_heading = "Server")]
    pub(crate) ssl: bool,
    /// Start in clear and require STARTTLS
    #[arg(long, help_heading = "Server")]
    pub(crate) starttls: bool,
    /// No TLS at all: everything is sent in clear
    #[arg(long, help_heading = "Server")]
    pub(crate) insecure: bool,
    /// Accept only certificates of these authorities (PEM)
    #[arg(long, value_name = "FILE", help_heading = "Server", value_hint = ValueHint::FilePath)]
    pub(crate) ca_file: Option<PathBuf>,
    /// Accept any certificate, whoever's it is
    #[arg(long, help_heading = "Server")]
    pub(crate) no_verify: bool,
    /// Check the certificate, but not that it is for this host
    #[arg(long, help_heading = "Server")]
    pub(crate) no_check_hostname: bool,
    /// Limit for connecting and for every wait after; 0 is none
    #[arg(
        long,
        value_name = "SECONDS",
        help_heading = "Server",
        allow_negative_numbers = true
    )]
    #[arg(value_parser = NonEmptyStringValueParser::new().try_map(|text| value::interval(&text)))]
    pub(crate) timeout: Option<Interval>,
    /// User name
    #[arg(
        short,
        long,
        visible_alias = "user",
        value_name = "NAME",
        help_heading = "Account"
    )]
    #[arg(value_parser = NonEmptyStringValueParser::new(), value_hint = ValueHint::Other)]
    pub(crate) username: Option<String>,
    /// Password; others on this machine can see it there
    #[arg(short, long, help_heading = "Account", value_hint = ValueHint::Other)]
    #[arg(value_parser = OsStringValueParser::new().try_map(password))]
    pub(crate) password: Option<Secret>,
    /// Read the password from the first line of stdin
    #[arg(long, help_heading = "Account")]
    pub(crate) password_stdin: bool,
    /// Read the password from the first line of a file
    #[arg(long, value_name = "FILE", help_heading = "Account", value_hint = ValueHint::FilePath)]
    pub(crate) password_file: Option<PathBuf>,
    /// Take the password from the first line a shell command prints
    #[arg(long, value_name = "CMD", help_heading = "Account", value_hint = ValueHint::CommandString)]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) password_command: Option<String>,
    /// Account file (INI), in place of the usual one
    #[arg(short, long, value_name = "FILE", help_heading = "Account", value_hint = ValueHint::FilePath)]
    pub(crate) file: Option<PathBuf>,
    /// Section of the account file
    #[arg(short, long, value_name = "NAME", help_heading = "Account", value_hint = ValueHint::Other)]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) account: Option<String>,
    /// Talk to a server within this program, with made-up mail
    #[arg(long, help_heading = "Demo")]
    pub(crate) demo: bool,
    /// Let other programs on this machine use the demo
    #[arg(long, value_name = "ADDRESS:PORT", help_heading = "Demo", value_hint = ValueHint::Other)]
    pub(crate) demo_listen: Option<String>,
    /// Open this mailbox after signing in
    #[arg(long, value_name = "NAME", help_heading = "Session", value_hint = ValueHint::Other)]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) folder: Option<String>,
    /// Open mailboxes read-only and refuse commands that change
    #[arg(long, help_heading = "Session")]
    pub(crate) read_only: bool,
    /// Show what would change something, and do not send it
    #[arg(short = 'n', long, help_heading = "Session")]
    pub(crate) dry_run: bool,
}

impl AccountOptions {
    /// Where the command line says the password comes from.
    pub(crate) fn password_source(&self) -> Option<PasswordSource> {
        if self.password_stdin {
            return Some(PasswordSource::Stdin);
        }
        let given = self.password.clone().map(PasswordSource::Given);
        let file = || self.password_file.clone().map(PasswordSource::File);
        let command = || self.password_command.clone().map(PasswordSource::Command);
        given.or_else(file).or_else(command)
    }
}

/// A password is bytes; an empty one is a slip.
fn password(text: OsString) -> Result<Secret, &'static str> {
    match text.is_empty() {
        true => Err("it is empty; leave it out to be asked"),
        false => Ok(Secret::new(text.as_bytes())),
    }
}
