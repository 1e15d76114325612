//! What the system says of files, as a failure.

use std::fmt;
use std::io;
use std::path::Path;

use rustix::io::Errno;

use super::{Class, Failure};

impl Failure {
    /// Says what the system says of what was tried, or that Ctrl-C ended the wait for it.
    pub(crate) fn system(class: Class, tried: impl fmt::Display, error: &std::io::Error) -> Self {
        match is_stopped(error) {
            true => Failure::new(Class::Interrupted, "", ""),
            false => Failure::new(class, "", format!("{tried}: {}", system_reason(error))),
        }
    }

    /// Says what the system says of a file that is to be written.
    pub(crate) fn unwritable(path: &Path, error: &std::io::Error) -> Self {
        let tried = format_args!("cannot write {}", path.display());
        Failure::system(Class::Refused, tried, error)
    }
}

/// What the system says, without its number and without the name of the file beside the wanted one.
pub(crate) fn system_reason(error: &io::Error) -> String {
    let text = error.to_string();
    // tempfile adds a name of its own, which nobody typed.
    let text = text.split(" at path ").next().unwrap_or(&text);
    let text = text.split(" (os error ").next().unwrap_or(text);
    text.to_owned()
}

/// The error of a wait for a file that Ctrl-C ended.
pub(crate) fn stopped() -> io::Error {
    Errno::CANCELED.into()
}

/// Says whether Ctrl-C ended a wait for a file.
pub(crate) fn is_stopped(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::CANCELED.raw_os_error())
}
