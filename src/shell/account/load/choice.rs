//! Whether an account comes from a file or from the command line alone. Never from both: a stored
//! password must not follow a host that was typed.

use std::path::PathBuf;

use crate::shell::account::environment::{self, Environment};
use crate::shell::account::setup_error::{Result, SetupError, shown_path};
use crate::shell::account::url::{self, Scheme, Url};
use crate::shell::options::AccountOptions;

/// Where an account comes from.
#[derive(Debug)]
pub(super) enum Choice {
    /// A section of a file, `[DEFAULT]` without a name.
    File {
        path: PathBuf,
        account: Option<String>,
    },
    /// The options, with or without a URL; no file, no environment.
    Direct(Option<Url>),
}

/// Decides, and refuses options that exclude each other.
pub(super) fn choose(options: &AccountOptions, environment: &Environment) -> Result<Choice> {
    let url = match options.target.as_deref() {
        Some(target) if url::is_url(target) => Some(url::parse(target)?),
        _ => None,
    };
    protection_agrees(options, url.as_ref())?;
    let file = [
        ("-f/--file", options.file.is_some()),
        ("-a/--account", options.account.is_some()),
        ("ACCOUNT", options.target.is_some() && url.is_none()),
    ];
    if let Some((source, _)) = file.iter().find(|(_, given)| *given) {
        if let Some(other) = direct_option(options).or(url.as_ref().map(|_| "a URL")) {
            return Err(excluded(source, other));
        }
        if options.account.is_some() && options.target.is_some() {
            return Err(excluded("-a/--account", "ACCOUNT"));
        }
        return Ok(Choice::File {
            path: account_file(options, environment)?,
            account: options.account.clone().or_else(|| options.target.clone()),
        });
    }
    if let Some(url) = &url {
        said_twice(options, url)?;
    }
    if url.is_none() && direct_option(options).is_none() && default_file_counts(environment) {
        return Ok(Choice::File {
            path: account_file(options, environment)?,
            account: None,
        });
    }
    Ok(Choice::Direct(url))
}

/// The options of Python's shell, which its -f excludes: the first that was given.
fn direct_option(options: &AccountOptions) -> Option<&'static str> {
    let given = [
        ("-H/--host", options.host.is_some()),
        ("-u/--username", options.username.is_some()),
        ("-p/--password", options.password.is_some()),
        ("-P/--port", options.port.is_some()),
        ("-s/--ssl", options.ssl),
        ("--insecure", options.insecure),
    ];
    given
        .iter()
        .find(|(_, given)| *given)
        .map(|(name, _)| *name)
}

fn protection_agrees(options: &AccountOptions, url: Option<&Url>) -> Result<()> {
    let scheme = url.map(|url| url.scheme);
    let (imaps, imap) = (scheme == Some(Scheme::Imaps), scheme == Some(Scheme::Imap));
    let pairs = [
        ("-s/--ssl", options.ssl, "--insecure", options.insecure),
        (
            "--starttls",
            options.starttls,
            "--insecure",
            options.insecure,
        ),
        ("-s/--ssl", options.ssl, "--starttls", options.starttls),
        ("--insecure", options.insecure, "an imaps:// URL", imaps),
        ("--starttls", options.starttls, "an imaps:// URL", imaps),
        (
            "-s/--ssl",
            options.ssl,
            "an imap:// URL, which uses STARTTLS",
            imap,
        ),
    ];
    match pairs.iter().find(|(_, one, _, other)| *one && *other) {
        Some((one, _, other, _)) => Err(excluded(one, other)),
        None => Ok(()),
    }
}

/// Two hosts, users, ports or folders are one too many.
fn said_twice(options: &AccountOptions, url: &Url) -> Result<()> {
    let pairs = [
        ("-H/--host", options.host.is_some()),
        (
            "-u/--username",
            options.username.is_some() && url.user.is_some(),
        ),
        ("-P/--port", options.port.is_some() && url.port.is_some()),
        ("--folder", options.folder.is_some() && url.folder.is_some()),
    ];
    match pairs.iter().find(|(_, twice)| *twice) {
        Some((option, _)) => Err(excluded(option, "a URL that says the same")),
        None => Ok(()),
    }
}

fn excluded(option: &str, other: &str) -> SetupError {
    SetupError::usage(format!("{option} cannot be combined with {other}"))
}

/// Without any word about an account, a default file that exists is used; one that was named must exist.
fn default_file_counts(environment: &Environment) -> bool {
    environment.default_file_is_named
        || environment
            .default_file
            .as_ref()
            .is_some_and(|path| path.exists())
}

fn account_file(options: &AccountOptions, environment: &Environment) -> Result<PathBuf> {
    if let Some(file) = &options.file {
        return Ok(file.clone());
    }
    let Some(path) = &environment.default_file else {
        return Err(
            SetupError::config("there is no account file: no home directory is known")
                .hint(format!("name one with -f FILE or {}", environment::FILE)),
        );
    };
    if !environment.default_file_is_named && !path.exists() {
        return Err(
            SetupError::config(format!("there is no account file {}", shown_path(path)))
                .hint("write one as config.example.ini shows, or name another with -f FILE"),
        );
    }
    Ok(path.clone())
}
