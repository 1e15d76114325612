//! Authorities, certificates and servers for one test.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use native_tls::{Identity, TlsAcceptor, TlsStream};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tempfile::NamedTempFile;

use super::super::{TlsSettings, Transport, Waker};
use crate::client::transport::{Endpoint, Security, connect};
use crate::error::Result;

pub(super) const HOST: &str = "mail.example.org";

pub(super) struct Authority {
    pub(super) issuer: Issuer<'static, KeyPair>,
    pub(super) file: NamedTempFile,
}

impl Authority {
    pub(super) fn new() -> Self {
        Authority::named("Example Authority")
    }

    pub(super) fn named(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let file = NamedTempFile::new().unwrap();
        fs::write(&file, params.self_signed(&key).unwrap().pem()).unwrap();
        let issuer = Issuer::new(params, key);
        Authority { issuer, file }
    }

    pub(super) fn identity(&self, params: &CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Identity::from_pkcs8(certificate.pem().as_bytes(), key.serialize_pem().as_bytes()).unwrap()
    }

    pub(super) fn settings(&self) -> TlsSettings {
        TlsSettings {
            ca_file: Some(self.file.path().to_owned()),
            ..TlsSettings::new(HOST)
        }
    }
}

pub(super) fn certificate_for(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name.push(DnType::CommonName, HOST);
    params
}

/// A server for one connection that runs `serve` after TCP, and the port it is at.
pub(super) fn server<T: Send + 'static>(
    serve: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (u16, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        stream
            .set_write_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        serve(stream)
    });
    (port, thread)
}

/// A server for one connection that runs `serve` inside TLS, if the handshake comes about.
pub(super) fn tls_server(
    identity: Identity,
    serve: impl FnOnce(TlsStream<TcpStream>) + Send + 'static,
) -> (u16, JoinHandle<()>) {
    server(move |stream| {
        let acceptor = TlsAcceptor::new(identity).unwrap();
        if let Ok(stream) = acceptor.accept(stream) {
            serve(stream);
        }
    })
}

pub(super) fn connect_to(port: u16, settings: &TlsSettings) -> Result<Box<dyn Transport>> {
    let waker = Waker::new().unwrap();
    let security = Security::Tls(settings.prepare()?);
    let deadline = Instant::now() + Duration::from_secs(20);
    let endpoint = Endpoint::new("127.0.0.1", port);
    connect(&endpoint, &security, Some(deadline), &waker, &mut |_| {}).map(|(stream, _)| stream)
}
