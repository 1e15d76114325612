//! METADATA: notes about mailboxes and the server.

use crate::types::{Body, Metadata};
use crate::wire::tree::{Kind, Nodes};

use super::listing::name_bytes;
use super::scalar::{note, note_anomalies, nstring, text};

/// Reads a METADATA response, with values in parentheses or, as news, with names alone.
/// `bodies` hands out a value kept elsewhere. RFC 5464 section 4.4
///
/// ```text
/// metadata-resp = "METADATA" SP mailbox SP (entry-values / entry-list)
/// ```
///
/// # Errors
/// What is missing or no string.
pub fn metadata(
    values: Nodes<'_>,
    bodies: &mut dyn FnMut(usize) -> Option<Body>,
    notes: &mut Vec<String>,
) -> Result<Metadata, String> {
    note_anomalies(notes, values.anomalies());
    let names = values.names();
    let mut values = values;
    let mailbox = names.decode(&name_bytes(values.next().ok_or("no mailbox")?)?);
    let mut entries = Vec::new();
    for value in values {
        if value.kind() != Kind::List {
            entries.push((text(value), None));
            continue;
        }
        let mut pairs = value.children();
        while let Some(name) = pairs.next() {
            let value = match pairs.next() {
                Some(value) => match value.elsewhere() {
                    Some(index) => bodies(index),
                    None => nstring(value, "a value")?.map(Body::Memory),
                },
                None => {
                    note(notes, "metadata: the last entry has no value");
                    None
                }
            };
            entries.push((text(name), value));
        }
    }
    Ok(Metadata { mailbox, entries })
}
