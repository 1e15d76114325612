//! The keys an account file may have.

/// What the program does with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is read.
    Read,
    /// It belongs to a switch that is off, or to other programs that read the same files.
    Ignored,
    /// Its feature is not in this version; the text names the feature.
    Missing(&'static str),
}

/// Every key, in the order in which messages and `config.example.ini` list them.
pub(super) const KEYS: &[(&str, Standing)] = &[
    ("host", Standing::Read),
    ("port", Standing::Read),
    ("username", Standing::Read),
    ("password", Standing::Read),
    ("password_command", Standing::Read),
    ("password_file", Standing::Read),
    ("ssl", Standing::Read),
    ("starttls", Standing::Read),
    ("ssl_check_hostname", Standing::Read),
    ("ssl_verify_cert", Standing::Read),
    ("ssl_ca_file", Standing::Read),
    ("client_cert", Standing::Read),
    ("client_key", Standing::Read),
    ("timeout", Standing::Read),
    ("folder", Standing::Read),
    ("readonly", Standing::Read),
    ("prompt", Standing::Read),
    ("prompt_color", Standing::Read),
    ("keepalive", Standing::Read),
    ("stream", Standing::Read),
    ("oauth2", Standing::Read),
    ("oauth2_client_id", Standing::Read),
    ("oauth2_client_secret", Standing::Read),
    ("oauth2_refresh_token", Standing::Read),
    ("oauth2_token_url", Standing::Read),
    ("auth", Standing::Read),
    ("authzid", Standing::Read),
    ("expect_failure", Standing::Ignored),
    (
        "init",
        Standing::Missing("running commands after signing in"),
    ),
];

/// The key as the table spells it, and what is done with it.
pub(super) fn find(key: &str) -> Option<Standing> {
    KEYS.iter()
        .find(|(name, _)| *name == key)
        .map(|(_, standing)| *standing)
}

/// The keys whose value is a secret, for the check of who may read the file.
pub(super) const SECRETS: [&str; 3] = ["password", "oauth2_client_secret", "oauth2_refresh_token"];

/// Says whether a value may go over several lines: only what a shell reads may.
pub(super) fn may_continue(key: &str) -> bool {
    key == "password_command"
}
