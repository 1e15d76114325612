//! `multiappend`: APPEND of many messages, in batches.

use std::cell::RefCell;
use std::io::{self, Read};

use imapclient::Client;
use imapclient::client::{Append, Appended};
use imapclient::types::MailboxName;

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes, valued};
use super::super::failure::Failure;
use super::super::output::{Footer, Output, Value};
use super::super::progress::Progress;
use super::super::session::Session;
use super::arrivals::Account;
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
              none (MULTIAPPEND), or else an APPEND each, the next before the answer to the last where the server\n\
              has LITERAL+, and shows their UIDs where the server tells them (UIDPLUS). The bytes go out as they\n\
              are, those of an mbox with CRLF and without its quoting. What fails in the middle says what arrived\n\
              before. RFC 3502",
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
    let mut account = Account::default();
    for batch in batches(&messages) {
        let client = session.client(call)?;
        let error = send(client, &mailbox, batch, together, &progress, &mut account);
        if let Err(error) = error {
            drop(progress);
            account.left(messages.len());
            // The account says what is known of each message.
            client.take_sent();
            let failure = transfer::failed(session, call, &error, &mailbox, "");
            let name = |place: u32| {
                messages
                    .get((place as usize).checked_sub(1)?)?
                    .source
                    .name()
            };
            return Err(account.told(failure, name));
        }
    }
    drop(progress);
    session.unseen = None;
    let sent = match account.done.len() {
        1 => changes::sent(session),
        several => format!("{several} × APPEND"),
    };
    let line = account.line(&mailbox);
    // IMAPClient's value: the word of the answer with its text.
    let value = Value::Tuple(vec!["OK".into(), Value::list(account.done)]);
    Ok(Output::said(value, [line]).footer(Footer::part(sent)))
}

/// Cuts the messages into what goes out at once.
fn batches(messages: &[Wanted]) -> Vec<&[Wanted]> {
    let mut batches = Vec::new();
    let mut rest = messages;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take(BATCH).take_while(|message| {
            bytes += message.measured.len;
            bytes <= BATCH_BYTES
        });
        let (batch, later) = rest.split_at(fits.count().max(1));
        batches.push(batch);
        rest = later;
    }
    batches
}

/// Sends one batch, in one command or in one for each message, and puts down what became of it.
fn send(
    client: &mut Client,
    mailbox: &MailboxName,
    batch: &[Wanted],
    together: bool,
    progress: &RefCell<Progress>,
    account: &mut Account,
) -> imapclient::Result<()> {
    let mut readers: Vec<_> = batch
        .iter()
        .map(|message| Counted {
            inner: message.source.reader(true, &message.measured),
            left: message.measured.len,
            progress,
        })
        .collect();
    let mut messages: Vec<Appended<'_>> = readers
        .iter_mut()
        .zip(batch)
        .map(|(reader, message)| Appended {
            message: reader,
            len: message.measured.len,
            options: message.options.clone(),
        })
        .collect();
    if together {
        let done = client.append_many(mailbox, &mut messages);
        return account.together(batch.len(), done);
    }
    let became = client.append_each(mailbox, &mut messages);
    became
        .each
        .into_iter()
        .for_each(|one| account.put_down(one));
    became.error.map_or(Ok(()), Err)
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
