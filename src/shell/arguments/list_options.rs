//! What LIST is asked beyond a reference and patterns: which mailboxes, and what of each.

use imapclient::types::{ListReturn, ListSelection};

use super::mistake::{Mistake, word, words};
use super::names::status_items;
use crate::shell::line::Argument;

const SELECTION: [ListSelection; 4] = [
    ListSelection::Subscribed,
    ListSelection::Remote,
    ListSelection::RecursiveMatch,
    ListSelection::SpecialUse,
];

const RETURNS: [&str; 6] = [
    "SUBSCRIBED",
    "CHILDREN",
    "SPECIAL-USE",
    "STATUS",
    "MYRIGHTS",
    "METADATA",
];

/// Reads `(SUBSCRIBED RECURSIVEMATCH)`.
///
/// RFC 5258 section 3.1; RFC 6154 section 2
pub(crate) fn list_selection(argument: &Argument) -> Result<Vec<ListSelection>, Mistake> {
    if matches!(argument, Argument::List { items, .. } if items.is_empty()) {
        return Ok(Vec::new());
    }
    let words = words(std::slice::from_ref(argument), "a selection option")?;
    words
        .into_iter()
        .map(|word| {
            let mut known = SELECTION.into_iter();
            let found = known.find(|option| option.as_str().eq_ignore_ascii_case(&word.text));
            found.ok_or_else(|| {
                let what = "not a selection option of LIST";
                let known = SELECTION.map(ListSelection::as_str);
                Mistake::unknown(word.span.clone(), what, &word.text, known)
                    .with_hint("several patterns go behind the reference: list_folders \"\" (a b)")
            })
        })
        .collect()
}

/// Reads `(CHILDREN STATUS (MESSAGES UNSEEN))`, or one option without brackets.
///
/// RFC 5258 section 3.2; RFC 5819; RFC 6154; RFC 8440; RFC 9590
pub(crate) fn list_return(argument: &Argument) -> Result<Vec<ListReturn>, Mistake> {
    const WANTED: &str = "what LIST is to return, such as CHILDREN";
    let items = match argument {
        Argument::List { items, .. } => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    let mut items = items.iter().peekable();
    let mut options = Vec::new();
    while let Some(item) = items.next() {
        let name = word(item, WANTED)?;
        let list = items.next_if(|next| matches!(next, Argument::List { .. }));
        let known = RETURNS
            .into_iter()
            .find(|option| option.eq_ignore_ascii_case(&name.text));
        let option = match (known, list) {
            (Some("STATUS"), Some(list)) => {
                ListReturn::Status(status_items(std::slice::from_ref(list))?)
            }
            (Some("METADATA"), Some(list)) => {
                let entries = words(std::slice::from_ref(list), "an entry: /private/comment")?;
                ListReturn::Metadata(entries.into_iter().map(|word| word.text.clone()).collect())
            }
            (Some("STATUS"), None) => {
                let message = "STATUS takes its items in brackets: STATUS (MESSAGES UNSEEN)";
                return Err(Mistake::new(name.span.clone(), message));
            }
            (Some("METADATA"), None) => {
                let message = "METADATA takes its entries in brackets: METADATA (/shared/comment)";
                return Err(Mistake::new(name.span.clone(), message));
            }
            (Some(known), Some(list)) => {
                let message = format!("{known} takes nothing in brackets");
                return Err(Mistake::new(list.span(), message));
            }
            (Some("SUBSCRIBED"), None) => ListReturn::Subscribed,
            (Some("CHILDREN"), None) => ListReturn::Children,
            (Some("SPECIAL-USE"), None) => ListReturn::SpecialUse,
            (Some(_), None) => ListReturn::MyRights,
            (None, _) => {
                let what = "not a return option of LIST";
                return Err(Mistake::unknown(
                    name.span.clone(),
                    what,
                    &name.text,
                    RETURNS,
                ));
            }
        };
        options.push(option);
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{list_return, list_selection};
    use crate::shell::arguments::tests::{arguments, shown};

    #[test]
    fn selection_options_are_read() {
        for (typed, expected) in [
            ("()", "[]"),
            (
                "(subscribed RECURSIVEMATCH)",
                "[Subscribed, RecursiveMatch]",
            ),
            ("(REMOTE special-use)", "[Remote, SpecialUse]"),
            (
                "(SUBSCRIBD)",
                "SUBSCRIBD: not a selection option of LIST; did you mean SUBSCRIBED? (several patterns go \
                 behind the reference: list_folders \"\" (a b))",
            ),
        ] {
            let read = list_selection(arguments(typed).first().unwrap());
            let read = read.map(|options| format!("{options:?}"));
            assert_eq!(shown(typed, read), expected, "{typed}");
        }
    }

    #[test]
    fn return_options_are_read() {
        for (typed, expected) in [
            ("()", "[]"),
            ("children", "[Children]"),
            (
                "(SUBSCRIBED STATUS (messages UNSEEN) MYRIGHTS)",
                "[Subscribed, Status([StatusItem(\"MESSAGES\"), StatusItem(\"UNSEEN\")]), MyRights]",
            ),
            (
                "(SPECIAL-USE METADATA (/shared/comment))",
                "[SpecialUse, Metadata([\"/shared/comment\"])]",
            ),
            ("(CHILDS)", "CHILDS: not a return option of LIST"),
            (
                "(CHILDRN)",
                "CHILDRN: not a return option of LIST; did you mean CHILDREN?",
            ),
            (
                "(STATUS)",
                "STATUS: STATUS takes its items in brackets: STATUS (MESSAGES UNSEEN)",
            ),
            (
                "(METADATA CHILDREN)",
                "METADATA: METADATA takes its entries in brackets: METADATA (/shared/comment)",
            ),
            (
                "(CHILDREN (MESSAGES))",
                "(MESSAGES): CHILDREN takes nothing in brackets",
            ),
            (
                "(STATUS (MESAGES))",
                "MESAGES: not a status item; did you mean MESSAGES?",
            ),
        ] {
            let read = list_return(arguments(typed).first().unwrap());
            let read = read.map(|options| format!("{options:?}"));
            assert_eq!(shown(typed, read), expected, "{typed}");
        }
    }
}
