//! The dim line under the data: what it was, how long it took, and the number to ask for it again.

use std::io;
use std::time::Duration;

use super::fit;
use super::harmless;
use super::page::Page;
use super::spell::grouped;
use crate::shell::output::{Footer, Tone};

/// How many lines a part of the footer may fill.
const MOST_LINES: usize = 2;

/// Writes the footer and the notes, if somebody is looking; `set` is the set of numbers above it.
pub(crate) fn write(
    page: &mut Page<'_>,
    footer: &Footer,
    notes: &[String],
    count: u64,
    set: Option<String>,
) -> io::Result<()> {
    if !page.terminal {
        return Ok(());
    }
    // A command of very many words, or set of very many ranges, is told by how it begins.
    let most = page.width * MOST_LINES;
    let cut = page.speller.marks.cut;
    let parts: Vec<_> = parts(footer, count, set)
        .iter()
        .map(|part| fit::cut(part, most, cut))
        .collect();
    for line in fit::wrap(
        parts.iter().map(String::as_str),
        page.speller.marks.dot,
        page.width,
    ) {
        page.line(Tone::Dim, &line)?;
    }
    for note in notes {
        let note = page.speller.marks.ours(&harmless::line(note)).into_owned();
        page.line(Tone::Dim, &note)?;
    }
    Ok(())
}

fn parts(footer: &Footer, count: u64, set: Option<String>) -> Vec<String> {
    let mut parts = Vec::new();
    match (&footer.nothing, footer.counted) {
        (Some(nothing), _) if count == 0 => parts.push(harmless::line(nothing).into_owned()),
        (_, Some((one, many))) => {
            parts.push(format!(
                "{} {}",
                grouped(count.into()),
                if count == 1 { one } else { many }
            ));
        }
        _ => {}
    }
    parts.extend(set);
    parts.extend(
        footer
            .parts
            .iter()
            .map(|part| harmless::line(part).into_owned()),
    );
    parts.extend(footer.took.map(|took| duration(took.by_now())));
    parts.extend(footer.number.map(|number| format!("_{number}")));
    parts
}

/// A time as people say it: `23 ms`, `4.2 s`, `9 min 12 s`.
pub(crate) fn duration(took: Duration) -> String {
    let milliseconds = took.as_millis();
    if milliseconds < 1_000 {
        return format!("{milliseconds} ms");
    }
    let seconds = took.as_secs();
    if seconds < 60 {
        return format!("{}.{} s", seconds, took.subsec_millis() / 100);
    }
    format!("{} min {:02} s", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_people_say_them() {
        for (milliseconds, told) in [
            (0, "0 ms"),
            (999, "999 ms"),
            (4_260, "4.2 s"),
            (59_999, "59.9 s"),
            (552_000, "9 min 12 s"),
        ] {
            assert_eq!(duration(Duration::from_millis(milliseconds)), told);
        }
    }
}
