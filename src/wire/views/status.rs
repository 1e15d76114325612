//! STATUS: the state of a mailbox that is not open.

use crate::types::{MailboxStatus, Value};
use crate::wire::tree::{Kind, Node, Nodes};

use super::listing::name_bytes;
use super::scalar::{note, note_anomalies, number, upper};

/// Reads a STATUS response. A name with spaces and no quotes ends where the last list begins.
/// RFC 9051 section 7.3.4; RFC 3501 section 7.2.4
///
/// # Errors
/// What is missing.
pub fn mailbox_status(values: Nodes<'_>, notes: &mut Vec<String>) -> Result<MailboxStatus, String> {
    note_anomalies(notes, values.anomalies());
    let (whole, names) = (values.raw(), values.names());
    let mut nodes = values;
    let first = nodes.next().ok_or("neither a name nor a list")?;
    let (mut last, mut words) = (None, 1);
    for node in nodes {
        words += usize::from(last.is_some());
        last = Some(node);
    }
    let list = last
        .filter(|list| list.kind() == Kind::List)
        .ok_or("no list of items at the end")?;
    let name = if words == 1 {
        names.decode(&name_bytes(first)?)
    } else {
        note(notes, "status: the name has spaces and no quotes");
        let name = whole.get(..whole.len() - list.raw().len()).unwrap_or(whole);
        names.decode(name.trim_ascii_end())
    };
    Ok(MailboxStatus {
        name,
        items: items(list, notes),
    })
}

/// ```text
/// status-att-list = status-att-val *(SP status-att-val)
/// ```
fn items(list: Node<'_>, notes: &mut Vec<String>) -> Vec<(String, Value)> {
    let mut items = Vec::new();
    let mut nodes = list.children();
    while let Some(name) = nodes.next() {
        let value = match nodes.next() {
            Some(value) => match number(value) {
                Some(number) => Value::Number(number),
                None => value.to_value(),
            },
            None => {
                note(notes, "status: the last item has no value");
                Value::Nil
            }
        };
        items.push((upper(name), value));
    }
    items
}
