//! What only a person at a terminal needs; all of IMAP is the library's.

pub(crate) mod failure;
pub(crate) mod output;
pub(crate) mod render;
