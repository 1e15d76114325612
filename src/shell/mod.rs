//! The program around the library: everything that only a person at a terminal needs.

pub(crate) mod line;
