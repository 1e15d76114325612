//! What ENVELOPE, BODY and BODYSTRUCTURE tell of a message. RFC 3501 section 7.4.2

use mailparse::{MailAddr, SingleInfo, addrparse};

use super::mime::{Part, field};
use super::words::{list, nstring, string};

/// The envelope of a message with this header.
pub(super) fn envelope(header: &[u8]) -> Vec<u8> {
    let text = |name: &str| nstring(field(header, name));
    let people = |name: &str| addresses(&field(header, name).unwrap_or_default());
    let from = people("from");
    let or_from = |people: Vec<u8>| match people.as_slice() {
        b"NIL" => from.clone(),
        _ => people,
    };
    list(&[
        text("date"),
        text("subject"),
        from.clone(),
        or_from(people("sender")),
        or_from(people("reply-to")),
        people("to"),
        people("cc"),
        people("bcc"),
        text("in-reply-to"),
        text("message-id"),
    ])
}

/// The addresses of a field, groups with their begin and end.
fn addresses(value: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(value);
    let entry = |name: Option<&str>, mailbox: Option<&str>, host: Option<&str>| {
        let route = None;
        list(&[name, route, mailbox, host].map(nstring))
    };
    let one = |person: &SingleInfo| {
        let (mailbox, host) = person.addr.rsplit_once('@').unwrap_or((&person.addr, ""));
        entry(person.display_name.as_deref(), Some(mailbox), Some(host))
    };
    let mut found = Vec::new();
    match addrparse(&text) {
        Ok(people) => {
            for person in people.iter() {
                match person {
                    MailAddr::Single(person) => found.push(one(person)),
                    MailAddr::Group(group) => {
                        found.push(entry(None, Some(&group.group_name), None));
                        found.extend(group.addrs.iter().map(one));
                        found.push(entry(None, None, None));
                    }
                }
            }
        }
        // No address: a name at least.
        Err(_) => found.push(entry(None, Some(&text), Some(""))),
    }
    match found.is_empty() {
        true => list(&[]),
        // No blanks stand between them.
        false => list(&[found.concat()]),
    }
}

/// The structure of a part; with `extended` as BODYSTRUCTURE. Parts are never deeper than they are read.
pub(super) fn structure(part: &Part<'_>, extended: bool) -> Vec<u8> {
    let (kind, subkind) = part.media.split_once('/').unwrap_or(("text", "plain"));
    let about = field(part.header, "content-type").unwrap_or_default();
    let text = |name: &str| nstring(field(part.header, name));
    let number = |number: usize| number.to_string().into_bytes();
    let mut values = Vec::new();
    if part.is_multipart() {
        let children = part.children.iter().map(|part| structure(part, extended));
        values.extend([children.collect::<Vec<_>>().concat(), string(subkind)]);
        if extended {
            values.push(parameters(&about, None));
        }
    } else {
        let usual = (kind == "text").then_some(("charset", "us-ascii"));
        let encoding = field(part.header, "content-transfer-encoding");
        values.extend([
            string(kind),
            string(subkind),
            parameters(&about, usual),
            text("content-id"),
            text("content-description"),
            string(encoding.unwrap_or_else(|| b"7bit".to_vec())),
            number(part.body.len()),
        ]);
        if let Some(inner) = part.message() {
            values.extend([envelope(inner.header), structure(inner, extended)]);
        }
        if kind == "text" || part.message().is_some() {
            values.push(number(memchr::memchr_iter(b'\n', part.body).count()));
        }
        if extended {
            values.push(text("content-md5"));
        }
    }
    if extended {
        let disposition = field(part.header, "content-disposition").map(|value| {
            let kind = value.split(|byte| *byte == b';').next().unwrap_or_default();
            list(&[string(kind.trim_ascii()), parameters(&value, None)])
        });
        let languages = field(part.header, "content-language").unwrap_or_default();
        let languages = languages.split(|byte| b", ".contains(byte));
        let languages = languages.filter(|word| !word.is_empty()).map(string);
        values.extend([
            disposition.unwrap_or_else(|| list(&[])),
            list(&languages.collect::<Vec<_>>()),
            text("content-location"),
        ]);
    }
    list(&values)
}

/// The parameters behind a value, `; name=value`, as they stand there; and one more where it is missing.
fn parameters(value: &[u8], usual: Option<(&str, &str)>) -> Vec<u8> {
    let mut found = Vec::new();
    let mut missing = usual;
    for parameter in pieces(value).iter().skip(1) {
        let equals = memchr::memchr(b'=', parameter).unwrap_or(parameter.len());
        let (name, value) = parameter.split_at(equals);
        if !name.is_empty() {
            found.extend([string(name), string(value.get(1..).unwrap_or_default())]);
            missing = missing.filter(|(usual, _)| !name.eq_ignore_ascii_case(usual.as_bytes()));
        }
    }
    if let Some((name, value)) = missing {
        found.extend([string(name), string(value)]);
    }
    list(&found)
}

/// Cuts a value at its semicolons; quotes, and blanks outside of them, are taken off.
fn pieces(value: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = vec![Vec::new()];
    let (mut quoted, mut escaped) = (false, false);
    for &byte in value {
        match byte {
            b'\\' if quoted && !escaped => escaped = true,
            b'"' if !escaped => quoted = !quoted,
            b';' if !quoted => pieces.push(Vec::new()),
            b' ' | b'\t' if !quoted => {}
            _ => {
                pieces
                    .last_mut()
                    .into_iter()
                    .for_each(|piece| piece.push(byte));
                escaped = false;
            }
        }
    }
    pieces
}
