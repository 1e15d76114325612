//! Flags and keywords.

use std::fmt;

/// A system flag (`\Seen`) or a keyword (`$Forwarded`). Compared without case.
#[derive(Debug, Clone)]
pub struct Flag(String);

impl Flag {
    /// Takes a flag as it is spelt on the wire, backslash included.
    pub fn new(text: impl Into<String>) -> Self {
        Flag(text.into())
    }

    /// The flag as it is spelt on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Says whether this is a keyword, or a flag that every server knows and lets a client set: servers need not
    /// know another one that begins with a backslash.
    ///
    /// RFC 9051 section 2.3.2
    pub(crate) fn is_usual(&self) -> bool {
        const SET_BY_CLIENTS: [&str; 5] =
            ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];
        !self.is_system() || SET_BY_CLIENTS.iter().any(|known| self == *known)
    }

    /// Says whether this is a flag of the protocol (`\Seen`) and not a keyword.
    pub fn is_system(&self) -> bool {
        self.0.starts_with('\\')
    }
}

impl PartialEq for Flag {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Flag {}

impl PartialEq<str> for Flag {
    fn eq(&self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other)
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
