//! What can be told of a line without parsing it: which kind of response it begins, and whether a literal
//! is announced at its end.

use memchr::memchr2;

/// What a line of the server begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// Human text, or nothing known: braces at its end are text.
    Text,
    /// `* 1 FETCH` or `* 1 UIDFETCH`
    Fetch,
    /// Any other untagged data.
    Data,
}

/// A literal announced at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Announcement {
    /// Where in the line it begins, the `~` of `~{n}` included.
    pub(crate) at: usize,
    /// How many bytes follow the line; absent when the number fits no size.
    pub(crate) size: Option<u64>,
}

/// Reads `{n}`, `{n+}` or `~{n}` at the end of a line, whose line end was taken off.
pub(crate) fn announced(line: &[u8]) -> Option<Announcement> {
    let inner = line.strip_suffix(b"}")?;
    let inner = inner.strip_suffix(b"+").unwrap_or(inner);
    let digits = inner
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (before, digits) = inner.split_at_checked(inner.len() - digits)?;
    let before = before.strip_suffix(b"{")?;
    let at = before.strip_suffix(b"~").unwrap_or(before).len();
    (!digits.is_empty()).then_some(Announcement {
        at,
        size: number(digits),
    })
}

/// Reads digits, leading zeros allowed.
pub(in crate::wire) fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// Takes the line end off: LF, and CR before it, which a line translated twice has two of.
pub(in crate::wire) fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Tells the kind of response a line begins.
pub(super) fn start(line: &[u8]) -> Start {
    let Some(rest) = untagged(line) else {
        return Start::Text;
    };
    let (first, rest) = word(rest);
    if first.starts_with(b"[") || status(first).is_some() {
        return Start::Text;
    }
    let (name, _) = if number(first).is_some() {
        word(blanks(rest))
    } else {
        (first, rest)
    };
    let name = name.split(|byte| *byte == b'(').next().unwrap_or_default();
    if name.eq_ignore_ascii_case(b"FETCH") || name.eq_ignore_ascii_case(b"UIDFETCH") {
        Start::Fetch
    } else {
        Start::Data
    }
}

/// Says whether a literal may stand behind these bytes of a line of this kind. A name that was not quoted may
/// end in braces (`work{5}`), while servers are known that leave out the blank in a FETCH (`BODY[TEXT]{5}`).
pub(super) fn may_precede_literal(start: Start, before: &[u8]) -> bool {
    match start {
        Start::Text => false,
        Start::Fetch => true,
        Start::Data => before
            .last()
            .is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'(' | b')' | b']' | b'>' | b'"')),
    }
}

/// How many lists are open behind some text, quoted parentheses not counted.
pub(super) fn open_lists(open: usize, text: &[u8]) -> usize {
    let (mut open, mut quoted, mut escaped) = (open, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'(' if !quoted => open += 1,
            b')' if !quoted => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open
}

/// Says whether a line begins a response of its own, and does not go on with the one before it.
pub(super) fn begins_response(line: &[u8]) -> bool {
    untagged(line).is_some() || continuation(line).is_some() || tagged(line).is_some()
}

/// What follows the star of an untagged response.
pub(in crate::wire) fn untagged(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"*")?;
    let trimmed = blanks(rest);
    (trimmed.len() < rest.len()).then_some(trimmed)
}

/// What follows the plus of a continuation request.
pub(in crate::wire) fn continuation(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"+")?;
    let trimmed = blanks(rest);
    (rest.is_empty() || trimmed.len() < rest.len()).then_some(trimmed)
}

/// The tag, the word and the text of a tagged response.
pub(in crate::wire) fn tagged(line: &[u8]) -> Option<(&[u8], Status, &[u8])> {
    let (tag, rest) = word(line);
    let tag_bytes = |byte: &u8| byte.is_ascii_graphic() && !b"()[]{}%*\"\\+".contains(byte);
    if tag.is_empty() || !tag.iter().all(tag_bytes) {
        return None;
    }
    let (name, text) = word(blanks(rest));
    let status = status(name).filter(|status| *status != Status::PreAuth)?;
    Some((tag, status, text))
}

/// The word of a status response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::wire) enum Status {
    Ok,
    No,
    Bad,
    Bye,
    PreAuth,
}

/// Reads the word of a status response.
pub(in crate::wire) fn status(word: &[u8]) -> Option<Status> {
    let words: [(&[u8], Status); 5] = [
        (b"OK", Status::Ok),
        (b"NO", Status::No),
        (b"BAD", Status::Bad),
        (b"BYE", Status::Bye),
        (b"PREAUTH", Status::PreAuth),
    ];
    words
        .into_iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name))
        .map(|(_, status)| status)
}

/// Cuts the bytes before the first blank off. A code in brackets right behind a status word counts as cut off, too.
pub(in crate::wire) fn word(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr2(b' ', b'\t', bytes).unwrap_or(bytes.len());
    let (first, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
    if let Some(bracket) = first.iter().take(8).position(|byte| *byte == b'[')
        && let Some((name, _)) = first.split_at_checked(bracket)
        && status(name).is_some()
    {
        return bytes.split_at_checked(bracket).unwrap_or((bytes, &[]));
    }
    (first, rest)
}

/// Takes leading blanks off.
pub(in crate::wire) fn blanks(bytes: &[u8]) -> &[u8] {
    let count = bytes
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    bytes.get(count..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_announced_by_digits_in_braces_at_the_end() {
        type Wanted = Option<(usize, Option<u64>)>;
        let cases: [(&[u8], Wanted); 13] = [
            (b"* LIST () \"/\" {8}", Some((14, Some(8)))),
            (b"{005}", Some((0, Some(5)))),
            (b"x ~{5}", Some((2, Some(5)))),
            (b"x {5+}", Some((2, Some(5)))),
            (b"{0}", Some((0, Some(0)))),
            (b"{18446744073709551616}", Some((0, None))),
            (b"{-1}", None),
            (b"{}", None),
            (b"{+}", None),
            (b"{abc}", None),
            (b"{5} ", None),
            (b"5}", None),
            (b"", None),
        ];
        for (line, wanted) in cases {
            assert_eq!(
                announced(line).map(|found| (found.at, found.size)),
                wanted,
                "{}",
                line.escape_ascii()
            );
        }
    }

    #[test]
    fn lines_are_told_apart() {
        let cases: [(&[u8], Start); 13] = [
            (b"* OK see {5}", Start::Text),
            (b"* ok[ALERT] see {5}", Start::Text),
            (b"* [COPYUID 1 2 3] {5}", Start::Text),
            (b"* BYE", Start::Text),
            (b"A1 OK {5}", Start::Text),
            (b"+ go {5}", Start::Text),
            (b"rubbish {5}", Start::Text),
            (b"* 12 FETCH (", Start::Fetch),
            (b"*  12  fetch(", Start::Fetch),
            (b"* 12 UIDFETCH (", Start::Fetch),
            (b"* LIST () \"/\" {5}", Start::Data),
            (b"* OKAY {5}", Start::Data),
            (b"*", Start::Text),
        ];
        for (line, wanted) in cases {
            assert_eq!(start(line), wanted, "{}", line.escape_ascii());
        }
    }
}
