//! ENVELOPE: the header fields a server parsed.

use crate::types::{Envelope, List, Span, Strings};
use crate::wire::tree::{Kind, Node, Nodes};

use super::scalar::{borrowed_nstring, note};

const FIELDS: usize = 10;

/// Reads an envelope. Fields missing at its end are NIL, and NIL among addresses is left out.
/// RFC 9051 section 7.5.2; RFC 3501 section 7.4.2
///
/// ```text
/// envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP
///            env-to SP env-cc SP env-bcc SP env-in-reply-to SP env-message-id ")"
/// ```
///
/// # Errors
/// Which field is not what it should be.
pub fn envelope(node: Node<'_>, notes: &mut Vec<String>) -> Result<Envelope, String> {
    if node.kind() != Kind::List {
        return Err("the envelope is no list".to_owned());
    }
    let mut fields = Fields {
        nodes: unwrapped(node, notes).children(),
        read: 0,
        start: node.start(),
        strings: Strings::within(node.raw()),
        notes,
    };
    let mut envelope = Envelope {
        strings: Strings::default(),
        date: fields.string("the date")?,
        subject: fields.string("the subject")?,
        from: fields.addresses("from")?,
        sender: fields.addresses("sender")?,
        reply_to: fields.addresses("reply-to")?,
        to: fields.addresses("to")?,
        cc: fields.addresses("cc")?,
        bcc: fields.addresses("bcc")?,
        in_reply_to: fields.string("in-reply-to")?,
        message_id: fields.string("message-id")?,
    };
    envelope.strings = fields.strings;
    let read = fields.read;
    let more = fields.nodes.count();
    if read == 0 {
        return Err("the envelope is empty".to_owned());
    }
    if read + more != FIELDS {
        note(
            notes,
            format!("envelope: {} fields instead of {FIELDS}", read + more),
        );
    }
    Ok(envelope)
}

/// The envelope itself, where it stands in a list of its own.
fn unwrapped<'a>(node: Node<'a>, notes: &mut Vec<String>) -> Node<'a> {
    let mut children = node.children();
    match (children.next(), children.next()) {
        (Some(only), None) if only.kind() == Kind::List => {
            note(notes, "envelope: in extra parentheses");
            only
        }
        _ => node,
    }
}

/// The fields one after the other.
struct Fields<'a, 'n> {
    nodes: Nodes<'a>,
    read: usize,
    /// Where the text begins that the strings stand in.
    start: usize,
    strings: Strings,
    notes: &'n mut Vec<String>,
}

impl<'a> Fields<'a, '_> {
    fn next(&mut self) -> Option<Node<'a>> {
        let node = self.nodes.next();
        self.read += usize::from(node.is_some());
        node
    }

    fn string(&mut self, what: &str) -> Result<Span, String> {
        match self.next() {
            Some(node) => self.span(node, what),
            None => Ok(None),
        }
    }

    /// Where a string stands; one with escapes is put unescaped over its own place.
    fn span(&mut self, node: Node<'_>, what: &str) -> Result<Span, String> {
        if let Some(place) = node.place() {
            return Ok(Some((place.start - self.start, place.end - self.start)));
        }
        let unescaped = borrowed_nstring(node, what)?;
        Ok(unescaped.and_then(|bytes| self.strings.put(node.start() - self.start, &bytes)))
    }

    /// ```text
    /// env-from = "(" 1*address ")" / nil
    /// ```
    fn addresses(&mut self, what: &str) -> Result<List, String> {
        let begin = self.strings.addresses();
        if let Some(node) = self.next() {
            self.list(node, what)?;
        }
        Ok((begin, self.strings.addresses()))
    }

    fn list(&mut self, node: Node<'_>, what: &str) -> Result<(), String> {
        match node.kind() {
            Kind::Nil => Ok(()),
            Kind::List if is_flat(node) => {
                self.note(format!("{what} is an address without a list around it"));
                self.address(node)
            }
            Kind::List => {
                for member in node.children() {
                    match member.kind() {
                        Kind::Nil => self.note(format!("NIL among the addresses of {what}")),
                        Kind::List => self.address(member)?,
                        _ => return Err(format!("{what} holds something that is no address")),
                    }
                }
                Ok(())
            }
            _ if node.bytes().is_some_and(|bytes| bytes.is_empty()) => Ok(()),
            _ => Err(format!("{what} is no list of addresses")),
        }
    }

    /// ```text
    /// address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"
    /// ```
    fn address(&mut self, node: Node<'_>) -> Result<(), String> {
        let mut fields = node.children();
        let mut count = 0;
        let mut string = |what| match fields.next() {
            Some(field) => {
                count += 1;
                self.span(field, what)
            }
            None => Ok(None),
        };
        let address = [
            string("the name of an address")?,
            string("the route of an address")?,
            string("the mailbox of an address")?,
            string("the host of an address")?,
        ];
        self.strings.push_address(address);
        count += fields.count();
        if count != 4 {
            self.note(format!("an address of {count} fields instead of 4"));
        }
        Ok(())
    }

    fn note(&mut self, text: String) {
        note(self.notes, format!("envelope: {text}"));
    }
}

/// Says whether this is one address where a list of addresses should be.
fn is_flat(node: Node<'_>) -> bool {
    // The first member tells nearly always; only NIL needs a look at the others.
    let mut strings = 0;
    for (index, member) in node.children().enumerate() {
        match member.kind() {
            Kind::List => return false,
            Kind::Nil => {}
            _ => strings += 1,
        }
        if index >= 4 {
            return false;
        }
    }
    strings > 0
}
