//! `uid_expunge`: UID EXPUNGE.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::expunge;

pub(crate) static COMMAND: Command = Command {
    name: "uid_expunge",
    aliases: &[],
    group: Group::Change,
    needs: Needs::Folder,
    capability: Some("UIDPLUS"),
    parameters: &[takes("messages", Kind::Messages, Count::One)],
    switches: &[],
    summary: "remove for good those of the messages marked \\Deleted",
    details: "Sends UID EXPUNGE: of the messages named, those marked \\Deleted are removed, and no others. Shows\n\
              what will go and asks for the number first; an empty set removes nothing. More than 1,000\n\
              go in batches, and Ctrl-C tells how many were done. RFC 9051 section 6.4.9; RFC 4315",
    examples: &["uid_expunge 3101,3107"],
    effect: Effect::Destroys,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    expunge::check_folder(session, call)?;
    expunge::named(session, call)
}
