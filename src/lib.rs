//! A blocking IMAP client, one method per IMAP command, made for servers as they are.
//!
//! A [`Client`] is one connection. Its methods take typed arguments, send one command and return what
//! the server answered to it; whatever else the server said is kept as [`types::Event`]s.
//! Messages are named by a [`types::MessageSet`], which is either a set of UIDs or a set of
//! sequence numbers and so decides between `UID FETCH` and `FETCH`.
//!
//! The library never prints, never reads the environment and never asks.

mod error;

pub mod client;
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
