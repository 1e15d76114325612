//! Flags and keywords.

use std::borrow::Cow;
use std::fmt;

/// The flags that a client may set on every server. RFC 9051 section 2.3.2
const SET_BY_CLIENTS: [&str; 5] = ["\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft"];

/// A system flag (`\Seen`) or a keyword (`$Forwarded`). Compared without case.
#[derive(Debug, Clone)]
pub struct Flag(Cow<'static, str>);

impl Flag {
    /// Takes a flag as it is spelt on the wire, backslash included.
    pub fn new(text: impl Into<String>) -> Self {
        Flag(Cow::Owned(text.into()))
    }

    /// Gives one of the flags that nearly every message has, if it is spelt as usual: it takes no memory of its own.
    pub(crate) fn usual(spelt: &[u8]) -> Option<Self> {
        let mut known = SET_BY_CLIENTS.into_iter().chain(["\\Recent"]);
        let known = known.find(|known| known.as_bytes() == spelt)?;
        Some(Flag(Cow::Borrowed(known)))
    }

    /// The flag as it is spelt on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Says whether this is a keyword, or a flag that every server knows and lets a client set: servers need not
    /// know another one that begins with a backslash.
    ///
    /// RFC 9051 section 2.3.2
    pub(crate) fn may_be_set(&self) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_spelt_as_usual_is_taken_for_a_usual_flag() {
        for usual in ["\\Seen", "\\Draft", "\\Recent"] {
            assert_eq!(
                Flag::usual(usual.as_bytes()).as_ref().map(Flag::as_str),
                Some(usual)
            );
        }
        for other in ["\\seen", "\"\\Seen\"", "Seen", "\\*", "$Forwarded", ""] {
            assert_eq!(Flag::usual(other.as_bytes()), None, "{other}");
        }
        assert!(Flag::new("\\seen").may_be_set());
        assert!(!Flag::new("\\Recent").may_be_set());
    }
}
