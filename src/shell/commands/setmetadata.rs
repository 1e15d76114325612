//! `setmetadata`: SETMETADATA, notes for the server to keep.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::{Class, Failure};
use super::super::line::Argument;
use super::super::output::{Footer, Output};
use super::super::session::Session;
use super::getmetadata;
use super::message_source::Source;

pub(crate) static COMMAND: Command = Command {
    name: "setmetadata",
    aliases: &[],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: Some("METADATA"),
    parameters: &[
        takes("folder", Kind::Folder, Count::One),
        takes("values", Kind::Message, Count::Some),
    ],
    switches: &[],
    summary: "have the server keep notes of a folder",
    details: "Sends SETMETADATA with entries and values in turn; a value may be @FILE, and NIL removes the entry.\n\
              \"\" as the folder stands for the server itself. Lines that set /private entries are kept out of the\n\
              history. RFC 5464 section 4.3",
    examples: &[
        "setmetadata INBOX /private/comment \"answer on Mondays\"",
        "setmetadata INBOX (/private/comment NIL)",
    ],
    effect: Effect::Changes,
    run,
};

/// A longer value is no note.
const LONGEST: u64 = 16 << 20;

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let mailbox = getmetadata::mailbox(call)?;
    let values = values(session, call)?;
    let client = session.client(call)?;
    let completed = client
        .set_metadata(&mailbox, &values)
        .map_err(|error| call.failed(&error))?;
    let footer = Footer::part("SETMETADATA ok").and(completed.text.clone());
    Ok(Output::silent(completed).footer(footer))
}

type Values = Vec<(String, Option<Vec<u8>>)>;

/// Names and values in turn, in brackets or without.
fn values(session: &Session, call: &Call<'_>) -> Result<Values, Failure> {
    let mut words = Vec::new();
    for argument in call.rest(1) {
        match argument {
            Argument::List { items, .. } => words.extend(items),
            single => words.push(single),
        }
    }
    words
        .chunks(2)
        .map(|pair| match pair {
            [Argument::Word(name), given] => Ok((name.text.clone(), value(session, call, given)?)),
            [Argument::Word(alone)] => Err(call
                .mistake(alone.span.clone(), "this entry has no value behind it")
                .hint("NIL as a value removes the entry")),
            [other, ..] => {
                let text = "the name of an entry is wanted here: /private/comment";
                Err(call.mistake(other.span(), text))
            }
            [] => Err(call.mistake(call.verb.clone(), "values are missing")),
        })
        .collect()
}

fn value(
    session: &Session,
    call: &Call<'_>,
    argument: &Argument,
) -> Result<Option<Vec<u8>>, Failure> {
    match argument {
        Argument::Word(word)
            if !word.quoted && (word.text.eq_ignore_ascii_case("NIL") || word.text == "None") =>
        {
            Ok(None)
        }
        Argument::Word(word) => Ok(Some(word.text.clone().into_bytes())),
        Argument::Bytes { bytes, .. } => Ok(Some(bytes.clone())),
        Argument::File { source, span } => {
            let refused = |why: String| call.failing(Class::Refused, why).at(span.clone());
            let opened = Source::open(session, source);
            let source = opened.map_err(|failure| failure.at(span.clone()))?;
            let measured = source.measure(true).map_err(refused)?;
            if measured.len > LONGEST {
                return Err(refused(format!(
                    "{} bytes are too many for a note",
                    measured.len
                )));
            }
            let cannot = |error| refused(source.cannot(&error));
            let mut bytes = Vec::new();
            let mut reader = source.reader(true, &measured);
            std::io::copy(&mut reader, &mut bytes).map_err(cannot)?;
            Ok(Some(bytes))
        }
        other => Err(call.mistake(other.span(), "a value is one text in quotes, NIL or @FILE")),
    }
}
