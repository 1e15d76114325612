//! BODYSTRUCTURE as a tree: the first column is what stands between the brackets of `BODY[...]`.

use std::io;

use imapclient::types::{BodyPart, BodyStructure, Disposition, Multipart};

use super::harmless;
use super::page::Page;
use super::table;
use super::words;
use crate::shell::output::{Align, Cell, Column, Tone};

/// What a tree comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    /// Rows of the tree.
    pub(crate) parts: u64,
    /// Those that are attachments.
    pub(crate) attachments: u64,
}

/// One row of the tree.
struct Row<'s> {
    /// What stands between the brackets; empty for what has no number of its own.
    number: String,
    depth: usize,
    node: Node<'s>,
}

#[derive(Clone, Copy)]
enum Node<'s> {
    Part(&'s BodyPart),
    Multipart(&'s Multipart),
}

/// Writes the tree.
pub(crate) fn write(page: &mut Page<'_>, structure: &BodyStructure) -> io::Result<Tally> {
    let rows = rows(structure);
    let wide = page.width >= 120;
    let mut columns = vec![
        Column {
            tone: Tone::Id,
            ..Column::text("PART").fill(5).yields(0)
        },
        Column::text("TYPE").fill(25).least(16).yields(2),
    ];
    if wide {
        columns.push(Column::text("CHARSET").fill(9).least(7).yields(3));
    }
    columns.push(Column::text("ENCODING").fill(16).least(8).yields(3));
    columns.push(Column {
        align: Align::Right,
        ..Column::size("SIZE").fill(9)
    });
    columns.push(
        Column::text("NAME")
            .fill(if wide { 26 } else { 0 })
            .yields(1),
    );
    if wide {
        columns.push(Column::text("FETCH WITH").yields(0));
    }
    let cells: Vec<Vec<Cell>> = rows.iter().map(|row| row_cells(row, wide)).collect();
    let parts = table::whole(page, columns, &cells)?;
    let attachments = rows.iter().filter(|row| is_attachment(row.node)).count() as u64;
    Ok(Tally { parts, attachments })
}

/// The structure in a few words, for a cell.
pub(crate) fn summary(structure: &BodyStructure) -> String {
    let kind = harmless::line(&media_type(node_of(structure))).into_owned();
    match structure {
        BodyStructure::Multipart(multipart) => match multipart.parts.len() {
            1 => format!("{kind}, 1 part"),
            parts => format!("{kind}, {parts} parts"),
        },
        BodyStructure::Part(_) => kind,
    }
}

fn row_cells(row: &Row<'_>, wide: bool) -> Vec<Cell> {
    let mut cells = vec![
        Cell::id(row.number.clone()),
        Cell::new(format!(
            "{}{}",
            "  ".repeat(row.depth.min(20)),
            media_type(row.node)
        )),
    ];
    if wide {
        cells.push(match row.node {
            Node::Part(part) => {
                Cell::new(words::parameter(&part.parameters, "charset").unwrap_or_default())
            }
            Node::Multipart(_) => Cell::blank(),
        });
    }
    cells.push(match row.node {
        Node::Part(part) => Cell::new(lower(part.encoding.as_deref())),
        Node::Multipart(_) => Cell::blank(),
    });
    cells.push(Cell::size(size(row.node)));
    cells.push(Cell::new(name(row.node, wide)));
    if wide {
        let section = if row.number.is_empty() && row.depth > 0 {
            None
        } else {
            Some(&row.number)
        };
        cells.push(match section {
            Some(number) => Cell::new(format!("BODY.PEEK[{number}]")).tone(Tone::Id),
            None => Cell::blank(),
        });
    }
    cells
}

/// The rows from the top down. A message of a single part has part 1; the parts of an enclosed message are
/// numbered under it, and when it is a multipart that has no number of its own. RFC 9051 section 6.4.5.1
fn rows(structure: &BodyStructure) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    // A stack, not recursion: the next row to write is on its top.
    let mut stack = vec![(body_number("", structure), String::new(), 0, structure)];
    while let Some((number, prefix, depth, structure)) = stack.pop() {
        let node = node_of(structure);
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
        rows.push(Row {
            number,
            depth,
            node,
        });
    }
    rows
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

fn node_of(structure: &BodyStructure) -> Node<'_> {
    match structure {
        BodyStructure::Part(part) => Node::Part(part),
        BodyStructure::Multipart(multipart) => Node::Multipart(multipart),
    }
}

fn media_type(node: Node<'_>) -> String {
    match node {
        Node::Part(part) => {
            format!(
                "{}/{}",
                lower(part.media_type.as_deref()),
                lower(part.media_subtype.as_deref())
            )
        }
        Node::Multipart(multipart) => {
            format!("multipart/{}", lower(multipart.media_subtype.as_deref()))
        }
    }
}

fn lower(bytes: Option<&[u8]>) -> String {
    match bytes {
        Some(bytes) => words::plain(bytes).to_lowercase(),
        None => "?".to_owned(),
    }
}

/// The size of a part, or of all the parts in it.
fn size(node: Node<'_>) -> Option<u64> {
    let multipart = match node {
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

fn disposition(node: Node<'_>) -> Option<&Disposition> {
    match node {
        Node::Part(part) => part.disposition.as_ref(),
        Node::Multipart(multipart) => multipart.disposition.as_ref(),
    }
}

fn file_name(node: Node<'_>) -> Option<String> {
    let parameters = match node {
        Node::Part(part) => &part.parameters,
        Node::Multipart(multipart) => &multipart.parameters,
    };
    let named = disposition(node)
        .and_then(|disposition| words::parameter(&disposition.parameters, "filename"));
    named.or_else(|| words::parameter(parameters, "name"))
}

/// An attachment says so, or has a name and does not say that it is shown inline.
fn is_attachment(node: Node<'_>) -> bool {
    match disposition(node) {
        Some(disposition) if disposition.kind.eq_ignore_ascii_case(b"attachment") => true,
        Some(disposition) if disposition.kind.eq_ignore_ascii_case(b"inline") => false,
        _ => file_name(node).is_some(),
    }
}

fn name(node: Node<'_>, wide: bool) -> String {
    let named = file_name(node);
    if is_attachment(node) {
        let named = named.unwrap_or_default();
        return if wide {
            format!("attachment: {named}")
        } else {
            format!("@ {named}")
        };
    }
    let Node::Part(part) = node else {
        return named.unwrap_or_default();
    };
    let subject = part
        .envelope
        .as_ref()
        .and_then(|envelope| envelope.subject.as_deref())
        .map(words::decode);
    let description = part.description.as_deref().map(words::decode);
    named.or(subject).or(description).unwrap_or_default()
}
