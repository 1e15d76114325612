//! Why a line could not be read, and where.

use super::argument::Span;

/// A line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct LineError {
    /// The place in the text; empty at the end of the text.
    pub(crate) span: Span,
    /// What is wrong and what to type instead, fit to follow `usage: `.
    pub(crate) message: String,
    incomplete: Option<Why>,
}

/// What a line that is not finished waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    /// A bracket is open.
    Bracket,
    /// A quote is open.
    Quote,
    /// The line ends in ` \`.
    Backslash,
    /// Bytes of a literal are missing.
    Literal,
    /// A here-document goes on to a line with this word.
    Document(String),
}

impl LineError {
    /// An error that more text would not mend.
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Self {
        LineError {
            span,
            message: message.into(),
            incomplete: None,
        }
    }

    /// What is still open at the end, at the place where it opens.
    pub(super) fn unclosed(why: Why, span: Span) -> Self {
        let message = match &why {
            Why::Bracket => "the bracket opened here is not closed",
            Why::Quote => "the quote opened here is not closed",
            Why::Backslash => "the line goes on after \\, but nothing follows",
            Why::Document(_) => {
                "the word after << has to stand alone on the line that ends the text"
            }
            Why::Literal => "the bytes of this literal do not all follow, on the next lines",
        };
        LineError {
            span,
            message: message.into(),
            incomplete: Some(why),
        }
    }

    /// What the line waits for, if it is only not finished yet.
    pub(crate) fn incomplete(&self) -> Option<Why> {
        self.incomplete.clone()
    }
}

/// Refuses every control character but tabs and line ends, so that none of them can hide in a word.
pub(super) fn refuse_control_characters(text: &str) -> Result<(), LineError> {
    let mut characters = text.char_indices().peekable();
    while let Some((position, character)) = characters.next() {
        let last = characters.peek().is_none();
        let allowed = match character {
            '\t' | '\n' => true,
            '\r' => last || characters.peek().is_some_and(|(_, next)| *next == '\n'),
            _ => !character.is_control(),
        };
        if !allowed {
            return Err(LineError::new(
                position..position + character.len_utf8(),
                format!(
                    "a control character (U+{:04X}) stands here; take it out",
                    u32::from(character)
                ),
            ));
        }
    }
    Ok(())
}
