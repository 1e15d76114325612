//! What is wrong with an argument, and where.

use super::suggestion::suggestion;
use crate::shell::line::{Argument, Span, Word};

/// An argument that does not say what it has to. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Mistake {
    /// The place in the line, where the caret goes.
    pub(crate) span: Span,
    /// What is wrong, fit to stand behind the caret: `not a fetch item; did you mean ENVELOPE?`
    pub(crate) message: String,
    /// What to type instead, if there is more to say.
    pub(crate) hint: Option<String>,
}

impl Mistake {
    /// A mistake without a hint.
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Self {
        Mistake {
            span,
            message: message.into(),
            hint: None,
        }
    }

    /// The same mistake with what to type instead.
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A word that is none of the known ones; the nearest of them is offered.
    pub(crate) fn unknown<'a>(
        span: Span,
        what: &str,
        typed: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        match suggestion(typed, known) {
            Some(near) => Mistake::new(span, format!("{what}; did you mean {near}?")),
            None => Mistake::new(span, what),
        }
    }

    /// An argument that has the wrong form; `wanted` says what belongs there: `a mailbox name`.
    pub(super) fn form(argument: &Argument, wanted: &str) -> Self {
        let found = match argument {
            Argument::Word(_) => "this word",
            Argument::List { .. } => "a list",
            Argument::Option { .. } => "an option",
            Argument::File { .. } => "the contents of a file",
            Argument::Bytes { .. } => "bytes that are no text",
        };
        let message = format!("{wanted} belongs here, not {found}");
        Mistake::new(argument.span(), message)
    }
}

/// The argument as a word.
pub(super) fn word<'a>(argument: &'a Argument, wanted: &str) -> Result<&'a Word, Mistake> {
    match argument {
        Argument::Word(word) => Ok(word),
        _ => Err(Mistake::form(argument, wanted)),
    }
}

/// All words among the arguments and in lists among them; a list in a list is refused.
pub(super) fn words<'a>(arguments: &'a [Argument], wanted: &str) -> Result<Vec<&'a Word>, Mistake> {
    let mut words = Vec::new();
    for argument in arguments {
        match argument {
            Argument::List { items, span, .. } => {
                if items.is_empty() {
                    let message = format!("{wanted} belongs into these brackets");
                    return Err(Mistake::new(span.clone(), message));
                }
                for item in items {
                    words.push(word(item, wanted)?);
                }
            }
            _ => words.push(word(argument, wanted)?),
        }
    }
    Ok(words)
}
