//! `move`: MOVE, or what comes to the same where the server lacks it.

use imapclient::Error;
use imapclient::client::{Completed, Report, StoreAction};
use imapclient::types::{Flag, MailboxName, MessageSet, SequenceSet};

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::failure::{Class, Failure};
use super::super::output::{Output, Value};
use super::super::prefixes;
use super::super::render::short_set;
use super::super::session::Session;
use super::changes::{self, Deed, Leave};
use super::in_batches::InBatches;
use super::transfer;

pub(crate) static COMMAND: Command = Command {
    name: "move",
    aliases: &[alias("mv")],
    group: Group::Change,
    needs: Needs::Folder,
    capability: None,
    parameters: &[
        takes("messages", Kind::Messages, Count::One),
        takes("folder", Kind::Folder, Count::One),
    ],
    switches: &[],
    summary: "move messages to a folder",
    details: "Sends UID MOVE, or MOVE with --seq, and shows the UIDs in the other folder where the server tells\n\
              them. A server without MOVE gets COPY, STORE +FLAGS.SILENT (\\Deleted) and UID EXPUNGE, if it has\n\
              UIDPLUS so that no other message is removed. More than 20 messages and open-ended sets (5:*, all)\n\
              are asked about first; more than 1,000 go in batches, and Ctrl-C tells how many were done.\n\
              RFC 9051 section 6.4.8; RFC 6851",
    examples: &["move last:1 Archive", "move 5:7,9 Trash"],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let messages = call.messages(0, session)?;
    let mailbox = call.mailbox(1)?;
    let way = if messages.is_empty() {
        Way::Move
    } else {
        way(session, call)?
    };
    let deed = Deed {
        does: "moves".to_owned(),
        whither: format!(" to {mailbox}"),
        ask: "Move",
    };
    if changes::confirm_many(session, call, &messages, &deed)? == Leave::NothingThere {
        return Ok(changes::nothing_sent(Value::Nil));
    }
    let batches = InBatches::of(session, call, &messages)?;
    let mut batches = match way {
        Way::Move => batches,
        // What is removed is what was copied.
        Way::ByCopy => batches.all_or_nothing(),
    };
    if batches.is_empty() {
        return Ok(changes::nothing_sent(Value::Nil));
    }
    let mut done = Vec::new();
    while let Some(batch) = batches.next(session, call.command.name)? {
        let check = changes::check_by_search(&batch);
        let client = session.client(call)?;
        let moved = match way {
            Way::Move => client.move_messages(&batch, &mailbox),
            Way::ByCopy => client.copy(&batch, &mailbox),
        };
        let moved = match moved {
            Ok(moved) => moved,
            Err(error) => {
                let failure = transfer::failed(session, call, &error, &mailbox, &check);
                return Err(batches.failed(session, &error, failure, &check));
            }
        };
        if way == Way::ByCopy {
            let originals = match (&batch, prefixes::is_dry(session, call)) {
                // Nobody says what would be copied: all of them, as far as that can be told.
                (MessageSet::Uid(set), true) => set.clone(),
                (MessageSet::Sequence(_), true) => SequenceSet::default(),
                (_, false) => transfer::copied(&moved).source,
            };
            remove_originals(session, call, &mailbox, &moved, originals)
                .map_err(|failure| batches.broken(session, failure))?;
        }
        done.extend(moved);
    }
    session.results.forget_sequence_numbers();
    let sent = batches.sent();
    let output = transfer::told(session, call, (&messages, &mailbox, "moved"), &done, sent);
    Ok(match way {
        Way::Move => output,
        Way::ByCopy => output
            .note("the server lacks MOVE: copied, marked \\Deleted and removed with UID EXPUNGE"),
    })
}

/// How messages are moved here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Move,
    ByCopy,
}

/// Finds out what the server has.
///
/// # Errors
/// `unsupported:` where originals could not be removed without taking other messages along.
fn way(session: &mut Session, call: &Call<'_>) -> Result<Way, Failure> {
    let known = session
        .client(call)?
        .capability()
        .map_err(|error| call.failed(&error))?;
    if known.offers("MOVE") {
        return Ok(Way::Move);
    }
    if known.offers("UIDPLUS") {
        return Ok(Way::ByCopy);
    }
    Err(call
        .failing(
            Class::Unsupported,
            "the server offers neither MOVE nor UIDPLUS",
        )
        .hint("copy SET FOLDER, then delete_messages SET; expunge removes all that is marked \\Deleted"))
}

/// Removes what was copied from the open folder: only the UIDs that the server named as copied.
fn remove_originals(
    session: &mut Session,
    call: &Call<'_>,
    mailbox: &MailboxName,
    done: &[Completed],
    uids: SequenceSet,
) -> Result<(), Failure> {
    let named_all = done.iter().all(|completed| completed.code.is_some());
    if uids.is_empty() && !named_all {
        // Nothing was copied, or nobody knows what: either way nothing may be removed.
        return Ok(());
    }
    if uids.is_empty() {
        let text = format!("copied to {mailbox}, but the server does not say which messages");
        return Err(call
            .failing(Class::Refused, text)
            .hint("the originals were left where they are"));
    }
    let originals = MessageSet::Uid(uids.clone());
    let client = session.client(call)?;
    let removed = client
        .store(
            &originals,
            StoreAction::Add,
            &[Flag::new("\\Deleted")],
            Report::Silent,
        )
        .and_then(|_| client.uid_expunge(&uids));
    removed
        .map(|_| ())
        .map_err(|error| half_done(call, &error, mailbox, &originals))
}

/// The copies are there, and so may be the originals.
fn half_done(
    call: &Call<'_>,
    error: &Error,
    mailbox: &MailboxName,
    originals: &MessageSet,
) -> Failure {
    let mut failure = call.failed(error);
    failure.text = format!(
        "copied to {mailbox}, but not removed here: {}",
        failure.text
    );
    let set = short_set(originals.set());
    failure.hint(format!(
        "not sent again · look with: get_flags {set} · then: delete_messages {set}, uid_expunge {set}"
    ))
}
