//! `append`: APPEND of a text or a file, in constant memory.

use imapclient::client::{Append, Completed};
use imapclient::types::{MailboxName, ResponseCode};

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, switch, takes, valued};
use super::super::failure::{Class, Failure};
use super::super::line::{Argument, spelt};
use super::super::output::{Footer, Output};
use super::super::session::Session;
use super::message_source::Source;
use super::{changes, transfer};

pub(crate) static COMMAND: Command = Command {
    name: "append",
    aliases: &[],
    group: Group::Change,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[
        takes("folder", Kind::Folder, Count::One),
        takes("message", Kind::Message, Count::One),
        takes("flags", Kind::Flags, Count::Optional),
        takes("msg_time", Kind::Text, Count::Optional),
    ],
    switches: &[
        valued("flags", "FLAGS", "the flags it gets: (\\Seen $Later)"),
        valued(
            "date",
            "WHEN",
            "when it arrived: an RFC date-time or ISO 8601",
        ),
        switch(
            "as-is",
            "send the bytes as they are, whatever the line ends",
        ),
    ],
    summary: "put a message into a folder",
    details: "Sends APPEND with a text in quotes, or with the contents of @FILE or of standard input (@-), and shows\n\
              the UID of the new message where the server tells it (UIDPLUS). Line ends are sent as CRLF, and it is\n\
              said when that changed something; --as-is sends the bytes as they are. A file is read twice and never\n\
              held in memory. One with NUL bytes needs a server with BINARY. RFC 9051 section 6.3.12; RFC 3516",
    examples: &[
        "append Drafts \"Subject: a note\" --flags (\\Seen \\Draft)",
        "append Archive @mail.eml --date \"01-Nov-2026 09:15:22 +0100\"",
        "append Archive @mail.eml --date 2026-11-01 --as-is",
    ],
    effect: Effect::Changes,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let mailbox = call.mailbox(0)?;
    let mut options = options(call)?;
    let source = source(session, call)?;
    let as_is = call.has("as-is");
    let measured = source.measure(as_is).map_err(|why| refused(call, &why))?;
    options.content = measured.content;
    let client = session.client(call)?;
    client.take_sent();
    let mut message = source.reader(as_is, &measured);
    let result = client.append(&mailbox, &mut message, measured.len, &options);
    let done = match result {
        Ok(done) => done,
        Err(error) => {
            let check = format!("select_folder {}", spelt(mailbox.as_str()));
            return Err(transfer::failed(session, call, &error, &mailbox, &check));
        }
    };
    session.unseen = None;
    let sent = changes::sent(session);
    let mut output = Output::said(
        transfer::text_with_code(std::slice::from_ref(&done)),
        [line(&mailbox, &done, measured.len)],
    )
    .footer(Footer::part(sent));
    let added = measured.len.saturating_sub(measured.read);
    if added > 0 {
        let noun = if added == 1 { "byte" } else { "bytes" };
        output = output.warning(format!(
            "line ends were changed to CRLF, which adds {added} {noun}; --as-is sends it as it is"
        ));
    }
    Ok(output)
}

fn line(mailbox: &MailboxName, done: &Completed, len: u64) -> String {
    let bytes = if len == 1 { "byte" } else { "bytes" };
    match &done.code {
        Some(ResponseCode::AppendUid { uids, .. }) => {
            format!("appended to {mailbox} as UID {uids}, {len} {bytes}")
        }
        _ => {
            format!("appended to {mailbox}, {len} {bytes}; the server does not say under which UID")
        }
    }
}

/// Flags and date, as options or in the order of IMAPClient's parameters.
fn options(call: &Call<'_>) -> Result<Append, Failure> {
    let given = |place| {
        call.argument(place)
            .filter(|_| call.python_truth(place) != Some(false))
    };
    let flags = match (call.value("flags"), given(2)) {
        (Some(_), _) => call.flags_of("flags")?,
        (None, Some(_)) => call.flags_at(2)?,
        (None, None) => Vec::new(),
    };
    let date = call.value("date").or(given(3));
    Ok(Append {
        flags,
        date: date.map(|date| call.date_time(date)).transpose()?,
        ..Append::default()
    })
}

fn refused(call: &Call<'_>, why: &str) -> Failure {
    call.failing(Class::Refused, why).hint("nothing was sent")
}

/// Opens the message that the second argument names.
fn source(session: &Session, call: &Call<'_>) -> Result<Source, Failure> {
    match call.argument(1) {
        Some(Argument::Word(word)) => Ok(Source::Bytes(word.text.clone().into_bytes())),
        Some(Argument::Bytes { bytes, .. }) => Ok(Source::Bytes(bytes.clone())),
        Some(Argument::File { source, span }) => Source::open(session, source)
            .map_err(|failure| failure.at(span.clone()).hint("nothing was sent")),
        Some(other) => Err(call
            .mistake(other.span(), "a message is one text in quotes, or @FILE")
            .hint(call.command.usage())),
        None => Err(call.mistake(call.verb.clone(), "message is missing")),
    }
}
