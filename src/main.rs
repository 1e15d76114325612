//! The program `imapclient-interact`: an interactive IMAP shell.
#![expect(
    clippy::result_large_err,
    reason = "a failure ends a command: moving it costs nothing that counts"
)]

use std::process::ExitCode;

mod shell;

fn main() -> ExitCode {
    shell::program::main()
}
