//! The program `imapclient-interact`.

use std::env;
use std::io::{self, Write as _};
use std::process::ExitCode;

use shell::account::{self, Environment, SetupError};
use shell::options::{self, Request};

mod shell;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // There is nobody left to tell when stderr is gone.
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::from(error.class.exit_status())
        }
    }
}

fn run() -> Result<(), SetupError> {
    match options::parse(env::args_os())? {
        // A reader that has seen enough (`--help | head`) is no error.
        Request::Show(text) => {
            let _ = io::stdout().write_all(&text);
        }
        Request::Run(options) => {
            let _invocation = options.invocation();
            let account = account::load(&options.account, &Environment::of_process())?;
            for warning in &account.warnings {
                let _ = writeln!(io::stderr(), "warning: {warning}");
            }
        }
    }
    Ok(())
}
