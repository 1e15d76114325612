//! One blocking connection to a server, one method per IMAP command.

mod transport;

pub use self::transport::{ClientIdentity, Connected, Endpoint, Security, Tls, TlsSettings, connect};
pub use self::transport::{Interest, Readiness, Transport, Waker};

/// One connection.
pub struct Client {}
