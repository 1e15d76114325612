//! The modifiers of FETCH and STORE: only what changed since, only what has not.

use super::mistake::{Mistake, word, words};
use super::piece::Piece;
use crate::shell::line::{Argument, Span};

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

    use super::changed_since;
    use crate::shell::arguments::tests::{arguments, shown};
    use crate::shell::line::Argument;

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
