//! The process options: what may stand on the command line, and what it comes to. What the options
//! mean for an account is decided in `account`.

mod account;
mod generate;
mod invocation;
mod mistake;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::error::ErrorKind;
use clap::{ArgAction, Args, Parser, ValueHint};

pub(crate) use self::account::AccountOptions;
use self::generate::Generated;
pub(crate) use self::invocation::{Invocation, Script, Stage, Trace};
pub(crate) use self::mistake::is_option;
use super::account::{Result, SetupError};
use super::render::{ColorChoice, Format};

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

#[cfg(test)]
mod tests;
