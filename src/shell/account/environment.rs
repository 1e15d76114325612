//! What the surroundings of the process say about accounts, read once so that nothing else has to.

use std::env;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::PathBuf;

use etcetera::BaseStrategy as _;

use imapclient::types::Secret;

/// The variable that names the user, for accounts from a file.
pub(crate) const USERNAME: &str = "imapclient_username";
/// The variable that holds the password, for accounts from a file.
pub(crate) const PASSWORD: &str = "imapclient_password";
/// The variable that holds the identifier of the program, for OAuth 2.
pub(crate) const CLIENT_ID: &str = "imapclient_oauth2_client_id";
/// The variable that holds the secret of the program, for OAuth 2.
pub(crate) const CLIENT_SECRET: &str = "imapclient_oauth2_client_secret";
/// The variable that holds the refresh token, for OAuth 2.
pub(crate) const REFRESH_TOKEN: &str = "imapclient_oauth2_refresh_token";
/// The variable that names the account file to use in place of the default one.
pub(crate) const FILE: &str = "IMAPCLIENT_INTERACT_CONFIG";

/// The parts of the environment that accounts are made of. Values are taken verbatim.
#[derive(Debug, Clone, Default)]
pub(crate) struct Environment {
    /// `imapclient_username`, for accounts from a file.
    pub(crate) username: Option<OsString>,
    /// `imapclient_password`, for accounts from a file.
    pub(crate) password: Option<Secret>,
    /// `imapclient_oauth2_client_id`, for accounts from a file.
    pub(crate) oauth2_client_id: Option<Secret>,
    /// `imapclient_oauth2_client_secret`, for accounts from a file.
    pub(crate) oauth2_client_secret: Option<Secret>,
    /// `imapclient_oauth2_refresh_token`, for accounts from a file.
    pub(crate) oauth2_refresh_token: Option<Secret>,
    /// The account file in use when none is named.
    pub(crate) default_file: Option<PathBuf>,
    /// `IMAPCLIENT_INTERACT_CONFIG` named that file, so it has to exist.
    pub(crate) default_file_is_named: bool,
    /// What `~` stands for.
    pub(crate) home: Option<PathBuf>,
}

impl Environment {
    /// Reads the environment of this process. An empty variable is as good as none.
    pub(crate) fn of_process() -> Self {
        let variable = |name| env::var_os(name).filter(|value| !value.is_empty());
        let secret = |name| variable(name).map(|value| Secret::new(value.into_vec()));
        let named = variable(FILE).map(PathBuf::from);
        let default_file_is_named = named.is_some();
        let usual = || {
            let directories = etcetera::base_strategy::Xdg::new().ok()?;
            Some(
                directories
                    .config_dir()
                    .join("imapclient-interact")
                    .join("config.ini"),
            )
        };
        Environment {
            username: variable(USERNAME),
            password: secret(PASSWORD),
            oauth2_client_id: secret(CLIENT_ID),
            oauth2_client_secret: secret(CLIENT_SECRET),
            oauth2_refresh_token: secret(REFRESH_TOKEN),
            default_file: named.or_else(usual),
            default_file_is_named,
            home: etcetera::home_dir().ok(),
        }
    }
}
