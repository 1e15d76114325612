//! Certificates for scripted servers: right ones, and ones that are wrong in ways Dovecot cannot show.

use native_tls::Identity;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing.
    None,
    /// It begins in the year 2090.
    Future,
    /// `localhost` is its common name, and there is no other.
    CommonNameOnly,
    /// It is for `localhost.example.org`.
    NameAsPrefix,
    /// It is for the use of clients.
    ClientOnly,
    /// Its issuer is a server, and no authority.
    IssuedByServer,
}

/// An authority of our own.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    /// Makes a new one.
    pub fn named(name: &str) -> Self {
        let key = KeyPair::generate().expect("keys can be made");
        let mut params = params(name, &[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let certificate = params.self_signed(&key).expect("a key signs its own");
        Authority {
            issuer: Issuer::new(params, key),
            pem: certificate.pem(),
        }
    }

    /// The certificate to trust.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A key with a certificate for `localhost` and 127.0.0.1.
    pub fn identity(&self, flaw: Flaw) -> Identity {
        let key = KeyPair::generate().expect("keys can be made");
        let names: &[&str] = match flaw {
            Flaw::CommonNameOnly => &[],
            Flaw::NameAsPrefix => &["localhost.example.org"],
            _ => &["localhost", "127.0.0.1"],
        };
        let mut params = params("localhost", names);
        params.extended_key_usages = vec![match flaw {
            Flaw::ClientOnly => ExtendedKeyUsagePurpose::ClientAuth,
            _ => ExtendedKeyUsagePurpose::ServerAuth,
        }];
        if flaw == Flaw::Future {
            params.not_before = date_time_ymd(2090, 1, 1);
            params.not_after = date_time_ymd(2091, 1, 1);
        }
        let (certificate, chain) = if flaw == Flaw::IssuedByServer {
            self.sign_by_server(params, &key)
        } else {
            let signed = params.signed_by(&key, &self.issuer);
            (
                signed.expect("the parameters are complete").pem(),
                String::new(),
            )
        };
        Identity::from_pkcs8(
            format!("{certificate}{chain}").as_bytes(),
            key.serialize_pem().as_bytes(),
        )
        .expect("the pair fits")
    }

    /// Signs with a certificate of this authority that may not sign; gives both.
    fn sign_by_server(&self, leaf: CertificateParams, key: &KeyPair) -> (String, String) {
        let between_key = KeyPair::generate().expect("keys can be made");
        let between = params("mail.example.org", &["mail.example.org"]);
        let signed = between.signed_by(&between_key, &self.issuer);
        let chain = signed.expect("the parameters are complete").pem();
        let signed = leaf.signed_by(key, &Issuer::new(between, between_key));
        (signed.expect("the parameters are complete").pem(), chain)
    }
}

fn params(common_name: &str, alternatives: &[&str]) -> CertificateParams {
    let names: Vec<String> = alternatives.iter().map(|name| (*name).into()).collect();
    let mut params = CertificateParams::new(names).expect("the names are ASCII");
    params.distinguished_name = DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    params
}
