//! Numbers, sizes and names behind search keys.

use crate::shell::arguments::mistake::Mistake;
use crate::shell::line::Word;

/// Reads a plain number.
pub(super) fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// Reads a number of seconds; 0 is none. RFC 5032 section 3
pub(super) fn seconds(text: &str) -> Option<u64> {
    number(text).filter(|seconds| *seconds > 0)
}

/// Reads a size: `500`, `10k`, `5M`, `1G`. The letters are thousands, as in all sizes that are shown.
pub(super) fn size(text: &str) -> Option<u64> {
    let (digits, unit) = match text.char_indices().next_back()? {
        (place, 'k' | 'K') => (text.get(..place)?, 1000),
        (place, 'm' | 'M') => (text.get(..place)?, 1_000_000),
        (place, 'g' | 'G') => (text.get(..place)?, 1_000_000_000),
        _ => (text, 1),
    };
    number(digits)?.checked_mul(unit)
}

/// Takes the name of a header field; the empty name and the colon behind it are refused.
pub(super) fn field(word: Word) -> Result<String, Mistake> {
    if word.text.is_empty() {
        return Err(Mistake::new(
            word.span,
            "the name of a header field is missing here",
        ));
    }
    if word.text.contains(':') {
        return Err(Mistake::new(
            word.span,
            "a header field is named without its colon",
        ));
    }
    Ok(word.text)
}

/// Says whether a text is an `objectid`. RFC 8474 section 7
pub(super) fn is_identifier(text: &str) -> bool {
    (1..=255).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
