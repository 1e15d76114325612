//! `export`: messages into an mbox, or into one file each.

use imapclient::client::{Client, FetchOptions, Numbering};
use imapclient::types::{
    Body, FetchItem, ItemValue, Message, MessageSet, Part, SearchKey, Section, SequenceSet,
};

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, switch, takes, valued};
use super::super::failure::{Class, Failure};
use super::super::output::{Footer, Look, Output, Value};
use super::super::progress::Progress;
use super::super::redirect::expand;
use super::super::render::{grouped, number};
use super::super::session::Session;
use super::export_target::Target;
use super::limit;

pub(crate) static COMMAND: Command = Command {
    name: "export",
    aliases: &[],
    group: Group::Read,
    needs: Needs::Folder,
    capability: None,
    parameters: &[
        takes("messages", Kind::Messages, Count::One),
        takes("file", Kind::File, Count::Optional),
    ],
    switches: &[
        valued(
            "eml",
            "DIRECTORY",
            "a file for each message, named UIDVALIDITY.UID.eml; those that are there are not fetched again",
        ),
        switch("replace", "write over an mbox that is there"),
        limit::LIMIT,
    ],
    summary: "save messages to an mbox, or to a file each",
    details: "Fetches whole messages, without marking them as read, and writes them into FILE in the mboxrd form\n\
              (LF line ends; a line that begins with \"From \" behind any number of \">\" gets one \">\" more), or with\n\
              --eml each as it is into a file of its own. A message is there whole or not at all, whatever\n\
              happens; an export with --eml that was interrupted goes on where it was when it is run again. The\n\
              files are for their owner alone. multiappend reads both back.",
    examples: &[
        "export all archive.mbox",
        "export last:100 recent.mbox --replace",
        "export all --eml mail",
    ],
    effect: Effect::Reads,
    run,
};

/// More warnings of one kind are only counted.
const TOLD: usize = 5;

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let messages = call.messages(0, session)?;
    let limit = limit::of(call)?;
    let home = session.modes.home.clone();
    let mut target = match (call.optional_word(1)?, call.value_word("eml")?) {
        (Some(file), None) => Target::mbox(expand(file, home.as_deref()), call.has("replace")),
        (None, Some(directory)) => {
            Target::directory(expand(directory, home.as_deref()), validity(session, call)?)
        }
        (None, None) => {
            return Err(call
                .mistake(
                    call.verb.clone(),
                    "where to? a file for an mbox, or --eml DIRECTORY",
                )
                .hint(call.command.usage()));
        }
        (Some(_), Some(_)) => {
            return Err(call.mistake(call.verb.clone(), "an mbox or --eml, not both"));
        }
    }
    .map_err(|why| {
        call.failing(Class::Refused, why)
            .hint("nothing was fetched")
    })?;
    let mut tally = Tally::default();
    let wanted = wanted(session, call, messages, &target, &mut tally)?;
    let wanted = match limit {
        Some(most) => limit::first(session, call, wanted, &[], most)?,
        None => wanted,
    };
    let result = match wanted.is_empty() {
        true => Ok(()),
        false => fetch(session, call, &wanted, &mut target, &mut tally),
    };
    if result.is_ok() && tally.messages == 0 && !wanted.is_empty() {
        let kind = if wanted.is_uid() { "UID" } else { "number" };
        let text = format!("no message: {kind} {} does not exist here", wanted.set());
        session.warnings.push(text);
    }
    let kept = target.finish(result.is_ok());
    let account = tally.account(&target.name(), kept.is_ok());
    match (result, kept) {
        (Err(failure), _) => Err(failure.hint(account)),
        (Ok(()), Err(why)) => Err(call.failing(Class::Refused, why)),
        (Ok(()), Ok(())) => Ok(tally.answer(call, &target.name(), account)),
    }
}

/// What the names of files begin with: UIDs mean nothing without it.
fn validity(session: &Session, call: &Call<'_>) -> Result<u64, Failure> {
    let selected = session.client.as_ref().and_then(Client::selected);
    selected
        .and_then(|selected| selected.uid_validity)
        .ok_or_else(|| {
            call.failing(
                Class::Refused,
                "the server gives this folder no UIDVALIDITY, so files cannot be named by UID",
            )
            .hint("export to an mbox instead")
        })
}

/// Which messages are to be fetched: all that were named, but for those that are there already.
fn wanted(
    session: &mut Session,
    call: &Call<'_>,
    messages: MessageSet,
    target: &Target,
    tally: &mut Tally,
) -> Result<MessageSet, Failure> {
    let there = target.there();
    if there.is_empty() || messages.is_empty() {
        return Ok(messages);
    }
    let client = session.client(call)?;
    let found = client
        .search(Numbering::Uid, &[SearchKey::Messages(messages)])
        .map_err(|error| call.failed(&error))?;
    let mut missing = SequenceSet::default();
    for uid in found.ids.iter().flat_map(SequenceSet::iter) {
        match there.contains(&uid) {
            true => tally.skipped += 1,
            false => missing.push(uid),
        }
    }
    Ok(MessageSet::Uid(missing))
}

/// Fetches and writes, message by message.
fn fetch(
    session: &mut Session,
    call: &Call<'_>,
    wanted: &MessageSet,
    target: &mut Target,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let total = match wanted.is_uid() && wanted.set().is_open() {
        true => session
            .client
            .as_ref()
            .and_then(Client::selected)
            .and_then(|open| open.exists)
            .map(u64::from),
        false => session.count(wanted),
    };
    let mut progress = Progress::new(&session.modes, "messages", total);
    let items = [
        FetchItem::word("UID"),
        FetchItem::word("INTERNALDATE"),
        FetchItem::word("RFC822.SIZE"),
        FetchItem::Section(Section {
            item: "BODY.PEEK".to_owned(),
            part: Part::default(),
            partial: None,
        }),
    ];
    let client = session.client(call)?;
    let fetch = client
        .fetch(wanted, &items, FetchOptions::default())
        .map_err(|error| call.failed(&error))?;
    for message in fetch {
        let message = message.map_err(|error| call.failed(&error))?;
        let Some(body) = tally.body(&message) else {
            continue;
        };
        target
            .add(&message, body)
            .map_err(|why| call.failing(Class::Refused, why))?;
        tally.came(&message, body.len());
        progress.add(1, body.len());
    }
    Ok(())
}

/// What came, and what was odd about it.
#[derive(Default)]
struct Tally {
    messages: u64,
    bytes: u64,
    skipped: u64,
    last: Option<u32>,
    /// Messages without their text, and how many there are.
    empty: (Vec<String>, usize),
    /// Messages of another size than was said.
    sizes: (Vec<String>, usize),
}

impl Tally {
    /// The text of a message, if it came.
    fn body<'m>(&mut self, message: &'m Message) -> Option<&'m Body> {
        let body = message.items.iter().find_map(|(_, value)| match value {
            ItemValue::Body(body) => Some(body),
            _ => None,
        });
        if body.is_none() {
            keep(&mut self.empty, || who(message));
        }
        body
    }

    fn came(&mut self, message: &Message, len: u64) {
        self.messages += 1;
        self.bytes += len;
        self.last = message.uid.or(self.last);
        match message.item("RFC822.SIZE") {
            Some(ItemValue::Number(size)) if *size != len => {
                keep(&mut self.sizes, || {
                    format!(
                        "{}: {len} bytes came, RFC822.SIZE says {size}",
                        who(message)
                    )
                });
            }
            _ => {}
        }
    }

    /// What is in the target, in a sentence.
    fn account(&self, name: &str, kept: bool) -> String {
        let noun = if self.messages == 1 {
            "message"
        } else {
            "messages"
        };
        let mut told = match kept {
            true => format!(
                "{} {noun} in {name}, {}",
                grouped(self.messages.into()),
                number(self.bytes.into(), Look::Size)
            ),
            false => format!("{name} is as it was before"),
        };
        if self.skipped > 0 {
            told.push_str(&format!(
                ", {} were there already",
                grouped(self.skipped.into())
            ));
        }
        if let Some(uid) = self.last.filter(|_| kept) {
            told.push_str(&format!("; the last is UID {uid}"));
        }
        told
    }

    fn answer(self, call: &Call<'_>, name: &str, account: String) -> Output<'static> {
        let value = Value::row(vec![
            ("file", Value::from(name.to_owned())),
            ("messages", Value::Int(self.messages.into())),
            ("bytes", Value::Int(self.bytes.into())),
            ("skipped", Value::Int(self.skipped.into())),
        ]);
        let failure = (self.empty.1 > 0).then(|| {
            let text = format!(
                "{} of the messages came without their text: {}",
                self.empty.1,
                self.empty.0.join(", ")
            );
            call.failing(Class::Refused, text)
        });
        let mut output = Output::said(value, [account])
            .footer(Footer::default())
            .failing(failure);
        let more = self.sizes.1.saturating_sub(self.sizes.0.len());
        output.warnings.extend(self.sizes.0);
        if more > 0 {
            output = output.warning(format!(
                "{more} more messages have another size than RFC822.SIZE says"
            ));
        }
        output
    }
}

/// Keeps the first few, and counts all.
fn keep((told, count): &mut (Vec<String>, usize), text: impl FnOnce() -> String) {
    if *count < TOLD {
        told.push(text());
    }
    *count += 1;
}

fn who(message: &Message) -> String {
    match message.uid {
        Some(uid) => format!("UID {uid}"),
        None => format!("message {}", message.seq),
    }
}
