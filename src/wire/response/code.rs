//! The code in brackets at the start of a status text; see RFC 9051 section 9, rule `resp-text-code`.

use memchr::memchr;

use crate::types::{Flag, ResponseCode, SequenceSet, Value};
use crate::wire::framer::Frame;
use crate::wire::framer::line::{blanks, number};
use crate::wire::tree::{self, Tape};

/// Cuts `[CODE arguments]` off the front of a text. A text that opens a bracket and does not close it has no code.
pub(super) fn split(text: &[u8], depth: usize) -> (Option<ResponseCode>, &[u8]) {
    let Some(inner) = text.strip_prefix(b"[") else {
        return (None, text);
    };
    let Some(end) = end(inner) else {
        return (None, text);
    };
    let (raw, rest) = inner.split_at_checked(end).unwrap_or((inner, &[]));
    (
        Some(read(raw, depth)),
        blanks(rest.get(1..).unwrap_or_default()),
    )
}

/// Finds the bracket that ends a code. Keywords on Gmail may hold brackets, so a list of flags goes up to `)]`.
/// What a server put in quotes may hold brackets, too.
fn end(inner: &[u8]) -> Option<usize> {
    let (name, arguments) = name(inner);
    let lists = [b"PERMANENTFLAGS".as_slice(), b"BADCHARSET"];
    if lists.iter().any(|list| name.eq_ignore_ascii_case(list))
        && blanks(arguments).starts_with(b"(")
        && let Some(end) = end_of_list(inner)
    {
        return Some(end);
    }
    let (mut quoted, mut escaped) = (false, false);
    let outside = inner.iter().position(|byte| {
        let found = *byte == b']' && !quoted;
        if *byte == b'"' && !escaped {
            quoted = !quoted;
        }
        escaped = quoted && *byte == b'\\' && !escaped;
        found
    });
    outside.or_else(|| memchr(b']', inner))
}

/// Finds the first `)]`, blanks allowed between.
fn end_of_list(inner: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let close = from + memchr(b')', inner.get(from..)?)?;
        let rest = inner.get(close + 1..)?;
        let after = blanks(rest);
        if after.starts_with(b"]") {
            return Some(close + 1 + rest.len() - after.len());
        }
        // Blanks skipped here hold no parenthesis, so nothing is looked at twice.
        from = inner.len() - after.len();
    }
}

/// Cuts the name of a code off, which no argument's first byte can be part of.
fn name(raw: &[u8]) -> (&[u8], &[u8]) {
    let end = raw
        .iter()
        .position(|byte| matches!(byte, b' ' | b'\t' | b'(' | b'"' | b'=' | b']'));
    raw.split_at_checked(end.unwrap_or(raw.len()))
        .unwrap_or((raw, &[]))
}

/// Reads what stands between the brackets. What is no known code with fitting arguments is kept as it came.
fn read(raw: &[u8], depth: usize) -> ResponseCode {
    let (name, rest) = name(raw);
    let name = String::from_utf8_lossy(name).to_ascii_uppercase();
    let words: Vec<&[u8]> = words(rest).take(4).collect();
    known(&name, rest, &words).unwrap_or_else(|| ResponseCode::Other {
        values: values(rest, depth),
        raw: raw.to_vec(),
        name,
    })
}

fn known(name: &str, rest: &[u8], words: &[&[u8]]) -> Option<ResponseCode> {
    Some(match (name, words) {
        ("ALERT", []) => ResponseCode::Alert,
        ("READ-ONLY", []) => ResponseCode::ReadOnly,
        ("READ-WRITE", []) => ResponseCode::ReadWrite,
        ("TRYCREATE", []) => ResponseCode::TryCreate,
        ("NOMODSEQ", []) => ResponseCode::NoModSeq,
        ("UIDNEXT", [value]) => ResponseCode::UidNext(number(value)?),
        ("UIDVALIDITY", [value]) => ResponseCode::UidValidity(number(value)?),
        ("UNSEEN", [value]) => ResponseCode::Unseen(number(value)?),
        ("HIGHESTMODSEQ", [value]) => ResponseCode::HighestModSeq(number(value)?),
        ("MODIFIED", [uids]) => ResponseCode::Modified(set(uids)?),
        ("APPENDUID", [validity, uids @ ..]) => ResponseCode::AppendUid {
            validity: number(validity)?,
            uids: only_set(uids)?,
        },
        // Outlook.com leaves both sets out.
        ("COPYUID", [validity]) => {
            copy_uid(validity, SequenceSet::default(), SequenceSet::default())?
        }
        ("COPYUID", [validity, source, target]) => copy_uid(validity, set(source)?, set(target)?)?,
        ("CAPABILITY", _) => ResponseCode::Capability(capabilities(rest)),
        ("PERMANENTFLAGS", _) => ResponseCode::PermanentFlags(flags(rest)),
        _ => return None,
    })
}

fn copy_uid(validity: &[u8], source: SequenceSet, target: SequenceSet) -> Option<ResponseCode> {
    Some(ResponseCode::CopyUid {
        validity: number(validity)?,
        source,
        target,
    })
}

/// Reads a set of UIDs that may be left out.
fn only_set(words: &[&[u8]]) -> Option<SequenceSet> {
    match words {
        [] => Some(SequenceSet::default()),
        [uids] => set(uids),
        _ => None,
    }
}

fn set(word: &[u8]) -> Option<SequenceSet> {
    SequenceSet::parse(std::str::from_utf8(word).ok()?)
}

/// The words of a list of capabilities; a lone plus is what is left of `LITERAL +`.
fn capabilities(bytes: &[u8]) -> Vec<String> {
    words(bytes)
        .filter(|word| *word != b"+")
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect()
}

/// The words of a list of flags, with or without its parentheses.
fn flags(bytes: &[u8]) -> Vec<Flag> {
    let bytes = bytes.trim_ascii();
    let bytes = bytes.strip_prefix(b"(").unwrap_or(bytes);
    let bytes = bytes.strip_suffix(b")").unwrap_or(bytes);
    words(bytes)
        .map(|word| Flag::new(String::from_utf8_lossy(word)))
        .collect()
}

fn words(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
}

/// The arguments of a code as values; none where they are nested too deep to be read.
fn values(bytes: &[u8], depth: usize) -> Vec<Value> {
    if blanks(bytes).is_empty() {
        return Vec::new();
    }
    let mut tape = Tape::default();
    let frame = Frame {
        bytes,
        literals: &[],
    };
    tree::parse(frame, 0, &mut tape, depth)
        .map(|nodes| nodes.map(|node| node.to_value()).collect())
        .unwrap_or_default()
}
