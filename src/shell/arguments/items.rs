//! Fetch items: words, macros, sections.

use imapclient::types::FetchItem;

use super::mistake::{Mistake, words};
use super::piece::{Piece, is_extension};
use super::section::{self, HEADS};
use crate::shell::line::Argument;

/// What can be asked of a message, for completion; any other `X-…` goes too.
pub(crate) const FETCH_ITEMS: &[&str] = &[
    "ALL",
    "FAST",
    "FULL",
    "BINARY.PEEK[]",
    "BINARY.SIZE[]",
    "BINARY[]",
    "BODY",
    "BODY.PEEK[]",
    "BODY.PEEK[HEADER.FIELDS (FROM TO DATE SUBJECT)]",
    "BODY.PEEK[HEADER]",
    "BODY.PEEK[TEXT]",
    "BODYSTRUCTURE",
    "BODY[]",
    "EMAILID",
    "ENVELOPE",
    "FLAGS",
    "INTERNALDATE",
    "MODSEQ",
    "PREVIEW",
    "RFC822",
    "RFC822.HEADER",
    "RFC822.SIZE",
    "RFC822.TEXT",
    "SAVEDATE",
    "THREADID",
    "UID",
    "X-GM-LABELS",
    "X-GM-MSGID",
    "X-GM-THRID",
];

/// The words that stand for several items, each only alone.
const MACROS: &[&str] = &["ALL", "FAST", "FULL"];

/// Reads `FLAGS ENVELOPE`, `(FLAGS ENVELOPE)`, `[FLAGS, ENVELOPE]` or a Python string with the same
/// in it. No arguments are no items.
///
/// RFC 9051 section 6.4.5; RFC 3501 section 6.4.5
pub(crate) fn fetch_items(arguments: &[Argument]) -> Result<Vec<FetchItem>, Mistake> {
    let mut items = Vec::new();
    let mut macro_span = None;
    let arguments = lazily(arguments);
    for word in words(&arguments, "a fetch item such as FLAGS")? {
        let mut rest = Piece::whole(word).unlisted();
        loop {
            let (piece, after) = rest.split_at(end_of_item(rest.text()));
            let lazy = piece.unlisted().text().eq_ignore_ascii_case("LAZY");
            if lazy
                && let Some(FetchItem::Word(last)) = items.last_mut()
                && last == "PREVIEW"
            {
                *last = FetchItem::LAZY_PREVIEW.to_owned();
                rest = after.trim();
                if rest.text().is_empty() {
                    break;
                }
                continue;
            }
            let item = item(piece)?;
            if matches!(&item, FetchItem::Word(name) if MACROS.contains(&name.as_str())) {
                macro_span = Some(piece.span());
            }
            items.push(item);
            rest = after.trim();
            if rest.text().is_empty() {
                break;
            }
        }
    }
    match macro_span {
        Some(span) if items.len() > 1 => Err(Mistake::new(
            span,
            "ALL, FAST and FULL stand for several items and go alone",
        )
        .with_hint(
            "ALL is FLAGS INTERNALDATE RFC822.SIZE ENVELOPE, FAST lacks ENVELOPE, FULL adds BODY",
        )),
        _ => Ok(items),
    }
}

/// The arguments, in which `PREVIEW (LAZY)` is two words and not a word and a list. A line has no deep lists.
fn lazily(arguments: &[Argument]) -> Vec<Argument> {
    let mut flat: Vec<Argument> = Vec::with_capacity(arguments.len());
    for argument in arguments {
        let after_preview = matches!(flat.last(), Some(Argument::Word(last)) if last.text.eq_ignore_ascii_case("PREVIEW"));
        flat.push(match argument {
            Argument::List { items, .. } if after_preview && items.len() == 1 => {
                items.first().unwrap_or(argument).clone()
            }
            Argument::List {
                items,
                bracket,
                span,
            } => Argument::List {
                items: lazily(items),
                bracket: *bracket,
                span: span.clone(),
            },
            other => other.clone(),
        });
    }
    flat
}

/// Finds the blank behind an item; brackets and quotes hold it together.
fn end_of_item(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut quoted = false;
    let end = text.find(|character: char| {
        match character {
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && character.is_whitespace()
    });
    end.unwrap_or(text.len())
}

fn item(piece: Piece<'_>) -> Result<FetchItem, Mistake> {
    if piece.text().contains(['[', '<']) {
        return section::section(piece).map(FetchItem::Section);
    }
    let name = piece.text().to_ascii_uppercase();
    if FETCH_ITEMS.contains(&name.as_str()) || is_extension(&name) {
        return Ok(FetchItem::Word(name));
    }
    if HEADS.contains(&name.as_str()) {
        let message = format!("{name} takes a section, such as {name}[1]");
        return Err(Mistake::new(piece.span(), message));
    }
    if name.contains(',') {
        let message = "not a fetch item; blanks part the items, not commas";
        return Err(Mistake::new(piece.span(), message));
    }
    let words = FETCH_ITEMS.iter().filter(|known| !known.contains('['));
    Err(Mistake::unknown(
        piece.span(),
        "not a fetch item",
        &name,
        words.chain(HEADS).copied(),
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::FETCH_ITEMS;
    use crate::shell::arguments::tests::check_items as check;

    #[test]
    fn items_are_read_in_every_spelling() {
        for (typed, expected) in [
            ("", ""),
            ("flags Envelope", "FLAGS ENVELOPE"),
            ("(FLAGS ENVELOPE)", "FLAGS ENVELOPE"),
            ("[FLAGS, ENVELOPE]", "FLAGS ENVELOPE"),
            ("FLAGS (UID MODSEQ)", "FLAGS UID MODSEQ"),
            ("'FLAGS ENVELOPE'", "FLAGS ENVELOPE"),
            ("'(flags body[])'", "FLAGS BODY[]"),
            ("fast", "FAST"),
            ("(ALL)", "ALL"),
            (
                "body bodystructure rfc822.size",
                "BODY BODYSTRUCTURE RFC822.SIZE",
            ),
            ("x-gm-labels X-GUID", "X-GM-LABELS X-GUID"),
            ("PREVIEW (LAZY) FLAGS", "PREVIEW (LAZY) FLAGS"),
            ("(FLAGS preview (lazy))", "FLAGS PREVIEW (LAZY)"),
            ("'PREVIEW (LAZY) UID'", "PREVIEW (LAZY) UID"),
            (
                "EMAILID THREADID PREVIEW SAVEDATE",
                "EMAILID THREADID PREVIEW SAVEDATE",
            ),
        ] {
            check(typed, expected);
        }
    }

    #[test]
    fn what_is_no_item_is_marked() {
        for (typed, expected) in [
            (
                "ENVELOP",
                "ENVELOP: not a fetch item; did you mean ENVELOPE?",
            ),
            (
                "FLAGS envelop",
                "envelop: not a fetch item; did you mean ENVELOPE?",
            ),
            (
                "'FLAGS ENVELOP'",
                "ENVELOP: not a fetch item; did you mean ENVELOPE?",
            ),
            ("COLOUR", "COLOUR: not a fetch item"),
            (
                "FLAGS,UID",
                "FLAGS,UID: not a fetch item; blanks part the items, not commas",
            ),
            (
                "BODY.PEEK",
                "BODY.PEEK: BODY.PEEK takes a section, such as BODY.PEEK[1]",
            ),
            ("X-", "X-: not a fetch item; did you mean X-GM-LABELS?"),
            ("X-a%b", "X-a%b: not a fetch item"),
            (
                "()",
                "(): a fetch item such as FLAGS belongs into these brackets",
            ),
            (
                "((FLAGS))",
                "(FLAGS): a fetch item such as FLAGS belongs here, not a list",
            ),
            ("\"\"", "\"\": not a fetch item"),
            (
                "--seq",
                "--seq: a fetch item such as FLAGS belongs here, not an option",
            ),
            (
                "FLAGS ALL",
                "ALL: ALL, FAST and FULL stand for several items and go alone (ALL is FLAGS INTERNALDATE \
                 RFC822.SIZE ENVELOPE, FAST lacks ENVELOPE, FULL adds BODY)",
            ),
        ] {
            check(typed, expected);
        }
    }

    #[test]
    fn every_item_for_completion_can_be_typed() {
        for item in FETCH_ITEMS {
            check(item, item);
        }
    }
}
