//! What the commands that change flags have in common: STORE, and its answer as rows.

use imapclient::Client;
use imapclient::client::{Report, StoreAction, Stored};
use imapclient::types::{Flag, ItemValue, Message, MessageSet, SequenceSet};

use super::super::arguments;
use super::super::call::Call;
use super::super::command::{Switch, switch, valued};
use super::super::failure::Failure;
use super::super::output::{Cell, Column, Footer, Output, Shape, Table, Value};
use super::super::render::{oddities, short_set};
use super::super::session::Session;
use super::changes::{self, Deed, Leave};
use super::in_batches::InBatches;

/// `--silent` of all of them.
pub(super) const SILENT: Switch = switch("silent", "the server does not send the new flags back");

/// What STORE is to do.
pub(super) struct Change {
    pub(super) action: StoreAction,
    pub(super) flags: Vec<Flag>,
    pub(super) report: Report,
    /// Only messages that have not changed since this mod-sequence.
    pub(super) unchanged_since: Option<u64>,
}

/// `--unchangedsince` of all of them.
pub(super) const UNCHANGEDSINCE: Switch = valued(
    "unchangedsince",
    "N",
    "leave alone what has changed since a mod-sequence (CONDSTORE)",
);

/// The mod-sequence of `--unchangedsince`.
pub(super) fn unchanged_since(call: &Call<'_>) -> Result<Option<u64>, Failure> {
    call.value("unchangedsince")
        .map(|value| arguments::mod_sequence("UNCHANGEDSINCE", value))
        .transpose()
        .map_err(|mistake| call.failure(mistake))
}

/// Reads `SET FLAG... [--silent]`, and the same as a Python call: `add_flags([5], ['\\Seen'], True)`.
pub(super) fn change(call: &Call<'_>, action: StoreAction) -> Result<Change, Failure> {
    let positional = call.python_truth(2);
    let flags = match positional {
        Some(_) if call.len() == 3 => call.flags_at(1)?,
        _ => call.flags(1)?,
    };
    Ok(Change {
        action,
        flags,
        report: report(call, positional),
        unchanged_since: unchanged_since(call)?,
    })
}

/// Whether the new flags are wanted back.
pub(super) fn report(call: &Call<'_>, positional: Option<bool>) -> Report {
    if call.has("silent") || positional == Some(true) {
        Report::Silent
    } else {
        Report::Flags
    }
}

/// Changes the flags of the messages that the first argument names, and shows the new ones.
pub(super) fn store<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    change: &Change,
) -> Result<Output<'s>, Failure> {
    let messages = call.messages(0, session)?;
    // IMAPClient answers `{}` here even when it was to be silent.
    let nothing = || Ok(changes::nothing_sent(Value::Map(Vec::new())));
    if changes::confirm_many(session, call, &messages, &deed(change))? == Leave::NothingThere {
        return nothing();
    }
    let unkept = unkept(session, change);
    let mut batches = InBatches::of(session, call, &messages)?;
    if batches.is_empty() {
        return nothing();
    }
    let (mut rows, mut modified) = (Rows::of(&messages), SequenceSet::default());
    while let Some(batch) = batches.next(session, call)? {
        match send(session.client(call)?, &batch, change) {
            Ok(stored) => {
                rows.add(&stored.messages);
                modified.append(stored.modified);
            }
            Err(error) => {
                let check = format!("get_flags {}", short_set(batch.set()));
                let failure = changes::failed(session, call, &error, &check);
                return Err(batches.failed(session, &error, failure, &check));
            }
        }
    }
    // The count at the prompt may be another one now.
    session.unseen = None;
    let sent = batches.sent();
    let mut output = match change.report {
        Report::Silent => Output::silent(Value::Nil).footer(Footer::part("STORE ok").and(sent)),
        Report::Flags => {
            // Servers are silent about flags that were as wanted, and about messages they do not have.
            rows.output().footer(
                Footer::counting("message", "messages")
                    .or_nothing("no flag changed, or no such message")
                    .and(sent),
            )
        }
    };
    output.warnings.extend(unkept);
    output.warnings.extend(left_alone(&modified, &messages));
    Ok(output)
}

/// Sends STORE for messages of which one command may be.
fn send(client: &mut Client, messages: &MessageSet, change: &Change) -> imapclient::Result<Stored> {
    let (action, flags, report) = (change.action, &change.flags, change.report);
    match change.unchanged_since {
        Some(since) => client.store_unchanged(messages, since, action, flags, report),
        None => {
            let messages = client.store(messages, action, flags, report)?;
            Ok(Stored {
                messages,
                ..Stored::default()
            })
        }
    }
}

/// What `[MODIFIED ...]` names, to which nothing was done.
fn left_alone(modified: &SequenceSet, asked: &MessageSet) -> Option<String> {
    let what = if asked.is_uid() {
        "UID"
    } else {
        "message number"
    };
    let set = short_set(modified);
    let told = || {
        format!(
            "changed meanwhile and left alone [MODIFIED]: {what} {set}; fetch {set} (FLAGS MODSEQ) shows them"
        )
    };
    (!modified.is_empty()).then(told)
}

/// Flags of messages: a dict, and rows for a person. What a server sent in their place is shown as it came.
pub(super) struct Rows {
    by_uid: bool,
    entries: Vec<(Value, Value)>,
    cells: Vec<Vec<Cell>>,
    warnings: Vec<String>,
}

impl Rows {
    /// Rows of messages that are known by the numbers of this set.
    pub(super) fn of(asked: &MessageSet) -> Self {
        Rows {
            by_uid: asked.is_uid(),
            entries: Vec::new(),
            cells: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Adds messages with their flags.
    pub(super) fn add(&mut self, messages: &[Message]) {
        for message in messages {
            let id = match self.by_uid {
                true => message.uid,
                false => Some(message.seq),
            };
            let (Some(id), Some(told)) = (id, message.item("FLAGS")) else {
                continue;
            };
            let (value, shown) = match told {
                ItemValue::Flags(flags) => (Value::tuple(flags.iter().cloned()), spelt(flags)),
                ItemValue::Misfit(value, _) => {
                    self.warnings.extend(oddities(message));
                    let value = Value::from(value.clone());
                    (value.clone(), Cell::new(value))
                }
                _ => continue,
            };
            self.entries.push((Value::from(id), value));
            self.cells.push(vec![Cell::id(id), shown]);
        }
    }

    /// The answer.
    pub(super) fn output(self) -> Output<'static> {
        let head = if self.by_uid { "UID" } else { "SEQ" };
        let table = Table {
            columns: vec![Column::id(head).fill(5), Column::text("FLAGS").yields(0)],
            rows: Some(self.cells),
        };
        let mut output = Output::new(Value::Map(self.entries), Shape::Table(table));
        output.warnings = self.warnings;
        output
    }
}

/// Flags in a cell; none is shown as absent.
fn spelt(flags: &[Flag]) -> Cell {
    if flags.is_empty() {
        return Cell::new(Value::Nil);
    }
    Cell::new(names(flags))
}

fn names(flags: &[Flag]) -> String {
    let names: Vec<_> = flags.iter().map(Flag::as_str).collect();
    names.join(" ")
}

fn deed(change: &Change) -> Deed {
    let named = names(&change.flags);
    let does = match (change.action, change.flags.is_empty()) {
        (StoreAction::Add, _) => format!("adds {named} to"),
        (StoreAction::Remove, _) => format!("removes {named} from"),
        (StoreAction::Replace, false) => format!("leaves only {named} on"),
        (StoreAction::Replace, true) => "removes all flags from".to_owned(),
    };
    Deed {
        does,
        whither: String::new(),
        ask: "Change",
    }
}

/// Flags that the folder takes but does not keep, as the server told when it was opened.
fn unkept(session: &Session, change: &Change) -> Option<String> {
    let selected = session.client.as_ref()?.selected()?;
    let kept = selected.permanent_flags.as_ref()?;
    if change.action == StoreAction::Remove {
        return None;
    }
    let new_keywords = kept.iter().any(|flag| *flag == *"\\*");
    let lost: Vec<Flag> = change
        .flags
        .iter()
        .filter(|flag| !kept.contains(flag) && (flag.is_system() || !new_keywords))
        .cloned()
        .collect();
    (!lost.is_empty()).then(|| {
        format!(
            "{} does not keep {} for good (PERMANENTFLAGS)",
            selected.name,
            names(&lost)
        )
    })
}
