//! What ENVELOPE, BODY and BODYSTRUCTURE tell of a message. RFC 3501 section 7.4.2

use mailparse::{MailAddr, SingleInfo, addrparse};

use super::mime::{Part, field};
use super::words::push_value;
use crate::types::{StringForm, Value};

pub(super) fn string(bytes: impl Into<Vec<u8>>) -> Value {
    Value::String(bytes.into(), StringForm::Quoted)
}

fn nstring(bytes: Option<Vec<u8>>) -> Value {
    bytes.map_or(Value::Nil, string)
}

/// A list, or NIL for an empty one.
fn list(values: Vec<Value>) -> Value {
    match values.is_empty() {
        true => Value::Nil,
        false => Value::List(values),
    }
}

/// Lists that follow on each other without blanks, as addresses and parts do.
fn joined(values: &[Value]) -> Value {
    let mut bytes = Vec::new();
    values
        .iter()
        .for_each(|value| push_value(&mut bytes, value));
    Value::Atom(bytes)
}

/// The envelope of a message with this header.
pub(super) fn envelope(header: &[u8]) -> Value {
    let text = |name: &str| nstring(field(header, name));
    let people = |name: &str| field(header, name).map_or(Value::Nil, |value| addresses(&value));
    let or_from = |people: Value, from: &Value| match people {
        Value::Nil => from.clone(),
        people => people,
    };
    let from = people("from");
    Value::List(vec![
        text("date"),
        text("subject"),
        from.clone(),
        or_from(people("sender"), &from),
        or_from(people("reply-to"), &from),
        people("to"),
        people("cc"),
        people("bcc"),
        text("in-reply-to"),
        text("message-id"),
    ])
}

/// The addresses of a field, groups with their begin and end.
fn addresses(value: &[u8]) -> Value {
    let text = String::from_utf8_lossy(value);
    let entry = |name: Option<&str>, mailbox: Option<&str>, host: Option<&str>| {
        let [name, mailbox, host] = [name, mailbox, host].map(|text| nstring(text.map(Into::into)));
        Value::List(vec![name, Value::Nil, mailbox, host])
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
        true => Value::Nil,
        false => Value::List(vec![joined(&found)]),
    }
}

/// The structure of a part; with `extended` as BODYSTRUCTURE. Parts are never deeper than they are read.
pub(super) fn structure(part: &Part<'_>, extended: bool) -> Value {
    let (kind, subkind) = part.media.split_once('/').unwrap_or(("text", "plain"));
    let about = field(part.header, "content-type").unwrap_or_default();
    let mut values = Vec::new();
    if part.is_multipart() {
        let children: Vec<_> = part
            .children
            .iter()
            .map(|part| structure(part, extended))
            .collect();
        values.extend([joined(&children), string(subkind)]);
        if extended {
            values.push(parameters(&about, None));
        }
    } else {
        let usual = (kind == "text").then_some(("charset", "us-ascii"));
        let text = |name: &str| nstring(field(part.header, name));
        let encoding = field(part.header, "content-transfer-encoding");
        values.extend([
            string(kind),
            string(subkind),
            parameters(&about, usual),
            text("content-id"),
            text("content-description"),
            string(encoding.unwrap_or_else(|| b"7bit".to_vec())),
            Value::Number(part.body.len() as u64),
        ]);
        if let Some(inner) = part.message() {
            values.extend([envelope(inner.header), structure(inner, extended)]);
        }
        if kind == "text" || part.message().is_some() {
            let lines = memchr::memchr_iter(b'\n', part.body).count();
            values.push(Value::Number(lines as u64));
        }
        if extended {
            values.push(text("content-md5"));
        }
    }
    if extended {
        values.extend(extension(part.header));
    }
    Value::List(values)
}

/// Disposition, language and location.
fn extension(header: &[u8]) -> [Value; 3] {
    let disposition = field(header, "content-disposition").map(|value| {
        let kind = value.split(|byte| *byte == b';').next().unwrap_or_default();
        Value::List(vec![string(kind.trim_ascii()), parameters(&value, None)])
    });
    let languages = field(header, "content-language").unwrap_or_default();
    let languages = languages.split(|byte| b", ".contains(byte));
    let languages = languages.filter(|word| !word.is_empty()).map(string);
    let location = nstring(field(header, "content-location"));
    [
        disposition.unwrap_or(Value::Nil),
        list(languages.collect()),
        location,
    ]
}

/// The parameters behind a value, `; name=value`, as they stand there; and one more where it is missing.
fn parameters(value: &[u8], usual: Option<(&str, &str)>) -> Value {
    let mut found = Vec::new();
    let mut names = Vec::new();
    for parameter in pieces(value).iter().skip(1) {
        let equals = memchr::memchr(b'=', parameter).unwrap_or(parameter.len());
        let (name, value) = parameter.split_at(equals);
        if !name.is_empty() {
            found.extend([string(name), string(value.get(1..).unwrap_or_default())]);
            names.push(name.to_ascii_lowercase());
        }
    }
    if let Some((name, value)) =
        usual.filter(|(name, _)| !names.contains(&name.as_bytes().to_vec()))
    {
        found.extend([string(name), string(value)]);
    }
    list(found)
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
