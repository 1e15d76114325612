//! Completion scripts and the man page, made from the options themselves.

use clap::{CommandFactory as _, ValueEnum};
use clap_complete::Shell;

use super::Options;
use crate::shell::account::{Result, SetupError};

/// What `--generate` can print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Generated {
    CompleteBash,
    CompleteZsh,
    CompleteFish,
    CompletePowershell,
    CompleteElvish,
    Man,
}

/// Makes the text of one of them.
pub(super) fn print(what: Generated) -> Result<Vec<u8>> {
    let shell = match what {
        Generated::CompleteBash => Shell::Bash,
        Generated::CompleteZsh => Shell::Zsh,
        Generated::CompleteFish => Shell::Fish,
        Generated::CompletePowershell => Shell::PowerShell,
        Generated::CompleteElvish => Shell::Elvish,
        Generated::Man => return man(),
    };
    let mut text = Vec::new();
    let mut command = Options::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(shell, &mut command, name, &mut text);
    Ok(text)
}

fn man() -> Result<Vec<u8>> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Options::command())
        .render(&mut text)
        .map_err(|error| SetupError::config(format!("cannot make the man page: {error}")))?;
    Ok(text)
}
