//! Bytes to values and back: pure, incremental, tolerant. Knows no stream, no clock, no file.

pub mod encode;
pub mod framer;
pub mod names;
pub mod response;
pub mod tree;
pub mod utf7;
pub mod views;
