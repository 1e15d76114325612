//! Writes BODY and BODYSTRUCTURE. RFC 3501 section 7.4.2

use super::envelope::push_envelope;
use super::lexer::{Token, tokens};
use super::mime::{Part, field, parameter, parameters};
use super::words::{push_nstring, push_string};

/// Writes the structure of a part; with `extended` as BODYSTRUCTURE. Parts are never deeper than the walker goes.
pub(super) fn push_structure(out: &mut Vec<u8>, message: &[u8], part: &Part, extended: bool) {
    out.push(b'(');
    if part.is_multipart() {
        for child in &part.children {
            push_structure(out, message, child, extended);
        }
        out.push(b' ');
        push_string(out, part.subkind.as_bytes());
        if extended {
            out.push(b' ');
            push_parameters(out, &part.parameters);
        }
    } else {
        push_leaf(out, message, part, extended);
    }
    if extended {
        let header = message.get(part.header.clone()).unwrap_or_default();
        push_extension(out, header);
    }
    out.push(b')');
}

fn push_leaf(out: &mut Vec<u8>, message: &[u8], part: &Part, extended: bool) {
    let header = message.get(part.header.clone()).unwrap_or_default();
    let body = message.get(part.body.clone()).unwrap_or_default();
    push_string(out, part.kind.as_bytes());
    out.push(b' ');
    push_string(out, part.subkind.as_bytes());
    out.push(b' ');
    let is_text = part.kind.eq_ignore_ascii_case("text");
    if is_text && parameter(&part.parameters, "charset").is_none() {
        let mut all = part.parameters.clone();
        all.push((b"charset".to_vec(), b"us-ascii".to_vec()));
        push_parameters(out, &all);
    } else {
        push_parameters(out, &part.parameters);
    }
    for name in ["content-id", "content-description"] {
        out.push(b' ');
        push_nstring(out, field(header, name).as_deref());
    }
    out.push(b' ');
    let encoding = field(header, "content-transfer-encoding");
    push_string(out, encoding.as_deref().unwrap_or(b"7bit"));
    out.extend_from_slice(format!(" {}", body.len()).as_bytes());
    if let Some(inner) = part.message() {
        out.push(b' ');
        push_envelope(out, message.get(inner.header.clone()).unwrap_or_default());
        out.push(b' ');
        push_structure(out, message, inner, extended);
    }
    if is_text || part.message().is_some() {
        let lines = memchr::memchr_iter(b'\n', body).count();
        out.extend_from_slice(format!(" {lines}").as_bytes());
    }
    if extended {
        out.push(b' ');
        push_nstring(out, field(header, "content-md5").as_deref());
    }
}

/// Disposition, language and location.
fn push_extension(out: &mut Vec<u8>, header: &[u8]) {
    out.push(b' ');
    match field(header, "content-disposition") {
        Some(value) => {
            let mut tokens = tokens(&value).into_iter();
            let kind = match tokens.next() {
                Some(Token::Word(kind)) => kind,
                _ => b"attachment".to_vec(),
            };
            out.push(b'(');
            push_string(out, &kind);
            out.push(b' ');
            push_parameters(out, &parameters(tokens));
            out.push(b')');
        }
        None => out.extend_from_slice(b"NIL"),
    }
    out.push(b' ');
    match field(header, "content-language") {
        Some(value) => {
            let words = tokens(&value).into_iter().filter_map(|token| match token {
                Token::Word(word) => Some(word),
                _ => None,
            });
            let mut sign = b'(';
            for word in words {
                out.push(sign);
                push_string(out, &word);
                sign = b' ';
            }
            out.extend_from_slice(if sign == b'(' { b"NIL" } else { b")" });
        }
        None => out.extend_from_slice(b"NIL"),
    }
    out.push(b' ');
    push_nstring(out, field(header, "content-location").as_deref());
}

fn push_parameters(out: &mut Vec<u8>, parameters: &[(Vec<u8>, Vec<u8>)]) {
    if parameters.is_empty() {
        return out.extend_from_slice(b"NIL");
    }
    let mut sign = b'(';
    for (name, value) in parameters {
        out.push(sign);
        push_string(out, name);
        out.push(b' ');
        push_string(out, value);
        sign = b' ';
    }
    out.push(b')');
}
