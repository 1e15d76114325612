//! The commands: one file each with its entry, one line each in the table.

mod add_flags;
mod append;
mod changes;
mod connect;
mod copy;
mod delete_messages;
mod expunge;
mod fetch;
mod get_flags;
pub(crate) mod help;
mod message_source;
mod move_messages;
mod quit;
pub(crate) mod raw;
mod remove_flags;
mod roll;
mod search;
mod select_folder;
mod set_flags;
mod store;
mod store_flags;
#[cfg(test)]
mod tests;
mod transfer;
mod uid_expunge;

use super::command::Command;

/// All commands, in the order help lists them within their groups.
pub(crate) static COMMANDS: &[&Command] = &[
    &connect::COMMAND,
    &select_folder::COMMAND,
    &search::COMMAND,
    &fetch::COMMAND,
    &get_flags::COMMAND,
    &add_flags::COMMAND,
    &remove_flags::COMMAND,
    &set_flags::COMMAND,
    &store::COMMAND,
    &delete_messages::COMMAND,
    &expunge::COMMAND,
    &uid_expunge::COMMAND,
    &copy::COMMAND,
    &move_messages::COMMAND,
    &append::COMMAND,
    &raw::COMMAND,
    &help::COMMAND,
    &quit::COMMAND,
];
