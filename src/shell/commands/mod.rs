//! The commands: one file each with its entry, one line each in the table.

mod accounts;
mod add_flags;
mod add_gmail_labels;
mod alias;
mod append;
mod arrivals;
mod as_;
mod attached;
mod capabilities;
mod certificate;
mod changes;
mod charset;
mod close_folder;
mod compress;
mod connect;
mod copy;
mod counts;
mod create_folder;
mod delete_folder;
mod delete_messages;
mod deleteacl;
mod disconnect;
mod enable;
mod errverbose;
mod export;
mod export_target;
mod expunge;
mod fetch;
mod fetch_section;
mod find_special_folder;
mod folder_exists;
mod folder_status;
mod found;
mod get_flags;
mod get_gmail_labels;
mod get_quota;
mod get_quota_root;
mod getacl;
mod getmetadata;
mod gmail_search;
mod has_capability;
mod headers;
pub(crate) mod help;
mod help_topics;
mod history;
mod id_;
mod idle;
mod idle_check;
mod idle_done;
mod in_batches;
pub(crate) mod info;
mod labels;
mod limit;
mod list_extended;
mod list_folders;
mod list_sub_folders;
mod listrights;
mod login;
mod logout;
mod mails;
mod message_source;
mod methods;
mod move_messages;
mod multiappend;
mod multiappend_sources;
mod myrights;
mod namespace;
mod noop;
mod oauth2_login;
mod oauthbearer_login;
mod peek;
mod ping;
mod plain_login;
mod print;
mod quit;
mod quota;
pub(crate) mod raw;
pub(crate) mod raw_each;
mod raw_input;
mod reading;
pub(crate) mod record;
mod remove_flags;
mod remove_gmail_labels;
mod rename_folder;
mod resync;
mod roll;
mod row_by_row;
mod sasl_login;
mod save;
mod search;
mod select_folder;
mod selected;
mod set;
mod set_flags;
mod set_gmail_labels;
mod set_quota;
mod setacl;
mod setmetadata;
mod show;
mod sign_in;
mod sort;
pub(crate) mod source;
mod starttls;
mod stats;
mod store;
mod store_flags;
mod storing;
mod structure;
mod subscribe_folder;
#[cfg(test)]
mod tests;
mod thread;
mod timing;
mod tour;
mod trace;
mod transfer;
mod uid_expunge;
mod unselect_folder;
mod unset;
mod unsubscribe_folder;
mod watch;
mod welcome;
mod xlist_folders;

use super::command::Command;

/// All commands, in the order help lists them within their groups.
pub(crate) static COMMANDS: &[&Command] = &[
    &connect::COMMAND,
    &accounts::COMMAND,
    &login::COMMAND,
    &plain_login::COMMAND,
    &oauth2_login::COMMAND,
    &oauthbearer_login::COMMAND,
    &sasl_login::COMMAND,
    &logout::COMMAND,
    &disconnect::COMMAND,
    &starttls::COMMAND,
    &info::COMMAND,
    &capabilities::COMMAND,
    &has_capability::COMMAND,
    &id_::COMMAND,
    &enable::COMMAND,
    &compress::COMMAND,
    &welcome::COMMAND,
    &certificate::COMMAND,
    &noop::COMMAND,
    &ping::COMMAND,
    &idle::COMMAND,
    &idle_check::COMMAND,
    &idle_done::COMMAND,
    &watch::COMMAND,
    &list_folders::COMMAND,
    &list_sub_folders::COMMAND,
    &xlist_folders::COMMAND,
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
    &getacl::COMMAND,
    &setacl::COMMAND,
    &deleteacl::COMMAND,
    &listrights::COMMAND,
    &myrights::COMMAND,
    &get_quota::COMMAND,
    &get_quota_root::COMMAND,
    &set_quota::COMMAND,
    &getmetadata::COMMAND,
    &setmetadata::COMMAND,
    &search::COMMAND,
    &sort::COMMAND,
    &thread::COMMAND,
    &gmail_search::COMMAND,
    &mails::COMMAND,
    &show::COMMAND,
    &headers::COMMAND,
    &structure::COMMAND,
    &save::COMMAND,
    &fetch::COMMAND,
    &export::COMMAND,
    &get_flags::COMMAND,
    &get_gmail_labels::COMMAND,
    &add_flags::COMMAND,
    &remove_flags::COMMAND,
    &set_flags::COMMAND,
    &store::COMMAND,
    &add_gmail_labels::COMMAND,
    &remove_gmail_labels::COMMAND,
    &set_gmail_labels::COMMAND,
    &delete_messages::COMMAND,
    &expunge::COMMAND,
    &uid_expunge::COMMAND,
    &copy::COMMAND,
    &move_messages::COMMAND,
    &append::COMMAND,
    &multiappend::COMMAND,
    &raw::COMMAND,
    &trace::COMMAND,
    &print::COMMAND,
    &as_::COMMAND,
    &record::COMMAND,
    &source::COMMAND,
    &history::COMMAND,
    &timing::COMMAND,
    &stats::COMMAND,
    &errverbose::COMMAND,
    &alias::COMMAND,
    &set::COMMAND,
    &unset::COMMAND,
    &tour::COMMAND,
    &help::COMMAND,
    &quit::COMMAND,
];
