//! The commands: one file each with its entry, one line each in the table.

mod connect;
mod fetch;
pub(crate) mod help;
mod quit;
pub(crate) mod raw;
mod search;
mod select_folder;

use super::command::Command;

/// All commands, in the order help lists them within their groups.
pub(crate) static COMMANDS: &[&Command] = &[
    &connect::COMMAND,
    &select_folder::COMMAND,
    &search::COMMAND,
    &fetch::COMMAND,
    &raw::COMMAND,
    &help::COMMAND,
    &quit::COMMAND,
];
