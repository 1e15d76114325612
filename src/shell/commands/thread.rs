//! `thread`: THREAD, messages as conversations.

use std::collections::HashMap;

use imapclient::client::{FetchOptions, Numbering};
use imapclient::types::{FetchItem, MessageSet, SequenceSet, Thread};

use super::super::arguments::SEARCH_KEYS;
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, switch, takes};
use super::super::failure::{Class, Failure};
use super::super::line::Argument;
use super::super::output::{Cell, Column, Footer, Output, Shape, Table, Tone, Value};
use super::super::render::words;
use super::super::session::Session;
use super::changes;
use super::charset::{self, CHARSET};
use super::{limit, sort};

pub(crate) static COMMAND: Command = Command {
    name: "thread",
    aliases: &[],
    group: Group::Read,
    needs: Needs::Folder,
    capability: None,
    parameters: &[
        takes("algorithm", Kind::Algorithm, Count::Optional),
        takes("criteria", Kind::Criteria, Count::Any),
    ],
    switches: &[
        CHARSET,
        switch("show", "with sender and subject of each message"),
        limit::LIMIT,
    ],
    summary: "find messages, as conversations",
    details: "Sends UID THREAD, or THREAD with --seq, and shows what answers what: each answer stands further in\n\
              than its question. The algorithm is REFERENCES, or another that capabilities names behind THREAD=;\n\
              criteria are those of search, none means ALL, and a charset may stand before them. A message that\n\
              is missing, and whose answers are there, shows as –. --show fetches the envelopes and adds who wrote\n\
              what about; --limit shows the first N conversations. RFC 5256 section 3",
    examples: &[
        "thread REFERENCES UNSEEN",
        "thread",
        "thread ORDEREDSUBJECT SINCE 30d",
        "thread REFERENCES UTF-8 SINCE 30d --show",
    ],
    effect: Effect::Reads,
    run,
};

/// Answers deeper than this are not moved in further.
const DEEPEST: usize = 16;

/// More messages are not asked for who wrote them.
const MOST_SHOWN: usize = 10_000;

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let algorithm = match call.argument(0) {
        Some(Argument::Word(word)) if !is_search_key(&word.text) => word.text.as_str(),
        Some(other) => {
            let text = "an algorithm such as REFERENCES stands before the criteria";
            return Err(call.mistake(other.span(), text));
        }
        None => "REFERENCES",
    };
    let criteria = charset::criteria(session, call, 1)?;
    let limit = limit::of(call)?;
    let numbering = sort::numbering(session, call);
    let client = session.client(call)?;
    let mut threads = client
        .thread(algorithm, numbering, &criteria)
        .map_err(|error| call.failed(&error))?;
    if let Some(most) = limit {
        threads.truncate(most as usize);
    }
    let value = Value::tuple(threads.iter().map(tuple));
    let mut places = Vec::new();
    threads
        .iter()
        .for_each(|thread| placed(thread, 0, &mut places));
    let sent = changes::sent(session);
    let told = match call.has("show") {
        true => Some(envelopes(session, call, numbering, &places)?),
        false => None,
    };
    let value = match &told {
        Some(told) => Value::List(places.iter().map(|place| record(*place, told)).collect()),
        None => value,
    };
    let rows = places
        .iter()
        .map(|place| row(*place, told.as_ref()))
        .collect();
    let count = threads.len();
    let noun = if count == 1 {
        "conversation"
    } else {
        "conversations"
    };
    let head = match numbering {
        Numbering::Uid => "UID",
        Numbering::Sequence => "SEQ",
    };
    let mut columns = vec![Column::text(head).yields(0)];
    if told.is_some() {
        columns.push(Column::text("FROM").most(24).yields(1));
        columns.push(Column::text("SUBJECT").yields(2));
    }
    let shape = Shape::Table(Table {
        columns,
        rows: Some(rows),
    });
    let footer = Footer::counting("message", "messages")
        .or_nothing("no message matches")
        .and(format!("{count} {noun}"))
        .and(sent);
    Ok(Output::new(value, shape).footer(footer))
}

/// Criteria without an algorithm are likelier than an algorithm that is called like a search key.
fn is_search_key(word: &str) -> bool {
    SEARCH_KEYS
        .iter()
        .any(|key| key.name.eq_ignore_ascii_case(word))
}

/// IMAPClient's nested tuples: `(4, (5,), (6, 7))`.
fn tuple(thread: &Thread) -> Value {
    let chain = thread.chain.iter().map(|id| Value::from(*id));
    let branches = thread.branches.iter().map(tuple);
    Value::Tuple(chain.chain(branches).collect())
}

/// A message, or one that is missing, and how many it answers.
type Placed = (Option<u32>, usize);

/// The messages from the top down, each further in than the one it answers.
fn placed(thread: &Thread, depth: usize, places: &mut Vec<Placed>) {
    let mut below = depth;
    for id in &thread.chain {
        places.push((Some(*id), below));
        below += 1;
    }
    if thread.chain.is_empty() {
        places.push((None, below));
        below += 1;
    }
    thread
        .branches
        .iter()
        .for_each(|branch| placed(branch, below, places));
}

/// Who wrote what about, by the number of the message.
type Told = HashMap<u32, (String, String)>;

/// Fetches who wrote what about.
fn envelopes(
    session: &mut Session,
    call: &Call<'_>,
    numbering: Numbering,
    places: &[Placed],
) -> Result<Told, Failure> {
    if places.len() > MOST_SHOWN {
        let text = format!(
            "--show is for up to {MOST_SHOWN} messages, and these are {}",
            places.len()
        );
        return Err(call
            .failing(Class::Refused, text)
            .hint("more criteria find fewer: SINCE 30d"));
    }
    let set: SequenceSet = places.iter().filter_map(|(id, _)| *id).collect();
    let messages = match numbering {
        Numbering::Uid => MessageSet::Uid(set),
        Numbering::Sequence => MessageSet::Sequence(set),
    };
    let mut told = Told::new();
    if messages.is_empty() {
        return Ok(told);
    }
    let client = session.client(call)?;
    let failed = |error: imapclient::Error| call.failed(&error);
    let items = [FetchItem::word("ENVELOPE")];
    for message in client
        .fetch(&messages, &items, FetchOptions::default())
        .map_err(failed)?
    {
        let message = message.map_err(failed)?;
        let id = match numbering {
            Numbering::Uid => message.uid,
            Numbering::Sequence => Some(message.seq),
        };
        if let (Some(id), Some(envelope)) = (id, message.envelope()) {
            let from = words::addresses(envelope.from(), words::address_short);
            let subject = words::decode(envelope.subject().unwrap_or_default());
            told.insert(id, (from, subject));
        }
    }
    Ok(told)
}

/// A message with who wrote what about, and how many it answers.
fn record((id, depth): Placed, told: &Told) -> Value {
    let (from, subject) = id.and_then(|id| told.get(&id).cloned()).unwrap_or_default();
    Value::row(vec![
        ("number", id.into()),
        ("depth", depth.into()),
        ("from", from.into()),
        ("subject", subject.into()),
    ])
}

fn row((id, depth): Placed, told: Option<&Told>) -> Vec<Cell> {
    let indent = "  ".repeat(depth.min(DEEPEST));
    let mut cells = vec![match id {
        Some(id) => Cell::new(format!("{indent}{id}")).tone(Tone::Id),
        None => Cell::new(format!("{indent}–")).tone(Tone::Dim),
    }];
    if let Some(told) = told {
        let (from, subject) = id.and_then(|id| told.get(&id).cloned()).unwrap_or_default();
        cells.push(Cell::new(from));
        cells.push(Cell::new(subject));
    }
    cells
}
