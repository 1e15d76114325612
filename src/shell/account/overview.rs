//! The accounts of a file, for who does not remember them, and for the live tests.

use std::path::Path;

use super::ini::{IniFile, Section};
use super::lines::DEFAULT;
use super::setup_error::Result;

/// What a file says of an account; what it does not say, or says in a way that cannot be read, is missing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// The name of the section.
    pub(crate) name: String,
    /// The server.
    pub(crate) host: Option<String>,
    /// Who signs in.
    pub(crate) username: Option<String>,
    /// The pattern of the failure that is expected at sign-in.
    pub(crate) expect_failure: Option<String>,
}

/// Reads the accounts of a file, `[DEFAULT]` first.
///
/// # Errors
/// The file cannot be read or has a syntax error (`config`).
pub(crate) fn overview(path: &Path) -> Result<Vec<Known>> {
    let file = IniFile::open(path)?;
    let names = std::iter::once(DEFAULT).chain(file.accounts().iter().map(String::as_str));
    names.map(|name| Ok(known(file.section(name)?))).collect()
}

fn known(section: Section<'_>) -> Known {
    let value = |key| {
        let found = section.find(key).ok().flatten();
        found
            .map(|found| found.value)
            .filter(|value| !value.is_empty())
    };
    Known {
        name: section.name().to_owned(),
        host: value("host"),
        username: value("username"),
        expect_failure: value("expect_failure"),
    }
}
