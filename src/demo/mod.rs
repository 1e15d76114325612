//! A small IMAP server within the process, with made-up mail: the shell without an account, and a server for tests.
//!
//! It speaks IMAP4rev1 and the extensions it names, keeps everything in memory, takes any password, and
//! forgets all when it is dropped. It opens no port unless [`Demo::listen`] is called.
//!
//! ```
//! use imapclient::client::{Client, Options, Waker};
//! use imapclient::demo::Demo;
//! use imapclient::types::Secret;
//!
//! let demo = Demo::new();
//! let mut client = Client::greet(demo.connect()?, Waker::new()?, Options::default(), None)?;
//! client.sign_in("ana", &Secret::new("any password"))?;
//! assert!(client.select(&"INBOX".into())?.exists > Some(50));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod commands;
mod fetch;
mod link;
mod listing;
mod mailbox;
mod mime;
mod search;
mod seed;
mod session;
mod store;
#[cfg(test)]
mod tests;
mod view;
mod words;

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use self::link::Link;
use self::store::{Store, hold};
use crate::client::Transport;
use crate::types::DateTime;

/// What a step of a command comes to, or else what the answer says: `NO [CODE] why`, or `BAD why`.
type Result<T> = std::result::Result<T, String>;

/// A server with made-up mail. Clones are the same server.
#[derive(Debug, Clone)]
pub struct Demo {
    store: Arc<Mutex<Store>>,
}

impl Demo {
    /// Starts a server whose mail is from the last weeks. Nothing arrives by itself.
    pub fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let seconds = now.unwrap_or_default().as_secs();
        Demo::at(DateTime::from_unix_seconds(seconds.cast_signed()))
    }

    /// Starts a server at another time: the same day always has the same mail.
    pub fn at(now: DateTime) -> Self {
        Demo {
            store: Arc::new(Mutex::new(seed::store(now))),
        }
    }

    /// From now on mail arrives in INBOX, every now and then.
    pub fn let_mail_arrive(&self) {
        let store = Arc::downgrade(&self.store);
        thread::spawn(move || {
            for (pause, message) in seed::arrivals() {
                thread::sleep(pause);
                let Some(store) = store.upgrade() else { return };
                let mut store = hold(&store);
                let now = store.now();
                // A full demo gets no more.
                let _ = store.put("INBOX", vec![message(now)]);
                store.ring();
            }
        });
    }

    /// A new connection to the server.
    ///
    /// # Errors
    /// The system gives no pipe.
    pub fn connect(&self) -> io::Result<Box<dyn Transport>> {
        Ok(Box::new(Link::new(&self.store)?))
    }

    /// How many mailboxes and messages there are.
    pub fn count(&self) -> (usize, usize) {
        let mailboxes = &hold(&self.store).mailboxes;
        let messages = mailboxes.values().map(|mailbox| mailbox.messages.len());
        (mailboxes.len(), messages.sum())
    }

    /// Lets other programs on this machine connect, in clear, and gives the address for them.
    ///
    /// # Errors
    /// The address is not one of this machine alone, with its port, or it is taken.
    pub fn listen(&self, address: &str) -> io::Result<SocketAddr> {
        let ours = |address: &SocketAddr| address.ip().is_loopback();
        let address = address.parse().ok().filter(ours);
        let why = "the demo listens on this machine alone, at an address such as 127.0.0.1:1430";
        let address = address.ok_or(io::Error::new(ErrorKind::InvalidInput, why))?;
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let store = Arc::clone(&self.store);
        thread::spawn(move || link::take(&listener, &store));
        Ok(address)
    }
}

impl Default for Demo {
    fn default() -> Self {
        Demo::new()
    }
}
