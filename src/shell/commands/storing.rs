//! A STORE of very many messages on its way: batch after batch, with the new flags or labels as they are told.

use std::collections::VecDeque;

use imapclient::client::{Stored, decode_labels};
use imapclient::types::{Message, MessageSet, SequenceSet};
use imapclient::{Client, Error};

use super::super::failure::{Class, Failure};
use super::super::output::{AtHand, Items, Output, Shape, Value};
use super::super::render::short_set;
use super::super::session::Session;
use super::changes;
use super::in_batches::InBatches;
use super::store_flags::{Change, Marks};

/// The change, and the rows of the batch that was done last.
pub(super) struct Storing<'s> {
    session: &'s mut Session,
    command: &'static str,
    batches: InBatches,
    change: Change,
    told: Items,
    rows: VecDeque<Message>,
    /// What had changed meanwhile and was left alone.
    modified: SequenceSet,
    ended: bool,
    at_hand: AtHand,
}

impl<'s> Storing<'s> {
    /// Begins with the first batch: what fails at once has no answer.
    ///
    /// # Errors
    /// The server's.
    pub(super) fn begin(
        session: &'s mut Session,
        command: &'static str,
        batches: InBatches,
        change: Change,
        asked: &MessageSet,
    ) -> Result<Self, Failure> {
        let told = Items {
            item: change.marks.item(),
            by_uid: asked.is_uid(),
        };
        let mut storing = Storing {
            session,
            command,
            batches,
            change,
            told,
            rows: VecDeque::new(),
            modified: SequenceSet::default(),
            ended: false,
            at_hand: AtHand::default(),
        };
        storing.send_next()?;
        Ok(storing)
    }

    /// What was sent and will be, for the footer.
    pub(super) fn sent(&self) -> String {
        self.batches.sent()
    }

    /// Does what is left.
    ///
    /// # Errors
    /// The server's, with the account.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        self.by_ref().find_map(Result::err).map_or(Ok(()), Err)
    }

    /// Goes on until the server tells of a message; says whether it told of none, and all is done.
    ///
    /// # Errors
    /// The server's, with the account.
    pub(super) fn tells_nothing(&mut self) -> Result<bool, Failure> {
        while self.rows.is_empty() && !self.ended {
            self.send_next()?;
        }
        Ok(self.rows.is_empty())
    }

    /// The new flags or labels, as they are told. They name no messages: `_` is still what was changed.
    pub(super) fn output(mut self) -> Output<'s> {
        if self.session.modes.watched {
            self.batches.without_progress();
        }
        let (told, at_hand) = (self.told, self.at_hand.clone());
        let mut output = Output::stream(self, Shape::Items(told));
        output.at_hand = at_hand;
        output.accounts = true;
        output.forgotten = true;
        output
    }

    /// Sends the next batch; where there is none, or it fails, that is the end.
    fn send_next(&mut self) -> Result<(), Failure> {
        match self.try_next() {
            Ok(true) => Ok(()),
            Ok(false) => {
                self.end();
                Ok(())
            }
            Err(failure) => {
                self.ended = true;
                Err(failure)
            }
        }
    }

    fn try_next(&mut self) -> Result<bool, Failure> {
        let Some(batch) = self.batches.next(self.session, self.command)? else {
            return Ok(false);
        };
        let Some(client) = &mut self.session.client else {
            return Err(Failure::new(Class::Closed, self.command, "not connected"));
        };
        match send(client, &batch, &self.change) {
            Ok(stored) => {
                self.batches.count(self.session);
                self.rows = stored.messages.into();
                self.rows.iter_mut().for_each(decode_labels);
                let told = self.told;
                let is_row = |row: &Message| {
                    (row.uid.is_some() || !told.by_uid) && row.item(told.item).is_some()
                };
                self.rows.retain(is_row);
                self.modified.append(stored.modified);
                Ok(true)
            }
            Err(error) => Err(self.failed(&batch, &error)),
        }
    }

    /// The failure of a batch, with the account of those before it.
    fn failed(&mut self, batch: &MessageSet, error: &Error) -> Failure {
        let check = format!(
            "{} {}",
            self.change.marks.shown_by(),
            short_set(batch.set())
        );
        let failure = changes::failed(self.session, self.command, error, &check);
        self.batches.failed(self.session, error, failure, &check)
    }

    /// The end of it: the count at the prompt may be another one now, and what was left alone is told.
    fn end(&mut self) {
        self.ended = true;
        self.session.unseen = None;
        let told = left_alone(&self.modified, self.told);
        self.session.warnings.extend(told);
    }
}

impl Iterator for Storing<'_> {
    type Item = Result<Value, Failure>;

    fn next(&mut self) -> Option<Result<Value, Failure>> {
        loop {
            if let Some(row) = self.rows.pop_front() {
                self.at_hand.set(!self.rows.is_empty());
                return Some(Ok(row.into()));
            }
            if self.ended {
                return None;
            }
            if let Err(failure) = self.send_next() {
                return Some(Err(failure));
            }
        }
    }
}

impl Drop for Storing<'_> {
    /// Whoever read the rows may have gone; what was to be changed is changed all the same.
    fn drop(&mut self) {
        while let Some(row) = self.next() {
            if let Err(failure) = row {
                let account = [vec![failure.text], failure.hints].concat().join(" · ");
                let command = self.command;
                self.session.warnings.push(format!("{command}: {account}"));
            }
        }
    }
}

/// Sends STORE for messages of which one command may be.
fn send(client: &mut Client, messages: &MessageSet, change: &Change) -> imapclient::Result<Stored> {
    let (action, report) = (change.action, change.report);
    let messages = match (&change.marks, change.unchanged_since) {
        (Marks::Flags(flags), Some(since)) => {
            return client.store_unchanged(messages, since, action, flags, report);
        }
        (Marks::Flags(flags), None) => client.store(messages, action, flags, report)?,
        (Marks::Labels(labels), _) => client.store_labels(messages, action, labels, report)?,
    };
    Ok(Stored {
        messages,
        ..Stored::default()
    })
}

/// What `[MODIFIED ...]` names, to which nothing was done.
fn left_alone(modified: &SequenceSet, told: Items) -> Option<String> {
    let what = if told.by_uid { "UID" } else { "message number" };
    let set = short_set(modified);
    let told = || {
        format!(
            "changed meanwhile and left alone [MODIFIED]: {what} {set}; fetch {set} (FLAGS MODSEQ) shows them"
        )
    };
    (!modified.is_empty()).then(told)
}
