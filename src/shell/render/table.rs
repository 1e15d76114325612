//! Rows under heads: columns as wide as the first rows need, narrowed by turns until they fit the screen.

use std::io;

use super::fit;
use super::page::{Page, Painted};
use crate::shell::output::{Align, Cell, Column, Tone, Value};

/// How many rows are looked at before the widths are settled.
pub(crate) const SAMPLE: usize = 100;

/// The widest a column is filled up to on a pipe.
const PADDED: usize = 60;

/// The blanks between two columns.
const GAP: usize = 2;

/// A table whose widths are settled.
pub(crate) struct Layout {
    columns: Vec<Column>,
    widths: Vec<usize>,
}

impl Layout {
    /// Settles the widths from the first rows.
    pub(crate) fn new(columns: Vec<Column>, sample: &[Vec<Painted>], page: &Page<'_>) -> Self {
        let mut widths: Vec<usize> = Vec::with_capacity(columns.len());
        let mut bare: Vec<usize> = Vec::with_capacity(columns.len());
        for (place, column) in columns.iter().enumerate() {
            let cells = sample
                .iter()
                .filter_map(|row| row.get(place))
                .map(|cell| fit::width(&cell.text));
            let natural = cells.max().unwrap_or(0).max(fit::width(&column.head));
            bare.push(natural);
            let natural = natural.max(column.fill);
            widths.push(match column.most {
                most if page.terminal && most > 0 => natural.min(most),
                _ if page.terminal => natural,
                // A pipe gets every cell whole, but one long cell does not fill up all others.
                _ => natural.min(PADDED).max(column.fill),
            });
        }
        let mut layout = Layout { columns, widths };
        if page.terminal {
            layout.unfill(&bare, page.width);
            layout.narrow(page.width);
        }
        layout
    }

    /// Gives up the filling of columns of text, from the left, while the rest does not fit: nothing is lost with it.
    fn unfill(&mut self, bare: &[usize], screen: usize) {
        let mut excess = self.total().saturating_sub(screen);
        for ((width, bare), column) in self.widths.iter_mut().zip(bare).zip(&self.columns) {
            if column.align == Align::Right {
                continue;
            }
            let given = width.saturating_sub(*bare).min(excess);
            *width -= given;
            excess -= given;
        }
    }

    /// Takes from the columns that yield first until the rest fits.
    fn narrow(&mut self, screen: usize) {
        let highest = self
            .columns
            .iter()
            .map(|column| column.yields)
            .max()
            .unwrap_or(0);
        for order in (1..=highest).rev() {
            while let Some(excess) = self.total().checked_sub(screen + 1).map(|over| over + 1) {
                let places = self.columns.iter().zip(&self.widths).enumerate();
                let widest = places
                    .filter(|(_, (column, width))| column.yields == order && **width > column.least)
                    .max_by_key(|(_, (_, width))| **width)
                    .map(|(place, (column, width))| (place, *width, column.least));
                let Some((place, width, least)) = widest else {
                    break;
                };
                if let Some(slot) = self.widths.get_mut(place) {
                    *slot = width.saturating_sub(excess).max(least);
                }
            }
        }
    }

    fn total(&self) -> usize {
        self.widths
            .iter()
            .map(|width| width + GAP)
            .sum::<usize>()
            .saturating_sub(GAP)
    }

    /// Writes the heads.
    pub(crate) fn head(&self, page: &mut Page<'_>) -> io::Result<()> {
        let heads: Vec<Painted> = self
            .columns
            .iter()
            .map(|column| Painted::new(column.head.clone(), Tone::Head))
            .collect();
        self.row(&heads, page)
    }

    /// Writes a row.
    pub(crate) fn row(&self, cells: &[Painted], page: &mut Page<'_>) -> io::Result<()> {
        if !page.terminal || !self.columns.iter().any(|column| column.wraps) {
            return self.line(cells, page);
        }
        let columns = self.columns.iter().zip(&self.widths).zip(cells);
        let broken: Vec<Vec<Painted>> = columns
            .map(|((column, width), cell)| match column.wraps {
                true => fit::hang_by(&cell.text, *width, 0)
                    .into_iter()
                    .map(|text| Painted::new(text, cell.tone))
                    .collect(),
                false => vec![cell.clone()],
            })
            .collect();
        let lines = broken.iter().map(Vec::len).max().unwrap_or_default();
        for line in 0..lines {
            let cells = broken
                .iter()
                .map(|cell| cell.get(line).cloned().unwrap_or_default());
            self.line(&cells.collect::<Vec<_>>(), page)?;
        }
        Ok(())
    }

    /// Writes a row, or a line of one that goes on below.
    fn line(&self, cells: &[Painted], page: &mut Page<'_>) -> io::Result<()> {
        let mut pieces: Vec<Painted> = Vec::with_capacity(cells.len() * 2);
        for (place, column) in self.columns.iter().enumerate() {
            let width = self.widths.get(place).copied().unwrap_or_default();
            let cell = cells.get(place).cloned().unwrap_or_default();
            let text = if column.yields > 0 {
                page.cut(&cell.text, width)
            } else {
                cell.text
            };
            let blanks = fit::filling(&text, width);
            if !pieces.is_empty() {
                pieces.push(Painted::new(" ".repeat(GAP), Tone::Plain));
            }
            // The blanks are not painted: they belong to no word.
            let text = Painted::new(text, cell.tone);
            let blanks = Painted::new(blanks, Tone::Plain);
            match column.align {
                Align::Left => pieces.extend([text, blanks]),
                Align::Right => pieces.extend([blanks, text]),
            }
        }
        page.pieces(&pieces)
    }
}

/// Says whether a table can be shown within the width of the screen.
pub(crate) fn fits(page: &Page<'_>, columns: &[Column], rows: &[Vec<Cell>]) -> bool {
    if !page.terminal {
        return true;
    }
    let painted: Vec<Vec<Painted>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| page.cell(cell)).collect())
        .collect();
    Layout::new(columns.to_vec(), &painted, page).total() <= page.width
}

/// A complete table; says how many rows it has.
pub(crate) fn whole(
    page: &mut Page<'_>,
    columns: Vec<Column>,
    rows: &[Vec<Cell>],
) -> io::Result<u64> {
    let count = rows.len() as u64;
    if rows.is_empty() {
        return Ok(0);
    }
    let shown = usize::try_from(page.row_cap())
        .unwrap_or(usize::MAX)
        .min(rows.len());
    let painted: Vec<Vec<Painted>> = rows
        .iter()
        .take(shown)
        .map(|row| row.iter().map(|cell| page.cell(cell)).collect())
        .collect();
    let layout = Layout::new(columns, &painted, page);
    layout.head(page)?;
    for row in &painted {
        layout.row(row, page)?;
    }
    page.left_out(count - shown as u64, "rows")?;
    Ok(count)
}

/// The cells of a row of the content, each spelt as its column says.
pub(crate) fn cells_of(entry: &Value, columns: &[Column]) -> Vec<Cell> {
    let cell = |value: &Value, column: &Column| Cell {
        value: value.clone(),
        look: column.look,
        tone: column.tone,
    };
    match entry {
        Value::Record { fields, .. } | Value::Sparse(fields) => fields
            .iter()
            .zip(columns)
            .map(|((_, value), column)| cell(value, column))
            .collect(),
        Value::Tuple(items) | Value::List(items) => items
            .iter()
            .zip(columns)
            .map(|(value, column)| cell(value, column))
            .collect(),
        single => columns
            .first()
            .map(|column| cell(single, column))
            .into_iter()
            .collect(),
    }
}
