//! How the process was started, as far as it goes on to matter.

use std::path::PathBuf;

/// How the process was started.
#[derive(Debug, Clone, Default)]
pub(crate) struct Modes {
    /// There is a prompt and somebody at it.
    pub(crate) interactive: bool,
    /// EXAMINE and PEEK only.
    pub(crate) read_only: bool,
    /// The commands come on standard input.
    pub(crate) reads_stdin: bool,
    /// Do not ask for confirmation.
    pub(crate) yes: bool,
    /// Never ask anything.
    pub(crate) no_input: bool,
    /// In batch, go on after a command that failed.
    pub(crate) keep_going: bool,
    /// Send only what was typed.
    pub(crate) bare: bool,
    /// Leave the commands of the account alone that run after signing in.
    pub(crate) no_init: bool,
    /// Somebody looks at stderr, and lines there may be drawn again and again.
    pub(crate) redraws: bool,
    /// Somebody looks at stdout: rows that come are progress enough.
    pub(crate) watched: bool,
    /// Connect again when the link is lost.
    pub(crate) reconnect: bool,
    /// What would change something is shown and not sent.
    pub(crate) dry_run: bool,
    /// Where the home directory is, for `~` in file names.
    pub(crate) home: Option<PathBuf>,
}
