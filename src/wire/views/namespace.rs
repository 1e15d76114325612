//! NAMESPACE: where mailboxes of which kind are.

use crate::types::{MailboxName, Namespace, NamespaceEntry};
use crate::wire::names::Names;
use crate::wire::tree::{Kind, Node, Nodes};

use super::scalar::{note, note_anomalies, nstring};

/// Reads a NAMESPACE response; an empty list counts as NIL. RFC 9051 section 7.3.5; RFC 2342 section 5
///
/// # Errors
/// What stands in the place of a namespace.
pub fn namespace(values: Nodes<'_>, notes: &mut Vec<String>) -> Result<Namespace, String> {
    note_anomalies(notes, values.anomalies());
    let mut values = values;
    let (mut kinds, names) = (0, values.names());
    let mut next = |notes: &mut Vec<String>| match values.next() {
        Some(node) => {
            kinds += 1;
            entries(node, names, notes)
        }
        None => Ok(None),
    };
    let namespace = Namespace {
        personal: next(notes)?,
        other: next(notes)?,
        shared: next(notes)?,
    };
    if kinds < 3 {
        note(
            notes,
            format!("namespace: {kinds} kinds of namespaces instead of 3"),
        );
    }
    if values.next().is_some() {
        note(notes, "namespace: more than 3 kinds of namespaces");
    }
    Ok(namespace)
}

/// ```text
/// Namespace = nil / "(" 1*Namespace-Descr ")"
/// ```
fn entries(
    node: Node<'_>,
    names: Names,
    notes: &mut Vec<String>,
) -> Result<Option<Vec<NamespaceEntry>>, String> {
    let mut children = node.children();
    match (node.kind(), children.next().map(Node::kind)) {
        (Kind::Nil, _) | (Kind::List, None) => Ok(None),
        (Kind::List, Some(Kind::List)) => node
            .children()
            .map(|node| entry(node, names))
            .collect::<Result<_, _>>()
            .map(Some),
        (Kind::List, Some(_)) => {
            note(notes, "namespace: one pair of parentheses instead of two");
            Ok(Some(vec![entry(node, names)?]))
        }
        _ => Err("a namespace is no list".to_owned()),
    }
}

/// ```text
/// Namespace-Descr = "(" string SP (DQUOTE QUOTED-CHAR DQUOTE / nil) [Namespace-Response-Extensions] ")"
/// ```
fn entry(node: Node<'_>, names: Names) -> Result<NamespaceEntry, String> {
    if node.kind() != Kind::List {
        return Err("a namespace is no list".to_owned());
    }
    let mut fields = node.children();
    let mut string = |what| fields.next().map_or(Ok(None), |field| nstring(field, what));
    let prefix = match string("the prefix")? {
        Some(prefix) => names.decode(&prefix),
        None => MailboxName::new(""),
    };
    let delimiter = string("the delimiter")?.filter(|delimiter| !delimiter.is_empty());
    Ok(NamespaceEntry {
        prefix,
        delimiter,
        extensions: fields.map(Node::to_value).collect(),
    })
}
