//! `expunge`: EXPUNGE, and UID EXPUNGE where messages are named.

use imapclient::types::{Event, MessageSet, SequenceSet};

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::doomed;
use super::super::failure::{Class, Failure};
use super::super::line::spelt;
use super::super::news;
use super::super::output::{Footer, Output, Value};
use super::super::render::{grouped, short_set};
use super::super::session::Session;
use super::changes;
use super::in_batches::InBatches;

pub(crate) static COMMAND: Command = Command {
    name: "expunge",
    aliases: &[],
    group: Group::Change,
    needs: Needs::Folder,
    capability: None,
    parameters: &[takes("messages", Kind::Messages, Count::Optional)],
    switches: &[],
    summary: "remove messages marked \\Deleted for good",
    details: "Sends EXPUNGE, which removes every message marked \\Deleted from the open folder; with messages UID\n\
              EXPUNGE, which removes those of them that are marked (UIDPLUS). Shows what will go and asks for the\n\
              number first; an empty set removes nothing. RFC 9051 sections 6.4.3 and 6.4.9",
    examples: &["expunge", "expunge 3101,3107"],
    effect: Effect::Destroys,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    check_folder(session, call)?;
    // `expunge(None)` is `expunge()`.
    if call.len() > 0 && call.python_truth(0) != Some(false) {
        return named(session, call);
    }
    confirm(session, call, None)?;
    let client = session.client(call)?;
    client.take_sent();
    match client.expunge() {
        Ok((completed, events)) => {
            let untagged = events.iter().map(news::value).collect();
            let value = Value::Tuple(vec![completed.into(), Value::List(untagged)]);
            let mut removed = Removed::default();
            removed.add(events);
            let sent = changes::sent(session);
            Ok(told(session, value, removed, sent))
        }
        Err(error) => Err(changes::failed(
            session,
            call.command.name,
            &error,
            "search DELETED",
        )),
    }
}

/// Sends UID EXPUNGE for the messages that the first argument names.
pub(super) fn named<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let messages = call.messages(0, session)?;
    // What IMAPClient makes of UID EXPUNGE.
    let value = || Value::List(vec![Value::Nil]);
    if messages.is_empty() {
        return Ok(changes::nothing_sent(Value::List(Vec::new())));
    }
    let MessageSet::Uid(uids) = &messages else {
        return Err(changes::wants_uids(call, "UID EXPUNGE"));
    };
    check_uidplus(session, call)?;
    confirm(session, call, Some(uids))?;
    let mut batches = InBatches::of(session, call, &messages)?;
    let mut removed = Removed::default();
    while let Some(batch) = batches.next(session, call.command.name)? {
        match session.client(call)?.uid_expunge(batch.set()) {
            Ok((_, events)) => removed.add(events),
            Err(error) => {
                let check = changes::check_by_search(&batch);
                let failure = changes::failed(session, call.command.name, &error, &check);
                return Err(batches.failed(session, &error, failure, &check));
            }
        }
    }
    let sent = batches.sent();
    Ok(told(session, value(), removed, sent))
}

/// In a folder that is open read-only nothing is removed, whatever the server answers.
pub(super) fn check_folder(session: &Session, call: &Call<'_>) -> Result<(), Failure> {
    let selected = session.client.as_ref().and_then(|client| client.selected());
    match selected.filter(|selected| selected.read_only) {
        Some(selected) => Err(call
            .failing(
                Class::Refused,
                format!("{} is open read-only", selected.name),
            )
            .hint(format!(
                "select_folder {} opens it read-write",
                spelt(selected.name.as_str())
            ))),
        None => Ok(()),
    }
}

/// Nobody is asked about what cannot be done.
fn check_uidplus(session: &mut Session, call: &Call<'_>) -> Result<(), Failure> {
    let known = session
        .client(call)?
        .capability()
        .map_err(|error| call.failed(&error))?;
    if known.offers("UIDPLUS") {
        return Ok(());
    }
    Err(call
        .failing(Class::Unsupported, "the server does not offer UIDPLUS")
        .hint("expunge without messages removes everything that is marked \\Deleted"))
}

/// Shows what will go and wants its number typed. Where nobody can be asked nothing is sent to count either.
fn confirm(
    session: &mut Session,
    call: &Call<'_>,
    uids: Option<&SequenceSet>,
) -> Result<(), Failure> {
    if session.has_leave(call) {
        return Ok(());
    }
    let name = call.command.name;
    let folder = changes::folder(session);
    if !session.can_ask() {
        let which = match uids {
            Some(uids) => format!("those of UID {} that are", short_set(uids)),
            None => "every message".to_owned(),
        };
        let line = format!("{name} removes {which} marked \\Deleted from {folder} for ever");
        return session.confirm(call, &[line], "", "");
    }
    session.tracing.own("looking at what will be removed");
    let client = session.client(call)?;
    let failed = |error: imapclient::Error| call.failed(&error);
    let going = doomed::deleted(client, uids).map_err(failed)?;
    let count = going.count().unwrap_or(0);
    if count == 0 {
        // Nothing is marked: what was typed is sent, and removes nothing.
        return Ok(());
    }
    let noun = if count == 1 { "message" } else { "messages" };
    let mut lines = vec![format!(
        "{name} removes {count} {noun} marked \\Deleted from {folder} for ever:"
    )];
    lines.extend(doomed::lines(client, &going).map_err(failed)?);
    let question = format!("Remove {count} {noun}?");
    session.confirm(call, &lines, &question, &count.to_string())
}

/// What an expunge did.
#[derive(Default)]
struct Removed {
    messages: u64,
    /// What else the server used the occasion to say, as far as anybody reads it.
    besides: Vec<Event>,
}

impl Removed {
    /// So much is kept of what else was said.
    const KEPT: usize = 1000;

    fn add(&mut self, events: Vec<Event>) {
        for event in events {
            match event {
                Event::Expunge(_) => self.messages += 1,
                Event::Vanished {
                    earlier: false,
                    uids,
                } => self.messages += uids.count().unwrap_or(0),
                other if self.besides.len() < Removed::KEPT => self.besides.push(other),
                _ => {}
            }
        }
    }
}

/// Says how many are gone, and what else the server said.
fn told<'s>(session: &mut Session, value: Value, removed: Removed, sent: String) -> Output<'s> {
    session.unseen = None;
    session.results.forget_sequence_numbers();
    let folder = changes::folder(session);
    let line = match removed.messages {
        0 => format!("nothing removed: no such message is marked \\Deleted in {folder}"),
        1 => format!("1 message removed from {folder}"),
        many => format!("{} messages removed from {folder}", grouped(many.into())),
    };
    let mut output = Output::said(value, [line]).footer(Footer::part(sent));
    for event in &removed.besides {
        match event {
            Event::Status(_) => output.warnings.extend(news::told(event, false)),
            event => output.notes.extend(news::told(event, true)),
        }
    }
    output
}
