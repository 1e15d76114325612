//! `getmetadata`: GETMETADATA, notes the server keeps of a folder or of itself.

use imapclient::types::{MailboxName, Metadata, MetadataDepth, MetadataOptions};

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes, valued};
use super::super::failure::Failure;
use super::super::line::Argument;
use super::super::output::{Cell, Column, Footer, Output, Shape, Table, Value};
use super::super::session::Session;
use super::list_extended::bytes;

pub(crate) static COMMAND: Command = Command {
    name: "getmetadata",
    aliases: &[],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: Some("METADATA"),
    parameters: &[
        takes("folder", Kind::Folder, Count::One),
        takes("entries", Kind::Text, Count::Some),
    ],
    switches: &[
        valued(
            "depth",
            "DEPTH",
            "0, 1 or infinity: how far below the entries",
        ),
        valued("max-size", "BYTES", "leave out values longer than this"),
    ],
    summary: "show notes the server keeps of a folder",
    details: "Sends GETMETADATA. Entries have names such as /private/comment and /shared/comment; \"\" as the folder\n\
              stands for the server itself. RFC 5464 section 4.2",
    examples: &[
        "getmetadata INBOX /private/comment",
        "getmetadata INBOX /private /shared --depth infinity",
        "getmetadata \"\" /shared/admin",
    ],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let mailbox = mailbox(call)?;
    let wanted = "the name of an entry is wanted here: /private/comment";
    let entries = call.words(1, wanted)?;
    let entries: Vec<String> = entries.into_iter().map(|word| word.text).collect();
    let options = options(call)?;
    let client = session.client(call)?;
    let (found, longest) = client
        .metadata(&mailbox, &entries, options)
        .map_err(|error| call.failed(&error))?;
    let pairs = pairs(found).map_err(|error| call.failed(&error.into()))?;
    let rows = pairs
        .iter()
        .map(|(name, value)| vec![Cell::new(name.clone()), Cell::new(value.clone())])
        .collect();
    let shape = Shape::Table(Table {
        columns: vec![
            Column::text("ENTRY").fill(32).yields(0),
            Column::text("VALUE"),
        ],
        rows: Some(rows),
    });
    let footer = Footer::counting("entry", "entries")
        .or_nothing("no such entry")
        .and("GETMETADATA ok");
    let output = Output::new(Value::Map(pairs), shape).footer(footer);
    Ok(match longest {
        Some(longest) => output.warning(format!(
            "values were left out by --max-size; the longest has {longest} bytes"
        )),
        None => output,
    })
}

/// The folder, or the empty name for the server.
pub(super) fn mailbox(call: &Call<'_>) -> Result<MailboxName, Failure> {
    match call.argument(0) {
        Some(Argument::Word(word)) if word.quoted && word.text.is_empty() => {
            Ok(MailboxName::new(""))
        }
        _ => call.mailbox(0),
    }
}

fn options(call: &Call<'_>) -> Result<MetadataOptions, Failure> {
    let span = |switch| call.value(switch).map_or(call.verb.clone(), Argument::span);
    let depth = match call.value_word("depth")? {
        None | Some("0") => MetadataDepth::Zero,
        Some("1") => MetadataDepth::One,
        Some(word) if word.eq_ignore_ascii_case("infinity") => MetadataDepth::Infinity,
        Some(_) => return Err(call.mistake(span("depth"), "the depth is 0, 1 or infinity")),
    };
    let max_size = match call.value_word("max-size")? {
        None => None,
        Some(word) => match word.parse() {
            Ok(size) => Some(size),
            Err(_) => return Err(call.mistake(span("max-size"), "a number of bytes is wanted")),
        },
    };
    Ok(MetadataOptions { max_size, depth })
}

/// Names and values, in the server's order.
fn pairs(found: Vec<Metadata>) -> std::io::Result<Vec<(Value, Value)>> {
    let entries = found.into_iter().flat_map(|told| told.entries);
    entries
        .map(|(name, value)| Ok((name.into(), value.map(bytes).transpose()?.into())))
        .collect()
}
