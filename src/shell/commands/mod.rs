//! The commands: one file each with its entry, one line each in the table.

mod capabilities;
mod close_folder;
mod connect;
mod create_folder;
mod delete_folder;
mod disconnect;
mod fetch;
mod find_special_folder;
mod folder_exists;
mod folder_status;
mod has_capability;
pub(crate) mod help;
mod id_;
mod info;
mod list_folders;
mod list_sub_folders;
mod login;
mod logout;
mod namespace;
mod noop;
mod quit;
pub(crate) mod raw;
mod rename_folder;
mod search;
mod select_folder;
mod set;
mod starttls;
mod subscribe_folder;
#[cfg(test)]
mod tests;
mod trace;
mod unselect_folder;
mod unsubscribe_folder;

use super::command::Command;

/// All commands, in the order help lists them within their groups.
pub(crate) static COMMANDS: &[&Command] = &[
    &connect::COMMAND,
    &login::COMMAND,
    &logout::COMMAND,
    &disconnect::COMMAND,
    &starttls::COMMAND,
    &info::COMMAND,
    &capabilities::COMMAND,
    &has_capability::COMMAND,
    &id_::COMMAND,
    &noop::COMMAND,
    &list_folders::COMMAND,
    &list_sub_folders::COMMAND,
    &select_folder::COMMAND,
    &unselect_folder::COMMAND,
    &close_folder::COMMAND,
    &folder_status::COMMAND,
    &folder_exists::COMMAND,
    &find_special_folder::COMMAND,
    &create_folder::COMMAND,
    &rename_folder::COMMAND,
    &delete_folder::COMMAND,
    &subscribe_folder::COMMAND,
    &unsubscribe_folder::COMMAND,
    &namespace::COMMAND,
    &search::COMMAND,
    &fetch::COMMAND,
    &raw::COMMAND,
    &trace::COMMAND,
    &set::COMMAND,
    &help::COMMAND,
    &quit::COMMAND,
];
