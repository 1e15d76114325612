//! What the commands of Gmail's labels have in common: STORE with X-GM-LABELS, and labels as rows.

use imapclient::client::{Labelled, Report, StoreAction};
use imapclient::types::{MailboxName, MessageSet};

use super::super::call::Call;
use super::super::command::{Switch, switch};
use super::super::failure::Failure;
use super::super::line::Argument;
use super::super::output::{Cell, Column, Footer, Output, Shape, Table, Value};
use super::super::render::short_set;
use super::super::session::Session;
use super::changes::{self, Deed, Leave};
use super::in_batches::InBatches;
use super::store_flags;

/// `--silent` of the commands that change labels.
pub(super) const SILENT: Switch = switch("silent", "the server does not send the new labels back");

/// Changes the labels of the messages that the first argument names, and shows the new ones.
pub(super) fn store<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    action: StoreAction,
) -> Result<Output<'s>, Failure> {
    let positional = call.python_truth(2);
    let labels = labels(call, positional.is_some())?;
    let report = store_flags::report(call, positional);
    let messages = call.messages(0, session)?;
    if changes::confirm_many(session, call, &messages, &deed(action, &labels))?
        == Leave::NothingThere
    {
        return Ok(changes::nothing_sent(Value::Map(Vec::new())));
    }
    let mut batches = InBatches::of(session, call, &messages)?;
    let mut stored = Vec::new();
    while let Some(batch) = batches.next(session, call.command.name)? {
        let client = session.client(call)?;
        match client.store_labels(&batch, action, &labels, report) {
            Ok(labelled) => stored.extend(labelled),
            Err(error) => {
                let check = format!("get_gmail_labels {}", short_set(batch.set()));
                let failure = changes::failed(session, call.command.name, &error, &check);
                return Err(batches.failed(session, &error, failure, &check));
            }
        }
    }
    let sent = batches.sent();
    if report == Report::Silent {
        return Ok(Output::silent(Value::Nil).footer(Footer::part("STORE ok").and(sent)));
    }
    let nothing = "no label changed, or no such message";
    let output = rows(&stored, &messages);
    let value = match stored.is_empty() {
        // IMAPClient gives None where the server says nothing.
        true => Output::silent(Value::Nil),
        false => output,
    };
    let footer = Footer::counting("message", "messages").or_nothing(nothing);
    Ok(value.footer(footer.and(sent)))
}

/// Labels of messages: a dict, and rows for a person.
pub(super) fn rows<'s>(labelled: &[Labelled], asked: &MessageSet) -> Output<'s> {
    let head = if asked.is_uid() { "UID" } else { "SEQ" };
    let (mut entries, mut cells) = (Vec::new(), Vec::new());
    for message in labelled {
        let id = if asked.is_uid() {
            message.uid
        } else {
            Some(message.seq)
        };
        let Some(id) = id else { continue };
        entries.push((Value::from(id), Value::list(message.labels.iter().cloned())));
        let shown = match message.labels.as_slice() {
            [] => Cell::new(Value::Nil),
            labels => Cell::new(spelt(labels)),
        };
        cells.push(vec![Cell::id(id), shown]);
    }
    let table = Table {
        columns: vec![Column::id(head).fill(5), Column::text("LABELS").yields(0)],
        rows: Some(cells),
    };
    Output::new(Value::Map(entries), Shape::Table(table))
}

/// Labels in one line, each in quotes where it has several words.
fn spelt(labels: &[MailboxName]) -> String {
    let spelt = |label: &MailboxName| super::super::line::spelt(label.as_str()).to_string();
    labels.iter().map(spelt).collect::<Vec<_>>().join(" ")
}

/// The labels behind the messages, in brackets or without.
fn labels(call: &Call<'_>, only_one_argument: bool) -> Result<Vec<MailboxName>, Failure> {
    let mut labels = Vec::new();
    let many = if only_one_argument { 1 } else { usize::MAX };
    for argument in call.rest(1).into_iter().take(many) {
        let items = match argument {
            Argument::List { items, .. } => items,
            single => vec![single],
        };
        for item in items {
            match item {
                Argument::Word(word) if !word.text.is_empty() => {
                    labels.push(MailboxName::new(word.text));
                }
                other => return Err(call.mistake(other.span(), "a label is wanted here")),
            }
        }
    }
    Ok(labels)
}

fn deed(action: StoreAction, labels: &[MailboxName]) -> Deed {
    let named = spelt(labels);
    let does = match (action, labels.is_empty()) {
        (StoreAction::Add, _) => format!("adds {named} to"),
        (StoreAction::Remove, _) => format!("removes {named} from"),
        (StoreAction::Replace, false) => format!("leaves only {named} on"),
        (StoreAction::Replace, true) => "removes all labels from".to_owned(),
    };
    Deed {
        does,
        whither: String::new(),
        ask: "Change",
    }
}
