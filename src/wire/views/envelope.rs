//! ENVELOPE: the header fields a server parsed.

use crate::types::{Address, Envelope};
use crate::wire::tree::{Kind, Node, Nodes};

use super::scalar::{note, nstring};

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
        notes,
    };
    let envelope = Envelope {
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
    notes: &'n mut Vec<String>,
}

impl<'a> Fields<'a, '_> {
    fn next(&mut self) -> Option<Node<'a>> {
        let node = self.nodes.next();
        self.read += usize::from(node.is_some());
        node
    }

    fn string(&mut self, what: &str) -> Result<Option<Vec<u8>>, String> {
        self.next().map_or(Ok(None), |node| nstring(node, what))
    }

    /// ```text
    /// env-from = "(" 1*address ")" / nil
    /// ```
    fn addresses(&mut self, what: &str) -> Result<Vec<Address>, String> {
        let Some(node) = self.next() else {
            return Ok(Vec::new());
        };
        match node.kind() {
            Kind::Nil => Ok(Vec::new()),
            Kind::List if is_flat(node) => {
                note(
                    self.notes,
                    format!("envelope: {what} is an address without a list around it"),
                );
                Ok(vec![address(node, self.notes)?])
            }
            Kind::List => {
                let mut addresses = Vec::new();
                for member in node.children() {
                    match member.kind() {
                        Kind::Nil => note(
                            self.notes,
                            format!("envelope: NIL among the addresses of {what}"),
                        ),
                        Kind::List => addresses.push(address(member, self.notes)?),
                        _ => return Err(format!("{what} holds something that is no address")),
                    }
                }
                Ok(addresses)
            }
            _ if node.bytes().is_some_and(|bytes| bytes.is_empty()) => Ok(Vec::new()),
            _ => Err(format!("{what} is no list of addresses")),
        }
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

/// ```text
/// address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"
/// ```
fn address(node: Node<'_>, notes: &mut Vec<String>) -> Result<Address, String> {
    let mut fields = node.children();
    let mut count = 0;
    let mut string = |what| match fields.next() {
        Some(field) => {
            count += 1;
            nstring(field, what)
        }
        None => Ok(None),
    };
    let address = Address {
        name: string("the name of an address")?,
        route: string("the route of an address")?,
        mailbox: string("the mailbox of an address")?,
        host: string("the host of an address")?,
    };
    let more = fields.count();
    if count + more != 4 {
        note(
            notes,
            format!(
                "envelope: an address of {} fields instead of 4",
                count + more
            ),
        );
    }
    Ok(address)
}
