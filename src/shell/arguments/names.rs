//! Mailbox names, patterns, and the items of STATUS.

use imapclient::types::{MailboxName, StatusItem};

use super::mistake::{Mistake, word, words};
use super::piece::{Piece, is_extension};
use crate::shell::line::Argument;

/// What STATUS can be asked for; any other `X-…` goes too. RFC 9051 section 6.3.11
pub(crate) const STATUS_ITEMS: &[&str] = &[
    "MESSAGES",
    "RECENT",
    "UIDNEXT",
    "UIDVALIDITY",
    "UNSEEN",
    "APPENDLIMIT",
    "DELETED",
    "DELETED-STORAGE",
    "HIGHESTMODSEQ",
    "MAILBOXID",
    "SIZE",
];

/// How many of them are asked for when none is named, as in IMAPClient.
const DEFAULT_STATUS_ITEMS: usize = 5;

/// Reads a mailbox name as people write it; INBOX, which has no case, as the RFC does. The empty name is none.
pub(crate) fn mailbox(argument: &Argument) -> Result<MailboxName, Mistake> {
    let word = word(argument, "a mailbox name")?;
    if word.text.is_empty() {
        return Err(Mistake::new(
            word.span.clone(),
            "a mailbox name is missing between these quotes",
        ));
    }
    let name = MailboxName::new(word.text.clone());
    Ok(if name.is_inbox() {
        MailboxName::new("INBOX")
    } else {
        name
    })
}

/// Reads a reference or a pattern of LIST, which may be empty.
pub(crate) fn pattern(argument: &Argument) -> Result<String, Mistake> {
    text(argument, "a mailbox name or a pattern such as Archive/%")
}

/// Reads any text; `wanted` says what it is: `a user name`.
pub(crate) fn text(argument: &Argument, wanted: &str) -> Result<String, Mistake> {
    word(argument, wanted).map(|word| word.text.clone())
}

/// Reads what STATUS is asked for: the five items of RFC 3501 when there are no arguments.
///
/// RFC 9051 section 6.3.11; RFC 3501 section 6.3.10
pub(crate) fn status_items(arguments: &[Argument]) -> Result<Vec<StatusItem>, Mistake> {
    if arguments.is_empty() {
        let default = STATUS_ITEMS.iter().take(DEFAULT_STATUS_ITEMS);
        return Ok(default.copied().map(StatusItem::new).collect());
    }
    let mut items = Vec::new();
    for word in words(arguments, "a status item such as UNSEEN")? {
        let whole = Piece::whole(word).unlisted();
        for piece in whole.split(' ').map(|piece| piece.trim()) {
            items.push(status_item(piece)?);
        }
    }
    Ok(items)
}

fn status_item(piece: Piece<'_>) -> Result<StatusItem, Mistake> {
    let name = piece.text().to_ascii_uppercase();
    if STATUS_ITEMS.contains(&name.as_str()) || is_extension(&name) {
        return Ok(StatusItem::new(name));
    }
    let known = STATUS_ITEMS.iter().copied();
    Err(Mistake::unknown(
        piece.span(),
        "not a status item",
        &name,
        known,
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{mailbox, pattern, status_items};
    use crate::shell::arguments::tests::{arguments, shown};

    #[test]
    fn names_are_taken_as_typed() {
        for (typed, expected) in [
            ("INBOX", "INBOX"),
            ("inbox", "INBOX"),
            ("inbox/a", "inbox/a"),
            ("\"Lists/imap protocol\"", "Lists/imap protocol"),
            ("Entwürfe", "Entwürfe"),
            ("[Gmail]/Trash", "[Gmail]/Trash"),
            ("\"_\"", "_"),
            (
                "\"\"",
                "\"\": a mailbox name is missing between these quotes",
            ),
            ("(a b)", "(a b): a mailbox name belongs here, not a list"),
            ("--x", "--x: a mailbox name belongs here, not an option"),
            (
                "@file",
                "@file: a mailbox name belongs here, not the contents of a file",
            ),
        ] {
            let name = mailbox(arguments(typed).first().unwrap()).map(|name| name.to_string());
            assert_eq!(shown(typed, name), expected, "{typed}");
        }
    }

    #[test]
    fn a_pattern_may_be_empty() {
        assert_eq!(pattern(arguments("\"\"").first().unwrap()).unwrap(), "");
        assert_eq!(pattern(arguments("a/%").first().unwrap()).unwrap(), "a/%");
    }

    #[test]
    fn status_items_are_read() {
        for (typed, expected) in [
            ("", "MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN"),
            ("messages UNSEEN", "MESSAGES UNSEEN"),
            ("(SIZE DELETED-STORAGE)", "SIZE DELETED-STORAGE"),
            ("'UIDNEXT UNSEEN'", "UIDNEXT UNSEEN"),
            ("x-guid HIGHESTMODSEQ", "X-GUID HIGHESTMODSEQ"),
            (
                "MESAGES",
                "MESAGES: not a status item; did you mean MESSAGES?",
            ),
            (
                "()",
                "(): a status item such as UNSEEN belongs into these brackets",
            ),
            ("''", "'': not a status item"),
        ] {
            let spelled = status_items(&arguments(typed)).map(|items| {
                let items: Vec<&str> = items.iter().map(|item| item.as_str()).collect();
                items.join(" ")
            });
            assert_eq!(shown(typed, spelled), expected, "{typed}");
        }
    }
}
