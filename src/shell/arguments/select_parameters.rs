//! What stands in parentheses behind the name in SELECT and EXAMINE: `(CONDSTORE)`, `(QRESYNC (67890007 715 41:211))`.

use imapclient::client::Known;
use imapclient::types::SequenceSet;

use super::mistake::{Mistake, word};
use super::modifiers::mod_sequence;
use super::piece::Piece;
use crate::shell::line::Argument;

/// What belongs there.
const WANTED: &str = "(CONDSTORE) or (QRESYNC (UIDVALIDITY MODSEQ [UIDS]))";

/// The names of parameters.
pub(crate) const SELECT_PARAMETERS: [&str; 2] = ["CONDSTORE", "QRESYNC"];

/// What a SELECT asks for besides the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SelectParameters {
    /// Mod-sequences from now on.
    CondStore,
    /// What became of the mailbox since this was known; mod-sequences too.
    QResync(Known),
}

/// Reads the parameters of SELECT.
///
/// RFC 7162 sections 3.1.8 and 3.2.5
pub(crate) fn select_parameters(argument: &Argument) -> Result<SelectParameters, Mistake> {
    let Argument::List { items, span, .. } = argument else {
        return Err(Mistake::form(argument, WANTED));
    };
    let mut read = None;
    let mut rest = items.iter();
    while let Some(item) = rest.next() {
        let name = word(item, WANTED)?;
        let parameter = match name.text.to_ascii_uppercase().as_str() {
            "CONDSTORE" => SelectParameters::CondStore,
            "QRESYNC" => SelectParameters::QResync(known(rest.next(), item)?),
            typed => {
                let text = format!("only {WANTED} belongs here");
                return Err(Mistake::unknown(
                    name.span.clone(),
                    &text,
                    typed,
                    SELECT_PARAMETERS,
                ));
            }
        };
        read = match (read, parameter) {
            (None, parameter) => Some(parameter),
            // QRESYNC has CONDSTORE in it.
            (Some(SelectParameters::CondStore), qresync @ SelectParameters::QResync(_))
            | (Some(qresync @ SelectParameters::QResync(_)), SelectParameters::CondStore) => {
                Some(qresync)
            }
            _ => {
                let text = format!("{} is given twice", name.text.to_ascii_uppercase());
                return Err(Mistake::new(name.span.clone(), text));
            }
        };
    }
    read.ok_or_else(|| Mistake::new(span.clone(), format!("{WANTED} belongs here")))
}

/// Reads `(67890007 90060115194045000 41,43:211 (1:3 41:44))`; `qresync` is the word before it.
fn known(argument: Option<&Argument>, qresync: &Argument) -> Result<Known, Mistake> {
    const NEEDED: &str = "QRESYNC needs what was known: (UIDVALIDITY MODSEQ), and perhaps the UIDs";
    let Some(Argument::List { items, span, .. }) = argument else {
        let at = argument.map_or_else(|| qresync.span(), Argument::span);
        return Err(Mistake::new(at, NEEDED));
    };
    let [uid_validity, modseq, rest @ ..] = items.as_slice() else {
        return Err(Mistake::new(span.clone(), NEEDED));
    };
    let (uids, numbers) = match rest {
        [] => (None, None),
        [list @ Argument::List { .. }] => (None, Some(list)),
        [uids] => (Some(uids), None),
        [uids, numbers] => (Some(uids), Some(numbers)),
        [_, _, surplus, ..] => {
            return Err(Mistake::new(surplus.span(), "nothing more belongs here"));
        }
    };
    Ok(Known {
        uid_validity: validity(uid_validity)?.into(),
        highest_modseq: mod_sequence("QRESYNC", modseq)?,
        uids: uids.map(closed_set).transpose()?,
        numbers: numbers.map(sample).transpose()?,
    })
}

fn validity(argument: &Argument) -> Result<u32, Mistake> {
    let number = word(argument, "the UIDVALIDITY")?;
    let digits = number.text.bytes().all(|byte| byte.is_ascii_digit());
    let value = number.text.parse().ok();
    value
        .filter(|value| digits && *value > 0)
        .ok_or_else(|| Mistake::new(number.span.clone(), "UIDVALIDITY is a number from 1 up"))
}

/// Reads `(1:3 41:43)`: sequence numbers, and the UIDs they had.
fn sample(argument: &Argument) -> Result<(SequenceSet, SequenceSet), Mistake> {
    const NEEDED: &str = "as many sequence numbers and UIDs belong here: (1:3 41:43)";
    let Argument::List { items, span, .. } = argument else {
        return Err(Mistake::new(argument.span(), NEEDED));
    };
    let [numbers, uids] = items.as_slice() else {
        return Err(Mistake::new(span.clone(), NEEDED));
    };
    let (numbers, uids) = (closed_set(numbers)?, closed_set(uids)?);
    match numbers.count() == uids.count() {
        true => Ok((numbers, uids)),
        false => Err(Mistake::new(span.clone(), NEEDED)),
    }
}

/// Reads a set without `*`: it says what was known.
fn closed_set(argument: &Argument) -> Result<SequenceSet, Mistake> {
    let set = Piece::whole(word(argument, "a set such as 41,43:211")?);
    SequenceSet::parse(set.text())
        .filter(|set| !set.is_open())
        .ok_or_else(|| Mistake::new(set.span(), "a set without * belongs here: 41,43:211"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::arguments::tests::{arguments, shown};

    fn check(typed: &str, expected: &str) {
        let read = match arguments(typed).first() {
            Some(argument) => select_parameters(argument),
            None => return,
        };
        let read = read.map(|parameters| match parameters {
            SelectParameters::CondStore => "CONDSTORE".to_owned(),
            SelectParameters::QResync(known) => {
                let text = |set: &SequenceSet| format!(" {set}");
                let uids = known.uids.as_ref().map(text).unwrap_or_default();
                let numbers = known.numbers.as_ref();
                let numbers = numbers.map(|(numbers, uids)| format!(" ({numbers} {uids})"));
                let numbers = numbers.unwrap_or_default();
                let (validity, modseq) = (known.uid_validity, known.highest_modseq);
                format!("{validity} {modseq}{uids}{numbers}")
            }
        });
        assert_eq!(shown(typed, read), expected, "{typed}");
    }

    #[test]
    fn parameters_are_read_as_the_rfc_writes_them() {
        for (typed, expected) in [
            ("(CONDSTORE)", "CONDSTORE"),
            ("(condstore)", "CONDSTORE"),
            ("(QRESYNC (67890007 715))", "67890007 715"),
            ("(QRESYNC (7 715 41,43:211))", "7 715 41,43:211"),
            (
                "(QRESYNC (7 715 41,43:211 (1:3 41:43)))",
                "7 715 41,43:211 (1:3 41:43)",
            ),
            ("(QRESYNC (7 715 (1:3 41:43)))", "7 715 (1:3 41:43)"),
            ("(CONDSTORE QRESYNC (7 715))", "7 715"),
            ("(QRESYNC (7 715) CONDSTORE)", "7 715"),
        ] {
            check(typed, expected);
        }
    }

    #[test]
    fn mistakes_are_named_with_their_places() {
        const ONLY: &str = "only (CONDSTORE) or (QRESYNC (UIDVALIDITY MODSEQ [UIDS])) belongs here";
        const NEEDED: &str =
            "QRESYNC needs what was known: (UIDVALIDITY MODSEQ), and perhaps the UIDs";
        for (typed, expected) in [
            (
                "(CONDSTOR)",
                format!("CONDSTOR: {ONLY}; did you mean CONDSTORE?"),
            ),
            ("(CONDSTORE x)", format!("x: {ONLY}")),
            ("(QRESYNC)", format!("QRESYNC: {NEEDED}")),
            ("(QRESYNC (7))", format!("(7): {NEEDED}")),
            (
                "(CONDSTORE CONDSTORE)",
                "CONDSTORE: CONDSTORE is given twice".to_owned(),
            ),
            (
                "(QRESYNC (0 7))",
                "0: UIDVALIDITY is a number from 1 up".to_owned(),
            ),
            (
                "(QRESYNC (7 715 41:*))",
                "41:*: a set without * belongs here: 41,43:211".to_owned(),
            ),
            (
                "(QRESYNC (7 715 41:43 (1:2 41:43)))",
                "(1:2 41:43): as many sequence numbers and UIDs belong here: (1:3 41:43)"
                    .to_owned(),
            ),
            (
                "(QRESYNC (7 715 1 (1 2) 5))",
                "5: nothing more belongs here".to_owned(),
            ),
        ] {
            check(typed, &expected);
        }
    }
}
