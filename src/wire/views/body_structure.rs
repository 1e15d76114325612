//! BODYSTRUCTURE and BODY: the MIME structure of a message.

mod extension;
mod part;

use crate::types::{BodyStructure, Multipart};
use crate::wire::tree::{Kind, Node};

use self::extension::Tail;
use super::scalar::{is_numeric, is_word, note, nstring};

/// Parts within parts; no mail program makes more than a dozen.
const DEPTH: usize = 100;

/// Parts in all: each takes far more memory than its bytes on the wire.
const PARTS: usize = 10_000;

/// As many fields as most parts have.
const USUAL: usize = 12;

/// Fields of one part, all its parts among them.
const FIELDS: usize = PARTS + 100;

/// Reads the structure of a message. Parts that lack some of their fields, and multiparts that lack
/// their parts, are read as far as they go. RFC 9051 section 7.5.2; RFC 3501 section 7.4.2
///
/// # Errors
/// Which field is not what it should be.
pub fn body_structure(node: Node<'_>, notes: &mut Vec<String>) -> Result<BodyStructure, String> {
    Reader { notes, parts: 0 }.body(node, DEPTH)
}

/// What all parts of one structure share.
struct Reader<'n> {
    notes: &'n mut Vec<String>,
    parts: usize,
}

impl Reader<'_> {
    fn note(&mut self, text: impl Into<String>) {
        note(self.notes, text);
    }

    /// ```text
    /// body = "(" (body-type-1part / body-type-mpart) ")"
    /// ```
    fn body(&mut self, node: Node<'_>, depth: usize) -> Result<BodyStructure, String> {
        self.parts += 1;
        if self.parts > PARTS {
            return Err(format!("more than {PARTS} parts"));
        }
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| format!("parts nested deeper than {DEPTH}"))?;
        let mut fields: Vec<Node<'_>> = Vec::with_capacity(USUAL);
        fields.extend(node.children().take(FIELDS + 1));
        if fields.len() > FIELDS {
            return Err(format!("a part of more than {FIELDS} fields"));
        }
        match fields.first().map(|first| first.kind()) {
            None if node.kind() == Kind::List => Err("a part is empty".to_owned()),
            None => Err("a part is no list".to_owned()),
            Some(Kind::List) => self.multipart(&fields, depth),
            Some(_) => match empty_multipart(&fields) {
                Some(fields) => {
                    self.note("structure: a multipart without parts");
                    self.multipart_tail(Vec::new(), fields)
                }
                None => self
                    .part(&fields, depth)
                    .map(|part| BodyStructure::Part(Box::new(part))),
            },
        }
    }

    /// ```text
    /// body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]
    /// ```
    fn multipart(&mut self, fields: &[Node<'_>], depth: usize) -> Result<BodyStructure, String> {
        let count = fields
            .iter()
            .take_while(|field| field.kind() == Kind::List)
            .count();
        let (children, rest) = fields.split_at(count);
        let mut parts = Vec::with_capacity(count);
        for child in children {
            parts.push(self.body(*child, depth)?);
        }
        self.multipart_tail(parts, rest)
    }

    /// What stands behind the parts, beginning with the subtype.
    fn multipart_tail(
        &mut self,
        parts: Vec<BodyStructure>,
        fields: &[Node<'_>],
    ) -> Result<BodyStructure, String> {
        let mut rest = fields.iter().copied();
        let media_subtype = rest.next().map_or(Ok(None), |field| {
            nstring(field, "the subtype of a multipart")
        })?;
        if media_subtype.is_none() {
            self.note("structure: a multipart without a subtype");
        }
        let extensions = rest.len();
        let parameters = rest
            .next()
            .map_or(Ok(Vec::new()), |field| self.parameters(field))?;
        let Tail {
            disposition,
            language,
            location,
            more,
        } = self.tail(rest)?;
        let multipart = Multipart {
            parts,
            media_subtype,
            extensions,
            parameters,
            disposition,
            language,
            location,
            more,
        };
        Ok(BodyStructure::Multipart(Box::new(multipart)))
    }
}

/// The fields from the subtype on of a multipart that has no parts; none where this is a part.
fn empty_multipart<'f, 'a>(fields: &'f [Node<'a>]) -> Option<&'f [Node<'a>]> {
    let word = |index: usize| fields.get(index).copied().is_some_and(is_word);
    let gap = |index: usize| {
        fields
            .get(index)
            .is_none_or(|field| matches!(field.kind(), Kind::Nil | Kind::List))
    };
    if has_size(fields, 6) || has_size(fields, 5) {
        return None;
    }
    if word(0) && gap(1) {
        return Some(fields);
    }
    let named = fields.first().is_some_and(|first| {
        first.kind() == Kind::Nil
            || first
                .bytes()
                .is_some_and(|bytes| bytes.eq_ignore_ascii_case(b"multipart"))
    });
    if named && word(1) && gap(2) {
        fields.get(1..)
    } else {
        None
    }
}

/// Says whether a number stands in the place of a size.
fn has_size(fields: &[Node<'_>], index: usize) -> bool {
    fields.get(index).copied().is_some_and(is_numeric)
}
