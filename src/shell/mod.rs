//! The program around the library: lines in, screens out.
#![allow(dead_code, unused_imports)]

pub(crate) mod account;
mod failure;
mod line;
pub(crate) mod options;
mod output;
pub(crate) mod prompting;
mod render;
