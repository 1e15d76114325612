//! `list_sub_folders`: LSUB.

use super::super::call::Call;
use super::super::command::{Command, Count, Effect, Group, Kind, Needs, alias, takes};
use super::super::failure::Failure;
use super::super::output::Output;
use super::super::session::Session;
use super::list_folders;

pub(crate) static COMMAND: Command = Command {
    name: "list_sub_folders",
    aliases: &[alias("lsub")],
    group: Group::Folders,
    needs: Needs::SignedIn,
    capability: None,
    parameters: &[
        takes("directory", Kind::Folder, Count::Optional),
        takes("pattern", Kind::Pattern, Count::Optional),
    ],
    switches: list_folders::SWITCHES,
    summary: "list the subscribed folders",
    details: "Sends LSUB, or LIST (SUBSCRIBED) in IMAP4rev2, which has no LSUB, and shows the folders as a tree;\n\
              arguments and options are those of list_folders. A subscription may outlive its folder.\n\
              RFC 3501 section 6.3.9; RFC 9051 section 6.3.9.6",
    examples: &["list_sub_folders", "LSUB \"\" %"],
    effect: Effect::Reads,
    run,
};

fn run<'s>(session: &'s mut Session, call: &Call<'_>) -> Result<Output<'s>, Failure> {
    list_folders::subscribed(session, call)
}
