//! The picture at the top of the README: a screen of the program on the demo, drawn cell by cell.
//! `scripts/screens` draws it anew.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::num::NonZeroU16;
use std::path::Path;

use unicode_width::UnicodeWidthStr as _;
use vt100::{Cell, Color, Parser};

use super::stage::Stage;
use crate::shell::render::Palette;

const FILE: &str = "docs/demo.svg";

const TYPED: &[&str] = &[
    "select_folder INBOX",
    "search UNSEEN SINCE 21-Nov-2026",
    "fetch _ flags envelope",
    "fetch 45 BODYSTRUCTURE",
];

const COLUMNS: u16 = 92;

/// The size of a cell.
const CELL: (f32, f32) = (8.4, 18.0);

/// The colours a terminal has for the numbers 0 to 15, on a dark ground.
const COLORS: [&str; 16] = [
    "#3b4252", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d8dee9",
    "#7f8796", "#ff7b86", "#b5e08f", "#ffd98a", "#82c4ff", "#dd9af0", "#78d5e0", "#ffffff",
];

/// The screen as SVG.
fn drawn() -> String {
    let mut stage = Stage::open(usize::from(COLUMNS), Palette::ansi());
    for line in TYPED {
        stage.typed(line);
    }
    let text = stage.shown();
    let rows = u16::try_from(text.lines().count()).unwrap();
    let mut parser = Parser::new(cells(rows), cells(COLUMNS), 0);
    parser.process(text.trim_end().replace('\n', "\r\n").as_bytes());
    let (width, height) = (
        f32::from(COLUMNS) * CELL.0 + 32.0,
        f32::from(rows) * CELL.1 + 56.0,
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         font-family=\"ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace\" font-size=\"14\">\n\
         <title>imapclient-interact --demo</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1e222a\"/>\n"
    );
    for (place, color) in ["#ff5f57", "#febc2e", "#28c840"].iter().enumerate() {
        writeln!(
            svg,
            "<circle cx=\"{}\" cy=\"18\" r=\"6\" fill=\"{color}\"/>",
            20 + place * 20
        )
        .unwrap();
    }
    for row in 0..rows {
        push_row(&mut svg, &parser, row);
    }
    svg + "</svg>\n"
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

/// Draws the cells of a row, word by word.
fn push_row(svg: &mut String, parser: &Parser, row: u16) {
    let y = 52.0 + f32::from(row) * CELL.1;
    let mut runs: Vec<(u16, String, String)> = Vec::new();
    for column in 0..COLUMNS {
        let Some(cell) = parser
            .screen()
            .cell(row, column)
            .filter(|cell| cell.has_contents())
        else {
            continue;
        };
        let look = look(cell);
        // A word is a run, so that every word stands in its column whatever font draws it.
        let contents = cell.contents();
        let follows = |(start, text, same): &(u16, String, String)| {
            *same == look
                && contents != " "
                && !text.ends_with(' ')
                && usize::from(column - start) == text.width()
        };
        match runs.last_mut().filter(|run| follows(run)) {
            Some((_, text, _)) => text.push_str(contents),
            None => runs.push((column, contents.to_owned(), look)),
        }
    }
    for (column, text, look) in runs.iter().filter(|(_, text, _)| !text.trim().is_empty()) {
        let x = 16.0 + f32::from(*column) * CELL.0;
        let length = text.width() as f32 * CELL.0;
        let text = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{y:.0}\" textLength=\"{length:.1}\" lengthAdjust=\"spacingAndGlyphs\" \
             xml:space=\"preserve\"{look}>{text}</text>"
        )
        .unwrap();
    }
}

fn look(cell: &Cell) -> String {
    let color = match cell.fgcolor() {
        Color::Idx(index) => COLORS
            .get(usize::from(index))
            .copied()
            .unwrap_or(COLORS[7])
            .to_owned(),
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        Color::Default => COLORS[7].to_owned(),
    };
    let mut look = format!(" fill=\"{color}\"");
    if cell.bold() {
        look.push_str(" font-weight=\"bold\"");
    }
    if cell.dim() {
        look.push_str(" opacity=\"0.6\"");
    }
    look
}

#[test]
fn the_picture_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let now = drawn();
    if env::var_os("UPDATE_README").is_some() {
        fs::write(&path, now).unwrap();
        return;
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == now,
        "{FILE} is not what the program shows: scripts/screens"
    );
}
