//! What goes over a stream inside TLS, and how it ends.

use std::fs;
use std::time::Duration;

use rcgen::KeyPair;
use tempfile::NamedTempFile;

use super::super::*;
use super::stage::{Authority, HOST, certificate_for, connect_to, server, tls_server};
use crate::client::Client;
use crate::client::transport::tcp::tests::fill;
use crate::client::transport::{Endpoint, Security, connect};

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

#[test]
fn records_that_came_together_are_read_together() {
    let authority = Authority::new();
    let identity = authority.identity(&certificate_for(&[HOST]));
    let (sent, all) = std::sync::mpsc::channel();
    let (port, thread) = tls_server(identity, move |mut stream| {
        for _ in 0..100 {
            stream.write_all(&[b'x'; 10]).unwrap();
        }
        sent.send(()).unwrap();
        // The link is cut behind them.
    });
    let mut transport = connect_to(port, &authority.settings()).unwrap();
    all.recv().unwrap();
    // What was read of the socket with the first record counts as ready, to its last byte.
    let mut buffer = [0; 15];
    for _ in 0..4 {
        assert_eq!(read(transport.as_mut(), &mut buffer).unwrap(), 15);
    }
    let mut buffer = [0; 1000];
    assert_eq!(read(transport.as_mut(), &mut buffer).unwrap(), 940);
    let end = read(transport.as_mut(), &mut buffer).unwrap_err();
    assert_eq!(end.kind(), io::ErrorKind::UnexpectedEof);
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
    let pem = key.serialize_pem();
    let other = KeyPair::generate().unwrap().serialize_pem();
    for (file, expected) in [
        (
            format!("Bag Attributes\n{}{pem}", certificate.pem()),
            Ok(()),
        ),
        (String::new(), Err("there is no private key (PEM) in KEY")),
        (
            other,
            Err("the key KEY does not belong to the certificate CERT"),
        ),
        (
            pem.replace("PRIVATE", "RSA PRIVATE"),
            Err("the key in KEY cannot be used: it is not in PKCS #8"),
        ),
        (
            pem.replace("PRIVATE", "ENCRYPTED PRIVATE"),
            Err("the key in KEY cannot be used: it is encrypted"),
        ),
        (
            pem.replace("M", "!"),
            Err("the client certificate CERT or its key KEY is damaged"),
        ),
    ] {
        fs::write(&key_file, file).unwrap();
        let told = with_key(&key_file).prepare().map(drop).map_err(|error| {
            let path = |file: &NamedTempFile| file.path().display().to_string();
            let text = error.to_string().replace(&path(&key_file), "KEY");
            text.replace(&path(&certificate_file), "CERT")
        });
        assert_eq!(told, expected.map_err(str::to_owned));
    }
}

#[test]
fn a_client_knows_how_it_was_connected() {
    let authority = Authority::new();
    let timeout = Some(Duration::from_secs(20));
    let identity = authority.identity(&certificate_for(&[HOST]));
    let (port, thread) = tls_server(identity, |mut stream| {
        stream.write_all(b"* OK inside\r\n").unwrap();
        let _ = stream.read(&mut [0]);
    });
    let tls = Security::Tls(authority.settings().prepare().unwrap());
    let client = Client::connect(&Endpoint::new("127.0.0.1", port), &tls, timeout).unwrap();
    assert_eq!(client.greeting().text, "inside");
    assert!(client.is_secured());
    drop(client);
    thread.join().unwrap();

    let (port, thread) = server(|mut stream| {
        stream.write_all(b"* OK in clear\r\n").unwrap();
        let _ = stream.read(&mut [0]);
    });
    let endpoint = Endpoint::new("127.0.0.1", port);
    let client = Client::connect(&endpoint, &Security::Clear, timeout).unwrap();
    assert_eq!(client.greeting().text, "in clear");
    assert!(!client.is_secured());
    drop(client);
    thread.join().unwrap();
}
