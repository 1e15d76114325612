//! `sort`: SORT, a search whose answer the server puts in order.

use imapclient::client::Numbering;
use imapclient::types::SortKey;

use super::super::arguments;
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::line::{Argument, Word};
use super::super::output::Output;
use super::super::session::Session;
use super::changes;
use super::charset::{self, CHARSET};
use super::{found, limit};

pub(crate) static COMMAND: Command = Command {
    name: "sort",
    aliases: &[],
    group: Group::Read,
    needs: Needs::Folder,
    capability: Some("SORT"),
    parameters: &[
        takes("sort_criteria", Kind::Text, Count::One),
        takes("criteria", Kind::Criteria, Count::Any),
    ],
    switches: &[CHARSET, found::RETURN, limit::LIMIT],
    summary: "find messages, in the order you name",
    details: "Sends UID SORT, or SORT with --seq, and shows the numbers in the server's order; _ names them\n\
              afterwards. Keys are ARRIVAL CC DATE FROM SIZE SUBJECT TO, and where the server has SORT=DISPLAY\n\
              DISPLAYFROM DISPLAYTO; REVERSE before a key turns it round. Criteria are those of search; none\n\
              means ALL. A charset may stand before them, and UTF-8 is sent only where it is needed. --return, or\n\
              RETURN (COUNT) before the keys, asks only for that of the result (ESORT), --limit for the first N.\n\
              RFC 5256 section 3; RFC 5267 section 3",
    examples: &[
        "sort (REVERSE DATE)",
        "sort (REVERSE SIZE) --limit 10",
        "sort (SUBJECT REVERSE SIZE) UNSEEN SINCE 30d",
        "sort RETURN (COUNT) (DATE) UNSEEN",
    ],
    effect: Effect::Reads,
    run,
};

/// RFC 5256 section 3; RFC 5957.
const KEYS: [&str; 9] = [
    "ARRIVAL",
    "CC",
    "DATE",
    "DISPLAYFROM",
    "DISPLAYTO",
    "FROM",
    "SIZE",
    "SUBJECT",
    "TO",
];

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let (returns, begin) = found::returns(call)?;
    let keys = keys(call, begin)?;
    let criteria = charset::criteria(session, call, begin + 1)?;
    let limit = limit::of(call)?;
    let numbering = numbering(session, call);
    if returns.is_none() && limit.is_none() && call.form.comes_by_lines() {
        let client = session.client(call)?;
        let found = client.sort_each(&keys, numbering, &criteria);
        let found = found.map_err(|error| call.failed(&error))?;
        return Ok(found::as_they_come(call, found));
    }
    let client = session.client(call)?;
    let found = match (&returns, limit) {
        (Some(options), _) => client.sort_return(&keys, numbering, options, &criteria),
        (None, Some(most)) => client.sort_first(&keys, numbering, most, &criteria),
        (None, None) => client.sort(&keys, numbering, &criteria),
    };
    let found = found.map_err(|error| call.failed(&error))?;
    let sent = changes::sent(session);
    match returns {
        Some(options) => Ok(found::told(session, found, &options, sent)),
        None => found::numbers(call, found, sent),
    }
}

/// UIDs, unless the line or a setting says otherwise.
pub(super) fn numbering(session: &Session, call: &Call<'_>) -> Numbering {
    if session.settings.uid && !call.has("seq") {
        Numbering::Uid
    } else {
        Numbering::Sequence
    }
}

/// Reads the sort keys: a list, a text of several, or one word.
fn keys(call: &Call<'_>, place: usize) -> Result<Vec<SortKey>, Failure> {
    let words = words(call, place)?;
    let mut keys = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let reverse = word.text.eq_ignore_ascii_case("REVERSE");
        let named = match reverse {
            false => word,
            true => words.next().ok_or_else(|| {
                let text = "REVERSE stands before a key, in brackets: (REVERSE DATE)";
                call.mistake(word.span.clone(), text)
            })?,
        };
        let name = known(call, named)?;
        keys.push(match reverse {
            true => SortKey::reverse(name),
            false => SortKey::new(name),
        });
    }
    Ok(keys)
}

fn known(call: &Call<'_>, word: &Word) -> Result<&'static str, Failure> {
    let found = KEYS
        .into_iter()
        .find(|key| word.text.eq_ignore_ascii_case(key));
    found.ok_or_else(|| {
        let near = arguments::suggestion(&word.text.to_ascii_uppercase(), KEYS);
        let text = match near {
            Some(near) => format!("not a sort key; did you mean {near}?"),
            None => format!("not a sort key; these are {}", KEYS.join(" ")),
        };
        call.mistake(word.span.clone(), text)
    })
}

/// The words of the argument at a place; those of a text keep the place of the whole.
fn words(call: &Call<'_>, place: usize) -> Result<Vec<Word>, Failure> {
    let items = match call.argument(place) {
        Some(Argument::List { items, .. }) => items.as_slice(),
        Some(single) => std::slice::from_ref(single),
        None => &[],
    };
    let mut words = Vec::new();
    for item in items {
        let Argument::Word(word) = item else {
            return Err(call.mistake(item.span(), "a sort key such as DATE is wanted here"));
        };
        words.extend(word.text.split_ascii_whitespace().map(|text| Word {
            text: text.to_owned(),
            ..word.clone()
        }));
    }
    if words.is_empty() {
        let span = call
            .argument(place)
            .map_or(call.verb.clone(), Argument::span);
        return Err(call.mistake(span, "a sort key such as DATE is missing here"));
    }
    Ok(words)
}
