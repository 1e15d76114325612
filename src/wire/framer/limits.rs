//! How much a server may send, and what is said when it sends more.

/// How much a server may send before it is stopped.
#[derive(Debug, Clone)]
pub struct Limits {
    /// A line, literals not counted.
    pub line: usize,
    /// A literal that stays in memory; a larger one is handed on in pieces.
    pub literal_in_memory: usize,
    /// Any literal.
    pub literal: u64,
    /// All of a response that stays in memory.
    pub response: usize,
    /// Parentheses within parentheses.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            line: 16 << 20,
            literal_in_memory: 256 << 10,
            literal: 512 << 20,
            response: 64 << 20,
            depth: 100,
        }
    }
}

impl Limits {
    pub(super) fn line_passed(&self) -> Overflow {
        Overflow(format!(
            "a line is longer than the limit of {}",
            size(self.line as u64)
        ))
    }

    pub(super) fn literal_passed(&self) -> Overflow {
        Overflow(format!(
            "a literal was announced that is larger than the limit of {}",
            size(self.literal)
        ))
    }

    pub(super) fn response_passed(&self) -> Overflow {
        Overflow(format!(
            "a response is larger than the limit of {}",
            size(self.response as u64)
        ))
    }
}

/// A limit that was passed; the stream cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Overflow(pub String);

/// A size as people say it.
fn size(bytes: u64) -> String {
    match bytes {
        0 => "0 bytes".to_owned(),
        _ if bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ if bytes.is_multiple_of(1 << 10) => format!("{} KiB", bytes >> 10),
        _ => format!("{bytes} bytes"),
    }
}
