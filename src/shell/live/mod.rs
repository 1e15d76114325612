//! What happens while nobody types, or while somebody watches: the connection is kept alive, news is heard and told.
//!
//! While the prompt waits, a thread ([`keeper`]) owns the connection. It never prints by itself, because the editor
//! may make a printer wait as long as it likes: it hands lines to another thread ([`announcer`]).

mod announcer;
mod changes;
mod elsewhere;
mod folder;
mod handler;
mod hearing;
mod keeper;
mod learning;
mod listening;
mod losing;
mod news;
mod tally;
mod uids;
mod watching;

pub(crate) use self::announcer::Announcer;
pub(crate) use self::keeper::Keeper;
pub(crate) use self::watching::{Watch, Wishes};
