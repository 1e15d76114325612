//! Criteria behind other arguments, with the charset that RFC 5256 and IMAPClient have beside them.

use imapclient::types::SearchKey;

use super::super::arguments::{self, Numbers};
use super::super::call::Call;
use super::super::command::{Switch, valued};
use super::super::failure::Failure;
use super::super::line::{Argument, Word};
use super::super::session::Session;

/// `--charset` of the commands that take criteria.
pub(super) const CHARSET: Switch = valued(
    "charset",
    "CHARSET",
    "UTF-8, which is sent by itself where it is needed",
);

const KNOWN: [&str; 3] = ["UTF-8", "US-ASCII", "ASCII"];

/// Reads `[CHARSET] CRITERIA` from a place on, as SORT and THREAD have them.
pub(super) fn criteria(
    session: &Session,
    call: &Call<'_>,
    place: usize,
) -> Result<Vec<SearchKey>, Failure> {
    let mut rest = call.rest(place);
    if !ends_in_charset(call, &rest)
        && let [Argument::Word(word), ..] = rest.as_slice()
        && is_known(&word.text)
    {
        rest.remove(0);
    }
    criteria_of(session, call, rest)
}

/// Reads criteria that may be a list, behind which the charset stands last, as in Python.
pub(super) fn criteria_of(
    session: &Session,
    call: &Call<'_>,
    mut rest: Vec<Argument>,
) -> Result<Vec<SearchKey>, Failure> {
    check(call)?;
    if ends_in_charset(call, &rest)
        && let Some(Argument::Word(charset)) = rest.pop()
    {
        known(call, &charset)?;
    }
    session
        .with_numbers(!call.has("seq"), |numbers: &Numbers<'_>| {
            arguments::criteria(&rest, numbers, arguments::today())
        })
        .map_err(|mistake| call.failure(mistake))
}

/// Says whether these are criteria in one argument and a charset behind them.
fn ends_in_charset(call: &Call<'_>, rest: &[Argument]) -> bool {
    match rest {
        [_, Argument::Word(_)] if call.python => true,
        [Argument::List { .. }, Argument::Word(last)] => is_known(&last.text),
        _ => false,
    }
}

/// Refuses a `--charset` that is not built.
pub(super) fn check(call: &Call<'_>) -> Result<(), Failure> {
    match call.value("charset") {
        Some(Argument::Word(word)) => known(call, word),
        Some(other) => Err(call.mistake(other.span(), "the name of a charset is wanted here")),
        None => Ok(()),
    }
}

/// Refuses a charset that is not built.
pub(super) fn known(call: &Call<'_>, word: &Word) -> Result<(), Failure> {
    if is_known(&word.text) || (!word.quoted && word.text == "None") {
        return Ok(());
    }
    let text = "criteria are sent as UTF-8 where they are not ASCII; there is no other charset";
    Err(call.mistake(word.span.clone(), text))
}

fn is_known(text: &str) -> bool {
    KNOWN.iter().any(|known| text.eq_ignore_ascii_case(known))
}
