//! Values of responses as the types people work with: repaired where servers are known to err, told where not.
//!
//! Each view is a function over nodes. It repairs what it knows and says so in a note; what it cannot repair is
//! an error for that one item, which its caller shows as the values that came. What was asked for, and
//! which response belongs to which command, is the client's to know.

mod acl;
mod body_structure;
mod envelope;
mod event;
mod fetch;
mod id;
mod listing;
mod metadata;
mod namespace;
mod quota;
mod scalar;
mod search;
mod status;
mod thread;
mod words;

#[cfg(test)]
mod tests;

pub use self::acl::{acl, listed_rights, my_rights};
pub use self::body_structure::body_structure;
pub use self::envelope::envelope;
pub use self::event::event;
pub use self::fetch::message;
pub use self::id::{IdFields, id};
pub use self::listing::listed_mailbox;
pub use self::metadata::metadata;
pub use self::namespace::namespace;
pub use self::quota::{quota, quota_roots};
pub use self::search::{esearch, search};
pub use self::status::mailbox_status;
pub use self::thread::threads;
pub use self::words::{capability, enabled, flags, vanished};
