//! What the commands that change flags and labels have in common: what STORE is to do, and leave for it.

use imapclient::client::{Report, StoreAction};
use imapclient::types::{Flag, MailboxName};

use super::super::arguments;
use super::super::call::Call;
use super::super::command::{Switch, switch, valued};
use super::super::failure::Failure;
use super::super::line;
use super::super::output::{Footer, Output, Value};
use super::super::session::Session;
use super::changes::{self, Deed, Leave};
use super::in_batches::InBatches;
use super::storing::Storing;

/// `--silent` of all of them.
pub(super) const SILENT: Switch = switch("silent", "the server does not send the new flags back");

/// What STORE is to do.
pub(super) struct Change {
    pub(super) action: StoreAction,
    pub(super) marks: Marks,
    pub(super) report: Report,
    /// Only messages that have not changed since this mod-sequence.
    pub(super) unchanged_since: Option<u64>,
}

/// What is put on messages and taken off them.
pub(super) enum Marks {
    Flags(Vec<Flag>),
    /// Gmail's.
    Labels(Vec<MailboxName>),
}

impl Marks {
    /// The item of FETCH that tells them.
    pub(super) fn item(&self) -> &'static str {
        match self {
            Marks::Flags(_) => "FLAGS",
            Marks::Labels(_) => "X-GM-LABELS",
        }
    }

    /// The command that shows them.
    pub(super) fn shown_by(&self) -> &'static str {
        match self {
            Marks::Flags(_) => "get_flags",
            Marks::Labels(_) => "get_gmail_labels",
        }
    }

    /// One of them in a sentence.
    fn kind(&self) -> &'static str {
        match self {
            Marks::Flags(_) => "flag",
            Marks::Labels(_) => "label",
        }
    }

    /// All of them in a sentence; none where there are none.
    fn names(&self) -> Option<String> {
        let names: Vec<_> = match self {
            Marks::Flags(flags) => flags.iter().map(Flag::to_string).collect(),
            Marks::Labels(labels) => labels
                .iter()
                .map(|label| line::spelt(label.as_str()))
                .collect(),
        };
        (!names.is_empty()).then(|| names.join(" "))
    }
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
        marks: Marks::Flags(flags),
        report: report(call, positional),
        unchanged_since: unchanged_since(call)?,
    })
}

/// Whether the new ones are wanted back.
pub(super) fn report(call: &Call<'_>, positional: Option<bool>) -> Report {
    if call.has("silent") || positional == Some(true) {
        Report::Silent
    } else {
        Report::Flags
    }
}

/// Changes the flags or labels of the messages that the first argument names, and shows the new ones.
pub(super) fn store<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    change: Change,
) -> Result<Output<'s>, Failure> {
    let messages = call.messages(0, session)?;
    // IMAPClient answers `{}` here even when it was to be silent.
    let nothing = || Ok(changes::nothing_sent(Value::Map(Vec::new())));
    if changes::confirm_many(session, call, &messages, &deed(&change))? == Leave::NothingThere {
        return nothing();
    }
    let unkept = unkept(session, &change);
    let labels = matches!(change.marks, Marks::Labels(_));
    let batches = InBatches::of(session, call, &messages)?;
    if batches.is_empty() && !labels {
        return nothing();
    }
    let silent = change.report == Report::Silent;
    let none_changed = format!("no {} changed, or no such message", change.marks.kind());
    let mut storing = Storing::begin(session, call.command.name, batches, change, &messages)?;
    let sent = storing.sent();
    let mut output = if silent {
        storing.finish()?;
        Output::silent(Value::Nil).footer(Footer::part("STORE ok").and(sent))
    } else {
        // IMAPClient gives None where the server tells no labels.
        let output = match labels && storing.tells_nothing()? {
            true => Output::silent(Value::Nil),
            false => storing.output(),
        };
        // Servers are silent about flags that were as wanted, and about messages they do not have.
        output.footer(
            Footer::counting("message", "messages")
                .or_nothing(none_changed)
                .and(sent),
        )
    };
    output.warnings.extend(unkept);
    Ok(output)
}

fn deed(change: &Change) -> Deed {
    let does = match (change.action, change.marks.names()) {
        (StoreAction::Replace, None) => format!("removes all {}s from", change.marks.kind()),
        (StoreAction::Replace, Some(names)) => format!("leaves only {names} on"),
        (StoreAction::Add, names) => format!("adds {} to", names.unwrap_or_default()),
        (StoreAction::Remove, names) => format!("removes {} from", names.unwrap_or_default()),
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
    let Marks::Flags(flags) = &change.marks else {
        return None;
    };
    if change.action == StoreAction::Remove {
        return None;
    }
    let new_keywords = kept.iter().any(|flag| *flag == *"\\*");
    let lost: Vec<Flag> = flags
        .iter()
        .filter(|flag| !kept.contains(flag) && (flag.is_system() || !new_keywords))
        .cloned()
        .collect();
    let lost = Marks::Flags(lost).names()?;
    Some(format!(
        "{} does not keep {lost} for good (PERMANENTFLAGS)",
        selected.name
    ))
}
