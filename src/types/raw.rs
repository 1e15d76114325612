//! A command as a person types it, literals apart from the text around them.

/// A part of a command that goes out as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawPart {
    /// A piece of the command's line; CR, LF and NUL cannot stand in it.
    Text(String),
    /// A literal, announced here and now: as `{5}`, or as `{5+}` where its sender waits for no leave. RFC 7888
    Literal {
        /// Its bytes.
        bytes: Vec<u8>,
        /// The server's leave is waited for.
        waits: bool,
    },
    /// A literal of this many bytes, which are read from elsewhere.
    Stream(u64),
}
