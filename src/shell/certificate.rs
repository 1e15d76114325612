//! What a server's certificate says, for people. Whether it is to be believed was decided in the handshake.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer as _;
use x509_parser::time::ASN1Time;

/// More names than this nobody reads; some providers have hundreds.
const MOST_NAMES: usize = 1_000;

const DAY: i64 = 24 * 60 * 60;

/// The parts of a certificate that people ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Certificate {
    /// Whose it is, as a distinguished name.
    pub(crate) subject: String,
    /// The host names and addresses it is for.
    pub(crate) names: Vec<String>,
    /// Who signed it.
    pub(crate) issuer: String,
    /// When it begins.
    pub(crate) from: String,
    /// When it ends.
    pub(crate) until: String,
    /// Whole days until then; fewer than none when it is over.
    pub(crate) days_left: i64,
    /// The number its issuer gave it, in hexadecimal.
    pub(crate) serial: String,
}

impl Certificate {
    /// Reads a certificate in DER, if it is one.
    ///
    /// RFC 5280 section 4.1
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let validity = certificate.validity();
        let left = validity.not_after.timestamp() - Timestamp::now().as_second();
        Some(Certificate {
            subject: certificate.subject().to_string(),
            names: names(&certificate),
            issuer: certificate.issuer().to_string(),
            from: day(validity.not_before),
            until: day(validity.not_after),
            days_left: left.div_euclid(DAY),
            serial: certificate.raw_serial_as_string(),
        })
    }

    /// How long it lasts, in words.
    pub(crate) fn left(&self) -> String {
        match self.days_left {
            days @ ..0 => format!("expired {} days ago", days.unsigned_abs()),
            0 => "ends today".to_owned(),
            1 => "1 day left".to_owned(),
            days => format!("{days} days left"),
        }
    }
}

/// The subject alternative names. RFC 5280 section 4.2.1.6
fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    let names = extension.value.general_names.iter().take(MOST_NAMES);
    names
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            GeneralName::IPAddress(bytes) => address(bytes),
            _ => None,
        })
        .collect()
}

/// An address as it is usually written; of an IPv6 address every group.
fn address(bytes: &[u8]) -> Option<String> {
    let parts: Vec<String> = match bytes.len() {
        4 => bytes.iter().map(u8::to_string).collect(),
        16 => bytes
            .chunks_exact(2)
            .filter_map(|pair| pair.try_into().ok())
            .map(|pair| format!("{:x}", u16::from_be_bytes(pair)))
            .collect(),
        _ => return None,
    };
    Some(parts.join(if bytes.len() == 4 { "." } else { ":" }))
}

/// The day, in UTC as certificates have it.
fn day(time: ASN1Time) -> String {
    match Timestamp::from_second(time.timestamp()) {
        Ok(time) => time.to_zoned(TimeZone::UTC).date().to_string(),
        Err(_) => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};

    use super::*;

    fn der(until: i32) -> Vec<u8> {
        let names = ["mail.example.org", "192.0.2.1", "2001:db8::1"].map(str::to_owned);
        let mut params = CertificateParams::new(names).unwrap();
        params
            .distinguished_name
            .push(DnType::CommonName, "mail\u{1b}[2J");
        params.not_before = date_time_ymd(2019, 1, 2);
        params.not_after = date_time_ymd(until, 3, 4);
        let key = KeyPair::generate().unwrap();
        params.self_signed(&key).unwrap().der().to_vec()
    }

    #[test]
    fn names_issuer_and_days_are_read() {
        let over = Certificate::read(&der(2020)).unwrap();
        let names = ["mail.example.org", "192.0.2.1", "2001:db8:0:0:0:0:0:1"];
        assert_eq!(over.names, names);
        assert!(over.subject.starts_with("CN="), "{over:?}");
        assert_eq!(over.subject, over.issuer);
        assert_eq!(
            (over.from.as_str(), over.until.as_str()),
            ("2019-01-02", "2020-03-04")
        );
        assert!(over.left().starts_with("expired "), "{}", over.left());
        let good = Certificate::read(&der(3000)).unwrap();
        assert!(good.days_left > 300_000, "{good:?}");
        assert_eq!(good.left(), format!("{} days left", good.days_left));
    }

    #[test]
    fn what_is_no_certificate_is_none() {
        let der = der(2020);
        for length in 0..der.len() {
            assert_eq!(Certificate::read(&der[..length]), None);
            let mut damaged = der.clone();
            damaged[length] ^= 0xff;
            Certificate::read(&damaged);
        }
    }
}
