//! The parts of a message with the numbers that stand between the brackets of `BODY[...]`: what each is, how it
//! is called, and which is the one to read.

use imapclient::types::{BodyPart, BodyStructure, Disposition, Envelope, Multipart};

use super::words;

/// One part, or a body that has no number of its own.
pub(crate) struct Part<'s> {
    /// What stands between the brackets; empty for what has no number.
    pub(crate) number: String,
    /// How many parts it is in.
    pub(crate) depth: usize,
    node: Node<'s>,
}

#[derive(Clone, Copy)]
enum Node<'s> {
    Part(&'s BodyPart),
    Multipart(&'s Multipart),
}

/// The parts from the top down. A message of a single part has part 1; the parts of an enclosed message are
/// numbered under it, and when it is a multipart that has no number of its own. RFC 9051 section 6.4.5.1
pub(crate) fn parts(structure: &BodyStructure) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    // A stack, not recursion: the next part is on its top.
    let mut stack = vec![(body_number("", structure), String::new(), 0, structure)];
    while let Some((number, prefix, depth, structure)) = stack.pop() {
        let node = Node::of(structure);
        match node {
            Node::Multipart(multipart) => {
                for (index, part) in multipart.parts.iter().enumerate().rev() {
                    let child = joined(&prefix, index + 1);
                    stack.push((child.clone(), child, depth + 1, part));
                }
            }
            Node::Part(part) => {
                if let Some(body) = &part.body {
                    stack.push((body_number(&number, body), number.clone(), depth + 1, body));
                }
            }
        }
        parts.push(Part {
            number,
            depth,
            node,
        });
    }
    parts
}

/// The part to read among these: text as text, else as HTML; with `html` the other way round. Attachments and
/// empty parts come last.
pub(crate) fn to_read<'p, 's>(parts: &'p [Part<'s>], html: bool) -> Option<&'p Part<'s>> {
    let texts = || parts.iter().filter(|part| part.is_text());
    let inline = |part: &&Part<'_>| !part.is_attachment() && part.size() != Some(0);
    let of = |kind: &'static str| texts().filter(inline).find(move |part| part.is(kind));
    let kinds = match html {
        true => ["text/html", "text/plain"],
        false => ["text/plain", "text/html"],
    };
    let [first, second] = kinds.map(of);
    first
        .or(second)
        .or_else(|| texts().find(inline))
        .or_else(|| texts().next())
}

/// The number of the body of a message that has the number `message`, the outermost having none.
fn body_number(message: &str, body: &BodyStructure) -> String {
    match body {
        BodyStructure::Multipart(_) => String::new(),
        BodyStructure::Part(_) => joined(message, 1),
    }
}

fn joined(prefix: &str, number: usize) -> String {
    if prefix.is_empty() {
        number.to_string()
    } else {
        format!("{prefix}.{number}")
    }
}

impl<'s> Node<'s> {
    fn of(structure: &'s BodyStructure) -> Self {
        match structure {
            BodyStructure::Part(part) => Node::Part(part),
            BodyStructure::Multipart(multipart) => Node::Multipart(multipart),
        }
    }
}

/// The type of a whole structure, in small letters.
pub(crate) fn media_type(structure: &BodyStructure) -> String {
    type_of(Node::of(structure))
}

fn type_of(node: Node<'_>) -> String {
    let (first, second) = match node {
        Node::Part(part) => (lower(part.media_type.as_deref()), &part.media_subtype),
        Node::Multipart(multipart) => ("multipart".to_owned(), &multipart.media_subtype),
    };
    format!("{first}/{}", lower(second.as_deref()))
}

fn lower(bytes: Option<&[u8]>) -> String {
    match bytes {
        Some(bytes) => words::plain(bytes).to_lowercase(),
        None => "?".to_owned(),
    }
}

impl<'s> Part<'s> {
    /// Its type, in small letters.
    pub(crate) fn media_type(&self) -> String {
        type_of(self.node)
    }

    /// Says whether it is of this type.
    pub(crate) fn is(&self, media_type: &str) -> bool {
        self.media_type() == media_type
    }

    /// Says whether it is text.
    pub(crate) fn is_text(&self) -> bool {
        let text = |part: &BodyPart| {
            let kind = part.media_type.as_deref();
            kind.is_some_and(|kind| kind.eq_ignore_ascii_case(b"text"))
        };
        self.leaf().is_some_and(text)
    }

    /// Says whether it is nothing but the parts in it.
    pub(crate) fn is_multipart(&self) -> bool {
        self.leaf().is_none()
    }

    /// What was told of it, if it is no multipart.
    fn leaf(&self) -> Option<&'s BodyPart> {
        match self.node {
            Node::Part(part) => Some(part),
            Node::Multipart(_) => None,
        }
    }

    /// The enclosed message's envelope.
    pub(crate) fn envelope(&self) -> Option<&'s Envelope> {
        self.leaf()?.envelope.as_deref()
    }

    /// The charset that it names.
    pub(crate) fn charset(&self) -> Option<String> {
        words::parameter(&self.leaf()?.parameters, "charset")
    }

    /// Its transfer encoding as it was told; a multipart has none.
    pub(crate) fn encoding(&self) -> Option<&'s [u8]> {
        self.leaf()?.encoding.as_deref()
    }

    /// Its transfer encoding in small letters, `?` where none was told.
    pub(crate) fn encoding_name(&self) -> Option<String> {
        self.leaf().map(|part| lower(part.encoding.as_deref()))
    }

    /// The size of it, or of all the parts in it.
    pub(crate) fn size(&self) -> Option<u64> {
        let multipart = match self.node {
            Node::Part(part) => return part.size,
            Node::Multipart(multipart) => multipart,
        };
        let mut total: u64 = 0;
        let mut stack: Vec<&BodyStructure> = multipart.parts.iter().collect();
        while let Some(structure) = stack.pop() {
            match structure {
                BodyStructure::Part(part) => total = total.saturating_add(part.size?),
                BodyStructure::Multipart(inner) => stack.extend(&inner.parts),
            }
        }
        Some(total)
    }

    fn disposition(&self) -> Option<&'s Disposition> {
        match self.node {
            Node::Part(part) => part.disposition.as_ref(),
            Node::Multipart(multipart) => multipart.disposition.as_ref(),
        }
    }

    /// The name of its file, as the mail tells it: not to be trusted.
    pub(crate) fn file_name(&self) -> Option<String> {
        let parameters = match self.node {
            Node::Part(part) => &part.parameters,
            Node::Multipart(multipart) => &multipart.parameters,
        };
        let named = self
            .disposition()
            .and_then(|disposition| words::parameter(&disposition.parameters, "filename"));
        named.or_else(|| words::parameter(parameters, "name"))
    }

    /// An attachment says so, or has a name and does not say that it is shown inline.
    pub(crate) fn is_attachment(&self) -> bool {
        match self.disposition() {
            Some(disposition) if disposition.kind.eq_ignore_ascii_case(b"attachment") => true,
            Some(disposition) if disposition.kind.eq_ignore_ascii_case(b"inline") => false,
            _ => self.file_name().is_some(),
        }
    }

    /// What it is called: its file, its subject, its description.
    pub(crate) fn title(&self) -> Option<String> {
        let subject = || self.envelope()?.subject().map(words::decode);
        let description = || self.leaf()?.description.as_deref().map(words::decode);
        self.file_name().or_else(subject).or_else(description)
    }
}
