//! TLS: which kind, and what is asked of the certificate. Nothing here may end weaker than what was written.

use imapclient::client::ClientIdentity;

use super::{Loader, check_certificates, origin, text_of};
use crate::shell::account::ini::{Found, Section};
use crate::shell::account::setup_error::{Result, SetupError, shown};
use crate::shell::account::url::Scheme;
use crate::shell::account::{Origin, TlsMode, keys, value};

/// Sets the TLS values of the account.
pub(super) fn apply(loader: &mut Loader<'_>) -> Result<()> {
    if loader.account.stream.is_some() {
        loader.account.tls = TlsMode::Clear;
        return none_beside_a_command(loader);
    }
    let (mode, key, origin) = mode(loader)?;
    loader.account.tls = mode;
    loader.account.origins.insert(key, origin);
    let options = loader.options;
    let boolean = |text: &str| value::boolean(text).map(Some);
    let unchecked = options.no_check_hostname.then_some(false);
    loader.account.check_hostname = loader
        .pick("ssl_check_hostname", unchecked, boolean)?
        .unwrap_or(true);
    let unverified = options.no_verify.then_some(false);
    loader.account.verify_certificate = loader
        .pick("ssl_verify_cert", unverified, boolean)?
        .unwrap_or(true);
    if let Some(path) = &options.ca_file {
        check_certificates(path).map_err(|why| SetupError::config(format!("--ca-file: {why}")))?;
    }
    let home = loader.environment.home.as_deref();
    loader.account.ca_file = loader.pick("ssl_ca_file", options.ca_file.clone(), |text| {
        if text.is_empty() {
            return Ok(None);
        }
        let path = value::path(text, home);
        check_certificates(&path).map(|()| Some(path))
    })?;
    identity(loader)
}

/// What a command carries on is its own affair: who asks for TLS beside it would be let down.
fn none_beside_a_command(loader: &Loader<'_>) -> Result<()> {
    let options = loader.options;
    let given = [
        ("--starttls", options.starttls),
        ("--ca-file", options.ca_file.is_some()),
        ("--no-verify", options.no_verify),
        ("--no-check-hostname", options.no_check_hostname),
    ];
    if let Some((option, _)) = given.iter().find(|(_, given)| *given) {
        let text = format!("{option} cannot be combined with stream = true: a command has no TLS");
        return Err(SetupError::usage(text));
    }
    let (
        Some(section),
        Origin::File {
            section: of_stream, ..
        },
    ) = (&loader.section, loader.account.origin("stream"))
    else {
        return Ok(());
    };
    // What stands in [DEFAULT] is for the sections that do without a command.
    for level in section.levels() {
        for key in keys::of_tls() {
            if let Some(found) = section.find_in(level, key)? {
                let why = "stream is true beside it, and a command has no TLS";
                return Err(section.error(&found, key, why));
            }
        }
        if level == of_stream {
            break;
        }
    }
    Ok(())
}

/// The client's own certificate, and its key, which may be in the same file.
fn identity(loader: &mut Loader<'_>) -> Result<()> {
    let home = loader.environment.home.as_deref();
    let path = |text: &str| Ok(text_of(text).map(|text| value::path(&text, home)));
    let certificate = loader.pick("client_cert", None, |text| match path(text)? {
        None => Ok(None),
        Some(file) => check_certificates(&file).map(|()| Some(file)),
    })?;
    let key = loader.pick("client_key", None, path)?;
    let (certificate_file, key_file, at) = match (certificate, key) {
        (None, None) => return Ok(()),
        (None, Some(_)) => {
            let why = "client_cert is missing, the certificate that it belongs to";
            return Err(loader.wrong("client_key", why));
        }
        (Some(certificate), None) => (certificate.clone(), certificate, "client_cert"),
        (Some(certificate), Some(key)) => (certificate, key, "client_key"),
    };
    if loader.account.tls == TlsMode::Clear {
        return Err(loader.wrong("client_cert", "without TLS there is nothing to show it to"));
    }
    let identity = ClientIdentity {
        certificate_file,
        key_file,
    };
    identity.check().map_err(|error| {
        let wrong = loader.wrong(at, &shown(&error.to_string()));
        match error.hint() {
            Some(hint) => wrong.hint(shown(hint)),
            None => wrong,
        }
    })?;
    loader.account.identity = Some(identity);
    Ok(())
}

/// One of the two switches, as one level of precedence has it.
#[derive(Clone)]
struct Switch {
    on: bool,
    origin: Origin,
}

/// The kind of protection: the most specific level that asks for one decides. A level that switches one
/// kind off leaves the choice of the other to the levels behind it.
fn mode(loader: &Loader<'_>) -> Result<(TlsMode, &'static str, Origin)> {
    let (mut ssl, mut starttls) = options(loader);
    if let Some(found) = decided(&ssl, &starttls) {
        return Ok(found);
    }
    if let Some(section) = &loader.section {
        for level in section.levels() {
            let (found_ssl, found_starttls) = (
                switch(section, level, "ssl")?,
                switch(section, level, "starttls")?,
            );
            if let (None, None, Some((true, _)), Some((true, found))) =
                (&ssl, &starttls, &found_ssl, &found_starttls)
            {
                let why =
                    "ssl is true in the same section; STARTTLS begins in clear, so only one can be";
                return Err(section.error(found, "starttls", why));
            }
            let taken = |(on, found): (bool, Found)| Switch {
                on,
                origin: origin(&found),
            };
            ssl = ssl.or(found_ssl.map(taken));
            starttls = starttls.or(found_starttls.map(taken));
            if let Some(found) = decided(&ssl, &starttls) {
                return Ok(found);
            }
        }
    }
    Ok(match ssl {
        Some(off) => (TlsMode::Clear, "ssl", off.origin),
        None => (TlsMode::Implicit, "ssl", Origin::BuiltIn),
    })
}

fn decided(
    ssl: &Option<Switch>,
    starttls: &Option<Switch>,
) -> Option<(TlsMode, &'static str, Origin)> {
    let on = |switch: &Option<Switch>| {
        switch
            .clone()
            .filter(|switch| switch.on)
            .map(|switch| switch.origin)
    };
    let implicit = on(ssl).map(|origin| (TlsMode::Implicit, "ssl", origin));
    implicit.or_else(|| on(starttls).map(|origin| (TlsMode::StartTls, "starttls", origin)))
}

/// What the command line says: `--insecure` switches both off.
fn options(loader: &Loader<'_>) -> (Option<Switch>, Option<Switch>) {
    let options = loader.options;
    let scheme = loader.url.map(|url| url.scheme);
    let said = |on| {
        Some(Switch {
            on,
            origin: Origin::CommandLine,
        })
    };
    if options.insecure {
        (said(false), said(false))
    } else if options.ssl || scheme == Some(Scheme::Imaps) {
        (said(true), None)
    } else if options.starttls || scheme == Some(Scheme::Imap) {
        (None, said(true))
    } else {
        (None, None)
    }
}

fn switch(section: &Section<'_>, level: &str, key: &str) -> Result<Option<(bool, Found)>> {
    let Some(found) = section.find_in(level, key)? else {
        return Ok(None);
    };
    let on = value::boolean(&found.value).map_err(|why| section.error(&found, key, &why))?;
    Ok(Some((on, found)))
}
