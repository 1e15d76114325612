//! Whether what was sent is what should be, and how either is written in a transcript.

/// How what was sent fits what should be.
pub(super) enum Fit {
    /// The first so many bytes are what should be.
    Whole(usize),
    /// So far it fits.
    Part,
    Not,
}

/// Compares; `<hidden>` and `{hidden}`, which a trace has in place of secrets, stand for anything up to a line end.
pub(super) fn fit(expected: &[u8], actual: &[u8]) -> Fit {
    let mark = ["<hidden>", "{hidden}"].into_iter().find_map(|mark| {
        let at = memchr::memmem::find(expected, mark.as_bytes())?;
        Some((expected.get(..at)?, expected.get(at + mark.len()..)?))
    });
    let Some((before, after)) = mark else {
        return match actual.starts_with(expected) {
            true => Fit::Whole(expected.len()),
            false if expected.starts_with(actual) => Fit::Part,
            false => Fit::Not,
        };
    };
    let Some(rest) = actual.strip_prefix(before) else {
        return if before.starts_with(actual) {
            Fit::Part
        } else {
            Fit::Not
        };
    };
    let Some(end) = memchr::memmem::find(rest, b"\r\n") else {
        return Fit::Part;
    };
    match rest.get(end..).is_some_and(|rest| rest.starts_with(after)) {
        true => Fit::Whole(before.len() + end + after.len()),
        false => Fit::Not,
    }
}

pub(super) fn starts_with_short_tag(bytes: &[u8]) -> bool {
    let digits = bytes
        .iter()
        .skip(1)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    bytes.first() == Some(&b'A') && digits > 0 && bytes.get(1 + digits) == Some(&b' ')
}

pub(super) fn shown(bytes: &[u8]) -> String {
    format!("\"{}\"", bytes.escape_ascii())
}

/// The bytes that escapes stand for.
pub(super) fn unescaped(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match rest.next()? {
            b'r' => b'\r',
            b'n' => b'\n',
            b't' => b'\t',
            b'\\' => b'\\',
            b'x' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            _ => return None,
        });
    }
    Some(bytes)
}
