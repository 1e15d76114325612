//! Finds the one fact about a certificate that is asked for here.

const SEQUENCE: u8 = 0x30;
const OBJECT_IDENTIFIER: u8 = 0x06;
const OCTET_STRING: u8 = 0x04;
/// `[3] EXPLICIT`, the extensions of a `TBSCertificate`.
const EXTENSIONS: u8 = 0xa3;
/// `[2] IMPLICIT`, a dNSName of a `GeneralName`.
const DNS_NAME: u8 = 0x82;
/// The object identifier 2.5.29.17.
const SUBJECT_ALTERNATIVE_NAME: &[u8] = &[0x55, 0x1d, 0x11];

/// Says whether a certificate in DER has a DNS name among its subject alternative names.
/// What cannot be read has none.
///
/// RFC 5280 sections 4.1 and 4.2.1.6
pub(super) fn has_dns_name(der: &[u8]) -> bool {
    alternative_names(der).is_some_and(|mut names| names.any(|(tag, _)| tag == DNS_NAME))
}

fn alternative_names(der: &[u8]) -> Option<Elements<'_>> {
    let certificate = Elements(der).content(SEQUENCE)?;
    let mut to_be_signed = Elements(Elements(certificate).content(SEQUENCE)?);
    let extensions = Elements(to_be_signed.content(EXTENSIONS)?).content(SEQUENCE)?;
    for (_, extension) in Elements(extensions) {
        let mut parts = Elements(extension);
        if parts.content(OBJECT_IDENTIFIER) == Some(SUBJECT_ALTERNATIVE_NAME) {
            let names = Elements(parts.content(OCTET_STRING)?).content(SEQUENCE)?;
            return Some(Elements(names));
        }
    }
    None
}

/// The elements of DER one after another, as tag and content. Ends where it cannot be read.
#[derive(Debug)]
struct Elements<'a>(&'a [u8]);

impl<'a> Elements<'a> {
    /// The content of the next element with this tag.
    fn content(&mut self, wanted: u8) -> Option<&'a [u8]> {
        self.find_map(|(tag, content)| (tag == wanted).then_some(content))
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (&tag, rest) = std::mem::take(&mut self.0).split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = if first < 0x80 {
            (usize::from(first), rest)
        } else {
            // Four bytes of length are more than any certificate needs.
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            if digits.len() > 4 {
                return None;
            }
            let length = digits
                .iter()
                .fold(0_u64, |length, &digit| length << 8 | u64::from(digit));
            (usize::try_from(length).ok()?, rest)
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, content))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rcgen::{CertificateParams, KeyPair};

    use super::*;

    fn certificate(names: &[&str]) -> Vec<u8> {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let params = CertificateParams::new(names).unwrap();
        let key = KeyPair::generate().unwrap();
        params.self_signed(&key).unwrap().der().to_vec()
    }

    #[test]
    fn only_a_dns_name_counts() {
        for (names, expected) in [
            (&["mail.example.org"][..], true),
            (&["192.0.2.1", "mail.example.org"], true),
            (&["192.0.2.1"], false),
            (&[], false),
        ] {
            assert_eq!(has_dns_name(&certificate(names)), expected, "{names:?}");
        }
    }

    #[test]
    fn damaged_certificates_have_none_and_do_no_harm() {
        let der = certificate(&["mail.example.org"]);
        for length in 0..der.len() {
            assert!(!has_dns_name(&der[..length]));
            let mut damaged = der.clone();
            damaged[length] = 0xff;
            has_dns_name(&damaged);
        }
        assert!(!has_dns_name(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]));
    }
}
