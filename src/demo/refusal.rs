//! Why a command is not done, as the server tells it.

/// Why the server does not do what was asked: the response code, if one says it, and a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It was asked rightly, and cannot be done.
    No(Option<&'static str>, String),
    /// It was not asked rightly.
    Bad(String),
}

impl Refusal {
    pub(super) fn no(code: &'static str, text: impl Into<String>) -> Self {
        Refusal::No(Some(code), text.into())
    }

    pub(super) fn bad(text: impl Into<String>) -> Self {
        Refusal::Bad(text.into())
    }
}

/// What a step of a command comes to.
pub(super) type Result<T> = std::result::Result<T, Refusal>;
