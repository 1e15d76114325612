//! Puts an [`Account`] together: which source speaks at all, and whose word counts.

mod choice;
mod demo;
mod method;
mod protection;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::environment::{self, Environment};
use super::ini::{Found, IniFile, Section};
use super::lines::DEFAULT;
use super::setup_error::{Result, SetupError, reason, shown, shown_path};
use super::url::Url;
use super::{Account, Origin, PasswordSource, value};
use crate::shell::options::AccountOptions;
use choice::Choice;

/// Puts together the account that the options name.
///
/// # Errors
/// Options that exclude each other (`usage`); a file, section or value that is missing or wrong (`config`).
pub(crate) fn load(options: &AccountOptions, environment: &Environment) -> Result<Account> {
    if let Some(account) = demo::account(options)? {
        return Ok(account);
    }
    let choice = choice::choose(options, environment)?;
    let file = match &choice {
        Choice::File { path, .. } => Some(IniFile::open(path)?),
        Choice::Direct(_) => None,
    };
    let section = match (&file, &choice) {
        (Some(file), Choice::File { account, .. }) => {
            Some(file.section(account.as_deref().unwrap_or(DEFAULT))?)
        }
        _ => None,
    };
    let url = match &choice {
        Choice::Direct(url) => url.as_ref(),
        Choice::File { .. } => None,
    };
    let mut loader = Loader {
        options,
        url,
        section,
        environment,
        account: Account::default(),
    };
    loader.identity()?;
    method::apply(&mut loader)?;
    loader.password()?;
    protection::apply(&mut loader)?;
    loader.session()?;
    loader.warn(file.as_ref());
    Ok(loader.account)
}

/// An account on its way.
struct Loader<'a> {
    options: &'a AccountOptions,
    url: Option<&'a Url>,
    section: Option<Section<'a>>,
    environment: &'a Environment,
    account: Account,
}

impl Loader<'_> {
    fn identity(&mut self) -> Result<()> {
        let options = self.options;
        self.account.name = self
            .section
            .map(|section| section.name().to_owned())
            .filter(|name| name != DEFAULT);
        let host = options
            .host
            .clone()
            .or_else(|| self.url.map(|url| url.host.clone()));
        let stream = self.pick("stream", None, |text| value::boolean(text).map(Some))?;
        if stream == Some(true) {
            self.account.stream = self.pick("host", None, |text| Ok(text_of(text)))?;
            if self.account.stream.is_none() {
                return Err(
                    self.wrong("stream", "there is no host beside it, which is the command")
                );
            }
        } else {
            self.account.host = self.pick("host", host, |text| not_empty(text, value::host))?;
        }
        let port = options.port.or_else(|| self.url.and_then(|url| url.port));
        self.account.port = self.pick("port", port, |text| not_empty(text, value::port))?;
        let username = options
            .username
            .clone()
            .or_else(|| self.url.and_then(|url| url.user.clone()));
        self.account.username = self.pick("username", username, |text| Ok(text_of(text)))?;
        if self.section.is_some() && *self.account.origin("username") == Origin::BuiltIn {
            self.username_of_environment()?;
        }
        Ok(())
    }

    fn username_of_environment(&mut self) -> Result<()> {
        let Some(username) = &self.environment.username else {
            return Ok(());
        };
        let name = username
            .to_str()
            .ok_or_else(|| SetupError::config(format!("{} is not UTF-8", environment::USERNAME)))?;
        self.account.username = Some(name.to_owned());
        let origin = Origin::Environment(environment::USERNAME);
        self.account.origins.insert("username", origin);
        Ok(())
    }

    fn password(&mut self) -> Result<()> {
        if self.account.method.secret().is_none() {
            return Ok(());
        }
        let (source, origin) = match self.options.password_source() {
            Some(source) => (source, Origin::CommandLine),
            None => match self.stored_password()? {
                Some(stored) => stored,
                None => return Ok(()),
            },
        };
        if source != PasswordSource::None
            && self.destination().is_none()
            && origin != Origin::CommandLine
        {
            // Whatever host is typed later, the password was not stored for it.
            let warning =
                "the stored password is not used: there is no host beside it to send it to";
            self.account.warnings.push(warning.to_owned());
            return Ok(());
        }
        self.account.password = source;
        self.account.origins.insert("password", origin);
        Ok(())
    }

    /// The password of the nearest level that says anything about it, be it that there is none.
    fn stored_password(&mut self) -> Result<Option<(PasswordSource, Origin)>> {
        let Some(section) = self.section else {
            return Ok(None);
        };
        for level in section.levels() {
            if let Some((source, found)) = self.password_in(&section, level)? {
                self.account.origins.insert("password", origin(&found));
                self.warn_of_foreign_host("password", "password");
                return Ok(Some((source, origin(&found))));
            }
        }
        let origin = Origin::Environment(environment::PASSWORD);
        let given = self.environment.password.clone().map(PasswordSource::Given);
        Ok(given.map(|source| (source, origin)))
    }

    fn password_in(
        &self,
        section: &Section<'_>,
        level: &str,
    ) -> Result<Option<(PasswordSource, Found)>> {
        let mut named: Option<(&str, Found)> = None;
        let mut empty: Option<Found> = None;
        for key in ["password", "password_command", "password_file"] {
            let Some(found) = section.find_in(level, key)? else {
                continue;
            };
            match &named {
                _ if found.value.is_empty() => empty = Some(found),
                None => named = Some((key, found)),
                Some((first, _)) => {
                    let why = format!("{first} is set in the same section; keep one of them");
                    return Err(section.error(&found, key, &why));
                }
            }
        }
        let Some((key, found)) = named else {
            return Ok(empty.map(|found| (PasswordSource::None, found)));
        };
        let source = match key {
            "password_command" => PasswordSource::Command(found.value.clone()),
            "password_file" => {
                PasswordSource::File(value::path(&found.value, self.environment.home.as_deref()))
            }
            _ => PasswordSource::Given(imapclient::types::Secret::new(found.value.as_bytes())),
        };
        Ok(Some((source, found)))
    }

    /// `[DEFAULT]` may name a host and its password; a section with another host inherits the password.
    fn warn_of_foreign_host(&mut self, what: &str, key: &str) {
        let (Some(section), Some(host)) = (&self.section, self.destination()) else {
            return;
        };
        let (
            Origin::File {
                section: of_host, ..
            },
            Origin::File {
                section: of_secret, ..
            },
        ) = (self.account.origin("host"), self.account.origin(key))
        else {
            return;
        };
        if of_host != of_secret
            && let Ok(Some(own)) = section.find_in(of_secret, "host")
            && !own.value.is_empty()
            && !own.value.eq_ignore_ascii_case(host)
        {
            let warning = format!(
                "the {what} of [{}], set beside the host {}, is used for {}",
                shown(of_secret),
                shown(&own.value),
                shown(host)
            );
            self.account.warnings.push(warning);
        }
    }

    /// The host, or the command in its place.
    fn destination(&self) -> Option<&String> {
        self.account.host.as_ref().or(self.account.stream.as_ref())
    }

    /// The error for a value of the section.
    fn wrong(&self, key: &str, why: &str) -> SetupError {
        match self.section.map(|section| (section, section.find(key))) {
            Some((section, Ok(Some(found)))) => section.error(&found, key, why),
            _ => SetupError::config(format!("{key}: {why}")),
        }
    }

    fn session(&mut self) -> Result<()> {
        let options = self.options;
        self.account.timeout = self
            .pick("timeout", options.timeout, |text| {
                value::interval(text).map(Some)
            })?
            .unwrap_or_default();
        let folder = options
            .folder
            .clone()
            .or_else(|| self.url.and_then(|url| url.folder.clone()));
        self.account.folder = self.pick("folder", folder, |text| Ok(text_of(text)))?;
        let read_only = options.read_only.then_some(true);
        self.account.read_only = self
            .pick("readonly", read_only, |text| value::boolean(text).map(Some))?
            .unwrap_or(false);
        self.account.init = self.pick("init", None, |text| Ok(text_of(text)))?;
        self.account.prompt = self.pick("prompt", None, |text| Ok(text_of(text)))?;
        self.account.prompt_color =
            self.pick("prompt_color", None, |text| not_empty(text, value::color))?;
        self.account.keepalive = self
            .pick("keepalive", None, |text| value::interval(text).map(Some))?
            .unwrap_or_default();
        Ok(())
    }

    /// The value of a key: the option's if there is one, else what the section says, and notes whose it is.
    fn pick<T>(
        &mut self,
        key: &'static str,
        option: Option<T>,
        parse: impl Fn(&str) -> Result<Option<T>, String>,
    ) -> Result<Option<T>> {
        if option.is_some() {
            self.account.origins.insert(key, Origin::CommandLine);
            return Ok(option);
        }
        let Some(section) = &self.section else {
            return Ok(None);
        };
        let Some(found) = section.find(key)? else {
            return Ok(None);
        };
        let value = parse(&found.value).map_err(|why| section.error(&found, key, &why))?;
        self.account.origins.insert(key, origin(&found));
        Ok(value)
    }

    fn warn(&mut self, file: Option<&IniFile>) {
        if self.options.password.is_some() {
            let warning = "others on this machine can see a password on the command line; \
                --password-command, --password-file and --password-stdin keep it from them";
            self.account.warnings.push(warning.to_owned());
        }
        if let Some(file) = file {
            self.account.file = Some(file.path().to_owned());
            self.account.warnings.extend(file.exposure());
        }
        if let Some(section) = &self.section {
            self.account.warnings.extend(section.unknown_keys());
        }
    }
}

fn origin(found: &Found) -> Origin {
    Origin::File {
        section: found.section.clone(),
        line: found.line,
    }
}

/// An empty value of these keys is as good as none.
fn not_empty<T>(text: &str, parse: fn(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    match text {
        "" => Ok(None),
        text => parse(text).map(Some),
    }
}

fn text_of(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Says what is wrong with a file of certificates, before anything is sent to anyone.
fn check_certificates(path: &Path) -> Result<(), String> {
    const LARGEST: u64 = 16 * 1024 * 1024;
    let cannot =
        |error: std::io::Error| format!("cannot read {}: {}", shown_path(path), reason(&error));
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(cannot)?;
    file.take(LARGEST).read_to_end(&mut bytes).map_err(cannot)?;
    match memchr::memmem::find(&bytes, b"CERTIFICATE-----") {
        Some(_) => Ok(()),
        None => Err(format!(
            "there is no certificate (PEM) in {}",
            shown_path(path)
        )),
    }
}
