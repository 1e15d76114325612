//! Takes a message apart: header fields, and the parts of the body with their places. RFC 5322; RFC 2045; RFC 2046

use std::ops::Range;

use memchr::memmem;

use super::lexer::{Token, tokens};

/// Parts within parts; what is deeper is left whole.
const DEEPEST: usize = 20;
/// Parts in one multipart; what follows is left in the last.
const MOST_PARTS: usize = 500;

/// A message, or a part of one, by its places in the message.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// The header with the blank line that ends it.
    pub(super) header: Range<usize>,
    pub(super) body: Range<usize>,
    pub(super) kind: String,
    pub(super) subkind: String,
    pub(super) parameters: Vec<(Vec<u8>, Vec<u8>)>,
    /// The parts of a multipart; of a message in a message, that message.
    pub(super) children: Vec<Part>,
}

impl Part {
    /// Takes a message apart.
    pub(super) fn of_message(message: &[u8]) -> Part {
        part(message, 0..message.len(), ("text", "plain"), 0)
    }

    pub(super) fn is_multipart(&self) -> bool {
        self.kind.eq_ignore_ascii_case("multipart") && !self.children.is_empty()
    }

    /// The message that this part is.
    pub(super) fn message(&self) -> Option<&Part> {
        let is_message = !self.kind.eq_ignore_ascii_case("multipart");
        self.children.first().filter(|_| is_message)
    }

    /// The part of a message at a path. RFC 3501 section 6.4.5
    pub(super) fn at(&self, path: &[u32]) -> Option<&Part> {
        let mut holder = self;
        let mut found = self;
        for (level, number) in path.iter().enumerate() {
            if level > 0 {
                holder = match found.message() {
                    Some(message) => message,
                    // A part of several that holds no others is its own first part, as real servers have it.
                    None if found.is_multipart() || holder.is_multipart() => found,
                    None => return None,
                };
            }
            let index = usize::try_from(*number).ok()?.checked_sub(1)?;
            found = match (holder.is_multipart(), index) {
                (true, _) => holder.children.get(index)?,
                (false, 0) => holder,
                (false, _) => return None,
            };
        }
        Some(found)
    }

    /// All parts, outermost first.
    pub(super) fn all(&self) -> Vec<&Part> {
        let mut found = vec![self];
        let mut at = 0;
        while let Some(part) = found.get(at) {
            let children = &part.children;
            at += 1;
            found.extend(children);
        }
        found
    }
}

fn part(message: &[u8], place: Range<usize>, usual: (&str, &str), depth: usize) -> Part {
    let bytes = message.get(place.clone()).unwrap_or_default();
    let length = header_length(bytes);
    let header = place.start..place.start + length;
    let body = header.end..place.end;
    let fields = message.get(header.clone()).unwrap_or_default();
    let mut part = match field(fields, "content-type") {
        Some(value) => typed(&value),
        None => Part {
            kind: usual.0.to_owned(),
            subkind: usual.1.to_owned(),
            ..Part::default()
        },
    };
    (part.header, part.body) = (header, body.clone());
    if depth >= DEEPEST {
        return part;
    }
    if part.kind.eq_ignore_ascii_case("multipart") {
        let digest = part.subkind.eq_ignore_ascii_case("digest");
        let usual = if digest {
            ("message", "rfc822")
        } else {
            ("text", "plain")
        };
        let boundary = parameter(&part.parameters, "boundary");
        let places = boundary.map(|boundary| between(message, body, &boundary));
        let places = places.unwrap_or_default().into_iter();
        part.children = places
            .map(|place| self::part(message, place, usual, depth + 1))
            .collect();
    } else if part.kind.eq_ignore_ascii_case("message")
        && part.subkind.eq_ignore_ascii_case("rfc822")
    {
        part.children = vec![self::part(message, body, ("text", "plain"), depth + 1)];
    }
    part
}

/// A part of the type that a Content-Type says.
fn typed(value: &[u8]) -> Part {
    let mut tokens = tokens(value)
        .into_iter()
        .filter(|token| !matches!(token, Token::Comment(_)));
    let word = |token: Option<Token>| match token {
        Some(Token::Word(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => String::new(),
    };
    let media = word(tokens.next());
    let (kind, subkind) = media.split_once('/').unwrap_or((&media, ""));
    let fine = !kind.is_empty() && !subkind.is_empty();
    let (kind, subkind) = if fine {
        (kind, subkind)
    } else {
        ("text", "plain")
    };
    Part {
        kind: kind.to_owned(),
        subkind: subkind.to_owned(),
        parameters: parameters(tokens),
        ..Part::default()
    }
}

/// The parameters behind a value: `; name=value`.
pub(super) fn parameters(tokens: impl Iterator<Item = Token>) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut found: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    let mut begins = false;
    for token in tokens {
        match token {
            Token::Special(b';') => begins = true,
            Token::Word(word) if begins => {
                begins = false;
                let equals = word.iter().position(|byte| *byte == b'=');
                let (name, value) = word.split_at(equals.unwrap_or(word.len()));
                found.push((name.to_vec(), value.get(1..).unwrap_or_default().to_vec()));
            }
            // The value of the name before, in quotes.
            Token::Quoted(text) => {
                if let Some((_, value)) = found.last_mut().filter(|(_, value)| value.is_empty()) {
                    *value = text;
                }
            }
            _ => {}
        }
    }
    found
}

pub(super) fn parameter(parameters: &[(Vec<u8>, Vec<u8>)], name: &str) -> Option<Vec<u8>> {
    let same = |(known, _): &&(Vec<u8>, Vec<u8>)| known.eq_ignore_ascii_case(name.as_bytes());
    parameters.iter().find(same).map(|(_, value)| value.clone())
}

/// The places between the lines that a boundary makes. RFC 2046 section 5.1.1
fn between(message: &[u8], body: Range<usize>, boundary: &[u8]) -> Vec<Range<usize>> {
    let mark = [b"--", boundary].concat();
    let bytes = message.get(body.clone()).unwrap_or_default();
    let mut places = Vec::new();
    let mut begin = None;
    for at in memmem::find_iter(bytes, &mark) {
        let before = bytes.get(..at).unwrap_or_default();
        if !before.is_empty() && !before.ends_with(b"\n") || places.len() >= MOST_PARTS {
            continue;
        }
        let rest = bytes.get(at + mark.len()..).unwrap_or_default();
        let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let last = line.starts_with(b"--");
        if !last && !line.trim_ascii().is_empty() {
            continue;
        }
        let before = before.strip_suffix(b"\n").unwrap_or(before);
        let before = before.strip_suffix(b"\r").unwrap_or(before);
        if let Some(begin) = begin {
            places.push(begin..(body.start + before.len()).max(begin));
        }
        let after = (body.start + at + mark.len() + line.len() + 1).min(body.end);
        begin = (!last).then_some(after);
        if last {
            break;
        }
    }
    places.extend(begin.map(|begin| begin..body.end));
    places
}

/// How long the header is that a message begins with, the blank line included.
fn header_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        let line = bytes.get(at..end).unwrap_or_default();
        at = end + 1;
        if line.is_empty() || line == b"\r" {
            return at;
        }
    }
    bytes.len()
}

/// The fields of a header, each with its name and with all its lines.
pub(super) fn fields(header: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut found = Vec::new();
    let mut begin = 0;
    let mut at = 0;
    for end in memchr::memchr_iter(b'\n', header) {
        at = end + 1;
        if matches!(header.get(at), Some(b' ' | b'\t')) {
            continue;
        }
        push_field(&mut found, header.get(begin..at).unwrap_or_default());
        begin = at;
    }
    if at < header.len() {
        push_field(&mut found, header.get(begin..).unwrap_or_default());
    }
    found
}

fn push_field<'a>(found: &mut Vec<(&'a [u8], &'a [u8])>, lines: &'a [u8]) {
    if let Some(colon) = lines.iter().position(|byte| *byte == b':') {
        found.push((
            lines.get(..colon).unwrap_or_default().trim_ascii_end(),
            lines,
        ));
    }
}

/// The value of the first field of that name, its lines joined.
pub(super) fn field(header: &[u8], name: &str) -> Option<Vec<u8>> {
    let same = |(known, _): &(&[u8], &[u8])| known.eq_ignore_ascii_case(name.as_bytes());
    fields(header)
        .into_iter()
        .find(same)
        .map(|(_, lines)| value(lines))
}

/// What stands behind the colon, without line ends.
pub(super) fn value(lines: &[u8]) -> Vec<u8> {
    let colon = lines
        .iter()
        .position(|byte| *byte == b':')
        .map_or(0, |at| at + 1);
    let value = lines.get(colon..).unwrap_or_default().trim_ascii();
    value
        .iter()
        .copied()
        .filter(|byte| !matches!(byte, b'\r' | b'\n'))
        .collect()
}
