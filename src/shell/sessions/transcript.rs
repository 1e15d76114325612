//! The file of a transcript: read, written, compared.

use super::options::Options;

/// Marks of the lines that are the script's.
const WIRE: [&str; 6] = ["C:", "S:", "C~", "S~", "S-", "C^"];

/// Marks what is typed on the second and later lines of a command.
const MORE: &str = "...> ";

/// A transcript in pieces.
pub(super) struct Transcript {
    pub(super) blocks: Vec<Block>,
}

/// What is typed, what goes over the wire for it, and the screen; the first block is the connecting.
#[derive(Default)]
pub(super) struct Block {
    pub(super) typed: Option<String>,
    /// Lines of the wire, with comments between them.
    pub(super) wire: Vec<String>,
    pub(super) screen: Vec<String>,
    /// Comments and blank lines before the next block.
    after: Vec<String>,
}

impl Transcript {
    pub(super) fn parse(text: &str) -> Self {
        let mut blocks = vec![Block::default()];
        for line in text.lines() {
            if let Some(typed) = line.strip_prefix("> ") {
                blocks.push(Block {
                    typed: Some(typed.to_owned()),
                    ..Block::default()
                });
                continue;
            }
            let Some(block) = blocks.last_mut() else {
                continue;
            };
            if let (Some(more), Some(typed)) = (line.strip_prefix(MORE), &mut block.typed) {
                typed.push('\n');
                typed.push_str(more);
                continue;
            }
            if WIRE.iter().any(|mark| line.starts_with(mark)) {
                block.wire.append(&mut block.after);
                block.wire.push(line.to_owned());
            } else if line.is_empty() || line.starts_with('#') {
                block.after.push(line.to_owned());
            } else {
                let line = line.strip_prefix('|').unwrap_or(line);
                block
                    .screen
                    .push(line.strip_prefix(' ').unwrap_or(line).to_owned());
            }
        }
        Transcript { blocks }
    }

    /// What the `#!` lines say.
    pub(super) fn options(&self) -> Result<Options, String> {
        let mut options = Options::default();
        for block in &self.blocks {
            for line in block.wire.iter().chain(&block.after) {
                if let Some(option) = line.strip_prefix("#! ") {
                    options.take(option)?;
                }
            }
        }
        Ok(options)
    }

    /// The file that this is.
    pub(super) fn text(&self) -> String {
        let mut lines = Vec::new();
        for block in &self.blocks {
            let typed = block.typed.as_ref();
            lines.extend(
                typed.map(|typed| format!("> {}", typed.replace('\n', &format!("\n{MORE}")))),
            );
            lines.extend(block.wire.iter().cloned());
            lines.extend(block.screen.iter().map(|line| written(line)));
            lines.extend(block.after.iter().cloned());
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

/// A line of a screen as it stands in a file: one that could be taken for another kind of line gets a bar.
fn written(line: &str) -> String {
    let odd = line.is_empty()
        || line.starts_with(['#', '|', ' '])
        || line.starts_with("> ")
        || WIRE.iter().any(|mark| line.starts_with(mark));
    match (line.is_empty(), odd) {
        (true, _) => "|".to_owned(),
        (false, true) => format!("| {line}"),
        (false, false) => line.to_owned(),
    }
}

/// The lines in which two files differ.
pub(super) fn difference(expected: &str, actual: &str) -> String {
    let (expected, actual): (Vec<_>, Vec<_>) =
        (expected.lines().collect(), actual.lines().collect());
    let same = |(one, other): &(&&str, &&str)| one == other;
    let start = expected.iter().zip(&actual).take_while(same).count();
    let shorter = expected.len().min(actual.len()) - start;
    let end = expected.iter().rev().zip(actual.iter().rev());
    let end = end.take(shorter).take_while(same).count();
    let mut told = String::new();
    for line in expected.iter().take(start).skip(start.saturating_sub(3)) {
        told.push_str(&format!("   {line}\n"));
    }
    for line in expected.iter().take(expected.len() - end).skip(start) {
        told.push_str(&format!(" - {line}\n"));
    }
    for line in actual.iter().take(actual.len() - end).skip(start) {
        told.push_str(&format!(" + {line}\n"));
    }
    told
}
