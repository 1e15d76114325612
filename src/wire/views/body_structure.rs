//! BODYSTRUCTURE and BODY: the MIME structure of a message.

use crate::types::{BodyPart, BodyStructure, Disposition, Multipart};
use crate::wire::tree::{Kind, Node};

use super::envelope::envelope;
use super::scalar::{is_numeric, is_word, note, nstring, number};

/// Parts within parts; no mail program makes more than a dozen.
const DEPTH: usize = 100;

/// Parts in all: each takes far more memory than its bytes on the wire.
const PARTS: usize = 10_000;

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
        let depth = depth.checked_sub(1).ok_or_else(|| format!("parts nested deeper than {DEPTH}"))?;
        let fields: Vec<Node<'_>> = node.children().collect();
        match fields.first().map(|first| first.kind()) {
            None if node.kind() == Kind::List => Err("a part is empty".to_owned()),
            None => Err("a part is no list".to_owned()),
            Some(Kind::List) => self.multipart(&fields, depth),
            Some(_) => match empty_multipart(&fields) {
                Some(fields) => {
                    self.note("structure: a multipart without parts");
                    self.multipart_tail(Vec::new(), fields)
                }
                None => self.part(&fields, depth).map(|part| BodyStructure::Part(Box::new(part))),
            },
        }
    }

    /// ```text
    /// body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]
    /// ```
    fn multipart(&mut self, fields: &[Node<'_>], depth: usize) -> Result<BodyStructure, String> {
        let count = fields.iter().take_while(|field| field.kind() == Kind::List).count();
        let (children, rest) = fields.split_at(count);
        let mut parts = Vec::with_capacity(count);
        for child in children {
            parts.push(self.body(*child, depth)?);
        }
        self.multipart_tail(parts, rest)
    }

    /// What stands behind the parts, beginning with the subtype.
    fn multipart_tail(&mut self, parts: Vec<BodyStructure>, fields: &[Node<'_>]) -> Result<BodyStructure, String> {
        let mut rest = fields.iter().copied();
        let media_subtype = rest.next().map_or(Ok(None), |field| nstring(field, "the subtype of a multipart"))?;
        if media_subtype.is_none() {
            self.note("structure: a multipart without a subtype");
        }
        let extensions = rest.len();
        let parameters = rest.next().map_or(Ok(Vec::new()), |field| self.parameters(field))?;
        let Tail { disposition, language, location, more } = self.tail(rest)?;
        let multipart =
            Multipart { parts, media_subtype, extensions, parameters, disposition, language, location, more };
        Ok(BodyStructure::Multipart(Box::new(multipart)))
    }

    /// ```text
    /// body-type-1part = (body-type-basic / body-type-msg / body-type-text) [SP body-ext-1part]
    /// body-fields = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP body-fld-octets
    /// ```
    fn part(&mut self, fields: &[Node<'_>], depth: usize) -> Result<BodyPart, String> {
        let (mut part, rest) = match fields.get(5).filter(|_| !has_size(fields, 6)) {
            Some(size) if is_numeric(*size) => self.short_part(fields)?,
            _ => self.whole_part(fields)?,
        };
        let rest = match part.media_type.as_deref() {
            Some(kind) if kind.eq_ignore_ascii_case(b"message") => self.enclosed(&mut part, rest, depth)?,
            kind => {
                let is_text = kind.is_some_and(|kind| kind.eq_ignore_ascii_case(b"text"));
                self.lines(&mut part, rest, is_text)
            }
        };
        let mut rest = rest.iter().copied();
        part.extensions = rest.len();
        part.md5 = rest.next().map_or(Ok(None), |field| nstring(field, "the md5"))?;
        let tail = self.tail(rest)?;
        (part.disposition, part.language, part.location, part.more) =
            (tail.disposition, tail.language, tail.location, tail.more);
        Ok(part)
    }

    /// The fields up to the size, each in its place; those missing at the end are NIL.
    fn whole_part<'f, 'a>(&mut self, fields: &'f [Node<'a>]) -> Result<(BodyPart, &'f [Node<'a>]), String> {
        let string = |index: usize, what| fields.get(index).map_or(Ok(None), |field| nstring(*field, what));
        if fields.len() < 7 {
            self.note(format!("structure: a part of {} fields", fields.len()));
        }
        let part = BodyPart {
            media_type: string(0, "the type of a part")?,
            media_subtype: string(1, "the subtype of a part")?,
            parameters: fields.get(2).map_or(Ok(Vec::new()), |field| self.parameters(*field))?,
            id: string(3, "the id of a part")?,
            description: string(4, "the description of a part")?,
            encoding: string(5, "the encoding of a part")?,
            size: fields.get(6).map_or(Ok(None), |field| self.size(*field))?,
            ..BodyPart::default()
        };
        Ok((part, fields.get(7..).unwrap_or_default()))
    }

    /// The fields up to the size where one of them is missing before it: the type, the subtype,
    /// or, with both there, one of those behind them.
    fn short_part<'f, 'a>(&mut self, fields: &'f [Node<'a>]) -> Result<(BodyPart, &'f [Node<'a>]), String> {
        let string = |index: usize, what| fields.get(index).map_or(Ok(None), |field| nstring(*field, what));
        let word = string(0, "the type of a part")?;
        let mut part = BodyPart { encoding: string(4, "the encoding of a part")?, ..BodyPart::default() };
        let parameters = if fields.get(1).copied().is_some_and(is_word) {
            self.note("structure: a part that lacks a field");
            (part.media_type, part.media_subtype) = (word, string(1, "the subtype of a part")?);
            2
        } else {
            if word.as_deref().is_none_or(is_media_type) {
                self.note("structure: a part without a subtype");
                part.media_type = word;
            } else {
                self.note("structure: a part without a type, read as application");
                (part.media_type, part.media_subtype) = (Some(b"application".to_vec()), word);
            }
            part.id = string(2, "the id of a part")?;
            part.description = string(3, "the description of a part")?;
            1
        };
        part.parameters = fields.get(parameters).map_or(Ok(Vec::new()), |field| self.parameters(*field))?;
        part.size = fields.get(5).map_or(Ok(None), |field| self.size(*field))?;
        Ok((part, fields.get(6..).unwrap_or_default()))
    }

    /// What a message within the message adds: its envelope, its structure, its lines; some servers leave out all three.
    fn enclosed<'f, 'a>(
        &mut self,
        part: &mut BodyPart,
        rest: &'f [Node<'a>],
        depth: usize,
    ) -> Result<&'f [Node<'a>], String> {
        let is_list = |index: usize| rest.get(index).is_some_and(|field| field.kind() == Kind::List);
        let complete = has_size(rest, 2);
        if !complete && !is_list(0) {
            let is_message = part.media_subtype.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case(b"rfc822"));
            if is_message {
                self.note("structure: an enclosed message without its envelope and structure");
            }
            return Ok(self.lines(part, rest, false));
        }
        let mut rest = rest;
        if let Some((field, behind)) = rest.split_first() {
            if field.kind() == Kind::List && field.children().next().is_some() {
                part.envelope = Some(Box::new(envelope(*field, self.notes)?));
            }
            rest = behind;
        }
        if let Some((field, behind)) = rest.split_first().filter(|(field, _)| complete || field.kind() == Kind::List) {
            if field.kind() == Kind::List && field.children().next().is_some() {
                part.body = Some(self.body(*field, depth)?);
            }
            rest = behind;
        }
        Ok(self.lines(part, rest, true))
    }

    /// The count of lines, where there is one.
    fn lines<'f, 'a>(&mut self, part: &mut BodyPart, rest: &'f [Node<'a>], expected: bool) -> &'f [Node<'a>] {
        /// The fields behind the lines that RFCs know.
        const BEHIND: usize = 4;
        match rest.split_first() {
            Some((field, behind)) if is_numeric(*field) => {
                if !expected {
                    self.note("structure: a count of lines in a part that has none");
                }
                part.lines = number(*field);
                behind
            }
            Some((field, behind)) if expected && field.kind() == Kind::Nil && rest.len() > BEHIND => behind,
            _ => {
                if expected {
                    self.note("structure: a part without its count of lines");
                }
                rest
            }
        }
    }

    /// What both kinds of parts end with.
    ///
    /// ```text
    /// [SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]]
    /// ```
    fn tail<'a>(&mut self, rest: impl Iterator<Item = Node<'a>>) -> Result<Tail, String> {
        let mut rest = rest;
        Ok(Tail {
            disposition: rest.next().map_or(Ok(None), |field| self.disposition(field))?,
            language: rest.next().map_or(Ok(Vec::new()), |field| self.language(field))?,
            location: rest.next().map_or(Ok(None), |field| nstring(field, "the location of a part"))?,
            more: rest.map(Node::to_value).collect(),
        })
    }

    /// ```text
    /// body-fld-param = "(" string SP string *(SP string SP string) ")" / nil
    /// ```
    fn parameters(&mut self, node: Node<'_>) -> Result<Vec<(Vec<u8>, Vec<u8>)>, String> {
        match node.kind() {
            Kind::Nil => return Ok(Vec::new()),
            Kind::List => {}
            _ if node.bytes().is_some_and(|bytes| bytes.is_empty()) => return Ok(Vec::new()),
            _ => return Err("the parameters of a part are no list".to_owned()),
        }
        let mut parameters = Vec::new();
        let mut nodes = node.children();
        while let Some(name) = nodes.next() {
            let name = nstring(name, "the name of a parameter")?;
            let value = nodes.next().map_or(Ok(None), |value| nstring(value, "the value of a parameter"))?;
            if name.is_none() || value.is_none() {
                self.note("structure: a parameter without a value");
            }
            parameters.push((name.unwrap_or_default(), value.unwrap_or_default()));
        }
        Ok(parameters)
    }

    /// ```text
    /// body-fld-dsp = "(" string SP body-fld-param ")" / nil
    /// ```
    /// A string by itself is a disposition without parameters, or a description in the wrong place.
    fn disposition(&mut self, node: Node<'_>) -> Result<Option<Disposition>, String> {
        if node.kind() != Kind::List {
            let kind = nstring(node, "the disposition")?.filter(|kind| !kind.is_empty());
            if kind.is_some() {
                self.note("structure: the disposition of a part is a string");
            }
            return Ok(kind.map(|kind| Disposition { kind, parameters: Vec::new() }));
        }
        let mut fields = node.children();
        let kind = fields.next().map_or(Ok(None), |field| nstring(field, "the kind of a disposition"))?;
        let parameters = fields.next().map_or(Ok(Vec::new()), |field| self.parameters(field))?;
        if fields.next().is_some() {
            return Err("a disposition of more than two fields".to_owned());
        }
        match kind {
            None if parameters.is_empty() => Ok(None),
            kind => Ok(Some(Disposition { kind: kind.unwrap_or_default(), parameters })),
        }
    }

    /// ```text
    /// body-fld-lang = nstring / "(" string *(SP string) ")"
    /// ```
    fn language(&mut self, node: Node<'_>) -> Result<Vec<Vec<u8>>, String> {
        if node.kind() != Kind::List {
            return Ok(nstring(node, "the language")?.into_iter().collect());
        }
        let mut languages = Vec::new();
        for language in node.children() {
            match nstring(language, "a language")? {
                Some(language) => languages.push(language),
                None => self.note("structure: NIL among the languages of a part"),
            }
        }
        Ok(languages)
    }

    /// The size of a part; unknown where it is negative or too large.
    fn size(&mut self, node: Node<'_>) -> Result<Option<u64>, String> {
        let size = number(node);
        match node.kind() {
            Kind::Nil => self.note("structure: a part without a size"),
            _ if size.is_some() => {}
            _ if is_numeric(node) => self.note("structure: the size of a part is no size"),
            _ => return Err("the size of a part is no number".to_owned()),
        }
        Ok(size)
    }
}

/// What parts of both kinds have in common.
struct Tail {
    disposition: Option<Disposition>,
    language: Vec<Vec<u8>>,
    location: Option<Vec<u8>>,
    more: Vec<crate::types::Value>,
}

/// The fields from the subtype on of a multipart that has no parts; none where this is a part.
fn empty_multipart<'f, 'a>(fields: &'f [Node<'a>]) -> Option<&'f [Node<'a>]> {
    let word = |index: usize| fields.get(index).copied().is_some_and(is_word);
    let gap = |index: usize| fields.get(index).is_none_or(|field| matches!(field.kind(), Kind::Nil | Kind::List));
    if has_size(fields, 6) || has_size(fields, 5) {
        return None;
    }
    if word(0) && gap(1) {
        return Some(fields);
    }
    let named = fields.first().is_some_and(|first| {
        first.kind() == Kind::Nil || first.bytes().is_some_and(|bytes| bytes.eq_ignore_ascii_case(b"multipart"))
    });
    if named && word(1) && gap(2) { fields.get(1..) } else { None }
}

/// Says whether a number stands in the place of a size.
fn has_size(fields: &[Node<'_>], index: usize) -> bool {
    fields.get(index).copied().is_some_and(is_numeric)
}

fn is_media_type(word: &[u8]) -> bool {
    const TYPES: [&[u8]; 10] = [
        b"application",
        b"audio",
        b"font",
        b"haptics",
        b"image",
        b"message",
        b"model",
        b"multipart",
        b"text",
        b"video",
    ];
    TYPES.iter().any(|known| word.eq_ignore_ascii_case(known))
}
