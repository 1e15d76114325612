//! One blocking connection to a server, one method per IMAP command, by theme.

mod acl;
mod any_state;
mod append;
mod append_content;
mod append_each;
mod append_many;
mod auth;
mod authenticate;
mod batches;
mod clock;
mod compress;
mod condstore;
mod connection;
mod enable;
mod exchange;
mod fetch;
mod found;
mod gmail;
mod greeting;
mod idle;
mod list;
mod list_extended;
mod listing;
mod mailbox;
mod message;
mod metadata;
mod needs;
mod news;
mod notify;
mod patience;
mod qresync;
mod quota;
mod range_set;
mod raw;
mod raw_each;
mod reading;
mod sasl;
mod search;
mod search_return;
mod secrets;
mod sending;
mod session;
mod sort;
mod starttls;
mod trace;
mod transport;
mod typed;
mod withholding;

use std::fmt;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use self::connection::Connection;
use self::exchange::Exchange;
use self::session::Session;
use self::withholding::Withholding;
use crate::error::Result;
use crate::types::{Event, Secret, SelectedMailbox};
use crate::wire::framer::Limits;

pub use self::any_state::IdFields;
pub use self::append::{Append, CrlfReader};
pub use self::append_content::{Content, Survey};
pub use self::append_each::{Deliveries, Delivery};
pub use self::append_many::Appended;
pub use self::batches::Batches;
pub use self::condstore::Stored;
pub use self::connection::Patience;
pub use self::fetch::{Fetch, FetchOptions};
pub use self::found::Found;
pub use self::gmail::{decode_labels, gmail_labels};
pub use self::greeting::{Greeting, Options};
pub use self::idle::{IDLE_RENEWAL, Idle};
pub use self::list_extended::{ExtendedList, ListTold};
pub use self::listing::Listing;
pub use self::message::{Report, StoreAction};
pub use self::qresync::{Known, Resynced};
pub use self::raw::{Raw, RawResponse};
pub use self::raw_each::{RawAnswer, RawEach, Upcoming};
pub use self::sasl::{Credentials, Mechanism};
pub use self::search::Numbering;
pub use self::session::{Completed, State};
pub use self::trace::{TraceEvent, TraceSink, Traffic};
#[cfg(feature = "demo")]
pub(crate) use self::transport::wait_for;
pub use self::transport::{
    ClientIdentity, Connected, Endpoint, Interest, Readiness, Security, Tls, TlsSettings,
    Transport, Waker, connect, run_command,
};
pub use self::withholding::Sending;

/// One connection to a server.
///
/// Dropping it closes the link at once; [`Client::logout`] is the polite way, and [`Client::session`]
/// does it on success and on error alike.
pub struct Client {
    exchange: Exchange,
    greeting: Greeting,
    secured: bool,
}

impl Client {
    /// Takes a transport on which nothing can be said yet, such as the TCP link below a TLS that was not begun.
    pub fn silent(transport: Box<dyn Transport>, waker: Waker) -> Self {
        let connection = Connection::new(transport, waker, Limits::default());
        let greeting = Greeting {
            text: String::new(),
            line: Vec::new(),
            preauthenticated: false,
        };
        Client {
            exchange: Exchange {
                connection,
                session: Session::default(),
                withholding: Withholding::default(),
            },
            greeting,
            secured: false,
        }
    }

    /// Runs a body and logs out afterwards, whether it succeeded or not.
    ///
    /// # Errors
    /// The body's; a failure of LOGOUT itself is not reported.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH ready\nC: A1 NOOP\nS: A1 OK done\nC: A2 LOGOUT\nS: * BYE bye\nS: A2 OK done\n")?;
    /// # let client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let (_, news) = client.session(|client| client.noop())?;
    /// assert!(news.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn session<T>(mut self, body: impl FnOnce(&mut Client) -> Result<T>) -> Result<T> {
        let result = body(&mut self);
        // The answer to LOGOUT changes nothing about what the body did.
        let _ = self.logout();
        result
    }

    /// The first line of the server.
    pub fn greeting(&self) -> &Greeting {
        &self.greeting
    }

    /// Where the session stands.
    pub fn state(&self) -> State {
        if self.exchange.connection.end().is_some() {
            State::Logout
        } else {
            self.exchange.session.state()
        }
    }

    /// Says whether TLS protects the stream.
    pub fn is_secured(&self) -> bool {
        self.secured
    }

    /// Why the connection is over, if it is.
    pub fn end(&self) -> Option<&str> {
        self.exchange.connection.end()
    }

    /// The mailbox that is open, with all the server has said of it so far.
    pub fn selected(&self) -> Option<&SelectedMailbox> {
        self.exchange.session.selected.as_ref()
    }

    /// The DER of the server's certificate, under TLS.
    pub fn peer_certificate(&self) -> Option<Vec<u8>> {
        self.exchange.connection.peer_certificate()
    }

    /// Sends the trace of the wire somewhere, or nowhere.
    pub fn set_trace(&mut self, sink: Option<TraceSink>) {
        self.exchange.connection.tracer.set(sink);
    }

    /// Has untagged data traced only while this is true: what nobody looks at need cost next to nothing. What is sent,
    /// and how the server answers it, is traced always, and where that is no success, the last of the data too.
    pub fn set_trace_switch(&mut self, wanted: Arc<AtomicBool>) {
        self.exchange.connection.tracer.set_switch(wanted);
    }

    /// How many bytes went over this connection.
    pub fn traffic(&self) -> Traffic {
        self.exchange.connection.tracer.traffic()
    }

    /// Hands out what the server said without being asked, oldest first, and how much older news was forgotten.
    pub fn take_events(&mut self) -> (Vec<Event>, u64) {
        self.exchange.session.news.take()
    }

    /// Hands out what was odd about the server's responses since the last call, and how they were read all the same.
    pub fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.exchange.session.notes)
    }

    /// Hands out the commands sent since the last call, the newest 1,000, as people may see them: secrets masked, no tags.
    pub fn take_sent(&mut self) -> Vec<String> {
        self.exchange.session.take_sent()
    }

    /// How many commands were sent over this connection.
    pub fn sent_count(&self) -> u64 {
        self.exchange.session.sent_count()
    }

    /// Has every untagged response of the commands to come written somewhere as it came, large literals included.
    pub fn set_tap(&mut self, tap: Option<Box<dyn Write + Send>>) {
        self.exchange.session.tap = tap;
    }

    /// Looks something up of which nothing goes to the tap: it is no part of the answer that is wanted.
    pub fn without_tap<T>(&mut self, look_up: impl FnOnce(&mut Client) -> T) -> T {
        let tap = self.exchange.session.tap.take();
        let found = look_up(self);
        self.exchange.session.tap = tap;
        found
    }

    /// The handle that ends this client's waits from another thread or a signal.
    pub fn waker(&self) -> &Waker {
        self.exchange.connection.waker()
    }

    /// Remembers a secret, so that neither trace nor error shows it when the server repeats it.
    pub fn remember_secret(&mut self, secret: &Secret) {
        self.exchange.connection.remember_secret(secret);
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}
