//! The words of a line as the library's values: message sets, fetch items, search criteria, flags,
//! names and dates, each mistake with its place.
//!
//! Nothing is sent or asked here, and no mailbox is known: what depends on the session comes in as
//! [`Numbers`], a day or a time zone. Which argument is which is for the command.

mod criteria;
mod flags;
mod items;
mod list_options;
mod mistake;
mod modifiers;
mod names;
mod piece;
mod search_return;
mod section;
mod select_parameters;
mod sets;
mod suggestion;
mod when;

#[cfg(test)]
mod tests;

pub(crate) use self::criteria::{SEARCH_KEYS, Takes, criteria, is_set};
pub(crate) use self::flags::{SYSTEM_FLAGS, attributes, flags, store_item};
pub(crate) use self::items::{FETCH_ITEMS, fetch_items};
pub(crate) use self::list_options::{list_return, list_selection};
pub(crate) use self::mistake::Mistake;
pub(crate) use self::modifiers::{
    Since, changed_since, is_modifier, mod_sequence, unchanged_since,
};
pub(crate) use self::names::{STATUS_ITEMS, mailbox, pattern, status_items};
pub(crate) use self::search_return::search_return;
pub(crate) use self::select_parameters::{SELECT_PARAMETERS, SelectParameters, select_parameters};
pub(crate) use self::sets::{Numbers, message_set};
pub(crate) use self::suggestion::suggestion;
pub(crate) use self::when::{date_time, today};
