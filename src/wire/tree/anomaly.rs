//! What a response breaks of the grammar, told beside its values.

/// Something that does not fit the grammar and was read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anomaly {
    /// Where it is in the frame's bytes.
    pub at: usize,
    /// What it is.
    pub kind: AnomalyKind,
}

/// What does not fit the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnomalyKind {
    /// A list that is not closed ends with the response.
    UnclosedList,
    /// A `)` without its `(` is left out.
    StrayParenthesis,
    /// A string that is not closed ends with the line.
    UnclosedString,
    /// A quote inside a string without a backslash before it.
    BareQuote,
    /// A backslash before the quote that ends a string.
    BackslashAtEnd,
    /// A section that is not closed is read as a word.
    UnclosedSection,
}

impl AnomalyKind {
    /// What is wrong, in words fit to follow a colon.
    pub fn as_str(self) -> &'static str {
        match self {
            AnomalyKind::UnclosedList => "a list is not closed",
            AnomalyKind::StrayParenthesis => "a parenthesis closes no list",
            AnomalyKind::UnclosedString => "a quoted string is not closed",
            AnomalyKind::BareQuote => "a quote inside a string is not escaped",
            AnomalyKind::BackslashAtEnd => "a backslash stands before the quote that ends a string",
            AnomalyKind::UnclosedSection => "a section is not closed",
        }
    }
}
