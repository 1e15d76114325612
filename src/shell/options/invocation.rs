//! What the options ask for besides an account: what is run, and how it is shown.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::shell::render::{ColorChoice, Format};

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

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        Format::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Format::Pretty => "For people",
            Format::Json => "One document per command",
            Format::Jsonl => "A line of JSON per message, folder or row",
            Format::Csv => "A header line and a row per message, folder or row",
            Format::Python => "The values that IMAPClient returns, as Python writes them",
            Format::Raw => "The server's bytes",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}

impl ValueEnum for ColorChoice {
    fn value_variants<'a>() -> &'a [Self] {
        &[ColorChoice::Auto, ColorChoice::Always, ColorChoice::Never]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            ColorChoice::Auto => {
                PossibleValue::new("auto").help("On a terminal, unless the environment says no")
            }
            ColorChoice::Always => PossibleValue::new("always").help("Everywhere"),
            ColorChoice::Never => PossibleValue::new("never").help("Nowhere"),
        })
    }
}
