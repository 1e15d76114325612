//! Message sets: what the RFC has, and short words for what people mean.

use imapclient::types::{MessageSet, SequenceRange, SequenceSet};

use super::mistake::{Mistake, word};
use super::piece::Piece;
use crate::shell::line::{Argument, Span};

/// What the numbers of a set mean in this session.
pub(crate) struct Numbers<'a> {
    /// Plain numbers are UIDs, not sequence numbers.
    pub(crate) uid: bool,
    /// The number of messages in the mailbox, for `last:5`; absent when none is open.
    pub(crate) exists: Option<u32>,
    /// The messages of a result: `_`, `__`, `_8`, `$old`, or `$` for the last search. An empty set is one.
    pub(crate) results: &'a dyn Fn(&str) -> Option<MessageSet>,
}

/// Reads `5`, `1:3,7`, `5:*`, `last:5`, `all`, `_`, or a list of these, which are joined.
///
/// `last:5` counts sequence numbers, whatever plain numbers are. The set is empty when the results
/// named in it are, when the list is, and for `last:5` of no messages; it never becomes all.
pub(crate) fn message_set(
    argument: &Argument,
    numbers: &Numbers<'_>,
) -> Result<MessageSet, Mistake> {
    const WANTED: &str = "a message set such as 5, 1:3,7 or last:5";
    let mut joined = Joined::default();
    match argument {
        Argument::List { items, .. } => {
            for item in items {
                joined.add_word(Piece::whole(word(item, WANTED)?), numbers)?;
            }
        }
        _ => joined.add_word(Piece::whole(word(argument, WANTED)?), numbers)?,
    }
    Ok(joined.finish(numbers.uid))
}

/// Sets put together; all but the empty ones must count the same way.
#[derive(Default)]
struct Joined {
    set: SequenceSet,
    uid: Option<bool>,
}

impl Joined {
    fn add_word(&mut self, whole: Piece<'_>, numbers: &Numbers<'_>) -> Result<(), Mistake> {
        for piece in whole.split(',') {
            if piece.text().is_empty() {
                return Err(Mistake::new(whole.span(), missing_number(whole.text())));
            }
            self.add(set_of(piece, numbers)?, piece.span())?;
        }
        Ok(())
    }

    fn add(&mut self, more: MessageSet, span: Span) -> Result<(), Mistake> {
        if more.is_empty() {
            return Ok(());
        }
        if self.set.is_saved() || (more.set().is_saved() && !self.set.is_empty()) {
            let message = "$ stands alone: only the server knows what is in it";
            return Err(Mistake::new(span, message));
        }
        if *self.uid.get_or_insert(more.is_uid()) != more.is_uid() {
            let (one, other) = if more.is_uid() {
                ("UIDs", "sequence numbers")
            } else {
                ("sequence numbers", "UIDs")
            };
            let message = format!("these are {one} and cannot be joined with {other}");
            return Err(Mistake::new(span, message).with_hint("name them in two commands"));
        }
        let (MessageSet::Sequence(more) | MessageSet::Uid(more)) = more;
        if more.is_saved() {
            self.set = more;
        } else {
            self.set.append(more);
        }
        Ok(())
    }

    fn finish(self, uid: bool) -> MessageSet {
        numbered(self.set, self.uid.unwrap_or(uid))
    }
}

fn numbered(set: SequenceSet, uid: bool) -> MessageSet {
    if uid {
        MessageSet::Uid(set)
    } else {
        MessageSet::Sequence(set)
    }
}

fn missing_number(text: &str) -> &'static str {
    if text.is_empty() {
        "a message number is missing"
    } else {
        "a message number is missing beside a comma"
    }
}

/// Reads what stands between commas.
fn set_of(piece: Piece<'_>, numbers: &Numbers<'_>) -> Result<MessageSet, Mistake> {
    let text = piece.text();
    if text.eq_ignore_ascii_case("all") {
        return Ok(numbered(range(Some(1), None), numbers.uid));
    }
    if let Some((before, count)) = piece.split_once(':')
        && before.text().eq_ignore_ascii_case("last")
    {
        return last(piece, count, numbers.exists).map(MessageSet::Sequence);
    }
    if !piece.quoted() && text.starts_with(['_', '$']) {
        let set = (numbers.results)(text).ok_or_else(|| no_result(piece))?;
        return Ok(match set.set().is_saved() {
            true => numbered(SequenceSet::saved(), numbers.uid),
            false => set,
        });
    }
    if !text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'*'))
    {
        let message = "not a message number or set, such as 5, 1:3,7, 5:*, last:5, all or _";
        return Err(Mistake::new(piece.span(), message));
    }
    let set = match piece.split_once(':') {
        Some((start, end)) => range(end_of_range(piece, start)?, end_of_range(piece, end)?),
        None => {
            let number = number(piece)?;
            range(number, number)
        }
    };
    Ok(numbered(set, numbers.uid))
}

fn range(start: Option<u32>, end: Option<u32>) -> SequenceSet {
    SequenceSet::from_ranges([SequenceRange { start, end }])
}

fn no_result(piece: Piece<'_>) -> Mistake {
    let message = match piece.text() {
        "_" => "there is no result with messages yet",
        "$" => "there is no search yet whose messages are known here",
        "__" => "there is no result with messages before the last",
        _ => "there is no such result, or it holds no messages",
    };
    Mistake::new(piece.span(), message)
}

/// The newest messages: sequence numbers, because only these follow each other without gaps.
fn last(piece: Piece<'_>, count: Piece<'_>, exists: Option<u32>) -> Result<SequenceSet, Mistake> {
    let Some(count) = digits(count.text()).filter(|count| *count > 0) else {
        let message = "last: takes how many messages, from 1 up, such as last:5";
        return Err(Mistake::new(piece.span(), message));
    };
    let Some(exists) = exists else {
        let message = "the number of messages is not known here; open a mailbox first";
        return Err(Mistake::new(piece.span(), message));
    };
    if exists == 0 {
        return Ok(SequenceSet::default());
    }
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    Ok(range(Some(exists.saturating_sub(count) + 1), Some(exists)))
}

fn end_of_range(whole: Piece<'_>, end: Piece<'_>) -> Result<Option<u32>, Mistake> {
    if end.text().is_empty() {
        let message = "a range has two ends, such as 1:5 or 5:*";
        return Err(Mistake::new(whole.span(), message));
    }
    number(end)
}

/// Reads a number, or `*`, which is none.
fn number(piece: Piece<'_>) -> Result<Option<u32>, Mistake> {
    let text = piece.text();
    if text == "*" {
        return Ok(None);
    }
    if text.contains([':', '*']) {
        let message = "a range has two ends, such as 1:5 or 5:*, and * stands alone in its place";
        return Err(Mistake::new(piece.span(), message));
    }
    match digits(text).map(u32::try_from) {
        Some(Ok(0)) => {
            let message = "message numbers start at 1";
            Err(Mistake::new(piece.span(), message))
        }
        Some(Ok(number)) => Ok(Some(number)),
        _ => {
            let message = format!("message numbers end at {}", u32::MAX);
            Err(Mistake::new(piece.span(), message))
        }
    }
}

/// Reads digits; a number that is too large becomes the largest.
fn digits(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use imapclient::types::MessageSet;

    use super::{Numbers, message_set};
    use crate::shell::arguments::tests::{arguments, python, results, shown, shown_in};
    use crate::shell::line::Argument;

    fn read(argument: &Argument, uid: bool, exists: Option<u32>) -> Result<String, super::Mistake> {
        let numbers = Numbers {
            uid,
            exists,
            results: &results,
        };
        message_set(argument, &numbers).map(|set| match set {
            MessageSet::Uid(set) => format!("UID {set}"),
            MessageSet::Sequence(set) => set.to_string(),
        })
    }

    fn check(typed: &str, expected: &str) {
        let found = read(arguments(typed).first().unwrap(), true, Some(142));
        assert_eq!(shown(typed, found), expected, "{typed}");
    }

    #[test]
    fn sets_are_read_in_every_spelling() {
        for (typed, expected) in [
            ("5", "UID 5"),
            ("1:3,7", "UID 1:3,7"),
            ("*", "UID *"),
            ("5:*", "UID 5:*"),
            ("*:4", "UID *:4"),
            ("4294967295", "UID 4294967295"),
            ("\"1:3\"", "UID 1:3"),
            ("all", "UID 1:*"),
            ("last:5", "138:142"),
            ("LAST:1", "142"),
            ("last:143", "1:142"),
            ("last:99999999999999999999", "1:142"),
            ("_", "UID 3:5,9"),
            ("$", "UID 7"),
            ("_8", "1:2"),
            ("_,12", "UID 3:5,9,12"),
            ("(1 2 3)", "UID 1:3"),
            ("[1, 2, 9:*]", "UID 1:2,9:*"),
            ("(last:2 _8)", "141:142,1:2"),
            ("(__ 5)", "UID 5"),
            ("(__ last:1)", "142"),
        ] {
            check(typed, expected);
        }
    }

    #[test]
    fn an_empty_set_stays_empty() {
        for (typed, expected) in [
            ("__", "UID "),
            ("()", "UID "),
            ("[]", "UID "),
            ("(__ __)", "UID "),
        ] {
            check(typed, expected);
        }
        let last = arguments("last:5");
        assert_eq!(read(last.first().unwrap(), false, Some(0)).unwrap(), "");
    }

    #[test]
    fn numbers_follow_the_setting() {
        let typed = arguments("1:3");
        assert_eq!(read(typed.first().unwrap(), false, None).unwrap(), "1:3");
        let mistake = read(arguments("last:5").first().unwrap(), true, None).unwrap_err();
        assert_eq!(
            mistake.message,
            "the number of messages is not known here; open a mailbox first"
        );
    }

    #[test]
    fn python_values_are_sets_too() {
        for (call, expected) in [
            ("c.fetch(5)", "UID 5"),
            ("c.fetch([1, 2, 9])", "UID 1:2,9"),
            ("c.fetch((3,))", "UID 3"),
            ("c.fetch('1:*')", "UID 1:*"),
            ("c.fetch(['1:3', 7])", "UID 1:3,7"),
            ("c.fetch([])", "UID "),
            ("c.fetch([1, 0])", "[1, 0]: message numbers start at 1"),
            (
                "c.fetch(-1)",
                "-1: not a message number or set, such as 5, 1:3,7, 5:*, last:5, all or _",
            ),
        ] {
            assert_eq!(
                shown_in(call, read(python(call).first().unwrap(), true, Some(5))),
                expected,
                "{call}"
            );
        }
    }

    #[test]
    fn mistakes_are_marked() {
        let no_set = "not a message number or set, such as 5, 1:3,7, 5:*, last:5, all or _";
        let two_ends = "a range has two ends, such as 1:5 or 5:*";
        let last = "last: takes how many messages, from 1 up, such as last:5";
        for (typed, marked, message) in [
            ("0", "0", "message numbers start at 1"),
            ("3,0", "0", "message numbers start at 1"),
            ("0:5", "0", "message numbers start at 1"),
            ("1:", "1:", two_ends),
            (":5", ":5", two_ends),
            ("a", "a", no_set),
            ("1,a", "a", no_set),
            ("+1", "+1", no_set),
            ("\"_\"", "_", no_set),
            (
                "4294967296",
                "4294967296",
                "message numbers end at 4294967295",
            ),
            (
                "1:99999999999999999999",
                "99999999999999999999",
                "message numbers end at 4294967295",
            ),
            ("1,,2", "1,,2", "a message number is missing beside a comma"),
            ("1,", "1,", "a message number is missing beside a comma"),
            ("\"\"", "\"\"", "a message number is missing"),
            ("last:0", "last:0", last),
            ("last:", "last:", last),
            ("last:x", "last:x", last),
            (
                "_9",
                "_9",
                "there is no such result, or it holds no messages",
            ),
            (
                "((1))",
                "(1)",
                "a message set such as 5, 1:3,7 or last:5 belongs here, not a list",
            ),
        ] {
            check(typed, &format!("{marked}: {message}"));
        }
        check(
            "5,last:2",
            "last:2: these are sequence numbers and cannot be joined with UIDs (name them in two commands)",
        );
    }
}
