//! Writes ENVELOPE. RFC 3501 section 7.4.2

use super::lexer::{Token, tokens};
use super::mime::field;
use super::words::push_nstring;

/// An address as an envelope holds it; of a group's begin and end some are absent.
#[derive(Debug, Default, PartialEq, Eq)]
struct Address {
    name: Option<Vec<u8>>,
    route: Option<Vec<u8>>,
    mailbox: Option<Vec<u8>>,
    host: Option<Vec<u8>>,
}

/// Writes the envelope of a message with this header.
pub(super) fn push_envelope(out: &mut Vec<u8>, header: &[u8]) {
    let text = |name: &str| field(header, name);
    let people = |name: &str| field(header, name).map(|value| addresses(&value));
    let people = |name: &str| people(name).filter(|found| !found.is_empty());
    let from = people("from");
    out.push(b'(');
    push_nstring(out, text("date").as_deref());
    out.push(b' ');
    push_nstring(out, text("subject").as_deref());
    push_people(out, from.as_deref());
    push_people(out, people("sender").as_deref().or(from.as_deref()));
    push_people(out, people("reply-to").as_deref().or(from.as_deref()));
    for name in ["to", "cc", "bcc"] {
        push_people(out, people(name).as_deref());
    }
    for name in ["in-reply-to", "message-id"] {
        out.push(b' ');
        push_nstring(out, text(name).as_deref());
    }
    out.push(b')');
}

fn push_people(out: &mut Vec<u8>, people: Option<&[Address]>) {
    out.push(b' ');
    let Some(people) = people else {
        return out.extend_from_slice(b"NIL");
    };
    out.push(b'(');
    for person in people {
        let mut sign = b'(';
        for text in [&person.name, &person.route, &person.mailbox, &person.host] {
            out.push(sign);
            push_nstring(out, text.as_deref());
            sign = b' ';
        }
        out.push(b')');
    }
    out.push(b')');
}

/// An address on its way.
#[derive(Default)]
struct Reading {
    /// The words before `<`, or all of them.
    words: Vec<Vec<u8>>,
    /// What stands between `<` and `>`.
    inside: Option<Vec<Token>>,
    comment: Option<Vec<u8>>,
    /// The words are an address by themselves.
    bare: Vec<Token>,
}

impl Reading {
    fn take(&mut self, token: Token) {
        match (token, &mut self.inside) {
            (Token::Comment(text), _) => self.comment = Some(text),
            (token, Some(inside)) => inside.push(token),
            (token, None) => {
                if let Token::Word(text) | Token::Quoted(text) = &token {
                    self.words.push(text.clone());
                }
                self.bare.push(token);
            }
        }
    }

    /// The address that was read, if any.
    fn finish(self) -> Option<Address> {
        let phrase = (!self.words.is_empty()).then(|| self.words.join(&b' '));
        match self.inside {
            Some(inside) => Some(Address {
                name: phrase.or(self.comment),
                ..specified(inside)
            }),
            None if self.bare.is_empty() => None,
            None => Some(Address {
                name: self.comment,
                ..specified(self.bare)
            }),
        }
    }
}

/// The address that some tokens spell: `@route:local@host`.
fn specified(tokens: Vec<Token>) -> Address {
    let mut address = Address::default();
    let (mut local, mut host): (Vec<u8>, Option<Vec<u8>>) = (Vec::new(), None);
    for token in tokens {
        match token {
            // What came so far was the route.
            Token::Special(b':') => {
                let route = [&b"@"[..], &host.take().unwrap_or_default()].concat();
                address.route = Some(route);
                local.clear();
            }
            Token::Special(b'@') => {
                host.get_or_insert_default();
            }
            Token::Word(text) | Token::Quoted(text) => match &mut host {
                Some(host) => host.extend_from_slice(&text),
                None => local.extend_from_slice(&text),
            },
            _ => {}
        }
    }
    address.mailbox = Some(local);
    address.host = Some(host.unwrap_or_default());
    address
}

/// The addresses of a field, groups with their begin and end.
fn addresses(value: &[u8]) -> Vec<Address> {
    let mut found = Vec::new();
    let mut reading = Reading::default();
    for token in tokens(value) {
        let within = reading.inside.is_some();
        match token {
            Token::Special(b'<') if !within => reading.inside = Some(Vec::new()),
            Token::Special(b'>') if within => found.extend(std::mem::take(&mut reading).finish()),
            Token::Special(b',') if !within => found.extend(std::mem::take(&mut reading).finish()),
            Token::Special(b':') if !within => {
                let group = std::mem::take(&mut reading).words.join(&b' ');
                found.push(Address {
                    mailbox: Some(group),
                    ..Address::default()
                });
            }
            Token::Special(b';') if !within => {
                found.extend(std::mem::take(&mut reading).finish());
                found.push(Address::default());
            }
            token => reading.take(token),
        }
    }
    found.extend(reading.finish());
    found
}
