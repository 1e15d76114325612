//! Responses that are plain lists of words: FLAGS, CAPABILITY, ENABLED, VANISHED.

use crate::types::{Flag, SequenceSet};
use crate::wire::tree::{Kind, Node, Nodes};

use super::scalar::{excerpt, note, text, upper};

/// Reads a list of flags, `\*` and any other word among them; NIL is a keyword like any other.
/// RFC 9051 section 7.3.5; RFC 3501 section 7.2.6
pub fn flags(node: Node<'_>) -> Vec<Flag> {
    let flag = |node: Node<'_>| Flag::usual(node.raw()).unwrap_or_else(|| Flag::new(text(node)));
    node.children().map(flag).collect()
}

/// Reads the names of a CAPABILITY response or response code, upper-cased.
/// RFC 9051 section 7.2.2; RFC 3501 section 7.2.1
pub fn capability(values: Nodes<'_>) -> Vec<String> {
    // A plus by itself is what is left of `LITERAL +`.
    values
        .map(upper)
        .filter(|name| name != "+" && !name.is_empty())
        .collect()
}

/// Reads the names of an ENABLED response, upper-cased. RFC 9051 section 7.2.1; RFC 5161 section 3.2
pub fn enabled(values: Nodes<'_>) -> Vec<String> {
    capability(values)
}

/// Reads a VANISHED response: whether it is `(EARLIER)`, and the UIDs. RFC 7162 section 3.2.10
///
/// # Errors
/// What stands in the place of the UIDs.
pub fn vanished(values: Nodes<'_>, notes: &mut Vec<String>) -> Result<(bool, SequenceSet), String> {
    let mut earlier = false;
    let mut uids = None;
    for value in values {
        match (value.kind(), &uids) {
            (Kind::List, _) => {
                earlier |= value
                    .children()
                    .any(|word| word.raw().eq_ignore_ascii_case(b"EARLIER"));
            }
            (_, None) => {
                uids = Some(
                    SequenceSet::parse(&text(value))
                        .ok_or_else(|| format!("{} is no set", excerpt(value)))?,
                );
            }
            (_, Some(_)) => note(
                notes,
                format!("vanished: {} after the uids", excerpt(value)),
            ),
        }
    }
    Ok((earlier, uids.ok_or("no uids")?))
}
