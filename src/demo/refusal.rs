//! Why a command is not done, as the server tells it.

use std::io;

/// Why the server does not do what was asked: `NO`, `BAD`, or `BYE` where it cannot go on, and the words behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal(pub(super) &'static str, pub(super) String);

impl Refusal {
    /// It was asked rightly, and cannot be done; `code` is the response code.
    pub(super) fn no(code: &str, text: &str) -> Self {
        Refusal("NO", format!("[{code}] {text}"))
    }

    /// It was not asked rightly.
    pub(super) fn bad(text: impl Into<String>) -> Self {
        Refusal("BAD", text.into())
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Refusal("BYE", error.to_string())
    }
}

/// What a step of a command comes to.
pub(super) type Result<T> = std::result::Result<T, Refusal>;
