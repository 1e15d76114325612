//! `thread`: THREAD, messages as conversations.

use imapclient::client::Numbering;
use imapclient::types::Thread;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::line::Argument;
use super::super::output::{Cell, Column, Footer, Output, Shape, Table, Tone, Value};
use super::super::session::Session;
use super::changes;
use super::charset::{self, CHARSET};
use super::sort;

pub(crate) static COMMAND: Command = Command {
    name: "thread",
    aliases: &[],
    group: Group::Read,
    needs: Needs::Folder,
    capability: None,
    parameters: &[
        takes("algorithm", Kind::Text, Count::Optional),
        takes("criteria", Kind::Criteria, Count::Any),
    ],
    switches: &[CHARSET],
    summary: "find messages, as conversations",
    details: "Sends UID THREAD, or THREAD with --seq, and shows what answers what: each answer stands further in\n\
              than its question. The algorithm is REFERENCES, or another that capabilities names behind THREAD=;\n\
              criteria are those of search, none means ALL, and a charset may stand before them. A message that\n\
              is missing, and whose answers are there, shows as –. RFC 5256 section 3",
    examples: &[
        "thread REFERENCES UNSEEN",
        "thread",
        "thread ORDEREDSUBJECT SINCE 30d",
    ],
    effect: Effect::Reads,
    run,
};

/// Answers deeper than this are not moved in further.
const DEEPEST: usize = 16;

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let algorithm = match call.argument(0) {
        Some(Argument::Word(word)) => word.text.as_str(),
        Some(other) => {
            let text = "an algorithm such as REFERENCES stands before the criteria";
            return Err(call.mistake(other.span(), text));
        }
        None => "REFERENCES",
    };
    let criteria = charset::criteria(session, call, 1)?;
    let numbering = sort::numbering(session, call);
    let client = session.client(call)?;
    let threads = client
        .thread(algorithm, numbering, &criteria)
        .map_err(|error| call.failed(&error))?;
    let value = Value::tuple(threads.iter().map(tuple));
    let mut rows = Vec::new();
    threads
        .iter()
        .for_each(|thread| shown(thread, 0, &mut rows));
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
    let shape = Shape::Table(Table {
        columns: vec![Column::text(head).yields(0)],
        rows: Some(rows),
    });
    let footer = Footer::counting("message", "messages")
        .or_nothing("no message matches")
        .and(format!("{count} {noun}"))
        .and(changes::sent(session));
    Ok(Output::new(value, shape).footer(footer))
}

/// IMAPClient's nested tuples: `(4, (5,), (6, 7))`.
fn tuple(thread: &Thread) -> Value {
    let chain = thread.chain.iter().map(|id| Value::from(*id));
    let branches = thread.branches.iter().map(tuple);
    Value::Tuple(chain.chain(branches).collect())
}

/// A row for each message, further in for each step from the first.
fn shown(thread: &Thread, depth: usize, rows: &mut Vec<Vec<Cell>>) {
    let mut below = depth;
    for id in &thread.chain {
        rows.push(vec![row(&id.to_string(), below).tone(Tone::Id)]);
        below += 1;
    }
    if thread.chain.is_empty() {
        rows.push(vec![row("–", below).tone(Tone::Dim)]);
        below += 1;
    }
    thread
        .branches
        .iter()
        .for_each(|branch| shown(branch, below, rows));
}

fn row(id: &str, depth: usize) -> Cell {
    Cell::new(format!("{}{id}", "  ".repeat(depth.min(DEEPEST))))
}
