//! TLS against servers in this process, with authorities and certificates made for each test.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::net::TcpListener;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use native_tls::{Identity, TlsAcceptor};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    date_time_ymd,
};
use tempfile::NamedTempFile;

use super::*;
use crate::client::transport::tcp::tests::fill;
use crate::client::transport::{Endpoint, Security, connect};

const HOST: &str = "mail.example.org";

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    file: NamedTempFile,
}

impl Authority {
    fn new() -> Self {
        Authority::named("Example Authority")
    }

    fn named(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let file = NamedTempFile::new().unwrap();
        fs::write(&file, params.self_signed(&key).unwrap().pem()).unwrap();
        let issuer = Issuer::new(params, key);
        Authority { issuer, file }
    }

    fn identity(&self, params: &CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Identity::from_pkcs8(certificate.pem().as_bytes(), key.serialize_pem().as_bytes()).unwrap()
    }

    fn settings(&self) -> TlsSettings {
        TlsSettings {
            ca_file: Some(self.file.path().to_owned()),
            ..TlsSettings::new(HOST)
        }
    }
}

fn certificate_for(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name.push(DnType::CommonName, HOST);
    params
}

/// A server for one connection that runs `serve` after TCP, and the port it is at.
fn server<T: Send + 'static>(
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
fn tls_server(
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

fn connect_to(port: u16, settings: &TlsSettings) -> Result<Box<dyn Transport>> {
    let waker = Waker::new().unwrap();
    let security = Security::Tls(settings.prepare()?);
    let deadline = Instant::now() + Duration::from_secs(20);
    let endpoint = Endpoint::new("127.0.0.1", port);
    connect(&endpoint, &security, Some(deadline), &waker, &mut |_| {}).map(|(stream, _)| stream)
}

/// Connects to a server with this certificate, and compares the error; "" stands for none.
fn check(
    authority: &Authority,
    params: &CertificateParams,
    settings: &TlsSettings,
    expected: &str,
) {
    let (port, thread) = tls_server(authority.identity(params), |mut stream| {
        // Stays until the client is gone.
        let _ = stream.read(&mut [0]);
    });
    let text = match connect_to(port, settings) {
        Ok(_) => String::new(),
        Err(Error::Tls { text, .. }) => text,
        Err(error) => panic!("{error:?}"),
    };
    assert_eq!(text, expected);
    thread.join().unwrap();
}

#[test]
fn switches_mean_exactly_what_they_say() {
    let authority = Authority::new();
    let stranger = Authority::named("Other Authority");
    let namesake = Authority::new();
    let good = certificate_for(&[HOST]);
    let other = certificate_for(&["www.example.org"]);
    let trusted = authority.settings();
    let strange = stranger.settings();
    let no_name = |settings: &TlsSettings| TlsSettings {
        check_hostname: false,
        ..settings.clone()
    };
    let nothing = |settings: &TlsSettings| TlsSettings {
        verify_certificate: false,
        ..settings.clone()
    };
    let mismatch = "the certificate of mail.example.org is for another name (hostname mismatch)";
    let unknown = "the certificate of mail.example.org comes from no known authority \
                   (unable to get local issuer certificate)";
    let forged = "the certificate of mail.example.org comes from no known authority \
                  (certificate signature failure)";
    for (params, settings, expected) in [
        (&good, trusted.clone(), ""),
        (&good, strange.clone(), unknown),
        (&good, TlsSettings::new(HOST), unknown),
        (&good, namesake.settings(), forged),
        (&other, trusted.clone(), mismatch),
        (&other, no_name(&trusted), ""),
        (&other, no_name(&strange), unknown),
        (&other, nothing(&strange), ""),
    ] {
        check(&authority, params, &settings, expected);
    }
}

#[test]
fn a_bad_certificate_is_refused_for_its_reason() {
    let authority = Authority::new();
    let mut expired = certificate_for(&[HOST]);
    expired.not_before = date_time_ymd(2001, 1, 1);
    expired.not_after = date_time_ymd(2002, 1, 1);
    let mut future = certificate_for(&[HOST]);
    future.not_before = date_time_ymd(2090, 1, 1);
    let mut client_only = certificate_for(&[HOST]);
    client_only.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let prefix = certificate_for(&["mail.example.org.example.net"]);
    for (params, expected) in [
        (expired, "the certificate of mail.example.org has expired"),
        (
            future,
            "the certificate of mail.example.org is not yet valid",
        ),
        (
            certificate_for(&[]),
            "the certificate of mail.example.org gives its name only as common name \
             (no subject alternative name)",
        ),
        (
            prefix,
            "the certificate of mail.example.org is for another name (hostname mismatch)",
        ),
        (
            client_only,
            "the certificate of mail.example.org is refused: unsuitable certificate purpose",
        ),
    ] {
        check(&authority, &params, &authority.settings(), expected);
    }
}

#[test]
fn names_are_taken_with_final_dot_wildcard_and_as_addresses() {
    let authority = Authority::new();
    for (certificate, server_name) in [
        (HOST, "mail.example.org."),
        ("*.example.org", HOST),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "[::1]"),
    ] {
        let settings = TlsSettings {
            server_name: server_name.to_owned(),
            ..authority.settings()
        };
        check(&authority, &certificate_for(&[certificate]), &settings, "");
    }
}

#[test]
fn a_bad_file_is_an_error_before_anything_is_connected() {
    let garbage = NamedTempFile::new().unwrap();
    fs::write(&garbage, "no certificate\n").unwrap();
    let damaged = NamedTempFile::new().unwrap();
    let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    fs::write(&damaged, pem).unwrap();
    let missing = garbage.path().with_extension("missing");
    for (path, expected) in [
        (garbage.path(), "holds no PEM certificate"),
        (damaged.path(), "is damaged"),
        (&missing, "cannot be read: no such file or directory"),
    ] {
        let settings = TlsSettings {
            ca_file: Some(path.to_owned()),
            verify_certificate: false,
            ..TlsSettings::new(HOST)
        };
        let error = settings.prepare().unwrap_err();
        let expected = format!("the CA file {} {expected}", path.display());
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn a_file_of_several_authorities_counts_as_a_whole() {
    let first = Authority::new();
    let second = Authority::named("Other Authority");
    let both = NamedTempFile::new().unwrap();
    let mut pem = fs::read(first.file.path()).unwrap();
    pem.extend(fs::read(second.file.path()).unwrap());
    fs::write(&both, pem).unwrap();
    let settings = TlsSettings {
        ca_file: Some(both.path().to_owned()),
        ..TlsSettings::new(HOST)
    };
    check(&second, &certificate_for(&[HOST]), &settings, "");
}

#[test]
fn servers_without_tls_are_named_as_such() {
    for (answer, expected) in [
        (
            &b"* OK ready\r\n"[..],
            "this port of mail.example.org does not speak TLS: it answers in clear text",
        ),
        (
            b"\x00\xff\x00\xff\x00\xff\x00\xff",
            "this port of mail.example.org does not speak TLS: it answers in clear text",
        ),
        (
            b"",
            "mail.example.org closed the connection during the TLS handshake",
        ),
        (
            b"\x15\x03\x01\x00\x02\x02\x28",
            "mail.example.org refused the TLS handshake: ssl/tls alert handshake failure",
        ),
        (
            b"\x15\x03\x01\x00\x02\x02\x46",
            "mail.example.org does not speak TLS 1.2 or newer (tlsv1 alert protocol version)",
        ),
    ] {
        let (port, thread) = server(move |mut stream| {
            // The greeting of the client first, so that closing does not reset the connection.
            let _ = stream.read(&mut [0; 4096]);
            stream.write_all(answer).unwrap();
        });
        let error = connect_to(port, &TlsSettings::new(HOST)).err().unwrap();
        assert!(matches!(error, Error::Tls { .. }));
        // The wording of the alert differs among versions of OpenSSL.
        let text = error.to_string().replace("sslv3 alert", "ssl/tls alert");
        assert_eq!(text, expected);
        thread.join().unwrap();
    }
}

#[test]
fn a_handshake_without_answer_ends_by_the_waker_of_another_thread() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let waker = Waker::new().unwrap();
    let other = waker.clone();
    let security = Security::Tls(TlsSettings::new(HOST).prepare().unwrap());
    let endpoint = Endpoint::new("127.0.0.1", silent.local_addr().unwrap().port());
    let thread = thread::spawn(move || {
        let connection = silent.accept().unwrap();
        other.wake();
        connection
    });
    let started = Instant::now();
    let error = connect(&endpoint, &security, None, &waker, &mut |_| {}).err();
    assert!(
        matches!(error, Some(Error::Interrupted { .. })),
        "{error:?}"
    );
    assert!(started.elapsed() < Duration::from_secs(1));
    thread.join().unwrap();
}

/// Reads until something other than waiting happens.
fn read(transport: &mut dyn Transport, buffer: &mut [u8]) -> io::Result<usize> {
    let waker = Waker::new()?;
    loop {
        match transport.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            result => return result,
        }
        let deadline = Instant::now() + Duration::from_secs(20);
        let readiness = transport.wait(Interest::Read, Some(deadline), &waker)?;
        assert_eq!(readiness, Readiness::Ready);
    }
}

#[test]
fn an_end_that_tls_announced_is_an_end_and_any_other_is_a_cut() {
    let authority = Authority::new();
    for announced in [true, false] {
        let identity = authority.identity(&certificate_for(&[HOST]));
        let (port, thread) = tls_server(identity, move |mut stream| {
            stream.write_all(b"* OK ready\r\n").unwrap();
            if announced {
                stream.shutdown().unwrap();
            }
        });
        let mut transport = connect_to(port, &authority.settings()).unwrap();
        let mut buffer = [0; 64];
        assert_eq!(read(transport.as_mut(), &mut buffer).unwrap(), 12);
        for _ in 0..2 {
            let end = read(transport.as_mut(), &mut buffer);
            match end {
                Ok(count) => assert!(announced && count == 0),
                Err(error) => {
                    assert!(!announced);
                    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
                    assert_eq!(
                        error.to_string(),
                        "the link was cut without TLS close_notify"
                    );
                }
            }
        }
        thread.join().unwrap();
    }
}

#[test]
fn bytes_held_inside_tls_count_as_ready() {
    let authority = Authority::new();
    let identity = authority.identity(&certificate_for(&[HOST]));
    let (port, thread) = tls_server(identity, |mut stream| {
        stream.write_all(&[b'x'; 10_000]).unwrap();
        let _ = stream.read(&mut [0]);
    });
    let mut transport = connect_to(port, &authority.settings()).unwrap();
    assert!(
        transport
            .peer_certificate()
            .is_some_and(|der| certificate::has_dns_name(&der))
    );
    assert_eq!(read(transport.as_mut(), &mut [0; 10]).unwrap(), 10);
    let waker = Waker::new().unwrap();
    let readiness = transport.wait(Interest::Read, None, &waker).unwrap();
    assert_eq!(readiness, Readiness::Ready);
    waker.wake();
    let readiness = transport.wait(Interest::Read, None, &waker).unwrap();
    assert_eq!(readiness, Readiness::Woken);
    drop(transport);
    thread.join().unwrap();
}

const SIZE: usize = 5 << 20;
const PIECE: usize = 64 << 10;

fn pattern(position: usize) -> u8 {
    u8::try_from(position % 251).unwrap_or(0)
}

#[test]
fn megabytes_go_both_ways_at_once() {
    let authority = Authority::new();
    let identity = authority.identity(&certificate_for(&[HOST]));
    let (port, thread) = tls_server(identity, |mut stream| {
        let bytes: Vec<u8> = (0..SIZE).map(pattern).collect();
        let mut piece = vec![0; PIECE];
        for sent in bytes.chunks(PIECE) {
            stream.write_all(sent).unwrap();
            stream.read_exact(&mut piece).unwrap();
            assert_eq!(piece, sent);
        }
        let _ = stream.shutdown();
    });
    let mut transport = connect_to(port, &authority.settings()).unwrap();
    let waker = Waker::new().unwrap();
    let bytes: Vec<u8> = (0..SIZE).map(pattern).collect();
    let mut unsent = bytes.as_slice();
    let mut received = Vec::with_capacity(SIZE);
    let mut buffer = vec![0; PIECE];
    while received.len() < SIZE || !unsent.is_empty() {
        let sent = transport.write(unsent);
        let got = transport.read(&mut buffer);
        if let Ok(count) = sent {
            unsent = &unsent[count..];
        }
        match got {
            Ok(count) => received.extend_from_slice(&buffer[..count]),
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::WouldBlock),
        }
        let interest = if unsent.is_empty() {
            Interest::Read
        } else {
            Interest::Both
        };
        let deadline = Instant::now() + Duration::from_secs(20);
        if received.len() < SIZE || !unsent.is_empty() {
            let readiness = transport.wait(interest, Some(deadline), &waker).unwrap();
            assert_eq!(readiness, Readiness::Ready);
        }
    }
    assert_eq!(received, bytes);
    assert_eq!(transport.read(&mut buffer).ok().unwrap_or(0), 0);
    thread.join().unwrap();
}

#[test]
fn a_write_to_a_peer_that_does_not_read_waits_and_drops_at_once() {
    let authority = Authority::new();
    let identity = authority.identity(&certificate_for(&[HOST]));
    let (end, until) = std::sync::mpsc::channel::<()>();
    let (port, thread) = tls_server(identity, move |_stream| {
        let _ = until.recv();
    });
    let mut transport = connect_to(port, &authority.settings()).unwrap();
    let waker = Waker::new().unwrap();
    fill(transport.as_mut(), &waker);
    let started = Instant::now();
    drop(transport);
    assert!(started.elapsed() < Duration::from_secs(1));
    drop(end);
    thread.join().unwrap();
}

#[test]
fn starttls_puts_tls_over_the_same_connection() {
    let authority = Authority::new();
    let identity = authority.identity(&certificate_for(&[HOST]));
    let (port, thread) = tls_server(identity, |mut stream| {
        stream.write_all(b"inside").unwrap();
    });
    let waker = Waker::new().unwrap();
    let endpoint = Endpoint::new("127.0.0.1", port);
    let (stream, _) = connect(&endpoint, &Security::Clear, None, &waker, &mut |_| {}).unwrap();
    let tls = authority.settings().prepare().unwrap();
    let mut stream = stream.upgrade(&tls, None, &waker).unwrap();
    let mut buffer = [0; 64];
    assert_eq!(read(stream.as_mut(), &mut buffer).unwrap(), 6);
    let error = stream.upgrade(&tls, None, &waker).err().unwrap();
    assert!(matches!(error, Error::Tls { .. }));
    thread.join().unwrap();
}

#[test]
fn starttls_answered_in_clear_is_refused() {
    let (port, thread) = server(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        stream.write_all(b"A1 BAD what?\r\n").unwrap();
    });
    let waker = Waker::new().unwrap();
    let endpoint = Endpoint::new("127.0.0.1", port);
    let (stream, _) = connect(&endpoint, &Security::Clear, None, &waker, &mut |_| {}).unwrap();
    let tls = TlsSettings::new(HOST).prepare().unwrap();
    let error = stream.upgrade(&tls, None, &waker).err().unwrap();
    assert_eq!(
        error.to_string(),
        "mail.example.org agreed to STARTTLS and went on in clear text"
    );
    thread.join().unwrap();
}

#[test]
fn a_client_certificate_is_read_from_its_files() {
    let authority = Authority::new();
    let key = KeyPair::generate().unwrap();
    let certificate = certificate_for(&["client.example.org"])
        .signed_by(&key, &authority.issuer)
        .unwrap();
    let (certificate_file, key_file) =
        (NamedTempFile::new().unwrap(), NamedTempFile::new().unwrap());
    fs::write(&certificate_file, certificate.pem()).unwrap();
    fs::write(&key_file, key.serialize_pem()).unwrap();
    let with_key = |key_file: &NamedTempFile| TlsSettings {
        identity: Some(ClientIdentity {
            certificate_file: certificate_file.path().to_owned(),
            key_file: key_file.path().to_owned(),
        }),
        ..authority.settings()
    };
    assert!(with_key(&key_file).prepare().is_ok());
    let error = with_key(&certificate_file).prepare().unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("holds no unencrypted PKCS #8 private key")
    );
}
