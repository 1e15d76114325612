//! ID: what a server says about itself.

use crate::wire::tree::{Kind, Nodes};

use super::scalar::{note, note_anomalies, nstring};

/// The fields of an ID response, in the order sent; a value may be NIL.
pub type IdFields = Vec<(Vec<u8>, Option<Vec<u8>>)>;

/// Reads an ID response; none is `NIL`. Words without quotes and a list without parentheses are read as well.
/// RFC 2971 section 3.2
///
/// # Errors
/// What stands in the place of a field.
pub fn id(values: Nodes<'_>, notes: &mut Vec<String>) -> Result<Option<IdFields>, String> {
    note_anomalies(notes, values.anomalies());
    let mut outer = values.clone();
    let mut rest = match outer.next() {
        None => return Ok(None),
        Some(node) if node.kind() == Kind::Nil => return Ok(None),
        Some(node) if node.kind() == Kind::List => {
            if outer.next().is_some() {
                note(notes, "id: more after the list");
            }
            node.children()
        }
        Some(_) => {
            note(notes, "id: no parentheses");
            values
        }
    };
    let mut fields = Vec::new();
    while let Some(name) = rest.next() {
        let name = nstring(name, "the name of a field")?;
        let value = match rest.next() {
            Some(value) => nstring(value, "the value of a field")?,
            None => {
                note(notes, "id: a name without a value");
                None
            }
        };
        match name {
            Some(name) => fields.push((name, value)),
            None => note(notes, "id: a value without a name"),
        }
    }
    Ok(Some(fields))
}
