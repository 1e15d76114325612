//! TLS against servers in this process, with authorities and certificates made for each test.

#![allow(clippy::unwrap_used)]

mod stage;
mod streams;

use std::fs;
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, date_time_ymd};
use tempfile::NamedTempFile;

use self::stage::{Authority, HOST, certificate_for, connect_to, server, tls_server};
use super::*;
use crate::client::transport::{Endpoint, Security, connect};

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
