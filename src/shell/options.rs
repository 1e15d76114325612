//! The process options: what may stand on the command line, and what it comes to. What the options
//! mean for an account is decided in `account`.

mod generate;
mod mistake;

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, OsStringValueParser, TypedValueParser as _};
use clap::error::ErrorKind;
use clap::{ArgAction, Args, Parser, ValueEnum, ValueHint};

use imapclient::types::Secret;

use super::account::{Interval, PasswordSource, Result, SetupError, value};
use generate::Generated;
pub(crate) use mistake::is_option;

/// What the command line asks for.
#[derive(Debug)]
pub(crate) enum Request {
    /// Write this to stdout and leave: the help, the version, a generated file.
    Show(Vec<u8>),
    /// Run.
    Run(Box<Options>),
}

/// An interactive IMAP shell. A host, user name or password that is missing is asked for.
#[derive(Debug, Parser)]
#[command(
    name = "imapclient-interact",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    infer_long_args = true,
    args_override_self = true,
    max_term_width = 80,
    override_usage = USAGE,
    after_help = AFTER_HELP
)]
pub(crate) struct Options {
    /// Where to and as whom.
    #[command(flatten)]
    pub(crate) account: AccountOptions,
    #[command(flatten)]
    session: SessionOptions,
    #[command(flatten)]
    batch: BatchOptions,
    #[command(flatten)]
    output: OutputOptions,
    /// Print this help
    #[arg(short, long, action = ArgAction::HelpShort, help_heading = "Other")]
    help: (),
    /// Print the version
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "Other")]
    version: (),
    /// Print a completion script or the man page
    #[arg(long, value_name = "WHAT", help_heading = "Other")]
    generate: Option<Generated>,
}

const USAGE: &str = "imapclient-interact [OPTIONS] [ACCOUNT | URL]";

const AFTER_HELP: &str = "\
Accounts are the sections of ~/.config/imapclient-interact/config.ini, or of the
file named by -f or IMAPCLIENT_INTERACT_CONFIG. For accounts of a file
imapclient_username, imapclient_password and imapclient_oauth2_client_id,
_client_secret and _refresh_token in the environment are defaults.
With -H or a URL no file is read.";

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

#[derive(Debug, Args)]
#[command(next_help_heading = "Session")]
struct SessionOptions {
    /// Do not ask for confirmation
    #[arg(short, long)]
    yes: bool,
    /// Never ask for anything
    #[arg(long)]
    no_input: bool,
    /// Send only what was typed
    #[arg(long)]
    bare: bool,
    /// Stop after the greeting and TLS, at the prompt
    #[arg(long)]
    no_login: bool,
    /// Leave the history file alone
    #[arg(long)]
    no_history: bool,
    /// Do not run the account's init commands
    #[arg(long)]
    no_init: bool,
    /// Probe the server: stop there and report by exit status
    #[arg(long, value_name = "STAGE")]
    quit_after: Option<Stage>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Batch")]
struct BatchOptions {
    /// Run this command and exit; can be given several times
    #[arg(short, long = "command", value_name = "CMD", action = ArgAction::Append)]
    #[arg(value_parser = NonEmptyStringValueParser::new(), value_hint = ValueHint::Other)]
    commands: Vec<String>,
    /// Run the commands of a file and exit; - is stdin
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    source: Option<PathBuf>,
    /// Go on after a command that failed
    #[arg(long)]
    keep_going: bool,
    /// Connect again when the link is lost, and repeat what only reads, as the prompt does
    #[arg(long)]
    reconnect: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
struct OutputOptions {
    /// Form of the results [default: pretty]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Short for --format json
    #[arg(long)]
    json: bool,
    /// Short for --format jsonl: a line per message, folder or row
    #[arg(long)]
    jsonl: bool,
    /// Short for --format csv
    #[arg(long)]
    csv: bool,
    /// Short for --format python: the values IMAPClient returns
    #[arg(long)]
    python: bool,
    /// Short for --format raw: the server's bytes as they are
    #[arg(long)]
    raw: bool,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    /// ASCII only, nothing is redrawn
    #[arg(long)]
    plain: bool,
    /// Show the wire, secrets masked, on stderr or in FILE
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    #[arg(value_hint = ValueHint::FilePath)]
    trace: Option<Option<PathBuf>>,
}

/// The form of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Pretty,
    /// One document per command.
    Json,
    /// A line of JSON per message, folder or row.
    Jsonl,
    /// A header line and a row per message, folder or row.
    Csv,
    /// The values that IMAPClient returns, as Python writes them.
    Python,
    /// The server's bytes.
    Raw,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless the environment says no.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// Where a probe stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// The greeting was seen; TCP alone under implicit TLS.
    Connect,
    /// The handshake is done.
    Tls,
    /// Signed in.
    Login,
}

/// Where the trace goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Trace {
    /// There is none.
    #[default]
    Off,
    /// To stderr.
    Stderr,
    /// To a file that only its owner can read.
    File(PathBuf),
}

/// Where a script comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Script {
    /// `--source -`.
    Stdin,
    /// `--source FILE`.
    File(PathBuf),
}

/// How to run, apart from the account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Invocation {
    /// The commands of `-c`, in order.
    pub(crate) commands: Vec<String>,
    /// The script of `--source`. With `commands` too, those come first.
    pub(crate) source: Option<Script>,
    /// In batch, go on after a failed command.
    pub(crate) keep_going: bool,
    /// Connect again when the link is lost.
    pub(crate) reconnect: bool,
    /// The form of the results.
    pub(crate) format: Format,
    /// When to use colour.
    pub(crate) color: ColorChoice,
    /// ASCII only, nothing is redrawn.
    pub(crate) plain: bool,
    /// Where the trace goes.
    pub(crate) trace: Trace,
    /// `--read-only` was given; `Account::read_only` has the account's word too.
    pub(crate) read_only: bool,
    /// What would change something is shown and not sent.
    pub(crate) dry_run: bool,
    /// Do not ask for confirmation.
    pub(crate) yes: bool,
    /// Never ask for anything.
    pub(crate) no_input: bool,
    /// Send only what was typed.
    pub(crate) bare: bool,
    /// Stop after greeting and TLS.
    pub(crate) no_login: bool,
    /// Leave the history file alone.
    pub(crate) no_history: bool,
    /// Do not run the account's commands after signing in.
    pub(crate) no_init: bool,
    /// Stop at this stage and report.
    pub(crate) quit_after: Option<Stage>,
}

impl Options {
    /// Everything but the account.
    pub(crate) fn invocation(&self) -> Invocation {
        let (session, batch, output) = (&self.session, &self.batch, &self.output);
        let shorts = [
            (output.json, Format::Json),
            (output.jsonl, Format::Jsonl),
            (output.csv, Format::Csv),
            (output.python, Format::Python),
            (output.raw, Format::Raw),
        ];
        let mut given = shorts.into_iter().filter(|(given, _)| *given);
        let short = given.next().map(|(_, format)| format);
        Invocation {
            commands: batch.commands.clone(),
            source: batch
                .source
                .clone()
                .map(|path| match path.as_os_str() == "-" {
                    true => Script::Stdin,
                    false => Script::File(path),
                }),
            keep_going: batch.keep_going,
            reconnect: batch.reconnect,
            format: short.or(output.format).unwrap_or_default(),
            color: output.color,
            plain: output.plain,
            trace: match &output.trace {
                None => Trace::Off,
                Some(None) => Trace::Stderr,
                Some(Some(file)) => Trace::File(file.clone()),
            },
            read_only: self.account.read_only,
            dry_run: self.account.dry_run,
            yes: session.yes,
            no_input: session.no_input,
            bare: session.bare,
            no_login: session.no_login,
            no_history: session.no_history,
            no_init: session.no_init,
            quit_after: session.quit_after,
        }
    }

    /// The exclusions that have nothing to do with where the account comes from.
    fn check(&self) -> Result<()> {
        let (account, output) = (&self.account, &self.output);
        let passwords = [
            ("-p/--password", account.password.is_some()),
            ("--password-stdin", account.password_stdin),
            ("--password-file", account.password_file.is_some()),
            ("--password-command", account.password_command.is_some()),
        ];
        let formats = [
            ("--format", output.format.is_some()),
            ("--json", output.json),
            ("--jsonl", output.jsonl),
            ("--csv", output.csv),
            ("--python", output.python),
            ("--raw", output.raw),
        ];
        let stages = [
            ("--no-login", self.session.no_login),
            (
                "--quit-after login",
                self.session.quit_after == Some(Stage::Login),
            ),
        ];
        for group in [&passwords[..], &formats, &stages] {
            let mut given = group.iter().filter(|(_, given)| *given);
            if let (Some((one, _)), Some((other, _))) = (given.next(), given.next()) {
                return Err(SetupError::usage(format!(
                    "{one} cannot be combined with {other}"
                )));
            }
        }
        Ok(())
    }
}

/// Reads a command line, program name first.
///
/// # Errors
/// Every mistake is of the class `usage`, on one line, with a hint.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Request> {
    let options = match Options::try_parse_from(arguments) {
        Ok(options) => options,
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            ) =>
        {
            return Ok(Request::Show(error.render().to_string().into_bytes()));
        }
        Err(error) => return Err(mistake::rewritten(&error)),
    };
    if let Some(what) = options.generate {
        return generate::print(what).map(Request::Show);
    }
    options.check()?;
    Ok(Request::Run(Box::new(options)))
}

/// A password is bytes; an empty one is a slip.
fn password(text: OsString) -> Result<Secret, &'static str> {
    match text.is_empty() {
        true => Err("it is empty; leave it out to be asked"),
        false => Ok(Secret::new(text.as_bytes())),
    }
}

#[cfg(test)]
mod tests;
