//! The program `imapclient-interact`: an interactive IMAP shell.

use std::process::ExitCode;

mod shell;

fn main() -> ExitCode {
    shell::program::main()
}
