//! What commands that change messages have in common: leave for many of them, and what nobody knows after a
//! lost connection.

use imapclient::Error;
use imapclient::client::Numbering;
use imapclient::types::{MessageSet, SearchKey, SequenceRange, SequenceSet};

use super::super::call::Call;
use super::super::failure::{Class, Failure};
use super::super::output::{Footer, Output, Shape, Value};
use super::super::render::short_set;
use super::super::session::Session;

/// Up to this many messages are changed without asking.
const FEW: u64 = 20;

/// A longer set does not fit into one SEARCH. RFC 2683 section 3.2.1.5
const SET_LIMIT: usize = 7000;

/// What a command is about to do, in the words around the number of messages.
pub(super) struct Deed {
    /// `copies`, `adds \Seen to`.
    pub(super) does: String,
    /// ` to Archive`, with its blank, or nothing.
    pub(super) whither: String,
    /// `Copy`: the question's verb.
    pub(super) ask: &'static str,
}

/// Whether a command may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leave {
    /// It may.
    Given,
    /// There is no message to do it to.
    NothingThere,
}

/// Asks for leave to change more than [`FEW`] messages or an open-ended set: shows what will happen and wants
/// the number typed. Sets of UIDs are counted by the server, and only where somebody can be asked.
///
/// # Errors
/// `refused:` where it cannot be asked, or something else was typed.
pub(super) fn confirm_many(
    session: &mut Session,
    call: &Call<'_>,
    messages: &MessageSet,
    deed: &Deed,
) -> Result<Leave, Failure> {
    if messages.is_empty() {
        return Ok(Leave::NothingThere);
    }
    if session.has_leave(call) {
        return Ok(Leave::Given);
    }
    let set = messages.set();
    let exists = exists(session);
    let most = at_most(set, exists);
    let open = is_open_ended(set);
    if !open && most.is_some_and(|most| most <= FEW) {
        return Ok(Leave::Given);
    }
    let name = call.command.name;
    let Deed { does, whither, ask } = deed;
    let typed = short_set(set);
    if !session.can_ask() {
        let many = match most.filter(|_| !open) {
            Some(most) => format!("up to {most} messages ({typed})"),
            None => format!("the open-ended set {typed}"),
        };
        let line = format!("{name} {does} {many}{whither}");
        session.confirm(call, &[line], ask, "")?;
        return Ok(Leave::Given);
    }
    let count = count(session, call, messages)?;
    if count == 0 {
        return Ok(Leave::NothingThere);
    }
    if !open && count <= FEW {
        return Ok(Leave::Given);
    }
    let noun = if count == 1 { "message" } else { "messages" };
    let folder = folder(session);
    let lines = [format!(
        "{name} {does} {count} {noun} of {folder} ({typed}){whither}"
    )];
    let question = format!("{ask} {count} {noun}?");
    session.confirm(call, &lines, &question, &count.to_string())?;
    Ok(Leave::Given)
}

/// The answer where no message was named, or none is there: nothing went out.
pub(super) fn nothing_sent(value: Value) -> Output<'static> {
    let footer = Footer::default().or_nothing("no message, nothing sent");
    Output::new(value, Shape::Silent).footer(footer)
}

/// The open folder's name.
pub(super) fn folder(session: &Session) -> String {
    let selected = session.client.as_ref().and_then(|client| client.selected());
    selected.map_or_else(String::new, |selected| selected.name.to_string())
}

/// The commands sent since the line began, for a footer.
pub(super) fn sent(session: &mut Session) -> String {
    let sent = session.client.as_mut().map(|client| client.take_sent());
    sent.unwrap_or_default().join(" · ")
}

/// Tells the error of a command that changes something, and what is not known after it: it is never sent
/// again by itself, because nobody knows whether the first one counted.
pub(super) fn failed(session: &mut Session, name: &str, error: &Error, check: &str) -> Failure {
    let failure = Failure::from_error(name, error);
    let client = session.client.as_mut();
    let mut sent = client.map(|client| client.take_sent()).unwrap_or_default();
    let Some(last) = sent.pop() else {
        return failure;
    };
    let lost = error.is_fatal() || matches!(error, Error::Interrupted { .. });
    let failure = if lost {
        failure.hint(format!(
            "not sent again: {name} may or may not have happened · check with: {check}"
        ))
    } else {
        failure
    };
    match sent.len() {
        0 => failure,
        _ => failure.hint(format!(
            "done before this: {}; not: {last}",
            sent.join(", ")
        )),
    }
}

/// How a set is looked at afterwards.
pub(super) fn check_by_search(messages: &MessageSet) -> String {
    match messages {
        MessageSet::Uid(set) => format!("search UID {}", short_set(set)),
        MessageSet::Sequence(set) => format!("search {}", short_set(set)),
    }
}

fn exists(session: &Session) -> Option<u32> {
    let selected = session.client.as_ref().and_then(|client| client.selected());
    selected.and_then(|selected| selected.exists)
}

/// Says whether a set reaches up to messages nobody has counted: `5:*`. A lone `*` is one message.
fn is_open_ended(set: &SequenceSet) -> bool {
    set.ranges()
        .iter()
        .any(|range| range.start.is_none() != range.end.is_none())
}

/// How many messages a set can name at most; absent when that depends on the mailbox.
fn at_most(set: &SequenceSet, exists: Option<u32>) -> Option<u64> {
    let named = |range: &SequenceRange| match (range.start, range.end) {
        (Some(start), Some(end)) => Some(u64::from(start.abs_diff(end)) + 1),
        (None, None) => Some(1),
        _ => None,
    };
    let count: u64 = set.ranges().iter().map(named).sum::<Option<u64>>()?;
    Some(exists.map_or(count, |exists| count.min(exists.into())))
}

/// Counts the messages of a set: sequence numbers by what is known of the mailbox, UIDs by asking.
fn count(session: &mut Session, call: &Call<'_>, messages: &MessageSet) -> Result<u64, Failure> {
    match messages {
        MessageSet::Sequence(set) if set.is_saved() => count_where(session, call, set, &[]),
        MessageSet::Sequence(set) => {
            let exists = exists(session).unwrap_or(0);
            Ok(within(set, exists))
        }
        MessageSet::Uid(set) => count_where(session, call, set, &[]),
    }
}

/// How many of the sequence numbers from 1 to `exists` a set names; doubles count once.
fn within(set: &SequenceSet, exists: u32) -> u64 {
    let mut ranges: Vec<(u32, u32)> = set
        .ranges()
        .iter()
        .map(|range| {
            let (start, end) = (range.start.unwrap_or(exists), range.end.unwrap_or(exists));
            (start.min(end), start.max(end).min(exists))
        })
        .collect();
    ranges.sort_unstable();
    let (mut counted, mut reached) = (0, 0);
    for (start, end) in ranges {
        let start = start.max(reached + 1);
        if start <= end {
            counted += u64::from(end - start) + 1;
            reached = end;
        }
    }
    counted
}

/// Asks the server how many messages of a set of UIDs there are for which the keys hold too.
pub(super) fn count_where(
    session: &mut Session,
    call: &Call<'_>,
    set: &SequenceSet,
    keys: &[SearchKey],
) -> Result<u64, Failure> {
    session.tracing.own("counting what will be changed");
    let client = session.client(call)?;
    let esearch = client
        .known_capabilities()
        .is_some_and(|known| known.offers("ESEARCH"));
    let mut total = 0;
    for part in set.split(SET_LIMIT) {
        let mut wanted = vec![SearchKey::uid(part)];
        wanted.extend_from_slice(keys);
        let counted = client.without_tap(|client| match esearch {
            true => client.count(&wanted),
            false => {
                let found = client.search(Numbering::Uid, &wanted)?;
                Ok(found.ids.unwrap_or_default().count())
            }
        });
        total += counted.map_err(|error| call.failed(&error))?.unwrap_or(0);
    }
    // The footer names what was done, not how it was counted.
    client.take_sent();
    Ok(total)
}

/// A `refused:` failure for what needs a UID and got a sequence number.
pub(super) fn wants_uids(call: &Call<'_>, what: &str) -> Failure {
    call.failing(
        Class::Refused,
        format!("{what} takes UIDs, and these are sequence numbers"),
    )
    .hint("nothing was sent · leave --seq out, or set uid on")
}
