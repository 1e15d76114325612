//! Who is trusted: the settings of TLS, made ready before anything is connected.

use std::fs::File;
use std::io::Read as _;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use native_tls::{Certificate, Protocol, TlsConnector};

use super::certificate::has_dns_name;
use super::identity::ClientIdentity;
use crate::client::transport::connect::without_brackets;
use crate::client::transport::words::reason;
use crate::error::{Error, Result};

/// What is read of a file of certificates; all there are in the world are smaller.
const LARGEST: u64 = 16 << 20;

/// How a server shows who it is, and how this client does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsSettings {
    /// The name, or IP address, that the certificate must be for.
    pub server_name: String,
    /// The authorities to validate with, as a file of PEM certificates, in place of the system's.
    pub ca_file: Option<PathBuf>,
    /// Whether the certificate is checked at all. Without this its name is not checked either.
    pub verify_certificate: bool,
    /// Whether the certificate must be for the server's name.
    pub check_hostname: bool,
    /// What to show a server that asks for a certificate.
    pub identity: Option<ClientIdentity>,
}

impl TlsSettings {
    /// Checks everything, with the system's authorities.
    pub fn new(server_name: impl Into<String>) -> Self {
        TlsSettings {
            server_name: server_name.into(),
            ca_file: None,
            verify_certificate: true,
            check_hostname: true,
            identity: None,
        }
    }

    /// Reads the files and makes everything ready. Nothing is sent: what is wrong with the settings
    /// shows here, before a connection. To be called once for all connections, since it takes
    /// tens of milliseconds.
    ///
    /// # Errors
    /// [`Error::Tls`] names the file that cannot be read or holds no certificate.
    ///
    /// RFC 8314 section 4.1; RFC 9325 section 3.1.1
    pub fn prepare(&self) -> Result<Tls> {
        let name = without_brackets(&self.server_name).trim_end_matches('.');
        if name.is_empty() || name.contains('\0') {
            return Err(unusable(
                "there is no name to check the certificate for".to_owned(),
            ));
        }
        let mut builder = TlsConnector::builder();
        builder
            .min_protocol_version(Some(Protocol::Tlsv12))
            .danger_accept_invalid_certs(!self.verify_certificate)
            .danger_accept_invalid_hostnames(!self.check_hostname);
        if let Some(path) = &self.ca_file {
            builder.disable_built_in_roots(true);
            for certificate in authorities(path)? {
                builder.add_root_certificate(certificate);
            }
        }
        if let Some(identity) = &self.identity {
            builder.identity(identity.read()?);
        }
        let connector = builder.build().map_err(|error| match &self.identity {
            // OpenSSL finds this out only when both come together.
            Some(identity) if error.to_string().contains("key values mismatch") => {
                identity.mismatch()
            }
            _ => unusable(format!("TLS cannot be set up: {error}")),
        })?;
        Ok(Tls {
            connector,
            settings: TlsSettings {
                server_name: name.to_owned(),
                ..self.clone()
            },
        })
    }
}

/// Settings of TLS that are known to be sound, ready for any number of connections.
#[derive(Debug, Clone)]
pub struct Tls {
    connector: TlsConnector,
    settings: TlsSettings,
}

impl Tls {
    /// The name that the certificate must be for, without brackets and final dots.
    pub fn server_name(&self) -> &str {
        &self.settings.server_name
    }

    /// What is checked, in words for a trace.
    pub fn describe(&self) -> &'static str {
        match (
            self.settings.verify_certificate,
            self.settings.check_hostname,
        ) {
            (true, true) => "certificate and name verified",
            (true, false) => "certificate verified, name not checked",
            (false, _) => "certificate and name not checked",
        }
    }

    pub(super) fn connector(&self) -> &TlsConnector {
        &self.connector
    }

    pub(super) fn ca_file(&self) -> Option<&Path> {
        self.settings.ca_file.as_deref()
    }

    /// Refuses a certificate that names its host only as common name: OpenSSL takes it.
    ///
    /// RFC 9525 section 2; RFC 6125 section 6.4.4
    pub(super) fn check_names(&self, certificate: Option<&[u8]>) -> Result<()> {
        let settings = &self.settings;
        if !settings.verify_certificate
            || !settings.check_hostname
            || settings.server_name.parse::<IpAddr>().is_ok()
            || certificate.is_some_and(has_dns_name)
        {
            return Ok(());
        }
        Err(Error::Tls {
            text: format!(
                "the certificate of {} gives its name only as common name (no subject alternative name)",
                settings.server_name
            ),
            hint: Some(
                "--no-check-hostname (ssl_check_hostname = false) goes without the name".to_owned(),
            ),
        })
    }
}

fn authorities(path: &Path) -> Result<Vec<Certificate>> {
    let pem = read(path, "CA file")?;
    let certificates = Certificate::stack_from_pem(&pem)
        .map_err(|_| unusable(format!("the CA file {} is damaged", path.display())))?;
    if certificates.is_empty() {
        return Err(unusable(format!(
            "the CA file {} holds no PEM certificate",
            path.display()
        )));
    }
    Ok(certificates)
}

pub(super) fn read(path: &Path, what: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(bytes),
        Err(error) => Err(unusable(format!(
            "the {what} {} cannot be read: {}",
            path.display(),
            reason(&error)
        ))),
    }
}

pub(super) fn unusable(text: String) -> Error {
    Error::Tls { text, hint: None }
}
