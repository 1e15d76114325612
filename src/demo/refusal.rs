//! Why a command is not done, as the server tells it.

/// Why the server does not do what was asked: `NO` or `BAD`, and the words behind it.
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

/// What a step of a command comes to.
pub(super) type Result<T> = std::result::Result<T, Refusal>;
