//! What `copy`, `move` and `append` have in common: where the messages are afterwards, and folders that are
//! not there.

use imapclient::client::Completed;
use imapclient::types::{MailboxName, MessageSet, ResponseCode, SequenceSet};
use imapclient::{Error, Rejection};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::line::spelt;
use super::super::output::{Footer, Output, Value};
use super::super::render::{grouped, short_set};
use super::super::session::Session;
use super::super::suggest;
use super::changes;
use super::roll::{Roll, names_each};

/// UIDs before and after, from the COPYUID of one or more commands.
#[derive(Default)]
pub(super) struct Copied {
    pub(super) source: SequenceSet,
    pub(super) target: SequenceSet,
}

/// Joins what the server told of the copies.
pub(super) fn copied(done: &[Completed]) -> Copied {
    let mut copied = Copied::default();
    for completed in done {
        if let Some(ResponseCode::CopyUid { source, target, .. }) = &completed.code {
            copied.source.append(source.clone());
            copied.target.append(target.clone());
        }
    }
    copied
}

/// What IMAPClient would give for the server's answer: its text, with the code in front. A set that took
/// several commands has several.
pub(super) fn text_with_code(done: &[Completed]) -> Value {
    match done {
        [only] => only.clone().into(),
        several => Value::list(several.iter().cloned()),
    }
}

/// Tells where messages went: `3 messages copied to Archive: UID 5:7 → 12:14`.
pub(super) fn told<'s>(
    session: &'s mut Session,
    call: &Call<'_>,
    (messages, mailbox, verb): (&MessageSet, &MailboxName, &str),
    done: &[Completed],
    sent: String,
) -> Output<'s> {
    session.unseen = None;
    let uidplus = session
        .client
        .as_ref()
        .and_then(|client| client.known_capabilities())
        .is_some_and(|known| known.offers("UIDPLUS"));
    let Copied { source, target } = copied(done);
    let silent = done.iter().all(|completed| completed.code.is_none());
    let line = match source.count().unwrap_or(0) {
        0 if uidplus && silent => {
            let said: Vec<_> = done
                .iter()
                .map(|completed| completed.text.as_str())
                .collect();
            format!("the server names no message {verb}: {}", said.join(", "))
        }
        0 => format!("{verb} to {mailbox}; the server does not say which UIDs they have there"),
        1 => format!("1 message {verb} to {mailbox}: UID {source} → {target}"),
        many => format!(
            "{} messages {verb} to {mailbox}: UID {} → {}",
            grouped(many.into()),
            short_set(&source),
            short_set(&target)
        ),
    };
    let output = Output::said(text_with_code(done), [line]).footer(Footer::part(sent));
    if !uidplus || (silent && !messages.is_uid()) {
        return output;
    }
    let mut roll = Roll::new(messages, names_each(call.argument(0)));
    // A server that names no UIDs at all for what it did says nothing about single ones.
    if !silent && source.is_empty() {
        return output;
    }
    roll.all_came(&source);
    roll.missing().into_iter().fold(output, Output::warning)
}

/// Tells the error of a command that puts messages into a folder, with what may help.
pub(super) fn failed(
    session: &mut Session,
    call: &Call<'_>,
    error: &Error,
    mailbox: &MailboxName,
    check: &str,
) -> Failure {
    let absent = match error {
        Error::No(Rejection {
            code: Some(code), ..
        }) => matches!(code, ResponseCode::TryCreate) || code.name() == "NONEXISTENT",
        _ => false,
    };
    let mut failure = changes::failed(session, call.command.name, error, check);
    if absent {
        if let Some(near) = suggest::folder_hint(session, mailbox.as_str()) {
            failure = failure.hint(near);
        }
        failure = failure.hint(format!(
            "create_folder {} makes the folder",
            spelt(mailbox.as_str())
        ));
    }
    failure
}
