//! The client against transcripts: what goes out, what comes back, and what is never believed.
#![expect(
    clippy::result_large_err,
    reason = "a test that fails ends: moving the error costs nothing that counts"
)]

mod answers;
mod appending;
mod batches;
mod giving_up;
mod idling;
mod promises;
mod script;
mod secrets;
mod sending;
mod signing_in;
mod stage;
mod transcripts;

/// Of tests that pass errors on.
type Test = std::result::Result<(), Box<dyn std::error::Error>>;
