//! The account of `--demo`: nobody's, on no host. Whatever would say where to or as whom is refused beside it.

use imapclient::types::Secret;

use super::super::setup_error::{Result, SetupError};
use super::super::{Account, PasswordSource, TlsMode, url};
use crate::shell::options::AccountOptions;

/// The account of the demo, if that is what the options ask for.
///
/// # Errors
/// `usage:` for an option that says where to or as whom.
pub(super) fn account(options: &AccountOptions) -> Result<Option<Account>> {
    if !options.demo {
        return match &options.demo_listen {
            Some(_) => Err(SetupError::usage("--demo-listen goes with --demo")),
            None => Ok(None),
        };
    }
    let others = [
        ("a URL", options.target.as_deref().is_some_and(url::is_url)),
        ("ACCOUNT", options.target.is_some()),
        ("-H/--host", options.host.is_some()),
        ("-P/--port", options.port.is_some()),
        ("-s/--ssl", options.ssl),
        ("--starttls", options.starttls),
        ("--insecure", options.insecure),
        ("--ca-file", options.ca_file.is_some()),
        ("--no-verify", options.no_verify),
        ("--no-check-hostname", options.no_check_hostname),
        ("-u/--username", options.username.is_some()),
        ("-p/--password", options.password.is_some()),
        ("--password-stdin", options.password_stdin),
        ("--password-file", options.password_file.is_some()),
        ("--password-command", options.password_command.is_some()),
        ("-f/--file", options.file.is_some()),
        ("-a/--account", options.account.is_some()),
    ];
    if let Some((other, _)) = others.iter().find(|(_, given)| *given) {
        return Err(SetupError::usage(format!(
            "--demo cannot be combined with {other}"
        )));
    }
    Ok(Some(Account {
        name: Some("demo".to_owned()),
        host: Some("demo".to_owned()),
        username: Some("ana".to_owned()),
        // Any password will do there.
        password: PasswordSource::Given(Secret::new("demo")),
        tls: TlsMode::Clear,
        timeout: options.timeout.unwrap_or_default(),
        folder: options.folder.clone(),
        read_only: options.read_only,
        demo: true,
        ..Account::default()
    }))
}
