//! Envelopes and structures as IMAPClient has them.

use imapclient::types::{
    Address, Addresses, BodyPart, BodyStructure, DateTime, Disposition, Envelope, Multipart,
};

use super::Style;
use super::any;
use super::layout::Node;

/// `Envelope(date=…, subject=…, …)`; a date that cannot be read is `None`, and so is an empty list.
pub(super) fn envelope<'v>(envelope: &'v Envelope, style: &Style) -> Node<'v> {
    let date = envelope.date().and_then(DateTime::parse);
    Node::call(
        "Envelope",
        [
            ("date", style.date(date.as_ref())),
            ("subject", Node::perhaps(envelope.subject())),
            ("from_", people(envelope.from(), named)),
            ("sender", people(envelope.sender(), named)),
            ("reply_to", people(envelope.reply_to(), named)),
            ("to", people(envelope.to(), named)),
            ("cc", people(envelope.cc(), named)),
            ("bcc", people(envelope.bcc(), named)),
            ("in_reply_to", Node::perhaps(envelope.in_reply_to())),
            ("message_id", Node::perhaps(envelope.message_id())),
        ],
    )
}

fn people<'v>(list: Addresses<'v>, one: fn(Address<'v>) -> Node<'v>) -> Node<'v> {
    if list.is_empty() {
        return Node::word("None");
    }
    Node::tuple(list.iter().map(one))
}

fn fields(address: Address<'_>) -> [Option<&[u8]>; 4] {
    [address.name, address.route, address.mailbox, address.host]
}

fn named(address: Address<'_>) -> Node<'_> {
    let names = ["name", "route", "mailbox", "host"];
    let fields = fields(address).map(Node::perhaps);
    Node::call("Address", names.into_iter().zip(fields))
}

fn plain(address: Address<'_>) -> Node<'_> {
    Node::tuple(fields(address).map(Node::perhaps))
}

/// A BODYSTRUCTURE: the parts of a multipart are a list in its first place, all else is as the server sent it.
pub(super) fn structure(structure: &BodyStructure) -> Node<'_> {
    match structure {
        BodyStructure::Part(part) => Node::tuple(part_fields(part)),
        BodyStructure::Multipart(multipart) => {
            let parts = Node::list(multipart.parts.iter().map(self::structure));
            Node::tuple(std::iter::once(parts).chain(multipart_fields(multipart)))
        }
    }
}

/// The structure of an enclosed message, which IMAPClient leaves as the server sent it.
fn enclosed(structure: &BodyStructure) -> Node<'_> {
    match structure {
        BodyStructure::Part(part) => Node::tuple(part_fields(part)),
        BodyStructure::Multipart(multipart) => {
            let parts = multipart.parts.iter().map(enclosed);
            Node::tuple(parts.chain(multipart_fields(multipart)))
        }
    }
}

fn enclosed_envelope(envelope: &Envelope) -> Node<'_> {
    Node::tuple([
        Node::perhaps(envelope.date()),
        Node::perhaps(envelope.subject()),
        people(envelope.from(), plain),
        people(envelope.sender(), plain),
        people(envelope.reply_to(), plain),
        people(envelope.to(), plain),
        people(envelope.cc(), plain),
        people(envelope.bcc(), plain),
        Node::perhaps(envelope.in_reply_to()),
        Node::perhaps(envelope.message_id()),
    ])
}

fn part_fields(part: &BodyPart) -> Vec<Node<'_>> {
    let number = |number: Option<u64>| number.map_or_else(|| Node::word("None"), Node::number);
    let mut fields = vec![
        Node::perhaps(part.media_type.as_deref()),
        Node::perhaps(part.media_subtype.as_deref()),
        parameters(&part.parameters),
        Node::perhaps(part.id.as_deref()),
        Node::perhaps(part.description.as_deref()),
        Node::perhaps(part.encoding.as_deref()),
        number(part.size),
    ];
    let encloses = part.envelope.is_some() || part.body.is_some();
    if encloses {
        let envelope = part.envelope.as_deref().map(enclosed_envelope);
        fields.push(envelope.unwrap_or_else(|| Node::word("None")));
        let body = part.body.as_ref().map(enclosed);
        fields.push(body.unwrap_or_else(|| Node::word("None")));
    }
    if encloses || part.lines.is_some() {
        fields.push(number(part.lines));
    }
    let md5 = std::iter::once(Node::perhaps(part.md5.as_deref()));
    let tail = tail(
        &part.disposition,
        &part.language,
        &part.location,
        &part.more,
    );
    fields.extend(md5.chain(tail).take(part.extensions));
    fields
}

fn multipart_fields(multipart: &Multipart) -> impl Iterator<Item = Node<'_>> {
    let tail = tail(
        &multipart.disposition,
        &multipart.language,
        &multipart.location,
        &multipart.more,
    );
    let extensions = std::iter::once(parameters(&multipart.parameters)).chain(tail);
    std::iter::once(Node::perhaps(multipart.media_subtype.as_deref()))
        .chain(extensions.take(multipart.extensions))
}

/// What parts of both kinds end with.
fn tail<'v>(
    disposition: &'v Option<Disposition>,
    language: &'v [Vec<u8>],
    location: &'v Option<Vec<u8>>,
    more: &'v [imapclient::types::Value],
) -> impl Iterator<Item = Node<'v>> {
    let disposition = match disposition {
        Some(disposition) => Node::tuple([
            Node::perhaps(Some(&disposition.kind)),
            parameters(&disposition.parameters),
        ]),
        None => Node::word("None"),
    };
    let language = match language {
        [] => Node::word("None"),
        languages => Node::tuple(languages.iter().map(|one| Node::perhaps(Some(one)))),
    };
    let known = [disposition, language, Node::perhaps(location.as_deref())];
    known.into_iter().chain(more.iter().map(any))
}

/// Names and values in one tuple, as they stand on the wire.
fn parameters(parameters: &[(Vec<u8>, Vec<u8>)]) -> Node<'_> {
    if parameters.is_empty() {
        return Node::word("None");
    }
    let flat = parameters.iter().flat_map(|(name, value)| [name, value]);
    Node::tuple(flat.map(|bytes| Node::perhaps(Some(bytes))))
}
