//! `mails`: the list of messages that people want.

use imapclient::client::Numbering;
use imapclient::types::{FetchItem, MessageSet, SearchKey, SequenceRange, SequenceSet};

use super::super::arguments;
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, Switch, takes, valued};
use super::super::failure::Failure;
use super::super::line::Argument;
use super::super::output::{Footer, MessagesView, Output, Shape, Value};
use super::super::session::Session;
use super::{fetch, limit};

pub(crate) static COMMAND: Command = Command {
    name: "mails",
    aliases: &[],
    group: Group::Read,
    needs: Needs::Folder,
    capability: None,
    parameters: &[takes("criteria", Kind::Criteria, Count::Any)],
    switches: &[LIMIT],
    summary: "list messages: flags, size, date, from, subject",
    details: "Lists the newest 20 messages, those of a set, or those for which the criteria of search hold: these\n\
              are found by UID SEARCH first. --limit keeps to the newest N of them. Sends FETCH with FLAGS,\n\
              RFC822.SIZE, ENVELOPE and BODYSTRUCTURE.\n\
              N is new, F flagged, A answered, D marked \\Deleted; @ has an attachment. RFC 9051 section 6.4.5",
    examples: &[
        "mails",
        "mails last:5",
        "mails FLAGGED --limit 5",
        "mails UNSEEN SINCE 7d",
        "mails DELETED",
    ],
    effect: Effect::Reads,
    run,
};

/// How many are shown, where people want the newest.
const LIMIT: Switch = valued(limit::LIMIT.name, "N", "no more than the newest N");

/// So many are shown where none are named.
const NEWEST: u32 = 20;

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let messages = messages(session, call)?;
    if messages.is_empty() {
        let footer = Footer::counting("message", "messages").or_nothing("no message");
        let shape = Shape::Messages(MessagesView::Mails);
        return Ok(Output::new(Value::List(Vec::new()), shape).footer(footer));
    }
    let items = ["FLAGS", "RFC822.SIZE", "ENVELOPE", "BODYSTRUCTURE"];
    let asked = fetch::Asked {
        messages,
        items: items.map(FetchItem::word).into(),
        changed_since: None,
        shape: Shape::Messages(MessagesView::Mails),
    };
    fetch::stream(session, call, asked)
}

/// The messages that are named, or found, or the newest.
fn messages(session: &mut Session, call: &Call<'_>) -> Result<MessageSet, Failure> {
    let limit = limit::of(call)?;
    let Some(first) = call.argument(0) else {
        let most = limit.unwrap_or(NEWEST);
        return Ok(MessageSet::Sequence(newest(session, most)));
    };
    let mut criteria = Vec::new();
    if call.len() == 1 && is_set(first) {
        let named = call.messages(0, session)?;
        let few = |most| {
            named
                .set()
                .count()
                .is_some_and(|count| count <= u64::from(most))
        };
        if limit.is_none_or(few) {
            return Ok(named);
        }
        criteria.push(SearchKey::Messages(named));
    } else {
        criteria = call.criteria(0, session)?;
    }
    let by_uid = session.settings.uid && !call.has("seq");
    let (numbering, wrap): (_, fn(SequenceSet) -> MessageSet) = match by_uid {
        true => (Numbering::Uid, MessageSet::Uid),
        false => (Numbering::Sequence, MessageSet::Sequence),
    };
    let found = session
        .client(call)?
        .search(numbering, &criteria)
        .map_err(|error| call.failed(&error))?;
    let ids = found.ids.unwrap_or_default();
    Ok(wrap(match limit {
        Some(most) => ids.last(u64::from(most)),
        None => ids,
    }))
}

/// Says whether an argument names messages rather than what must hold of them.
fn is_set(argument: &Argument) -> bool {
    let word = match argument {
        Argument::List { items, .. } => items.first(),
        single => Some(single),
    };
    match word {
        Some(Argument::Word(word)) => {
            let all = word.text == "$" || word.text.eq_ignore_ascii_case("all");
            arguments::is_set(word) || all
        }
        _ => false,
    }
}

fn newest(session: &Session, most: u32) -> SequenceSet {
    let selected = session.client.as_ref().and_then(|client| client.selected());
    let exists = selected.and_then(|selected| selected.exists).unwrap_or(0);
    let first = exists.saturating_sub(most - 1).max(1);
    let range = SequenceRange {
        start: Some(first),
        end: Some(exists),
    };
    SequenceSet::from_ranges(Some(range).filter(|_| exists > 0))
}
