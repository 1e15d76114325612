//! Search criteria: the RFC's words in the RFC's order, with dates, sizes and `ANY` as people say them.

mod keys;
mod parser;
mod tokens;
mod values;

#[cfg(test)]
mod tests;

use imapclient::types::{Date, SearchKey};

use self::parser::Parser;
use super::mistake::Mistake;
use super::sets::Numbers;
use crate::shell::line::{Argument, Bracket, Word};

pub(crate) use self::keys::{SEARCH_KEYS, Takes};
pub(crate) use self::parser::is_set;

/// Reads search keys, all of which must hold; no arguments at all are `ALL`.
///
/// Numbers that stand alone are sequence numbers, as the RFC has it, whatever `numbers.uid` says;
/// `UID` and a set are UIDs. Results stand for their messages. One quoted argument alone is criteria
/// in one text, as in Python; one list in square brackets alone is Python's list of criteria.
///
/// `CHARSET UTF-8` and `CHARSET US-ASCII` at the beginning are accepted and left out, because the
/// encoder says which one it needs.
///
/// RFC 9051 section 6.4.4; RFC 3501 section 6.4.4
pub(crate) fn criteria(
    arguments: &[Argument],
    numbers: &Numbers<'_>,
    today: Date,
) -> Result<Vec<SearchKey>, Mistake> {
    let arguments = match arguments {
        [] => return Ok(vec![SearchKey::Word("ALL".to_owned())]),
        [Argument::Word(word)] if word.quoted => return criteria_text(word, numbers, today),
        [
            Argument::List {
                items,
                bracket: Bracket::Square,
                ..
            },
        ] if !items.is_empty() => items,
        _ => arguments,
    };
    Parser::new(tokens::of_arguments(arguments)?, numbers, today).criteria()
}

/// Reads criteria from one text: `NOT DELETED SUBJECT "two words"`.
fn criteria_text(
    word: &Word,
    numbers: &Numbers<'_>,
    today: Date,
) -> Result<Vec<SearchKey>, Mistake> {
    let tokens = tokens::of_text(word)?;
    if tokens.is_empty() {
        let message = "search criteria are missing between these quotes; ALL finds every message";
        return Err(Mistake::new(word.span.clone(), message));
    }
    Parser::new(tokens, numbers, today).criteria()
}
