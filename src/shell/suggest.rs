//! What may have been meant, as far as it is known without asking the server.

use super::arguments;
use super::session::Session;

/// A folder with a name like this one, from those listed so far.
pub(crate) fn folder(session: &Session, name: &str) -> Option<String> {
    let folders = session.folders.as_ref()?;
    arguments::suggestion(name, folders.iter().map(|listed| listed.name.as_str()))
        .map(str::to_owned)
}
