//! The program around the library: its options, its accounts, and what is asked at the terminal.

// Until the prompt uses them, tests are the only callers of some parts.
#[cfg_attr(not(test), expect(dead_code, unused_imports))]
pub(crate) mod account;
pub(crate) mod options;
#[cfg_attr(not(test), expect(dead_code))]
pub(crate) mod prompting;
