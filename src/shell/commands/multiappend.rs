//! `multiappend`: APPEND of many messages, in batches.

use std::cell::RefCell;
use std::io::{self, Read};

use imapclient::client::{Append, Appended, Completed};
use imapclient::types::{MailboxName, ResponseCode, SequenceSet};

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes, valued};
use super::super::failure::Failure;
use super::super::line::spelt;
use super::super::output::{Footer, Output, Value};
use super::super::progress::Progress;
use super::super::session::Session;
use super::multiappend_sources::{self, Wanted};
use super::{changes, transfer};

/// So many messages go out in one command at most, and so many bytes: what fails takes all of a command with it.
const BATCH: usize = 1_000;
const BATCH_BYTES: u64 = 64 << 20;

pub(crate) static COMMAND: Command = Command {
    name: "multiappend",
    aliases: &[],
    group: Group::Change,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[
        takes("folder", Kind::Folder, Count::One),
        takes("msgs", Kind::Message, Count::Some),
    ],
    switches: &[
        valued(
            "flags",
            "FLAGS",
            "the flags all of them get: (\\Seen $Later)",
        ),
        valued(
            "date",
            "WHEN",
            "when all of them arrived: an RFC date-time or ISO 8601",
        ),
    ],
    summary: "put many messages into a folder",
    details: "Messages are texts in quotes, @FILE, @DIRECTORY (every file in it, by name) and mboxes (@FILE too: what\n\
              begins with \"From \" is one). Sends them in batches, each one APPEND of which the folder gets all or\n\
              none (MULTIAPPEND), or else an APPEND each, and shows their UIDs where the server tells them\n\
              (UIDPLUS). The bytes go out as they are, those of an mbox with CRLF and without its quoting. What\n\
              fails in the middle says what arrived before. RFC 3502",
    examples: &[
        "multiappend Archive @one.eml @two.eml --flags (\\Seen)",
        "multiappend Drafts \"Subject: one\" \"Subject: two\"",
        "multiappend Archive @archive.mbox",
    ],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let mailbox = call.mailbox(0)?;
    let options = Append {
        flags: call.flags_of("flags")?,
        date: call
            .value("date")
            .map(|date| call.date_time(date))
            .transpose()?,
        ..Append::default()
    };
    let messages = multiappend_sources::read(session, call, &options)?;
    let client = session.client(call)?;
    let known = client.capability();
    let together = known
        .map_err(|error| call.failed(&error))?
        .has("MULTIAPPEND");
    for message in &messages {
        let able = client.check_append(&message.options);
        able.map_err(|error| call.failed(&error))?;
    }
    client.take_sent();
    let total = messages.len() as u64;
    let progress = RefCell::new(Progress::new(&session.modes, "messages", Some(total)));
    let (mut arrived, mut sent) = (Arrived::default(), String::new());
    for batch in batches(&messages, together) {
        match send(session, call, &mailbox, batch, together, &progress) {
            Ok(done) => {
                arrived.add(batch.len(), done);
                sent = changes::sent(session);
            }
            Err(error) => {
                drop(progress);
                let check = format!("select_folder {}", spelt(mailbox.as_str()));
                let failure = transfer::failed(session, call, &error, &mailbox, &check);
                return Err(arrived
                    .account(total, batch.len())
                    .into_iter()
                    .fold(failure, Failure::hint));
            }
        }
    }
    drop(progress);
    session.unseen = None;
    if arrived.done.len() > 1 {
        sent = format!("{} × APPEND", arrived.done.len());
    }
    let line = arrived.line(&mailbox);
    // IMAPClient's value: the word of the answer with its text.
    let value = Value::Tuple(vec!["OK".into(), Value::list(arrived.done)]);
    Ok(Output::said(value, [line]).footer(Footer::part(sent)))
}

/// Cuts the messages into what goes out in one command.
fn batches(messages: &[Wanted], together: bool) -> Vec<&[Wanted]> {
    let most = if together { BATCH } else { 1 };
    let mut batches = Vec::new();
    let mut rest = messages;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take(most).take_while(|message| {
            bytes += message.measured.len;
            bytes <= BATCH_BYTES
        });
        let (batch, later) = rest.split_at(fits.count().max(1));
        batches.push(batch);
        rest = later;
    }
    batches
}

/// Sends one batch.
fn send(
    session: &mut Session,
    call: &Call<'_>,
    mailbox: &MailboxName,
    batch: &[Wanted],
    together: bool,
    progress: &RefCell<Progress>,
) -> imapclient::Result<Completed> {
    let mut readers: Vec<_> = batch
        .iter()
        .map(|message| Counted {
            inner: message.source.reader(true, &message.measured),
            left: message.measured.len,
            progress,
        })
        .collect();
    let client = match session.client(call) {
        Ok(client) => client,
        Err(failure) => return Err(imapclient::Error::Closed(failure.text)),
    };
    if let (false, [reader], [message]) = (together, readers.as_mut_slice(), batch) {
        return client.append(mailbox, reader, message.measured.len, &message.options);
    }
    let mut messages: Vec<Appended<'_>> = readers
        .iter_mut()
        .zip(batch)
        .map(|(reader, message)| Appended {
            message: reader,
            len: message.measured.len,
            options: message.options.clone(),
        })
        .collect();
    client.append_many(mailbox, &mut messages)
}

/// What the folder got.
#[derive(Default)]
struct Arrived {
    messages: usize,
    uids: SequenceSet,
    done: Vec<Completed>,
}

impl Arrived {
    fn add(&mut self, messages: usize, done: Completed) {
        self.messages += messages;
        if let Some(ResponseCode::AppendUid { uids, .. }) = &done.code {
            self.uids.append(uids.clone());
        }
        self.done.push(done);
    }

    fn line(&self, mailbox: &MailboxName) -> String {
        let noun = if self.messages == 1 {
            "message"
        } else {
            "messages"
        };
        let lead = format!("{} {noun} appended to {mailbox}", self.messages);
        match self.uids.is_empty() {
            false => format!("{lead} as UID {}", changes::short(&self.uids)),
            true => format!("{lead}; the server does not say under which UIDs"),
        }
    }

    /// What arrived before a batch failed, where there were several.
    fn account(&self, total: u64, failed: usize) -> Option<String> {
        if failed as u64 == total {
            return None;
        }
        let uids = match self.uids.is_empty() {
            false => format!(" as UID {}", changes::short(&self.uids)),
            true => String::new(),
        };
        let (first, last) = (self.messages + 1, self.messages + failed);
        let failed = match first == last {
            true => format!("message {first} failed"),
            false => format!("messages {first} to {last} failed together"),
        };
        Some(format!(
            "{} of {total} messages arrived before{uids}; {failed}, the rest was not sent",
            self.messages
        ))
    }
}

/// Counts what is sent of a message.
struct Counted<'p, R> {
    inner: R,
    left: u64,
    progress: &'p RefCell<Progress>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.left = self.left.saturating_sub(count as u64);
        let whole = u64::from(count > 0 && self.left == 0);
        self.progress.borrow_mut().add(whole, count as u64);
        Ok(count)
    }
}
