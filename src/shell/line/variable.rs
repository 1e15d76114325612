//! Variables do not work yet, and must not be taken for text. The one collision: common keywords
//! (`$Forwarded`, `$Junk`) begin with the same sign, so where flags stand such a word is a keyword.

use super::argument::{Argument, Span, Word};
use super::error::LineError;

/// Commands whose arguments after the message set are flags.
const FLAG_VERBS: &[&str] = &[
    "add_flags",
    "add_gmail_labels",
    "remove_flags",
    "remove_gmail_labels",
    "set_flags",
    "set_gmail_labels",
    "store",
];

/// Commands whose lists are flags, as in `APPEND mailbox (flags) date message`.
const FLAG_LIST_VERBS: &[&str] = &["append", "multiappend", "replace"];

/// The shortest abbreviation of a verb that counts as that verb here.
const SHORTEST_ABBREVIATION: usize = 4;

/// The refusal of a variable.
pub(super) fn not_built(span: Span) -> LineError {
    LineError::new(
        span,
        "variables ($name) are not built yet; quote a word that is to start with $",
    )
}

/// Refuses variables wherever no flag can stand. A lone `$`, the server's saved result, is none.
pub(super) fn refuse(verb: &Word, arguments: &[Argument]) -> Result<(), LineError> {
    let (name, operands) = match arguments.split_first() {
        Some((Argument::Word(word), rest)) if verb.text.eq_ignore_ascii_case("uid") => {
            (&word.text, rest)
        }
        _ => (&verb.text, arguments),
    };
    let name = name.to_ascii_lowercase().replace('-', "_");
    let takes_flags = names(FLAG_VERBS, &name);
    let takes_flag_lists = names(FLAG_LIST_VERBS, &name);
    let mut before: Option<&Argument> = None;
    for (index, argument) in operands.iter().enumerate() {
        let list = matches!(argument, Argument::List { .. });
        let flags =
            (takes_flags && index > 0) || (takes_flag_lists && list) || announces_flags(before);
        if !flags {
            refuse_in(argument)?;
        }
        before = Some(argument);
    }
    Ok(())
}

/// Says whether a word would be read as a variable if it stood without quotes.
pub(super) fn is_variable(text: &str) -> bool {
    text.split(',').any(|piece| {
        let mut characters = piece.chars();
        characters.next() == Some('$')
            && characters
                .next()
                .is_some_and(|next| next.is_alphanumeric() || next == '_')
    })
}

fn refuse_in(argument: &Argument) -> Result<(), LineError> {
    match argument {
        Argument::Word(word) if !word.quoted && is_variable(&word.text) => {
            Err(not_built(word.span.clone()))
        }
        Argument::List { items, .. } => {
            let mut before = None;
            for item in items {
                if !announces_flags(before) {
                    refuse_in(item)?;
                }
                before = Some(item);
            }
            Ok(())
        }
        Argument::Option {
            name,
            value: Some(value),
            ..
        } if !is_flags_option(name) => refuse_in(value),
        _ => Ok(()),
    }
}

/// Says whether a flag follows: after the search keys KEYWORD and UNKEYWORD, and after `--flags`.
fn announces_flags(before: Option<&Argument>) -> bool {
    match before {
        Some(Argument::Word(word)) => {
            word.text.eq_ignore_ascii_case("KEYWORD") || word.text.eq_ignore_ascii_case("UNKEYWORD")
        }
        Some(Argument::Option {
            name, value: None, ..
        }) => is_flags_option(name),
        _ => false,
    }
}

fn is_flags_option(name: &str) -> bool {
    name.eq_ignore_ascii_case("flags")
}

fn names(verbs: &[&str], name: &str) -> bool {
    verbs.iter().any(|verb| {
        *verb == name || (name.len() >= SHORTEST_ABBREVIATION && verb.starts_with(name))
    })
}
