//! `xlist_folders`: XLIST, the LIST with special uses of old Gmail.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::list_folders::{self, Verb};

pub(crate) static COMMAND: Command = Command {
    name: "xlist_folders",
    aliases: &[alias("xlist")],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: Some("XLIST"),
    parameters: &[
        takes("directory", Kind::Folder, Count::Optional),
        takes("pattern", Kind::Pattern, Count::Optional),
    ],
    switches: list_folders::SWITCHES,
    summary: "list the folders as servers before RFC 6154 do",
    details: "Sends XLIST and shows the folders as a tree; arguments and options are those of list_folders, which\n\
              tells special uses on the servers of today.",
    examples: &["xlist_folders", "XLIST \"\" %"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    list_folders::answer(session, call, Verb::Xlist)
}
