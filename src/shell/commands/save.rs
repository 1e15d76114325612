//! `save`: messages and their parts as files.

use std::collections::VecDeque;
use std::path::PathBuf;

use imapclient::Error;
use imapclient::client::Client;
use imapclient::types::{BodyStructure, FetchItem, ItemValue, MessageSet, SequenceSet};

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, switch, takes};
use super::super::failure::{Class, Failure};
use super::super::line::Argument;
use super::super::mime::{Unpacked, Wanted};
use super::super::output::{Column, Footer, Output, Shape, Table, Value};
use super::super::redirect::expand;
use super::super::render::parts::{self, Part};
use super::super::session::Session;
use super::attached::{self, NewFile, Place};
use super::reading;

pub(crate) static COMMAND: Command = Command {
    name: "save",
    aliases: &[],
    group: Group::Read,
    needs: Needs::Folder,
    capability: None,
    parameters: &[
        takes("messages", Kind::Messages, Count::One),
        takes("part", Kind::Text, Count::Optional),
        takes("file", Kind::File, Count::Optional),
    ],
    switches: &[switch(
        "attachments",
        "every attachment, each in a file of its own",
    )],
    summary: "write messages, parts or attachments to files",
    details: "Fetches with BODY.PEEK, so nothing is marked as read. Without PART whole messages are written as they\n\
              are, 5.eml; a part is written decoded: save 5 2. FILE is a name, or a folder: there, and without FILE\n\
              in the present one, parts have the names that the mail gives them, as far as these are safe.\n\
              Nothing is ever overwritten, and a file is there whole or not at all. RFC 9051 section 6.4.5",
    examples: &[
        "save last:1",
        "save last:1 1",
        "save last:5 --attachments",
        "save last:1 --attachments ./",
    ],
    effect: Effect::Reads,
    run,
};

/// What is written, and where.
struct Wish {
    part: Option<String>,
    attachments: bool,
    place: Place,
}

/// One file to be.
struct Job {
    uid: u32,
    /// The number of the part; the whole message has none.
    part: String,
    encoding: Option<Vec<u8>>,
    name: String,
}

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let messages = call.messages(0, session)?;
    let wish = wish(session, call, &messages)?;
    let uids = match messages.is_empty() {
        true => Default::default(),
        false => reading::uids(session, call, &messages)?,
    };
    let (client, warnings) = session.client_and_warnings(call)?;
    // The bytes go into files and nowhere else, whatever the format is.
    client.set_tap(None);
    let name = call.command.name;
    let mut uids = uids.into_iter();
    let mut jobs = VecDeque::new();
    let mut bare = SequenceSet::default();
    let entries = std::iter::from_fn(move || {
        loop {
            if let Some(job) = jobs.pop_front() {
                return Some(
                    written(client, &job, &wish.place).map_err(|broken| broken.failure(name)),
                );
            }
            let Some(uid) = uids.next() else {
                warnings.extend(without_attachments(std::mem::take(&mut bare)));
                return None;
            };
            match jobs_of(client, uid, &wish, warnings, &mut bare) {
                Ok(found) => jobs.extend(found),
                Err(broken) => return Some(Err(broken.failure(name))),
            }
        }
    });
    let columns = vec![
        Column::id("UID").fill(5),
        Column::text("PART").yields(0),
        Column::size("SIZE").fill(8),
        Column::text("FILE").yields(0),
    ];
    let shape = Shape::Table(Table {
        columns,
        rows: None,
    });
    Ok(Output::stream(entries, shape)
        .footer(Footer::counting("file", "files").or_nothing("nothing to save")))
}

/// What is said of messages that had nothing to save.
fn without_attachments(uids: SequenceSet) -> Option<String> {
    match uids.count()? {
        0 => None,
        1 => Some(format!("UID {uids} has no attachments")),
        count => Some(format!("{count} messages have no attachments: UID {uids}")),
    }
}

/// Why a file is not written.
enum Broken {
    Server(Error),
    Refused(String),
}

impl Broken {
    fn failure(self, name: &str) -> Failure {
        match self {
            Broken::Server(error) => Failure::from_error(name, &error),
            Broken::Refused(text) => Failure::refused(name, text),
        }
    }
}

impl From<Error> for Broken {
    fn from(error: Error) -> Self {
        Broken::Server(error)
    }
}

/// Tells a part from a file: what looks like the number of a part is one.
fn wish(session: &Session, call: &Call<'_>, messages: &MessageSet) -> Result<Wish, Failure> {
    let (mut part, mut file) = (None, None);
    for place in 1..=2 {
        let Some(word) = call.optional_word(place)? else {
            continue;
        };
        let span = call
            .argument(place)
            .map_or(call.verb.clone(), Argument::span);
        match reading::is_part_number(word) && place == 1 {
            true => part = Some(word.to_owned()),
            false if file.is_none() => file = Some((word, span)),
            false => {
                let text = "one file or folder is enough; a part is a number such as 2 or 1.2";
                return Err(call.mistake(span, text));
            }
        }
    }
    let attachments = call.has("attachments");
    if attachments && part.is_some() {
        let text = "--attachments saves all of them; leave the part out";
        return Err(call.mistake(call.verb.clone(), text));
    }
    let Some((typed, span)) = file else {
        let place = Place::Folder(PathBuf::from("."));
        return Ok(Wish {
            part,
            attachments,
            place,
        });
    };
    let path = expand(typed, session.modes.home.as_deref());
    let place = Place::of(path, typed)
        .map_err(|text| call.failing(Class::Refused, text).at(span.clone()))?;
    let several = attachments || messages.set().count().is_none_or(|count| count > 1);
    if several && matches!(place, Place::File(_)) {
        let text = "several files go into a folder, and there is none of this name";
        return Err(call.mistake(span, text));
    }
    Ok(Wish {
        part,
        attachments,
        place,
    })
}

/// The files that a message makes; those that have no attachments are gathered in `bare`.
fn jobs_of(
    client: &mut Client,
    uid: u32,
    wish: &Wish,
    warnings: &mut Vec<String>,
    bare: &mut SequenceSet,
) -> Result<Vec<Job>, Broken> {
    if wish.part.is_none() && !wish.attachments {
        return Ok(vec![Job {
            uid,
            part: String::new(),
            encoding: None,
            name: format!("{uid}.eml"),
        }]);
    }
    let items = [FetchItem::word("BODYSTRUCTURE")];
    let Some(message) = reading::one(client, uid, &items, None)? else {
        warnings.push(format!("no message: UID {uid} does not exist here"));
        return Ok(Vec::new());
    };
    let structure = message
        .items
        .into_iter()
        .find_map(|(_, value)| match value {
            ItemValue::Structure(structure) => Some(structure),
            _ => None,
        });
    let Some(structure) = structure else {
        let text = format!("the server told no structure of UID {uid} that can be read");
        return Err(Broken::Refused(text));
    };
    let jobs = chosen(&structure, uid, wish);
    match &wish.part {
        Some(part) if jobs.is_empty() => Err(Broken::Refused(format!(
            "UID {uid} has no part {part}; structure {uid} shows its parts"
        ))),
        None if jobs.is_empty() => {
            bare.push(uid);
            Ok(jobs)
        }
        _ => Ok(jobs),
    }
}

fn chosen(structure: &BodyStructure, uid: u32, wish: &Wish) -> Vec<Job> {
    let parts = parts::parts(structure);
    let mut jobs = Vec::new();
    let mut enclosing: Option<usize> = None;
    for part in &parts {
        // What is in an attached message goes with it.
        let inside = enclosing.is_some_and(|depth| part.depth > depth);
        let chosen = match &wish.part {
            Some(number) => part.number == *number,
            None => !inside && part.is_attachment() && !part.number.is_empty(),
        };
        if !inside {
            enclosing = (chosen && part.envelope().is_some()).then_some(part.depth);
        }
        if chosen {
            jobs.push(job(part, uid));
        }
    }
    jobs
}

fn job(part: &Part<'_>, uid: u32) -> Job {
    let named = part.file_name().and_then(|name| attached::safe_name(&name));
    let own = || {
        let extension = attached::extension(&part.media_type());
        format!("{uid}-{}.{extension}", part.number)
    };
    Job {
        uid,
        part: part.number.clone(),
        encoding: part.encoding().map(<[u8]>::to_vec),
        name: named.unwrap_or_else(own),
    }
}

/// Writes one file as its bytes arrive.
fn written(client: &mut Client, job: &Job, place: &Place) -> Result<Value, Broken> {
    let file = NewFile::begin(place, &job.name).map_err(Broken::Refused)?;
    let mut unpacked = Unpacked::new(job.encoding.as_deref(), &Wanted::Bytes, file);
    let item = reading::section(reading::part(&job.part), false);
    let came = reading::one(client, job.uid, &[item], Some(&mut unpacked));
    let came = match came {
        Err(Error::Io(error)) => return Err(Broken::Refused(unpacked.out().cannot(&error))),
        came => came?,
    };
    if !reading::has_body(came.as_ref()) {
        let what = match job.part.as_str() {
            "" => format!("UID {}", job.uid),
            part => format!("part {part} of UID {}", job.uid),
        };
        return Err(Broken::Refused(format!(
            "the server sent nothing for {what}"
        )));
    }
    let file = unpacked.finish().map_err(Error::Io)?;
    let len = file.len();
    let path = file.finish().map_err(Broken::Refused)?;
    let part = Some(job.part.clone()).filter(|part| !part.is_empty());
    Ok(Value::row(vec![
        ("uid", job.uid.into()),
        ("part", part.into()),
        ("size", len.into()),
        ("file", path.display().to_string().into()),
    ]))
}
