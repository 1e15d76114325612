//! Accounts from the texts of files, options and an environment, as tables.

#![allow(clippy::unwrap_used)]

mod file_syntax;
mod methods;
mod passwords;
mod precedence;
mod urls;
mod values;

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use imapclient::types::Secret;

use super::{Account, Environment, PasswordSource, Result, load};
use crate::shell::options::{self, AccountOptions, Request};

/// A directory with one account file, and an environment that knows only it.
struct Site {
    directory: tempfile::TempDir,
    environment: Environment,
}

impl Site {
    fn new(ini: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("config.ini");
        fs::write(&file, ini).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let environment = Environment {
            default_file: Some(file),
            home: Some(directory.path().to_owned()),
            ..Environment::default()
        };
        Site {
            directory,
            environment,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Loads with a command line; `DIR` in it stands for the directory.
    fn load(&self, command_line: &str) -> Result<Account> {
        let directory = self.directory.path().to_str().unwrap();
        load(
            &account_options(&command_line.replace("DIR", directory))?,
            &self.environment,
        )
    }

    /// The error of a command line, the directory written as `DIR`.
    fn error(&self, command_line: &str) -> String {
        let directory = self.directory.path().to_str().unwrap();
        let error = self.load(command_line).unwrap_err();
        error.to_string().replace(directory, "DIR")
    }
}

fn account_options(command_line: &str) -> Result<AccountOptions> {
    let words = command_line.split_whitespace().map(OsString::from);
    match options::parse(std::iter::once(OsString::from("x")).chain(words))? {
        Request::Run(options) => Ok(options.account),
        Request::Show(_) => panic!("{command_line} asks for a text"),
    }
}

/// The account `[DEFAULT]` of a file.
fn account(ini: &str) -> Account {
    Site::new(ini).load("").unwrap()
}

/// The first line of the error of `[DEFAULT]` of a file, without the path.
fn error(ini: &str) -> String {
    let error = Site::new(ini).error("");
    let line = error.lines().next().unwrap();
    line.replace("config: DIR/config.ini, ", "")
}

fn given(text: &str) -> PasswordSource {
    PasswordSource::Given(Secret::new(text))
}
