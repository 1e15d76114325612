//! Changes to very many messages: in batches between which one can stop, with a true account of what was done.

use std::time::{Duration, Instant};

use imapclient::Error;
use imapclient::client::Batches;
use imapclient::types::{MessageSet, SequenceSet};

use super::super::call::Call;
use super::super::failure::{Class, Failure};
use super::super::progress::Progress;
use super::super::render::{grouped, short_set};
use super::super::results::Kept;
use super::super::session::Session;
use super::changes;

/// So many messages are changed by one command.
const BATCH: u32 = 1_000;

/// How long after Ctrl-C the end of the running command is waited for, so that it is known what it did.
const PATIENCE: Duration = Duration::from_millis(700);

/// A change on its way through a set of messages.
pub(super) struct InBatches {
    batches: Batches,
    /// How many messages there are; absent where all are changed by one command.
    total: Option<u64>,
    done: u64,
    /// What the command that runs is about.
    running: Option<MessageSet>,
    progress: Option<Progress>,
    /// What was sent for the first batch, and for how many more.
    sent: String,
    more: usize,
    /// A command that is refused has done nothing.
    all_or_nothing: bool,
}

/// What became of the batch that failed.
enum Fate {
    Done,
    /// Not sent at all, or refused by a server that undoes what it refuses.
    NotDone,
    /// Refused; what was done by then may stay.
    Refused,
    Unknown,
}

impl InBatches {
    /// Asks the server which messages there are where there may be many. With `--bare`, and where nothing is sent,
    /// the set stays what was typed.
    pub(super) fn of(
        session: &mut Session,
        call: &Call<'_>,
        messages: &MessageSet,
    ) -> Result<Self, Failure> {
        let as_typed = session.modes.bare || session.dry || session.modes.dry_run;
        let client = session.client(call)?;
        let batches = match as_typed {
            true => Batches::whole(messages.clone()),
            false => client
                .batches(messages, BATCH)
                .map_err(|error| call.failed(&error))?,
        };
        // The footer names what was done, not how it was looked up.
        client.take_sent();
        let total = batches.rest().count().filter(|total| *total > 0);
        let progress = Progress::new(&session.modes, "messages", total);
        Ok(InBatches {
            batches,
            total,
            done: 0,
            running: None,
            progress: Some(progress).filter(|_| total.is_some()),
            sent: String::new(),
            more: 0,
            all_or_nothing: false,
        })
    }

    /// The server undoes what it refuses, as it must with COPY. RFC 9051 section 6.4.7
    pub(super) fn all_or_nothing(mut self) -> Self {
        self.all_or_nothing = true;
        self
    }

    /// Says whether there is nothing to be done.
    pub(super) fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    /// The next batch, once the one before is done.
    ///
    /// # Errors
    /// `interrupted` with the account, where somebody wants to stop.
    pub(super) fn next(
        &mut self,
        session: &mut Session,
        command: &str,
    ) -> Result<Option<MessageSet>, Failure> {
        self.count(session);
        let batch = self.batches.next();
        if batch.is_some() && self.done > 0 && session.waker.is_woken() {
            self.running = batch;
            let failure = Failure::new(Class::Interrupted, command, "");
            return Err(self.account(session, failure, Fate::NotDone, ""));
        }
        self.running.clone_from(&batch);
        Ok(batch)
    }

    /// Counts the batch that ran as done.
    pub(super) fn count(&mut self, session: &mut Session) {
        let Some(batch) = self.running.take() else {
            return;
        };
        let sent = changes::sent(session);
        match self.sent.is_empty() {
            true => self.sent = sent,
            false => self.more += 1,
        }
        let count = batch.set().count().unwrap_or(0);
        self.done += count;
        if let Some(progress) = &mut self.progress {
            progress.add(count, 0);
        }
    }

    /// Shows no progress: rows come to the same screen.
    pub(super) fn without_progress(&mut self) {
        self.progress = None;
    }

    /// What was sent and will be, for the footer.
    pub(super) fn sent(&self) -> String {
        match self.more + self.batches.clone().count() {
            0 => self.sent.clone(),
            more => format!("{} and {more} more", self.sent),
        }
    }

    /// Adds to the failure of a batch what was done before it, and what was not. After Ctrl-C the running command is
    /// given a moment to end. `check` looks whether the batch was done where nobody knows.
    pub(super) fn failed(
        &mut self,
        session: &mut Session,
        error: &Error,
        failure: Failure,
        check: &str,
    ) -> Failure {
        if self.total.is_none() {
            return failure;
        }
        let fate = match error {
            Error::Interrupted { usable: true } => ending(session),
            Error::No(_) => Fate::Refused,
            error if error.is_fatal() => Fate::Unknown,
            _ => Fate::NotDone,
        };
        let fate = match fate {
            Fate::Refused if self.all_or_nothing => Fate::NotDone,
            fate => fate,
        };
        match fate {
            Fate::Done => self.count(session),
            // What failed at once needs no account.
            Fate::NotDone | Fate::Refused
                if self.done == 0 && failure.class != Class::Interrupted =>
            {
                return failure;
            }
            Fate::NotDone | Fate::Refused | Fate::Unknown => {}
        }
        self.account(session, failure, fate, check)
    }

    /// Adds what was done before to a failure that says itself what became of its batch.
    pub(super) fn broken(&mut self, session: &mut Session, failure: Failure) -> Failure {
        if self.total.is_none() {
            return failure;
        }
        self.running = None;
        self.account(session, failure, Fate::NotDone, "")
    }

    fn account(
        &mut self,
        session: &mut Session,
        failure: Failure,
        fate: Fate,
        check: &str,
    ) -> Failure {
        self.progress = None;
        session.unseen = None;
        // What was done may have moved them.
        session.results.forget_sequence_numbers();
        let total = self.total.unwrap_or(0);
        let count = format!(
            "{} of {} done",
            grouped(self.done.into()),
            grouped(total.into())
        );
        let text = match failure.text.as_str() {
            "" => count,
            text => format!("{text} ({count})"),
        };
        let batch = self.running.take().map(MessageSet::into_set);
        let batch = batch.unwrap_or_default();
        let hints = match fate {
            Fate::NotDone => {
                let told = left(session, batch, self.batches.rest());
                told.into_iter().chain(failure.hints).collect()
            }
            Fate::Refused => refused(session, check, batch, self.batches.rest()),
            Fate::Done | Fate::Unknown => {
                let known = batch.is_empty();
                let told = format!("not known: UID {} · look with: {check}", short_set(&batch));
                let left = left(session, SequenceSet::default(), self.batches.rest());
                let told = Some(told).filter(|_| !known);
                left.into_iter().chain(told).collect()
            }
        };
        Failure {
            text,
            hints,
            ..failure
        }
    }
}

/// Tells what was not done, and keeps it.
fn left(session: &mut Session, mut batch: SequenceSet, rest: SequenceSet) -> Option<String> {
    batch.append(rest);
    if batch.is_empty() {
        return None;
    }
    let told = format!("not done: UID {}", short_set(&batch));
    Some(match keep(session, batch) {
        Some(number) => format!("{told} · kept as _{number}"),
        None => told,
    })
}

/// Tells of a batch that was refused, some of which may be done, and of what was not; keeps both, since nothing comes of
/// doing the same once more.
fn refused(
    session: &mut Session,
    check: &str,
    batch: SequenceSet,
    rest: SequenceSet,
) -> Vec<String> {
    let told = format!(
        "refused, perhaps in part: UID {} · look with: {check}",
        short_set(&batch)
    );
    let left = format!("not done: UID {}", short_set(&rest));
    let alone = rest.is_empty();
    let mut both = batch;
    both.append(rest);
    match (alone, keep(session, both)) {
        (true, None) => vec![told],
        (true, Some(number)) => vec![format!("{told} · kept as _{number}")],
        (false, None) => vec![told, left],
        (false, Some(number)) => vec![told, format!("{left} · both kept as _{number}")],
    }
}

/// Gives the running command a moment to end; a second Ctrl-C drops the link.
fn ending(session: &mut Session) -> Fate {
    session.waker.reset();
    let Some(client) = &mut session.client else {
        return Fate::Unknown;
    };
    match client.finish_until(Instant::now() + PATIENCE) {
        Ok(Some(_)) => Fate::Done,
        Err(Error::No(_)) => Fate::Refused,
        Err(Error::Bad(_)) => Fate::NotDone,
        Err(Error::Interrupted { usable: true }) => {
            client.disconnect("you dropped the connection");
            Fate::Unknown
        }
        Ok(None) | Err(_) => Fate::Unknown,
    }
}

/// Keeps messages where somebody can name them in the next line, and gives the number of that result.
fn keep(session: &mut Session, left: SequenceSet) -> Option<u64> {
    if !session.modes.interactive {
        return None;
    }
    let number = session.results.next_number();
    let kept = Kept {
        messages: Some(MessageSet::Uid(left)),
        ..Kept::default()
    };
    session.results.keep(kept, None);
    Some(number)
}
