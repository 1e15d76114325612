//! The client's own certificate and key, out of PEM files.

use std::path::PathBuf;

use native_tls::Identity;
use zeroize::Zeroizing;

use super::settings::{read, unusable};
use crate::error::{Error, Result};

/// A private key as it has to be: PKCS #8, not encrypted. RFC 5958; RFC 7468 section 10
const KEY: &[u8] = b"-----BEGIN PRIVATE KEY-----";
const KEY_END: &[u8] = b"-----END PRIVATE KEY-----";

/// The same under a passphrase. RFC 7468 section 11
const ENCRYPTED: &[u8] = b"-----BEGIN ENCRYPTED PRIVATE KEY-----";

/// How the labels of all other keys end: RSA PRIVATE KEY, EC PRIVATE KEY, OPENSSH PRIVATE KEY.
const OTHER: &[u8] = b" PRIVATE KEY-----";

/// A certificate of the client's own, as two files, which may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientIdentity {
    /// PEM: the client's certificate, then those between it and its authority.
    pub certificate_file: PathBuf,
    /// PEM: the private key in PKCS #8, not encrypted.
    pub key_file: PathBuf,
}

impl ClientIdentity {
    /// Reads both files, to find what is wrong with them before anything is connected.
    ///
    /// # Errors
    /// [`Error::Tls`] names the file, and says how to make a key of another form fit.
    pub fn check(&self) -> Result<()> {
        self.read().map(drop)
    }

    pub(super) fn read(&self) -> Result<Identity> {
        let certificate = read(&self.certificate_file, "client certificate")?;
        if memchr::memmem::find(&certificate, b"-----BEGIN CERTIFICATE-----").is_none() {
            return Err(unusable(format!(
                "there is no certificate (PEM) in {}",
                self.certificate_file.display()
            )));
        }
        let file = Zeroizing::new(read(&self.key_file, "client key")?);
        let key = self.key_in(&file)?;
        Identity::from_pkcs8(&certificate, key).map_err(|_| {
            unusable(format!(
                "the client certificate {} or its key {} is damaged",
                self.certificate_file.display(),
                self.key_file.display()
            ))
        })
    }

    /// The key within a file, which may hold the certificate too, or words before it.
    fn key_in<'f>(&self, file: &'f [u8]) -> Result<&'f [u8]> {
        let found = |label: &[u8]| memchr::memmem::find(file, label);
        let key = found(KEY).and_then(|start| {
            let end = found(KEY_END)? + KEY_END.len();
            file.get(start..end)
        });
        let path = self.key_file.display();
        key.ok_or_else(|| {
            let (why, way_out) = if found(ENCRYPTED).is_some() {
                let way = format!("openssl pkcs8 -in {path} -out NEW takes the passphrase off");
                ("it is encrypted", way)
            } else if found(OTHER).is_some() {
                let way = format!("openssl pkcs8 -topk8 -nocrypt -in {path} -out NEW makes it so");
                ("it is not in PKCS #8", way)
            } else {
                return unusable(format!("there is no private key (PEM) in {path}"));
            };
            Error::Tls {
                text: format!("the key in {path} cannot be used: {why}"),
                hint: Some(way_out),
            }
        })
    }

    /// The error for a pair that does not fit.
    pub(super) fn mismatch(&self) -> Error {
        unusable(format!(
            "the key {} does not belong to the certificate {}",
            self.key_file.display(),
            self.certificate_file.display()
        ))
    }
}
