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
mod tests;
