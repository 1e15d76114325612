//! Flags and keywords, and the items of STORE.

use std::ops::Range;

use imapclient::client::{Report, StoreAction};
use imapclient::types::Flag;

use super::mistake::{Mistake, words};
use super::piece::{Piece, is_atom_byte};
use super::suggestion::suggestion;
use crate::shell::line::{Argument, Word};

/// The flags every server has. RFC 9051 section 2.3.2
pub(crate) const SYSTEM_FLAGS: &[&str] = &[
    "\\Answered",
    "\\Deleted",
    "\\Draft",
    "\\Flagged",
    "\\Recent",
    "\\Seen",
];

const RECENT: &str = "\\Recent";

/// The items of STORE. RFC 9051 section 6.4.6
const STORE_ITEMS: &[&str] = &[
    "+FLAGS",
    "+FLAGS.SILENT",
    "-FLAGS",
    "-FLAGS.SILENT",
    "FLAGS",
    "FLAGS.SILENT",
];

/// Reads `\Seen $Later todo`, alone or in lists; a Python string may hold several.
///
/// `Seen` without its backslash would be a keyword that nobody looks at, so it is refused unless it
/// stands in quotes. No arguments, and empty lists, are no flags.
pub(crate) fn flags(arguments: &[Argument]) -> Result<Vec<Flag>, Mistake> {
    let flags = attributes(arguments)?;
    for (flag, span) in &flags {
        misspelt(flag.as_str(), span)?;
    }
    Ok(flags.into_iter().map(|(flag, _)| flag).collect())
}

/// Refuses what is nearly a flag of the protocol, which servers answer with BAD, and one that only they set.
fn misspelt(flag: &str, span: &Range<usize>) -> Result<(), Mistake> {
    if !flag.starts_with('\\') {
        return Ok(());
    }
    let message = match suggestion(flag, SYSTEM_FLAGS.iter().copied()) {
        Some(near) if !near.eq_ignore_ascii_case(flag) => {
            format!("no flag of the protocol; did you mean {near}?")
        }
        Some(RECENT) => "\\Recent is set by the server alone".to_owned(),
        _ => return Ok(()),
    };
    Err(Mistake::new(span.clone(), message))
}

/// Reads words in the spelling of flags, with their places: special uses are spelt so, too.
pub(crate) fn attributes(arguments: &[Argument]) -> Result<Vec<(Flag, Range<usize>)>, Mistake> {
    let arguments: Vec<Argument> = arguments
        .iter()
        .filter(|argument| !matches!(argument, Argument::List { items, .. } if items.is_empty()))
        .cloned()
        .collect();
    let mut flags = Vec::new();
    for word in words(&arguments, "a flag such as \\Seen")? {
        let whole = Piece::whole(word);
        if whole.text().trim().is_empty() {
            return Err(Mistake::new(
                whole.span(),
                "a flag is missing between these quotes",
            ));
        }
        for piece in whole.split(' ').filter(|piece| !piece.text().is_empty()) {
            flags.push((flag(piece)?, piece.span()));
        }
    }
    Ok(flags)
}

fn flag(piece: Piece<'_>) -> Result<Flag, Mistake> {
    // In Python's spelling the backslash is often doubled; no flag begins with two.
    let text = match piece.text().strip_prefix('\\') {
        Some(rest) if rest.starts_with('\\') => rest,
        _ => piece.text(),
    };
    if !piece.quoted()
        && let Some(system) = SYSTEM_FLAGS
            .iter()
            .find(|known| known.trim_start_matches('\\').eq_ignore_ascii_case(text))
    {
        let message = format!("{text} without \\ would be a keyword; type {system}");
        let hint = format!("if the keyword is meant, put it in quotes: \"{text}\"");
        return Err(Mistake::new(piece.span(), message).with_hint(hint));
    }
    let name = text.strip_prefix('\\').unwrap_or(text);
    if name.is_empty() || !name.bytes().all(|byte| is_atom_byte(byte) || byte == b']') {
        let message = "not a flag; a flag is one plain ASCII word such as \\Seen or $Forwarded";
        return Err(Mistake::new(piece.span(), message));
    }
    Ok(Flag::new(text))
}

/// Reads the second argument of STORE: `+FLAGS`, `-FLAGS.SILENT`, `FLAGS`.
///
/// RFC 9051 section 6.4.6; RFC 3501 section 6.4.6
pub(crate) fn store_item(word: &Word) -> Result<(StoreAction, Report), Mistake> {
    let item = word.text.to_ascii_uppercase();
    let (name, report) = match item.strip_suffix(".SILENT") {
        Some(name) => (name, Report::Silent),
        None => (item.as_str(), Report::Flags),
    };
    let action = match name {
        "+FLAGS" => StoreAction::Add,
        "-FLAGS" => StoreAction::Remove,
        "FLAGS" => StoreAction::Replace,
        _ => {
            let what = "not an item of STORE, such as +FLAGS, -FLAGS.SILENT or FLAGS";
            let known = STORE_ITEMS.iter().copied();
            return Err(Mistake::unknown(word.span.clone(), what, &item, known));
        }
    };
    Ok((action, report))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use imapclient::client::{Report, StoreAction};

    use super::{flags, store_item};
    use crate::shell::arguments::tests::{arguments, shown};
    use crate::shell::line::Word;

    fn check(typed: &str, expected: &str) {
        let spelled = flags(&arguments(typed)).map(|flags| {
            let flags: Vec<&str> = flags.iter().map(|flag| flag.as_str()).collect();
            flags.join(" ")
        });
        assert_eq!(shown(typed, spelled), expected, "{typed}");
    }

    #[test]
    fn flags_and_keywords_are_read() {
        for (typed, expected) in [
            ("", ""),
            ("()", ""),
            ("\\Seen $Later todo", "\\Seen $Later todo"),
            ("(\\Seen \\Flagged)", "\\Seen \\Flagged"),
            ("['\\Seen', \"\\\\Deleted\"]", "\\Seen \\Deleted"),
            ("'\\\\Seen'", "\\Seen"),
            ("'\\Seen \\Deleted'", "\\Seen \\Deleted"),
            ("\"Seen\"", "Seen"),
            ("'abc def'", "abc def"),
            ("\\X-Odd \"a]b\"", "\\X-Odd a]b"),
        ] {
            check(typed, expected);
        }
    }

    #[test]
    fn a_system_flag_needs_its_backslash() {
        check(
            "Seen",
            "Seen: Seen without \\ would be a keyword; type \\Seen (if the keyword is meant, put it in quotes: \"Seen\")",
        );
        check(
            "\\Seen (deleted)",
            "deleted: deleted without \\ would be a keyword; type \\Deleted \
             (if the keyword is meant, put it in quotes: \"deleted\")",
        );
    }

    #[test]
    fn what_is_nearly_a_system_flag_is_none() {
        check(
            "\\Seen \\Flaged",
            "\\Flaged: no flag of the protocol; did you mean \\Flagged?",
        );
        check("\\recent", "\\recent: \\Recent is set by the server alone");
    }

    #[test]
    fn what_no_flag_can_hold_is_refused() {
        let message = "not a flag; a flag is one plain ASCII word such as \\Seen or $Forwarded";
        for typed in ["'\\'", "a*", "é", "a%b", "a\\b", "'a(b'", "'\\\\\\Seen'"] {
            let place = typed.trim_matches('\'');
            check(typed, &format!("{place}: {message}"));
        }
        check("\"\"", "\"\": a flag is missing between these quotes");
        check(
            "((a))",
            "(a): a flag such as \\Seen belongs here, not a list",
        );
    }

    #[test]
    fn store_items_say_what_to_do_and_what_to_tell() {
        let read = |text: &str| {
            store_item(&Word {
                text: text.to_owned(),
                span: 0..text.len(),
                quoted: false,
            })
        };
        assert_eq!(read("+FLAGS").unwrap(), (StoreAction::Add, Report::Flags));
        assert_eq!(
            read("-flags.silent").unwrap(),
            (StoreAction::Remove, Report::Silent)
        );
        assert_eq!(
            read("FLAGS").unwrap(),
            (StoreAction::Replace, Report::Flags)
        );
        let mistake = read("+FLAG").unwrap_err();
        assert_eq!(
            mistake.message,
            "not an item of STORE, such as +FLAGS, -FLAGS.SILENT or FLAGS; did you mean +FLAGS?"
        );
    }
}
