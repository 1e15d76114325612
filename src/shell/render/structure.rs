//! BODYSTRUCTURE as a tree: the first column is what stands between the brackets of `BODY[...]`.

use std::io;

use imapclient::types::BodyStructure;

use super::harmless;
use super::page::Page;
use super::parts::{self, Part};
use super::table;
use crate::shell::output::{Align, Cell, Column, Tone};

/// What a tree comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    /// Rows of the tree.
    pub(crate) parts: u64,
    /// Those that are attachments.
    pub(crate) attachments: u64,
}

/// Writes the tree.
pub(crate) fn write(page: &mut Page<'_>, structure: &BodyStructure) -> io::Result<Tally> {
    let rows = parts::parts(structure);
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
    let attachments = rows.iter().filter(|row| row.is_attachment()).count() as u64;
    Ok(Tally { parts, attachments })
}

/// The structure in a few words, for a cell.
pub(crate) fn summary(structure: &BodyStructure) -> String {
    let kind = harmless::line(&parts::media_type(structure)).into_owned();
    match structure {
        BodyStructure::Multipart(multipart) => match multipart.parts.len() {
            1 => format!("{kind}, 1 part"),
            parts => format!("{kind}, {parts} parts"),
        },
        BodyStructure::Part(_) => kind,
    }
}

fn row_cells(row: &Part<'_>, wide: bool) -> Vec<Cell> {
    let mut cells = vec![
        Cell::id(row.number.clone()),
        Cell::new(format!(
            "{}{}",
            "  ".repeat(row.depth.min(20)),
            row.media_type()
        )),
    ];
    if wide {
        cells.push(Cell::new(row.charset().unwrap_or_default()));
    }
    cells.push(Cell::new(row.encoding_name().unwrap_or_default()));
    cells.push(Cell::size(row.size()));
    cells.push(Cell::new(name(row, wide)));
    if wide {
        cells.push(match row.number.is_empty() && row.depth > 0 {
            false => Cell::new(format!("BODY.PEEK[{}]", row.number)).tone(Tone::Id),
            true => Cell::blank(),
        });
    }
    cells
}

/// What it is called, and whether it is attached.
fn name(row: &Part<'_>, wide: bool) -> String {
    let title = row.title().unwrap_or_default();
    match (row.is_attachment(), wide) {
        (true, true) => format!("attachment: {title}"),
        (true, false) => format!("@ {title}"),
        (false, _) => title,
    }
}
