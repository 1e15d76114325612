//! One part: its fields up to the extension data.

use crate::types::BodyPart;
use crate::wire::tree::{Kind, Node};

use super::{Reader, has_size};
use crate::wire::views::envelope::envelope;
use crate::wire::views::scalar::{is_numeric, is_word, nstring, number};

impl Reader<'_> {
    /// ```text
    /// body-type-1part = (body-type-basic / body-type-msg / body-type-text) [SP body-ext-1part]
    /// body-fields = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP body-fld-octets
    /// ```
    pub(super) fn part(&mut self, fields: &[Node<'_>], depth: usize) -> Result<BodyPart, String> {
        let (mut part, rest) = match fields.get(5).filter(|_| !has_size(fields, 6)) {
            Some(size) if is_numeric(*size) => self.short_part(fields)?,
            _ => self.whole_part(fields)?,
        };
        let rest = match part.media_type.as_deref() {
            Some(kind) if kind.eq_ignore_ascii_case(b"message") => {
                self.enclosed(&mut part, rest, depth)?
            }
            kind => {
                let is_text = kind.is_some_and(|kind| kind.eq_ignore_ascii_case(b"text"));
                self.lines(&mut part, rest, is_text)
            }
        };
        let mut rest = rest.iter().copied();
        part.extensions = rest.len();
        part.md5 = rest
            .next()
            .map_or(Ok(None), |field| self.md5(&mut part, field))?;
        let tail = self.tail(rest)?;
        (part.disposition, part.language, part.location, part.more) =
            (tail.disposition, tail.language, tail.location, tail.more);
        Ok(part)
    }

    /// The fields up to the size, each in its place; those missing at the end are NIL.
    fn whole_part<'f, 'a>(
        &mut self,
        fields: &'f [Node<'a>],
    ) -> Result<(BodyPart, &'f [Node<'a>]), String> {
        let string = |index, what| string_at(fields, index, what);
        if fields.len() < 7 {
            self.note(format!("structure: a part of {} fields", fields.len()));
        }
        let part = BodyPart {
            media_type: string(0, "the type of a part")?,
            media_subtype: string(1, "the subtype of a part")?,
            parameters: fields
                .get(2)
                .map_or(Ok(Vec::new()), |field| self.parameters(*field))?,
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
    fn short_part<'f, 'a>(
        &mut self,
        fields: &'f [Node<'a>],
    ) -> Result<(BodyPart, &'f [Node<'a>]), String> {
        let string = |index, what| string_at(fields, index, what);
        let word = string(0, "the type of a part")?;
        let mut part = BodyPart {
            encoding: string(4, "the encoding of a part")?,
            ..BodyPart::default()
        };
        let parameters = if fields.get(1).copied().is_some_and(is_word) {
            self.note("structure: a part that lacks a field");
            (part.media_type, part.media_subtype) = (word, string(1, "the subtype of a part")?);
            // Which of the two is missing only an id tells, by its bracket.
            match string(3, "the id of a part")? {
                Some(id) if id.starts_with(b"<") => part.id = Some(id),
                description => part.description = description,
            }
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
        part.parameters = fields
            .get(parameters)
            .map_or(Ok(Vec::new()), |field| self.parameters(*field))?;
        part.size = fields.get(5).map_or(Ok(None), |field| self.size(*field))?;
        Ok((part, fields.get(6..).unwrap_or_default()))
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

    /// What a message within the message adds: its envelope, its structure, its lines; some servers leave out all three.
    fn enclosed<'f, 'a>(
        &mut self,
        part: &mut BodyPart,
        rest: &'f [Node<'a>],
        depth: usize,
    ) -> Result<&'f [Node<'a>], String> {
        let is_list = |index: usize| {
            rest.get(index)
                .is_some_and(|field| field.kind() == Kind::List)
        };
        let complete = has_size(rest, 2);
        if !complete && !is_list(0) {
            let is_message = part
                .media_subtype
                .as_deref()
                .is_some_and(|kind| kind.eq_ignore_ascii_case(b"rfc822"));
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
        if let Some((field, behind)) = rest
            .split_first()
            .filter(|(field, _)| complete || field.kind() == Kind::List)
        {
            if field.kind() == Kind::List && field.children().next().is_some() {
                part.body = Some(self.body(*field, depth)?);
            }
            rest = behind;
        }
        Ok(self.lines(part, rest, true))
    }

    /// The count of lines, where there is one.
    fn lines<'f, 'a>(
        &mut self,
        part: &mut BodyPart,
        rest: &'f [Node<'a>],
        expected: bool,
    ) -> &'f [Node<'a>] {
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
            Some((field, behind))
                if expected && field.kind() == Kind::Nil && rest.len() > BEHIND =>
            {
                behind
            }
            _ => {
                if expected {
                    self.note("structure: a part without its count of lines");
                }
                rest
            }
        }
    }

    /// The MD5, in whose place a multipart that is told as a part repeats its parameters.
    fn md5(&mut self, part: &mut BodyPart, node: Node<'_>) -> Result<Option<Vec<u8>>, String> {
        if node.kind() == Kind::List {
            let parameters = self.parameters(node)?;
            if part.parameters.is_empty() || part.parameters == parameters {
                self.note("structure: parameters in the place of the md5");
                part.parameters = parameters;
                return Ok(None);
            }
        }
        nstring(node, "the md5")
    }
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

/// The string at a place; a field that is missing is NIL.
fn string_at(fields: &[Node<'_>], index: usize, what: &str) -> Result<Option<Vec<u8>>, String> {
    let field = fields.get(index);
    field.map_or(Ok(None), |field| nstring(*field, what))
}
