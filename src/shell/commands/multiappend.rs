//! `multiappend`: APPEND of several messages at once.

use imapclient::client::{Append, Appended, Completed};
use imapclient::types::{MailboxName, ResponseCode};

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes, valued};
use super::super::failure::{Class, Failure};
use super::super::line::{Argument, Bracket, spelt};
use super::super::output::{Footer, Output, Value};
use super::super::session::Session;
use super::message_source::{Measured, Source};
use super::{changes, transfer};

pub(crate) static COMMAND: Command = Command {
    name: "multiappend",
    aliases: &[],
    group: Group::Change,
    needs: Needs::SignedIn,
    capability: Some("MULTIAPPEND"),
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
    summary: "put several messages into a folder, all or none",
    details: "Sends one APPEND with all messages, each a text in quotes or the contents of @FILE, and shows their\n\
              UIDs where the server tells them (UIDPLUS). The bytes go out as they are. The folder gets all of\n\
              them or none. RFC 3502",
    examples: &[
        "multiappend Archive @one.eml @two.eml --flags (\\Seen)",
        "multiappend Drafts \"Subject: one\" \"Subject: two\"",
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
    };
    let sources = sources(session, call)?;
    let nul = sources.iter().any(|(_, measured)| measured.nul);
    let result = send(session, call, &mailbox, &sources, &options)?;
    let done = match result {
        Ok(done) => done,
        Err(error) => {
            let check = format!("select_folder {}", spelt(mailbox.as_str()));
            return Err(transfer::failed(session, call, &error, &mailbox, &check));
        }
    };
    session.unseen = None;
    let sent = changes::sent(session);
    let line = line(&mailbox, &done, sources.len());
    // IMAPClient's value: the word of the answer with its text.
    let value = Value::Tuple(vec!["OK".into(), Value::list([done])]);
    let output = Output::said(value, [line]).footer(Footer::part(sent));
    Ok(match nul {
        true => output.warning("a message holds NUL bytes, which IMAP does not allow in it"),
        false => output,
    })
}

/// Sends the messages; what fails before a byte went out is a failure of its own.
fn send(
    session: &mut Session,
    call: &Call<'_>,
    mailbox: &MailboxName,
    sources: &[(Source, Measured)],
    options: &Append,
) -> Result<imapclient::Result<Completed>, Failure> {
    let mut readers = Vec::new();
    for (source, measured) in sources {
        let reader = source
            .reader(true, measured)
            .map_err(|error| refused(call, &source.cannot(&error)))?;
        readers.push((reader, measured.len));
    }
    let mut messages: Vec<Appended<'_>> = readers
        .iter_mut()
        .map(|(reader, len)| Appended {
            message: reader,
            len: *len,
            options: options.clone(),
        })
        .collect();
    let client = session.client(call)?;
    client.take_sent();
    Ok(client.append_many(mailbox, &mut messages))
}

fn line(mailbox: &MailboxName, done: &Completed, count: usize) -> String {
    let noun = if count == 1 { "message" } else { "messages" };
    match &done.code {
        Some(ResponseCode::AppendUid { uids, .. }) => {
            format!("{count} {noun} appended to {mailbox} as UID {uids}")
        }
        _ => format!(
            "{count} {noun} appended to {mailbox}; the server does not say under which UIDs"
        ),
    }
}

/// Opens and measures the messages behind the folder.
fn sources(session: &Session, call: &Call<'_>) -> Result<Vec<(Source, Measured)>, Failure> {
    let mut sources = Vec::new();
    for argument in call.rest(1) {
        let items = match argument {
            Argument::List {
                items,
                bracket: Bracket::Square,
                ..
            } => items,
            Argument::List { items, .. } if call.python => items,
            single => vec![single],
        };
        for item in items {
            let source = source(session, call, item)?;
            let measured = source.measure(true).map_err(|why| refused(call, &why))?;
            sources.push((source, measured));
        }
    }
    if sources.is_empty() {
        return Err(call.mistake(call.verb.clone(), "no message is given"));
    }
    Ok(sources)
}

fn source(session: &Session, call: &Call<'_>, argument: Argument) -> Result<Source, Failure> {
    match argument {
        Argument::Word(word) => Ok(Source::Bytes(word.text.into_bytes())),
        Argument::Bytes { bytes, .. } => Ok(Source::Bytes(bytes)),
        Argument::File { source, span } => {
            Source::open(session, &source).map_err(|why| refused(call, &why).at(span))
        }
        other => Err(call
            .mistake(other.span(), "a message is one text in quotes, or @FILE")
            .hint("--flags and --date hold for all of them")),
    }
}

fn refused(call: &Call<'_>, why: &str) -> Failure {
    call.failing(Class::Refused, why).hint("nothing was sent")
}
