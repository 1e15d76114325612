//! What a test may choose about its server.

use super::ServerCertificate;

/// How mail is kept on the server's disk, which shows in small ways on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// One file per message; the only one `Dovecot::deliver` can write.
    #[default]
    Maildir,
    /// Dovecot's own format.
    Sdbox,
}

/// What may differ from server to server.
#[derive(Clone, Debug)]
pub struct Options {
    /// The certificate shown for STARTTLS and on the TLS port.
    pub certificate: ServerCertificate,
    /// Signs nobody in without a certificate of `client_certificate`'s authority.
    pub require_client_certificate: bool,
    /// Takes the tokens that `Dovecot::token` makes.
    pub tokens: bool,
    /// How mail is kept.
    pub storage: Storage,
    /// Prefix of the personal namespace, ending with the separator, or empty.
    pub prefix: &'static str,
    /// Between the levels of mailbox names.
    pub separator: char,
    /// Room for each user's mail.
    pub quota_kib: u64,
    /// Names and passwords of users beside the usual ones: names in UTF-8 without colons, passwords of
    /// any bytes, neither with control characters.
    pub users: Vec<(Vec<u8>, Vec<u8>)>,
    /// Settings added at the end of the configuration file.
    pub extra: String,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            certificate: ServerCertificate::Valid,
            require_client_certificate: false,
            tokens: false,
            storage: Storage::Maildir,
            prefix: "",
            separator: '/',
            quota_kib: 1_048_576,
            users: Vec::new(),
            extra: String::new(),
        }
    }
}
