//! `create_folder`: CREATE.

use imapclient::types::Flag;

use super::super::arguments;
use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes, valued};
use super::super::failure::Failure;
use super::super::line::Argument;
use super::super::output::{Footer, Output};
use super::super::session::Session;

pub(crate) static COMMAND: Command = Command {
    name: "create_folder",
    aliases: &[alias("create")],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[
        takes("folder", Kind::NewFolder, Count::One),
        takes("special_use", Kind::SpecialUse, Count::Optional),
    ],
    switches: &[valued(
        "use",
        "\\Sent",
        "what it is for: \\All \\Archive \\Drafts \\Flagged \\Junk \\Sent \\Trash",
    )],
    summary: "make a folder",
    details: "Sends CREATE. Levels above it that are missing are made by most servers. What separates levels stands\n\
              under list_folders. --use says what it is for, where the server has CREATE-SPECIAL-USE.\n\
              RFC 9051 section 6.3.4; RFC 6154 section 3",
    examples: &[
        "create_folder Notes",
        "create_folder \"Lists/imap protocol\"",
        "create_folder Sent --use \\Sent",
        "CREATE Old (USE (\\Archive))",
    ],
    effect: Effect::Changes,
    run,
};

const WANTED: &str = "what a folder is for is written (USE (\\Sent)), or --use \\Sent";

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    let name = call.mailbox(0)?;
    let uses = uses(call)?;
    let client = session.client(call)?;
    let completed = match uses.as_slice() {
        [] => client.create(&name),
        uses => client.create_special(&name, uses),
    };
    let completed = match completed {
        Ok(completed) => completed,
        Err(error) => return Err(call.failed(&error)),
    };
    session.folders_changed();
    let line = format!("{name} created");
    Ok(Output::said(completed, [line]).footer(Footer::part("CREATE ok")))
}

/// The uses of `--use \Sent`, or of the RFC's `(USE (\Sent))`.
fn uses(call: &Call<'_>) -> Result<Vec<Flag>, Failure> {
    let (argument, span) = match (call.value("use"), call.argument(1)) {
        (Some(_), Some(twice)) => {
            return Err(call.mistake(twice.span(), "the use is given twice"));
        }
        (Some(value), None) => (value, value.span()),
        (None, Some(Argument::List { items, span, .. })) => match items.as_slice() {
            [Argument::Word(word), uses] if word.text.eq_ignore_ascii_case("USE") => {
                (uses, uses.span())
            }
            _ => return Err(call.mistake(span.clone(), WANTED)),
        },
        (None, Some(other)) => return Err(call.mistake(other.span(), WANTED)),
        (None, None) => return Ok(Vec::new()),
    };
    let uses = arguments::attributes(std::slice::from_ref(argument));
    let uses = uses.map_err(|mistake| call.failure(mistake))?;
    let uses: Vec<_> = uses.into_iter().map(|(name, _)| name).collect();
    match uses.iter().find(|flag| !flag.is_system()) {
        Some(wrong) => {
            let text = format!("{wrong} is no special use; these begin with a backslash: \\Sent");
            Err(call.mistake(span, text))
        }
        None => Ok(uses),
    }
}
