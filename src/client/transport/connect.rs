//! From the name of a server to a stream: look-up, connections, TLS, under one deadline.

use std::fmt;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::look_up::{LookUp, look_up};
use super::race::{Lost, race};
use super::tcp::TcpTransport;
use super::tls::{Stage, Tls, handshake};
use super::words::{reason, seconds};
use super::{Transport, Waker};
use crate::error::{Error, Result};

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// A name or an IP address; brackets around an IPv6 address are allowed.
    pub host: String,
    /// The TCP port.
    pub port: u16,
}

impl Endpoint {
    /// Names a server.
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        Endpoint {
            host: host.into(),
            port,
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = without_brackets(&self.host);
        if host.contains(':') {
            write!(formatter, "[{host}]:{}", self.port)
        } else {
            write!(formatter, "{host}:{}", self.port)
        }
    }
}

/// How the stream is protected from its first byte on.
#[derive(Debug, Clone)]
pub enum Security {
    /// Not at all, or not yet: STARTTLS comes later.
    Clear,
    /// By TLS.
    Tls(Tls),
}

/// Which connection came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connected {
    /// This side's address.
    pub local: SocketAddr,
    /// The server's address, of those its host has.
    pub peer: SocketAddr,
}

/// Connects to a server and does the TLS handshake, without reading a byte of IMAP.
///
/// All addresses of the host are tried, a quarter of a second apart or as soon as one fails; the first
/// that answers is taken. Each step is told to `report` in words for a trace.
///
/// # Errors
/// [`Error::Connect`] has the system's reason for each address. [`Error::Timeout`] says which step
/// the deadline found unfinished. [`Error::Interrupted`] comes from the waker, [`Error::Tls`] from the
/// handshake.
///
/// RFC 8305; RFC 8314 section 3
pub fn connect(
    endpoint: &Endpoint,
    security: &Security,
    deadline: Option<Instant>,
    waker: &Waker,
    report: &mut dyn FnMut(&str),
) -> Result<(Box<dyn Transport>, Connected)> {
    let attempt = Attempt {
        endpoint,
        started: Instant::now(),
        deadline,
        waker,
    };
    let addresses = attempt.addresses()?;
    let (stream, connected) = attempt.stream(addresses, report)?;
    let transport: Box<dyn Transport> = match security {
        Security::Clear => Box::new(TcpTransport::new(stream)),
        Security::Tls(tls) => {
            let late = attempt.late("no end of the TLS handshake");
            let stream = handshake(stream, tls, Stage::FromTheStart, deadline, waker, late)?;
            report(&format!("TLS, {}", tls.describe()));
            Box::new(stream)
        }
    };
    Ok((transport, connected))
}

/// What all steps of one connection share.
struct Attempt<'a> {
    endpoint: &'a Endpoint,
    started: Instant,
    deadline: Option<Instant>,
    waker: &'a Waker,
}

impl Attempt<'_> {
    fn addresses(&self) -> Result<Vec<SocketAddr>> {
        let host = without_brackets(&self.endpoint.host);
        if host.is_empty() {
            return Err(self.failed("there is no host name"));
        }
        match look_up(host, self.endpoint.port, self.deadline, self.waker) {
            Ok(LookUp::Answered(Ok(addresses))) if addresses.is_empty() => {
                Err(self.failed("the host has no address"))
            }
            Ok(LookUp::Answered(Ok(addresses))) => Ok(addresses),
            Ok(LookUp::Answered(Err(error))) => Err(Error::Connect {
                text: format!("{}: no address found: {}", self.endpoint, reason(&error)),
                hint: Some("is the host name spelled right, is the network up?".to_owned()),
            }),
            Ok(LookUp::TimedOut) => Err(self.late("no answer to the look-up of the name")),
            Ok(LookUp::Woken) => Err(Error::Interrupted { usable: false }),
            Err(error) => Err(self.failed(&reason(&error))),
        }
    }

    fn stream(
        &self,
        addresses: Vec<SocketAddr>,
        report: &mut dyn FnMut(&str),
    ) -> Result<(TcpStream, Connected)> {
        let host = without_brackets(&self.endpoint.host);
        let count = match addresses.len() {
            1 => "1 address".to_owned(),
            count => format!("{count} addresses"),
        };
        let mut introduction = Some(format!("{host} has {count}; "));
        let mut trying = |address: SocketAddr| {
            let introduction = introduction.take().unwrap_or_default();
            report(&format!(
                "{introduction}trying {} port {}",
                address.ip(),
                address.port()
            ));
        };
        let stream = match race(addresses, self.deadline, self.waker, &mut trying) {
            Ok(stream) => stream,
            Err(Lost::Failed(failures)) => return Err(self.failed(&by_reason(&failures))),
            Err(Lost::TimedOut(pending)) if pending.is_empty() => {
                return Err(self.late("not every address was tried"));
            }
            Err(Lost::TimedOut(pending)) => {
                return Err(self.late(&format!("no answer from {}", list(&pending))));
            }
            Err(Lost::Woken) => return Err(Error::Interrupted { usable: false }),
        };
        let connected = stream
            .set_nodelay(true)
            .and_then(|()| {
                Ok(Connected {
                    local: stream.local_addr()?,
                    peer: stream.peer_addr()?,
                })
            })
            .map_err(|error| self.failed(&reason(&error)))?;
        report(&format!(
            "connected from {} to {}, {} ms",
            connected.local,
            connected.peer,
            self.started.elapsed().as_millis()
        ));
        Ok((stream, connected))
    }

    fn failed(&self, reason: &str) -> Error {
        Error::Connect {
            text: format!("{}: {reason}", self.endpoint),
            hint: None,
        }
    }

    fn late(&self, missing: &str) -> Error {
        let allowed = self.deadline.map_or(Duration::ZERO, |deadline| {
            deadline.saturating_duration_since(self.started)
        });
        Error::Timeout(format!(
            "connecting to {} took longer than {}: {missing}",
            self.endpoint,
            seconds(allowed)
        ))
    }
}

/// A host as the resolver and TLS know it: URLs write IPv6 addresses in brackets.
pub(super) fn without_brackets(host: &str) -> &str {
    host.strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host)
}

/// Names each reason once, with the addresses it holds for, in the order they came up.
fn by_reason(failures: &[(SocketAddr, String)]) -> String {
    let mut groups: Vec<(&str, Vec<SocketAddr>)> = Vec::new();
    for (address, reason) in failures {
        match groups.iter_mut().find(|(known, _)| known == reason) {
            Some((_, addresses)) => addresses.push(*address),
            None => groups.push((reason, vec![*address])),
        }
    }
    let groups: Vec<String> = groups
        .iter()
        .map(|(reason, addresses)| format!("{reason} ({})", list(addresses)))
        .collect();
    groups.join("; ")
}

fn list(addresses: &[SocketAddr]) -> String {
    let addresses: Vec<String> = addresses
        .iter()
        .map(|address| address.ip().to_string())
        .collect();
    addresses.join(", ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::net::TcpListener;

    use super::*;
    use crate::client::transport::{Interest, Readiness, TlsSettings};

    /// Connects to a port of 127.0.0.1 within 100 ms, and gives the error or the words for the trace.
    fn check(port: u16, security: &Security, expected: &str) {
        let waker = Waker::new().unwrap();
        let endpoint = Endpoint::new("127.0.0.1", port);
        let deadline = Instant::now() + Duration::from_millis(100);
        let result = connect(&endpoint, security, Some(deadline), &waker, &mut |_| {});
        let text = match result {
            Ok(_) => "connected".to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(text, expected);
    }

    #[test]
    fn errors_name_the_endpoint_and_the_reason() {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = silent.local_addr().unwrap().port();
        let tls = Security::Tls(TlsSettings::new("mail.example.org").prepare().unwrap());
        check(port, &Security::Clear, "connected");
        check(
            port,
            &tls,
            &format!(
                "connecting to 127.0.0.1:{port} took longer than 0.1 s: no end of the TLS handshake"
            ),
        );
        drop(silent);
        check(
            port,
            &Security::Clear,
            &format!("127.0.0.1:{port}: connection refused (127.0.0.1)"),
        );
    }

    #[test]
    fn a_silent_server_connects_and_then_only_the_waits_end() {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = Endpoint::new("127.0.0.1", silent.local_addr().unwrap().port());
        let waker = Waker::new().unwrap();
        let mut words = Vec::new();
        let (mut transport, connected) =
            connect(&endpoint, &Security::Clear, None, &waker, &mut |text| {
                words.push(text.to_owned());
            })
            .unwrap();
        assert_eq!(connected.peer, silent.local_addr().unwrap());
        let first = format!(
            "127.0.0.1 has 1 address; trying 127.0.0.1 port {}",
            endpoint.port
        );
        assert_eq!(words[0], first);
        assert!(words[1].starts_with(&format!("connected from {} to ", connected.local)));
        let soon = Some(Instant::now() + Duration::from_millis(20));
        let readiness = transport.wait(Interest::Read, soon, &waker).unwrap();
        assert_eq!(readiness, Readiness::TimedOut);
        waker.wake();
        let readiness = transport.wait(Interest::Read, None, &waker).unwrap();
        assert_eq!(readiness, Readiness::Woken);
    }

    #[test]
    fn a_used_waker_interrupts_every_step() {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = Endpoint::new("127.0.0.1", silent.local_addr().unwrap().port());
        let waker = Waker::new().unwrap();
        waker.wake();
        let error = connect(&endpoint, &Security::Clear, None, &waker, &mut |_| {}).err();
        assert!(
            matches!(error, Some(Error::Interrupted { usable: false })),
            "{error:?}"
        );
    }

    #[test]
    fn each_reason_is_named_once() {
        let at = |address: &str, reason: &str| {
            let address: SocketAddr = address.parse().unwrap();
            (address, reason.to_owned())
        };
        let failures = [
            at("192.0.2.1:993", "connection refused"),
            at("[2001:db8::1]:993", "network unreachable"),
            at("192.0.2.2:993", "connection refused"),
        ];
        assert_eq!(
            by_reason(&failures),
            "connection refused (192.0.2.1, 192.0.2.2); network unreachable (2001:db8::1)"
        );
    }

    #[test]
    fn endpoints_are_shown_with_brackets_where_needed() {
        for (host, expected) in [
            ("mail.example.org", "mail.example.org:993"),
            ("::1", "[::1]:993"),
            ("[::1]", "[::1]:993"),
        ] {
            assert_eq!(Endpoint::new(host, 993).to_string(), expected);
        }
    }
}
