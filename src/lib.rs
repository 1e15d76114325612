//! A blocking IMAP client, one method per IMAP command, made for servers as they are.
//!
//! A [`Client`] is one connection. Its methods take typed arguments, send one command and return what
//! the server answered to it; whatever else the server said is kept as [`types::Event`]s.
//! Messages are named by a [`types::MessageSet`], which is either a set of UIDs or a set of
//! sequence numbers and so decides between `UID FETCH` and `FETCH`.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use imapclient::client::{Client, Endpoint, FetchOptions, Numbering, Security, TlsSettings};
//! use imapclient::types::{FetchItem, MessageSet, SearchKey, Secret};
//!
//! fn main() -> imapclient::Result<()> {
//!     let host = "imap.example.org";
//!     let tls = Security::Tls(TlsSettings::new(host).prepare()?);
//!     let timeout = Some(Duration::from_secs(30));
//!     let client = Client::connect(&Endpoint::new(host, 993), &tls, timeout)?;
//!     // Logs out at the end, also when something in between fails.
//!     client.session(|client| {
//!         client.sign_in("ana", &Secret::new("secret"))?;
//!         client.select(&"INBOX".into())?;
//!         let found = client.search(Numbering::Uid, &[SearchKey::Word("UNSEEN".into())])?;
//!         let unseen = MessageSet::Uid(found.ids.unwrap_or_default());
//!         if unseen.is_empty() {
//!             return Ok(());
//!         }
//!         let items = [FetchItem::word("ENVELOPE"), FetchItem::word("RFC822.SIZE")];
//!         for message in client.fetch(&unseen, &items, FetchOptions::default())? {
//!             let message = message?;
//!             println!("{:?} {:?}", message.uid, message.envelope());
//!         }
//!         Ok(())
//!     })
//! }
//! ```
//!
//! # Connecting
//!
//! [`Client::connect`] does what most programs need. Where TLS begins later, connect with
//! [`Security::Clear`](client::Security::Clear) and call [`Client::starttls`] before anything else. A program with
//! a person before it makes a [`client::Waker`], connects with [`client::connect`] and hands both to
//! [`Client::greet`]: from then on any wait can be ended from a signal or another thread.
//!
//! # Cleaning up
//!
//! [`Client::session`] logs out whatever happened, [`Client::logout`] says what the server said, and dropping a
//! client closes the link without a word. [`client::Fetch`] and [`client::Idle`] may be dropped at any time: what is
//! still to come of them is read away before the next command.
//!
//! # Errors
//!
//! [`Error`] has one variant for each thing that a caller can tell apart and act upon. After one of which
//! [`Error::is_fatal`] is true nothing more is sent on that connection; after any other the next command works.
//!
//! # Testing
//!
//! [`script::Script`] plays a transcript in place of a server, as the examples of this documentation do.
//!
//! The library never prints, never reads the environment and never asks.

mod error;

pub mod client;
#[cfg(feature = "demo")]
pub mod demo;
pub mod script;
pub mod types;
#[doc(hidden)]
pub mod wire;

pub use crate::client::Client;
pub use crate::error::{Error, Rejection, Result};

/// Runs the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
