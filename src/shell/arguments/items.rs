//! Fetch items: words, macros, sections, and the modifier CHANGEDSINCE.

use imapclient::types::FetchItem;

use super::mistake::{Mistake, word, words};
use super::piece::{Piece, is_extension};
use super::section::{self, HEADS};
use crate::shell::line::{Argument, Span};

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

/// What a FETCH leaves out, and what it tells besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Since {
    /// Only what changed after this mod-sequence is told.
    pub(crate) modseq: u64,
    /// The UIDs that are gone are told too.
    pub(crate) vanished: bool,
}

/// Reads the modifiers `CHANGEDSINCE 90000` and `VANISHED`, in one string or as a list.
///
/// RFC 7162 sections 3.1.4.1 and 3.2.6
pub(crate) fn changed_since(argument: &Argument) -> Result<Since, Mistake> {
    const WANTED: &str = "a modifier such as \"CHANGEDSINCE 90000\"";
    let mut pieces = Vec::new();
    for word in words(std::slice::from_ref(argument), WANTED)? {
        pieces.extend(words_of(Piece::whole(word)));
    }
    let before = pieces.len();
    pieces.retain(|piece| !piece.text().eq_ignore_ascii_case("VANISHED"));
    let vanished = match before - pieces.len() {
        0 => false,
        1 if !pieces.is_empty() => true,
        1 => {
            let text = "VANISHED goes with CHANGEDSINCE: since when?";
            return Err(Mistake::new(argument.span(), text));
        }
        _ => return Err(Mistake::new(argument.span(), "VANISHED is given twice")),
    };
    let [name, number] = pieces.as_slice() else {
        return Err(misfit(argument.span(), pieces.first(), WANTED));
    };
    if !name.text().eq_ignore_ascii_case("CHANGEDSINCE") {
        return Err(misfit(name.span(), Some(name), WANTED));
    }
    let modseq = number_of("CHANGEDSINCE", *number)?;
    Ok(Since { modseq, vanished })
}

/// Reads `(UNCHANGEDSINCE 90000)`, as STORE has it before its item.
///
/// RFC 7162 section 3.1.3
pub(crate) fn unchanged_since(argument: &Argument) -> Result<u64, Mistake> {
    const WANTED: &str = "(UNCHANGEDSINCE 90000)";
    let words = words(std::slice::from_ref(argument), WANTED)?;
    match words.as_slice() {
        [name, number] if name.text.eq_ignore_ascii_case("UNCHANGEDSINCE") => {
            number_of("UNCHANGEDSINCE", Piece::whole(number))
        }
        _ => Err(Mistake::new(
            argument.span(),
            format!("before the item only {WANTED} belongs here"),
        )),
    }
}

/// Reads a mod-sequence alone, as an option takes it.
pub(crate) fn mod_sequence(option: &str, argument: &Argument) -> Result<u64, Mistake> {
    let word = word(argument, "a mod-sequence")?;
    number_of(option, Piece::whole(word))
}

/// Says whether an argument is `(CHANGEDSINCE 90000)` or the like, in a list or, as in Python, in one text.
pub(crate) fn is_modifier(argument: &Argument) -> bool {
    let Argument::List { items, .. } = argument else {
        return false;
    };
    let Some(Argument::Word(word)) = items.first() else {
        return false;
    };
    let name = word.text.split(' ').next().unwrap_or_default();
    ["CHANGEDSINCE", "VANISHED"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

fn number_of(option: &str, number: Piece<'_>) -> Result<u64, Mistake> {
    // RFC 7162 section 7: a mod-sequence has 63 bits and is never 0.
    let digits = number.text().bytes().all(|byte| byte.is_ascii_digit());
    match number.text().parse::<u64>() {
        Ok(value) if digits && (1..=i64::MAX.unsigned_abs()).contains(&value) => Ok(value),
        _ => Err(Mistake::new(
            number.span(),
            format!("{option} takes a mod-sequence: a number from 1 up, as MODSEQ shows it"),
        )),
    }
}

/// The words of a quoted string, in parentheses or not.
fn words_of(whole: Piece<'_>) -> impl Iterator<Item = Piece<'_>> {
    whole
        .unlisted()
        .split(' ')
        .map(|piece| piece.trim())
        .filter(|piece| !piece.text().is_empty())
}

fn misfit(span: Span, first: Option<&Piece<'_>>, wanted: &str) -> Mistake {
    let name = first.map(Piece::text).unwrap_or_default();
    if name.eq_ignore_ascii_case("CHANGEDSINCE") {
        return Mistake::new(span, "CHANGEDSINCE takes one number");
    }
    Mistake::new(span, format!("{wanted} belongs here"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{FETCH_ITEMS, changed_since, fetch_items};
    use crate::shell::arguments::tests::{arguments, shown};
    use crate::shell::line::Argument;

    fn check(typed: &str, expected: &str) {
        let spelled = fetch_items(&arguments(typed)).map(|items| {
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            items.join(" ")
        });
        assert_eq!(shown(typed, spelled), expected, "{typed}");
    }

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

    #[test]
    fn the_modifier_is_read() {
        let wanted = "a modifier such as \"CHANGEDSINCE 90000\" belongs here";
        for (typed, expected) in [
            ("'CHANGEDSINCE 90000'", "90000"),
            (
                "'(changedsince 9223372036854775807)'",
                "9223372036854775807",
            ),
            ("(CHANGEDSINCE 5)", "5"),
            ("['CHANGEDSINCE 5']", "5"),
            (
                "'CHANGEDSINCE'",
                "'CHANGEDSINCE': CHANGEDSINCE takes one number",
            ),
            (
                "'CHANGEDSINCE 1 2'",
                "'CHANGEDSINCE 1 2': CHANGEDSINCE takes one number",
            ),
            (
                "'CHANGEDSINCE 0'",
                "0: CHANGEDSINCE takes a mod-sequence: a number from 1 up, as MODSEQ shows it",
            ),
            (
                "'CHANGEDSINCE +5'",
                "+5: CHANGEDSINCE takes a mod-sequence: a number from 1 up, as MODSEQ shows it",
            ),
            (
                "'CHANGEDSINCE 9223372036854775808'",
                "9223372036854775808: CHANGEDSINCE takes a mod-sequence: a number from 1 up, as MODSEQ shows it",
            ),
            (
                "'VANISHED'",
                "'VANISHED': VANISHED goes with CHANGEDSINCE: since when?",
            ),
            ("(CHANGEDSINCE 5 VANISHED)", "5 and what vanished"),
            ("'vanished changedsince 5'", "5 and what vanished"),
            (
                "'VANISHED CHANGEDSINCE 5 VANISHED'",
                "'VANISHED CHANGEDSINCE 5 VANISHED': VANISHED is given twice",
            ),
            ("90000", &format!("90000: {wanted}")),
        ] {
            let found: Vec<Argument> = arguments(typed);
            let read = changed_since(found.first().unwrap()).map(|since| match since.vanished {
                true => format!("{} and what vanished", since.modseq),
                false => since.modseq.to_string(),
            });
            assert_eq!(shown(typed, read), expected, "{typed}");
        }
    }
}
