//! Free ports for a server that cannot choose them itself.

use std::net::TcpListener;
use std::process;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Below the range from which systems take the ports of outgoing connections, so that none of
/// those takes a port away between our look and the server's start.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;

/// Where a server listens.
pub struct Ports {
    /// The loopback addresses this machine has, as Dovecot wants them listed.
    pub addresses: &'static str,
    pub plain: u16,
    pub tls: u16,
}

impl Ports {
    /// Finds two ports that nobody listens on at this moment.
    pub fn free() -> Self {
        let addresses = match TcpListener::bind(("::1", 0)) {
            Ok(_) => "127.0.0.1 ::1",
            Err(_) => "127.0.0.1",
        };
        let mut free = candidates().filter(|port| is_free(addresses, *port));
        let mut next = || free.next().expect("some port is free");
        Ports {
            addresses,
            plain: next(),
            tls: next(),
        }
    }

    /// Whether nobody listens on them.
    pub fn are_free(&self) -> bool {
        is_free(self.addresses, self.plain) && is_free(self.addresses, self.tls)
    }
}

fn is_free(addresses: &str, port: u16) -> bool {
    addresses
        .split(' ')
        .chain(["127.0.0.2"])
        .all(|address| TcpListener::bind((address, port)).is_ok())
}

/// Every port of the range once, from a place where other test programs are unlikely to be.
fn candidates() -> impl Iterator<Item = u16> {
    static CALLS: AtomicU16 = AtomicU16::new(0);
    let nanoseconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.subsec_nanos());
    let call = u32::from(CALLS.fetch_add(1, Ordering::Relaxed));
    let seed = u64::from(process::id()) * 7_919 + u64::from(nanoseconds / 1_000 + call * 613);
    let start = u16::try_from(seed % u64::from(COUNT)).unwrap_or(0);
    (0..COUNT).map(move |step| FIRST + (start + step) % COUNT)
}
