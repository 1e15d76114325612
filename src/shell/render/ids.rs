//! Message numbers in columns, and the same as a set short enough for a footer.

use std::io;

use imapclient::types::SequenceSet;

use super::fit;
use super::page::Page;
use crate::shell::output::Tone;

/// The most lines of numbers a terminal gets without `--all`.
const LINE_CAP: u64 = 20;

/// Longer lines of numbers are hard to follow.
const WIDEST: usize = 90;

/// Writes the numbers.
pub(crate) fn write(page: &mut Page<'_>, ids: &SequenceSet) -> io::Result<()> {
    let ends = ids.ranges().iter();
    let highest = ends
        .flat_map(|range| [range.start, range.end])
        .flatten()
        .max();
    let column = highest.unwrap_or(0).checked_ilog10().unwrap_or(0) as usize + 1;
    let screen = page.width.min(WIDEST);
    let per_line = ((screen + 2) / (column + 2)).max(1) as u64;
    let cap = if page.terminal && !page.all {
        per_line * LINE_CAP
    } else {
        u64::MAX
    };
    let mut line = String::new();
    let (mut written, mut on_line) = (0, 0);
    for id in ids.iter().take(usize::try_from(cap).unwrap_or(usize::MAX)) {
        if on_line == per_line {
            page.line(Tone::Id, &line)?;
            line.clear();
            on_line = 0;
        }
        if on_line > 0 {
            line.push_str("  ");
        }
        push_right(&mut line, id, column);
        on_line += 1;
        written += 1;
    }
    if !line.is_empty() {
        page.line(Tone::Id, &line)?;
    }
    page.left_out(
        ids.count().unwrap_or(written).saturating_sub(written),
        "numbers",
    )
}

/// Appends a number at the right of its column: there may be very many, and `write!` takes several times as long.
fn push_right(line: &mut String, number: u32, column: usize) {
    let mut digits = [b' '; 10];
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    let from = digits.len().saturating_sub(column);
    let shown = digits.get(from..).unwrap_or_default();
    line.push_str(std::str::from_utf8(shown).unwrap_or_default());
}

/// The set as it can be typed; a long one shortened in the middle, with the way to have it whole.
pub(crate) fn set(page: &Page<'_>, ids: &SequenceSet) -> String {
    let pieces: Vec<String> = ids
        .ranges()
        .iter()
        .take(7)
        .map(ToString::to_string)
        .collect();
    let short = pieces.join(",");
    let many = ids.ranges().len() > 6 || fit::width(&short) > 40;
    match (many, ids.ranges().last()) {
        (true, Some(last)) if ids.ranges().len() > 3 => {
            let first = pieces.iter().take(3).cloned().collect::<Vec<_>>().join(",");
            let cut = page.speller.marks.cut;
            format!("{first},{cut},{last} (copy it whole with: print _)")
        }
        _ => short,
    }
}
