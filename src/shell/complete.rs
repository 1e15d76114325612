//! What may come next in a line: candidates for Tab, hints, colours. Asked by the editor, answered without a terminal.

use std::borrow::Cow;

use super::render::Palette;
use super::session::Session;

/// Something Tab offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// What the list shows.
    pub(crate) shown: String,
    /// What is put into the line.
    pub(crate) typed: String,
}

/// What may stand at a place of a line, and where the word begins that it would replace.
pub(crate) fn candidates(
    session: &mut Session,
    line: &str,
    position: usize,
) -> (usize, Vec<Candidate>) {
    let _ = (session, line);
    (position, Vec::new())
}

/// What may follow the line.
pub(crate) fn hint(line: &str) -> Option<String> {
    let _ = line;
    None
}

/// The line in colours.
pub(crate) fn painted(line: &str, palette: Palette) -> Cow<'_, str> {
    let _ = palette;
    Cow::Borrowed(line)
}
