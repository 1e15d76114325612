//! `append`: APPEND of a text or a file, in constant memory.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek};
use std::time::SystemTime;

use imapclient::client::{Append, Completed, CrlfReader};
use imapclient::types::{MailboxName, ResponseCode};

use super::super::command::{
    Call, Command, Count, Effect, Group, Kind, Needs, switch, takes, valued,
};
use super::super::failure::{Class, Failure};
use super::super::line::{Argument, FileSource, spelt};
use super::super::output::{Footer, Output};
use super::super::redirect::expand;
use super::super::session::Session;
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
        takes("date", Kind::Text, Count::Optional),
    ],
    switches: &[
        valued("flags", "FLAGS", "the flags it gets: (\\Seen $Later)"),
        valued(
            "date",
            "WHEN",
            "when it arrived: an RFC date-time or ISO 8601",
        ),
        valued("msg-time", "WHEN", "--date as IMAPClient calls it"),
        switch(
            "as-is",
            "send the bytes as they are, whatever the line ends",
        ),
    ],
    summary: "put a message into a folder",
    details: "Sends APPEND with a text in quotes, or with the contents of @FILE or of standard input (@-), and shows\n\
              the UID of the new message where the server tells it (UIDPLUS). Line ends are sent as CRLF, and it is\n\
              said when that changed something; --as-is sends the bytes as they are. A file is read twice and never\n\
              held in memory. RFC 9051 section 6.3.12",
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
    let options = options(call)?;
    let source = Source::of(session, call)?;
    let as_is = call.has("as-is");
    let measured = source.measure(as_is).map_err(|why| refused(call, &why))?;
    let client = session.client(call)?;
    client.take_sent();
    let mut message = source
        .reader(as_is, &measured)
        .map_err(|error| refused(call, &source.cannot(&error)))?;
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
    if measured.nul {
        output = output.warning("the message holds NUL bytes, which IMAP does not allow in it");
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
    let date = call.value("date").or(call.value("msg-time")).or(given(3));
    Ok(Append {
        flags,
        date: date.map(|date| call.date_time(date)).transpose()?,
    })
}

fn refused(call: &Call<'_>, why: &str) -> Failure {
    call.failing(Class::Refused, why).hint("nothing was sent")
}

/// Where a message comes from; it can be read twice.
pub(super) enum Source {
    Bytes(Vec<u8>),
    File { file: File, name: String },
}

/// What the first reading of a message found.
pub(super) struct Measured {
    /// How long it is as it will be sent.
    len: u64,
    /// How long it is as it was read.
    read: u64,
    /// A NUL is in it.
    nul: bool,
    /// What the file looked like.
    stamp: Option<Stamp>,
}

/// What changes when somebody writes to a file.
type Stamp = (u64, Option<SystemTime>);

impl Source {
    /// Opens what the second argument names.
    fn of(session: &Session, call: &Call<'_>) -> Result<Self, Failure> {
        match call.argument(1) {
            Some(Argument::Word(word)) => Ok(Source::Bytes(word.text.clone().into_bytes())),
            Some(Argument::Bytes { bytes, .. }) => Ok(Source::Bytes(bytes.clone())),
            Some(Argument::File { source, span }) => {
                Source::open(session, source).map_err(|why| refused(call, &why).at(span.clone()))
            }
            Some(other) => Err(call
                .mistake(other.span(), "a message is one text in quotes, or @FILE")
                .hint(call.command.usage())),
            None => Err(call.mistake(call.verb.clone(), "message is missing")),
        }
    }

    fn open(session: &Session, source: &FileSource) -> Result<Self, String> {
        let path = match source {
            FileSource::Path(path) => path,
            FileSource::Stdin if session.modes.interactive => {
                return Err("standard input is the keyboard here; name a file".to_owned());
            }
            FileSource::Stdin => {
                let file = spooled(&mut io::stdin().lock())
                    .map_err(|error| format!("cannot read standard input: {error}"))?;
                return Ok(Source::File {
                    file,
                    name: "standard input".to_owned(),
                });
            }
        };
        let path = expand(path, session.modes.home.as_deref());
        let name = path.display().to_string();
        let cannot = |error: io::Error| format!("cannot read {name}: {error}");
        let mut file = File::open(&path).map_err(cannot)?;
        if !file.metadata().map_err(cannot)?.is_file() {
            // A pipe can be read once only.
            file = spooled(&mut file).map_err(cannot)?;
        }
        Ok(Source::File { file, name })
    }

    fn cannot(&self, error: &io::Error) -> String {
        match self {
            Source::Bytes(_) => error.to_string(),
            Source::File { name, .. } => format!("cannot read {name}: {error}"),
        }
    }

    /// Reads the message once, to know how long it is: a literal is announced with its length.
    pub(super) fn measure(&self, as_is: bool) -> Result<Measured, String> {
        let stamp = self.stamp().map_err(|error| self.cannot(&error))?;
        let mut counted = Counted {
            inner: self.whole().map_err(|error| self.cannot(&error))?,
            read: 0,
            nul: false,
        };
        let len = if as_is {
            io::copy(&mut counted, &mut io::sink())
        } else {
            io::copy(&mut CrlfReader::new(&mut counted), &mut io::sink())
        };
        let len = len.map_err(|error| self.cannot(&error))?;
        let Counted { read, nul, .. } = counted;
        let now = self.stamp().map_err(|error| self.cannot(&error))?;
        match (self, now) {
            (Source::File { name, .. }, Some((size, _))) if now != stamp || size != read => {
                Err(format!("{name} changed while it was read"))
            }
            (Source::File { name, .. }, _) if name == "standard input" && read == 0 => {
                Err("there is nothing on standard input".to_owned())
            }
            _ => Ok(Measured {
                len,
                read,
                nul,
                stamp,
            }),
        }
    }

    /// Reads the message again, as it is sent.
    pub(super) fn reader<'f>(
        &'f self,
        as_is: bool,
        measured: &Measured,
    ) -> io::Result<Watched<'f>> {
        let whole = self.whole()?;
        Ok(Watched {
            source: self,
            inner: if as_is {
                whole
            } else {
                Box::new(CrlfReader::new(whole))
            },
            left: measured.len,
            stamp: measured.stamp,
        })
    }

    /// The bytes from the beginning.
    fn whole(&self) -> io::Result<Box<dyn Read + '_>> {
        match self {
            Source::Bytes(bytes) => Ok(Box::new(bytes.as_slice())),
            Source::File { file, .. } => {
                let mut file: &File = file;
                file.rewind()?;
                Ok(Box::new(file))
            }
        }
    }

    fn stamp(&self) -> io::Result<Option<Stamp>> {
        let stamp = |data: Metadata| (data.len(), data.modified().ok());
        match self {
            Source::Bytes(_) => Ok(None),
            Source::File { file, .. } => file.metadata().map(stamp).map(Some),
        }
    }
}

/// Copies what can be read once only into a file without a name.
fn spooled(source: &mut dyn Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(source, &mut file)?;
    Ok(file)
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    read: u64,
    nul: bool,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.read += count as u64;
        self.nul |= out.get(..count).is_some_and(|bytes| bytes.contains(&0));
        Ok(count)
    }
}

/// A message that is being sent. Before its last bytes it makes sure that nobody has written to the file since
/// it was measured: a mixture of two versions must not become a message.
pub(super) struct Watched<'f> {
    source: &'f Source,
    inner: Box<dyn Read + 'f>,
    left: u64,
    stamp: Option<Stamp>,
}

impl Read for Watched<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.left = self.left.saturating_sub(count as u64);
        if self.left == 0 && self.source.stamp()? != self.stamp {
            return Err(io::Error::other("it changed while it was sent"));
        }
        Ok(count)
    }
}
