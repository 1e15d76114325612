//! The certificates of the test server: an authority of our own, and server certificates that are
//! right, or wrong in exactly one way. Which of them a server shows is chosen in `super::Options`.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};

/// The names and addresses under which the test server is reached.
const SERVER_NAMES: [&str; 4] = ["localhost", "127.0.0.1", "127.0.0.2", "::1"];

/// What is wrong with the certificate a server shows, if anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServerCertificate {
    /// Nothing: signed by the authority of `ca.pem`, for every name the server is reached under.
    #[default]
    Valid,
    /// It ran out in the year 2020.
    Expired,
    /// It is for `mail.example.org` only.
    OtherName,
    /// It is signed by an authority that is not in `ca.pem`.
    OtherAuthority,
    /// It is signed by itself.
    SelfSigned,
}

/// Paths of the PEM files of one server.
pub struct Certificates {
    /// The authority a client has to trust.
    pub ca: PathBuf,
    /// What the server shows.
    pub server: PathBuf,
    /// The key that belongs to `server`.
    pub server_key: PathBuf,
    /// A client certificate for the user alice, signed by the same authority.
    pub client: PathBuf,
    /// The key that belongs to `client`.
    pub client_key: PathBuf,
}

impl Certificates {
    /// Makes new keys and certificates and writes them into a directory.
    pub fn write(directory: &Path, wanted: ServerCertificate) -> Self {
        let ours = authority("Test authority");
        let other = authority("Other authority");
        let issuer = match wanted {
            ServerCertificate::OtherAuthority => &other,
            _ => &ours,
        };
        let files = Certificates {
            ca: directory.join("ca.pem"),
            server: directory.join("server.pem"),
            server_key: directory.join("server.key"),
            client: directory.join("client.pem"),
            client_key: directory.join("client.key"),
        };
        write(&files.ca, &ours.1);
        write_pair(
            (&files.server, &files.server_key),
            server_params(wanted),
            (wanted != ServerCertificate::SelfSigned).then_some(&issuer.0),
        );
        let mut client = params("alice", &[]);
        client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        write_pair((&files.client, &files.client_key), client, Some(&ours.0));
        files
    }
}

fn authority(name: &str) -> (Issuer<'static, KeyPair>, String) {
    let key = KeyPair::generate().expect("keys can be made");
    let mut params = params(name, &[]);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let certificate = params.self_signed(&key).expect("a key signs its own");
    (Issuer::new(params, key), certificate.pem())
}

fn server_params(wanted: ServerCertificate) -> CertificateParams {
    let names: &[&str] = match wanted {
        ServerCertificate::OtherName => &["mail.example.org"],
        _ => &SERVER_NAMES,
    };
    let mut params = params(names[0], names);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    if wanted == ServerCertificate::Expired {
        params.not_before = date_time_ymd(2019, 1, 1);
        params.not_after = date_time_ymd(2020, 1, 1);
    }
    params
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

/// Signs with the issuer, or with the certificate's own key where there is none.
fn write_pair(
    (certificate_file, key_file): (&Path, &Path),
    params: CertificateParams,
    issuer: Option<&Issuer<'static, KeyPair>>,
) {
    let key = KeyPair::generate().expect("keys can be made");
    let certificate = match issuer {
        Some(issuer) => params.signed_by(&key, issuer),
        None => params.self_signed(&key),
    }
    .expect("the parameters are complete");
    write(certificate_file, &certificate.pem());
    write(key_file, &key.serialize_pem());
}

fn write(file: &Path, text: &str) {
    fs::write(file, text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}
