//! A title, and labels with their values: on as few lines as there is room for.

use std::io;

use super::fit;
use super::harmless;
use super::page::{Page, Painted};
use crate::shell::output::{Align, Cell, Facts, Tone};

/// Where the facts of a grid begin at 80 columns; one that is too long runs on to the next stop.
const STOPS: [usize; 4] = [2, 20, 37, 51];

/// The blanks between two long facts on one line.
const APART: usize = 10;

/// Writes the facts.
pub(crate) fn write(page: &mut Page<'_>, facts: &Facts) -> io::Result<()> {
    if let Some(title) = &facts.title {
        page.line(Tone::Plain, &harmless::line(title))?;
    }
    grid(page, &facts.grid)?;
    if facts.right {
        column(page, &facts.lines)
    } else {
        lines(page, &facts.lines)
    }
}

fn grid(page: &mut Page<'_>, rows: &[Vec<(&'static str, Cell)>]) -> io::Result<()> {
    let told: Vec<Vec<(&str, Painted)>> = rows
        .iter()
        .map(|row| {
            row.iter()
                .map(|(label, cell)| (*label, page.cell(cell)))
                .collect()
        })
        .collect();
    let all: Vec<&(&str, Painted)> = told.iter().flatten().collect();
    let joined: usize = all
        .iter()
        .map(|(label, value)| label.len() + fit::width(&value.text) + 4)
        .sum();
    // One line needs no columns; where there is no room for columns each fact has its own.
    if joined < page.width && rows.len() > 1 && page.width > 100 {
        return joined_line(page, &all);
    }
    let first = told
        .iter()
        .filter_map(|row| row.first())
        .map(|(label, _)| label.len())
        .max()
        .unwrap_or(0);
    for row in &told {
        grid_line(page, row, first)?;
    }
    Ok(())
}

fn joined_line(page: &mut Page<'_>, facts: &[&(&str, Painted)]) -> io::Result<()> {
    let mut pieces = Vec::new();
    for (index, (label, value)) in facts.iter().enumerate() {
        let gap = if index == 0 { "  " } else { "   " };
        pieces.push(Painted::new(format!("{gap}{label} "), Tone::Plain));
        pieces.push(value.clone());
    }
    page.pieces(&pieces)
}

fn grid_line(page: &mut Page<'_>, row: &[(&str, Painted)], first: usize) -> io::Result<()> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for (index, (label, value)) in row.iter().enumerate() {
        let label = if index == 0 {
            format!("{label:first$}")
        } else {
            (*label).to_owned()
        };
        let length = label.len() + 1 + fit::width(&value.text);
        let stop = STOPS
            .into_iter()
            .find(|stop| *stop >= at + usize::from(at > 0) * 2)
            .unwrap_or(at + 3);
        if at > 0 && stop + length > page.width {
            page.pieces(&pieces)?;
            pieces.clear();
            at = 0;
        }
        let stop = if at == 0 { 2 } else { stop };
        pieces.push(Painted::new(
            format!("{}{label} ", " ".repeat(stop - at)),
            Tone::Plain,
        ));
        pieces.push(value.clone());
        at = stop + length;
    }
    page.pieces(&pieces)
}

fn lines(page: &mut Page<'_>, facts: &[(String, Cell)]) -> io::Result<()> {
    let told: Vec<(String, Painted)> = facts
        .iter()
        .map(|(label, cell)| (harmless::line(label).into_owned(), page.cell(cell)))
        .collect();
    let label_width = told
        .iter()
        .map(|(label, _)| fit::width(label))
        .max()
        .unwrap_or(0);
    let whole = |label: &str, value: &Painted| {
        label_width.max(fit::width(label)) + 3 + fit::width(&value.text)
    };
    let mut index = 0;
    while let Some((label, value)) = told.get(index) {
        let lead = format!("  {} ", fit::filled(label, label_width + 1, Align::Left));
        let next = told.get(index + 1).filter(|(label, following)| {
            page.width > 100 && whole(label, value) + APART + whole(label, following) < page.width
        });
        let mut pieces = vec![Painted::new(lead, Tone::Plain), value.clone()];
        if let Some((label, following)) = next {
            pieces.push(Painted::new(
                format!("{}{label}  ", " ".repeat(APART)),
                Tone::Plain,
            ));
            pieces.push(following.clone());
            index += 1;
        }
        wrapped(page, pieces, label_width + 4)?;
        index += 1;
    }
    Ok(())
}

/// Writes a label and its value; a value longer than the screen goes on under itself, between words.
fn wrapped(page: &mut Page<'_>, pieces: Vec<Painted>, indent: usize) -> io::Result<()> {
    let length: usize = pieces.iter().map(|piece| fit::width(&piece.text)).sum();
    let room = page.width.saturating_sub(indent);
    match pieces.as_slice() {
        [label, value] if page.terminal && length > page.width && room > 20 => {
            let broken = fit::wrap(value.text.split(' '), " ", room);
            for (index, line) in broken.into_iter().enumerate() {
                let lead = if index == 0 {
                    label.text.clone()
                } else {
                    " ".repeat(indent)
                };
                page.pieces(&[
                    Painted::new(lead, Tone::Plain),
                    Painted::new(line, value.tone),
                ])?;
            }
            Ok(())
        }
        pieces => page.pieces(pieces),
    }
}

/// Numbers under each other, leaning right.
fn column(page: &mut Page<'_>, facts: &[(String, Cell)]) -> io::Result<()> {
    let told: Vec<(String, Painted)> = facts
        .iter()
        .map(|(label, cell)| (harmless::line(label).into_owned(), page.cell(cell)))
        .collect();
    let labels = told
        .iter()
        .map(|(label, _)| fit::width(label))
        .max()
        .unwrap_or(0);
    let values = told
        .iter()
        .map(|(_, value)| fit::width(&value.text))
        .max()
        .unwrap_or(0);
    for (label, value) in told {
        let lead = format!(
            "  {} {}",
            fit::filled(&label, labels, Align::Left),
            fit::filling(&value.text, values)
        );
        page.pieces(&[Painted::new(lead, Tone::Plain), value])?;
    }
    Ok(())
}
