//! What ends parts of both kinds, and their parameters.

use crate::types::{Disposition, Value};
use crate::wire::tree::{Kind, Node};

use super::Reader;
use crate::wire::views::scalar::nstring;

/// Names and values in the order sent.
type Parameters = Vec<(Vec<u8>, Vec<u8>)>;

/// What parts of both kinds have in common.
pub(super) struct Tail {
    pub(super) disposition: Option<Disposition>,
    pub(super) language: Vec<Vec<u8>>,
    pub(super) location: Option<Vec<u8>>,
    pub(super) more: Vec<Value>,
}

impl Reader<'_> {
    /// What both kinds of parts end with.
    ///
    /// ```text
    /// [SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]]
    /// ```
    pub(super) fn tail<'a>(
        &mut self,
        rest: impl Iterator<Item = Node<'a>>,
    ) -> Result<Tail, String> {
        let mut rest = rest;
        Ok(Tail {
            disposition: rest
                .next()
                .map_or(Ok(None), |field| self.disposition(field))?,
            language: rest
                .next()
                .map_or(Ok(Vec::new()), |field| self.language(field))?,
            location: rest
                .next()
                .map_or(Ok(None), |field| nstring(field, "the location of a part"))?,
            more: rest.map(Node::to_value).collect(),
        })
    }

    /// ```text
    /// body-fld-param = "(" string SP string *(SP string SP string) ")" / nil
    /// ```
    pub(super) fn parameters(&mut self, node: Node<'_>) -> Result<Parameters, String> {
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
            let value = nodes
                .next()
                .map_or(Ok(None), |value| nstring(value, "the value of a parameter"))?;
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
            return Ok(kind.map(|kind| Disposition {
                kind,
                parameters: Vec::new(),
            }));
        }
        let mut fields = node.children();
        let kind = fields.next().map_or(Ok(None), |field| {
            nstring(field, "the kind of a disposition")
        })?;
        let parameters = fields
            .next()
            .map_or(Ok(Vec::new()), |field| self.parameters(field))?;
        if fields.next().is_some() {
            return Err("a disposition of more than two fields".to_owned());
        }
        match kind {
            None if parameters.is_empty() => Ok(None),
            kind => Ok(Some(Disposition {
                kind: kind.unwrap_or_default(),
                parameters,
            })),
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
}
