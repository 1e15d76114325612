//! The keys an account file may have.

/// Every key, in the order in which messages and `config.example.ini` list them.
pub(super) const KEYS: &[&str] = &[
    "host",
    "port",
    "stream",
    "username",
    "password",
    "password_command",
    "password_file",
    "auth",
    "authzid",
    "oauth2",
    "oauth2_client_id",
    "oauth2_client_secret",
    "oauth2_refresh_token",
    "oauth2_token_url",
    "ssl",
    "starttls",
    "ssl_check_hostname",
    "ssl_verify_cert",
    "ssl_ca_file",
    "client_cert",
    "client_key",
    "timeout",
    "folder",
    "readonly",
    "init",
    "prompt",
    "prompt_color",
    "keepalive",
    // For the live tests, which read the same files.
    "expect_failure",
];

/// Those that have to do with TLS: they stand together.
pub(super) fn of_tls() -> impl Iterator<Item = &'static str> {
    let first = KEYS.iter().skip_while(|key| **key != "ssl");
    first.take_while(|key| **key != "timeout").copied()
}

/// The keys whose value is a secret, for the check of who may read the file.
pub(super) const SECRETS: [&str; 3] = ["password", "oauth2_client_secret", "oauth2_refresh_token"];

/// Says whether a value may go over several lines: only what a shell reads may, ours or another.
pub(super) fn may_continue(key: &str) -> bool {
    ["password_command", "init"].contains(&key)
}
