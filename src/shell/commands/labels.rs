//! What the commands that change Gmail's labels have in common: STORE with X-GM-LABELS.

use imapclient::client::StoreAction;
use imapclient::types::MailboxName;

use super::super::call::Call;
use super::super::command::{Switch, switch};
use super::super::failure::Failure;
use super::super::line::Argument;
use super::super::output::Output;
use super::super::session::Session;
use super::store_flags::{self, Change, Marks};

/// `--silent` of the commands that change labels.
pub(super) const SILENT: Switch = switch("silent", "the server does not send the new labels back");

/// Changes the labels of the messages that the first argument names, and shows the new ones.
pub(super) fn store<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    action: StoreAction,
) -> Result<Output<'s>, Failure> {
    let positional = call.python_truth(2);
    let change = Change {
        action,
        marks: Marks::Labels(labels(call, positional.is_some())?),
        report: store_flags::report(call, positional),
        unchanged_since: None,
    };
    store_flags::store(session, call, change)
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
