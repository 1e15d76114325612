//! Lines of numbers, which may be handed out in pieces: what such a line begins with, and where it may be cut.

use memchr::memrchr;

use super::line;

/// The longest beginning of such a line; what is longer is no answer to a search.
const LONGEST_HEAD: usize = 512;

/// Where a line of numbers may be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    /// How many bytes it begins with before the first number; every piece has to begin with them.
    pub(super) head: usize,
    /// Where the last whole number ends.
    pub(super) end: usize,
    /// The byte there, which stands between two numbers.
    pub(super) separator: u8,
}

/// Finds the last place at which a line that has not ended yet may be cut: `* SEARCH 1 2 3` and `* SORT 3 1 2` between
/// two numbers, `* ESEARCH (TAG "A1") UID ALL 1:3,5` between two ranges. Where anything but numbers stands before
/// that place there is none.
pub(super) fn cut(line: &[u8]) -> Option<Cut> {
    let (head, separator) = head(line)?;
    let numbers = line.get(head..)?;
    let end = memrchr(separator, numbers)?;
    let numbers = numbers.get(..end)?;
    let begins = numbers.first().is_some_and(u8::is_ascii_digit);
    (begins && are_plain(numbers, separator)).then_some(Cut {
        head,
        end: head + end,
        separator,
    })
}

/// Says whether bytes are nothing but numbers, ranges and what stands between them. Nothing is left early within a block
/// of them, so that many are compared at once.
fn are_plain(numbers: &[u8], separator: u8) -> bool {
    let plain = |byte: &u8| byte.is_ascii_digit() | (*byte == b':') | (*byte == separator);
    let whole = |block: &[u8]| block.iter().fold(true, |all, byte| all & plain(byte));
    numbers.chunks(256).all(whole)
}

/// How long the beginning of a line of numbers is, and what stands between two of them.
fn head(line: &[u8]) -> Option<(usize, u8)> {
    let line = line.get(..LONGEST_HEAD).unwrap_or(line);
    let (name, rest) = line::word(line::untagged(line)?);
    if name.eq_ignore_ascii_case(b"SEARCH") || name.eq_ignore_ascii_case(b"SORT") {
        return Some((line.len() - line::blanks(rest).len(), b' '));
    }
    if !name.eq_ignore_ascii_case(b"ESEARCH") {
        return None;
    }
    const ALL: &[u8] = b" ALL ";
    let all = rest
        .windows(ALL.len())
        .position(|word| word.eq_ignore_ascii_case(ALL))?;
    let before = rest.get(..all)?;
    // A tag may have any letters.
    let quotes = before.iter().filter(|byte| **byte == b'"').count();
    quotes
        .is_multiple_of(2)
        .then_some((line.len() - rest.len() + all + ALL.len(), b','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_behind_its_last_whole_number() {
        let cases: [(&str, Option<(&str, &str)>); 16] = [
            ("* SEARCH 1 22 333", Some(("* SEARCH ", "1 22"))),
            ("* search 1 22 ", Some(("* search ", "1 22"))),
            ("*  SORT  7:9 5", Some(("*  SORT  ", "7:9"))),
            (
                "* ESEARCH (TAG \"A1\") UID COUNT 3 ALL 1:3,5,6",
                Some(("* ESEARCH (TAG \"A1\") UID COUNT 3 ALL ", "1:3,5")),
            ),
            ("* ESEARCH ALL 1,5 MODSEQ 9", Some(("* ESEARCH ALL ", "1"))),
            ("* ESEARCH (TAG \"x ALL 1,2,3", None),
            ("* ESEARCH UID COUNT 3 MIN 1,2,3", None),
            ("* SEARCH 1", None),
            ("* SEARCH", None),
            ("* SEARCH ", None),
            ("* SEARCH  ", None),
            ("* SEARCH 1 x 2 3", None),
            ("* SEARCH 1 2 (MODSEQ 5", None),
            ("* SEARCHES 1 2 3", None),
            ("* 5 SEARCH 1 2 3", None),
            ("A1 SEARCH 1 2 3", None),
        ];
        for (line, wanted) in cases {
            let found = cut(line.as_bytes());
            let told = found.map(|cut| (&line[..cut.head], &line[cut.head..cut.end]));
            assert_eq!(told, wanted, "{line}");
        }
    }
}
