//! What SEARCH and SORT found: numbers, or with RETURN what was asked of them.

use imapclient::Error;
use imapclient::client::Found;
use imapclient::types::{SearchKey, SearchResult, SearchReturn};

use super::super::arguments;
use super::super::call::Call;
use super::super::command::{Switch, valued};
use super::super::failure::{Class, Failure};
use super::super::line::Argument;
use super::super::output::{AtHand, Cell, Facts, Footer, Output, Shape, Value};
use super::super::session::Session;
use super::{changes, limit, sort};

/// `--return` of the commands that search.
pub(super) const RETURN: Switch = valued(
    "return",
    "(OPTIONS)",
    "only this of the result: MIN MAX COUNT ALL SAVE PARTIAL 1:100",
);

/// Reads `--return (COUNT)`, or the RFC's `RETURN (COUNT)` before all else; gives where the rest begins.
pub(super) fn returns(call: &Call<'_>) -> Result<(Option<Vec<SearchReturn>>, usize), Failure> {
    let read = |argument| {
        let options = arguments::search_return(argument);
        options.map(Some).map_err(|mistake| call.failure(mistake))
    };
    let named = match (call.argument(0), call.argument(1)) {
        (Some(Argument::Word(word)), Some(list @ Argument::List { .. }))
            if !word.quoted && word.text.eq_ignore_ascii_case("RETURN") =>
        {
            Some(list)
        }
        _ => None,
    };
    if let (Some(value), true) = (call.value(limit::LIMIT.name), returned(call, named)) {
        let text = "--limit does not go with RETURN, where PARTIAL 1:20 means the same";
        return Err(call.mistake(value.span(), text));
    }
    match (call.value("return"), named) {
        (Some(_), Some(twice)) => Err(call.mistake(twice.span(), "RETURN is given twice")),
        (Some(value), None) => Ok((read(value)?, 0)),
        (None, Some(list)) => Ok((read(list)?, 2)),
        (None, None) => Ok((None, 0)),
    }
}

/// Says whether RETURN is there, in either form.
fn returned(call: &Call<'_>, named: Option<&Argument>) -> bool {
    call.has(RETURN.name) || named.is_some()
}

/// Sends SEARCH, with `--limit` for the first messages alone, and gives their numbers.
///
/// # Errors
/// The server's, and those of options.
pub(super) fn search<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    keys: &[SearchKey],
) -> Result<Output<'s>, Failure> {
    let limit = limit::of(call)?;
    let numbering = sort::numbering(session, call);
    let failed = |error: Error| call.failed(&error);
    if limit.is_none() && call.form.comes_by_lines() {
        let found = session.client(call)?.search_each(numbering, keys);
        return Ok(as_they_come(call, found.map_err(failed)?));
    }
    let client = session.client(call)?;
    let found = match limit {
        Some(most) => client.search_first(numbering, most, keys),
        None => client.search(numbering, keys),
    };
    let found = found.map_err(failed)?;
    numbers(call, found, changes::sent(session))
}

/// The numbers as they arrive; none is kept.
pub(super) fn as_they_come<'s>(call: &Call<'_>, mut found: Found<'s>) -> Output<'s> {
    let name = call.command.name;
    let at_hand = AtHand::default();
    let told = at_hand.clone();
    let (mut any, mut count) = (false, None);
    let entries = std::iter::from_fn(move || {
        loop {
            let part = match found.next() {
                Some(Ok(part)) => part,
                Some(Err(error)) => return Some(Err(Failure::from_error(name, &error))),
                None => return untold(name, any, count.take()).map(Err),
            };
            count = part.count.or(count);
            any |= part.ids.is_some();
            if let Some(ids) = part.ids.filter(|ids| !ids.is_empty()) {
                told.set(found.is_at_hand());
                return Some(Ok(Value::Ids(ids)));
            }
        }
    });
    let mut output = Output::stream(entries, Shape::Ids);
    output.at_hand = at_hand;
    output
}

/// The refusal of an answer that told only how many messages match, but not which.
fn untold(name: &str, any: bool, count: Option<u32>) -> Option<Failure> {
    let count = count.filter(|count| *count > 0 && !any)?;
    let text = format!("the server told only how many match: {count}");
    Some(Failure::new(Class::Refused, name, text))
}

/// The numbers found.
///
/// # Errors
/// `refused:` where the server told only how many there are.
pub(super) fn numbers(
    call: &Call<'_>,
    found: SearchResult,
    sent: String,
) -> Result<Output<'static>, Failure> {
    if let Some(failure) = untold(call.command.name, found.ids.is_some(), found.count) {
        return Err(failure);
    }
    let ids = found.ids.unwrap_or_default();
    let footer = Footer::counting("message", "messages").or_nothing("no message matches");
    let footer = match found.modseq {
        Some(modseq) => footer.and(format!("highest modseq {modseq}")),
        None => footer,
    };
    Ok(Output::new(Value::Ids(ids), Shape::Ids).footer(footer.and(sent)))
}

/// What was told of the result, under the RFC's names.
pub(super) fn told(
    session: &mut Session,
    found: SearchResult,
    asked: &[SearchReturn],
    sent: String,
) -> Output<'static> {
    let mut facts: Vec<(String, Value)> = Vec::new();
    let mut fact = |name: &str, value: Option<Value>| {
        facts.extend(value.map(|value| (name.to_owned(), value)));
    };
    fact("MIN", found.min.map(Value::from));
    fact("MAX", found.max.map(Value::from));
    fact("COUNT", found.count.map(Value::from));
    fact("MODSEQ", found.modseq.map(Value::from));
    // RFC 4731 section 3.1: nothing found is told by leaving ALL out.
    let all = asked.is_empty() || asked.contains(&SearchReturn::All);
    let nothing = found.count.or(found.min).is_none_or(|number| number == 0);
    let untold = all && found.ids.is_none() && !nothing;
    let ids = found.ids.or((all && nothing).then(Default::default));
    fact("ALL", ids.map(Value::Ids));
    if let Some(window) = found.partial {
        let range = format!("{}:{}", window.first, window.last);
        let pairs = vec![
            ("range".into(), Value::Text(range)),
            ("ids".into(), Value::Ids(window.ids)),
        ];
        fact("PARTIAL", Some(Value::Map(pairs)));
    }
    for (name, value) in found.more {
        fact(&name, Some(value.into()));
    }
    let lines = facts.iter().map(|(name, value)| {
        let cell = match (name.as_str(), value) {
            ("COUNT", count) => Cell::count(count.clone()),
            ("PARTIAL", Value::Map(pairs)) => Cell::new(Value::List(
                pairs.iter().map(|(_, value)| value.clone()).collect(),
            )),
            (_, value) => Cell::new(value.clone()),
        };
        (name.to_ascii_lowercase(), cell)
    });
    let shape = Shape::Facts(Facts {
        lines: lines.collect(),
        ..Facts::default()
    });
    let name = |name: String| Value::Bytes(name.into_bytes());
    let saved = asked.contains(&SearchReturn::Save);
    let missing = asked.contains(&SearchReturn::Count) && found.count.is_none();
    let pairs = facts.into_iter().map(|(key, value)| (name(key), value));
    let mut output = Output::new(Value::Map(pairs.collect()), shape).footer(Footer::part(sent));
    if saved {
        session.results.saved();
        output = output.note("the server keeps the result: fetch $ FLAGS, search $ UNSEEN");
    }
    if untold {
        output = output.warning("the server did not tell which messages these are");
    }
    if missing {
        output = output.warning("the server did not tell how many there are");
    }
    output
}
