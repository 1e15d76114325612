//! The lines of an account file, checked before the INI reader sees them: which line belongs to which
//! key is decided here, as Python's `ConfigParser` decides it, because the reader checks neither
//! lines nor headers nor duplicates. It is given a text without traps and only splits and stores.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The section every other section inherits from. Its name is exact.
pub(super) const DEFAULT: &str = "DEFAULT";

/// Stands for a line break inside a value on the way through the reader. It cannot be meant
/// otherwise: a file that holds one is refused.
pub(super) const LINE_BREAK: char = '\0';

/// Where a key stands in the file, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The line of the key.
    pub(super) line: usize,
    /// The first indented line below it that continues its value.
    pub(super) continued: Option<usize>,
}

/// A file whose lines are in order.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// One line for each header and key, for the INI reader.
    pub(super) text: String,
    /// The sections other than `[DEFAULT]`, as they are spelled and ordered in the file.
    pub(super) sections: Vec<String>,
    /// The place of each key (lower case) of each section.
    pub(super) places: BTreeMap<(String, String), Place>,
}

/// A line that fails the whole file. The line itself is not shown: it may be half a password.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadLine {
    pub(super) line: usize,
    pub(super) text: String,
}

/// Checks the lines of a file and lays them out for the INI reader.
pub(super) fn check(text: &str) -> Result<Checked, BadLine> {
    let mut scan = Scan::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for (index, line) in text.split('\n').enumerate() {
        scan.line(index + 1, line)?;
    }
    scan.finish_value();
    Ok(scan.checked)
}

/// The key whose value may still go on.
struct Open<'t> {
    section: String,
    key: String,
    place: Place,
    lines: Vec<&'t str>,
}

#[derive(Default)]
struct Scan<'t> {
    checked: Checked,
    seen: BTreeSet<String>,
    section: Option<String>,
    open: Option<Open<'t>>,
    /// A line indented deeper than this continues the open value.
    indent: usize,
}

impl<'t> Scan<'t> {
    fn line(&mut self, number: usize, line: &'t str) -> Result<(), BadLine> {
        let content = line.trim();
        if content.starts_with(['#', ';']) {
            return Ok(());
        }
        if content.contains(LINE_BREAK) {
            return Err(bad(number, "there is a NUL character in it"));
        }
        if content.is_empty() {
            // It counts only when a deeper line follows: the end of a value is trimmed.
            if let Some(open) = &mut self.open {
                open.lines.push("");
            }
            return Ok(());
        }
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        if let Some(open) = &mut self.open
            && indent > self.indent
        {
            open.lines.push(content);
            open.place.continued.get_or_insert(number);
            return Ok(());
        }
        self.finish_value();
        self.indent = indent;
        match content.starts_with('[') {
            true => self.header(number, content),
            false => self.key(number, content),
        }
    }

    fn header(&mut self, number: usize, content: &str) -> Result<(), BadLine> {
        // As Python: up to the last bracket, and what follows it does not count.
        let name = content
            .rfind(']')
            .and_then(|end| content.get(1..end))
            .ok_or_else(|| bad(number, "a section header has no closing ]"))?
            .trim();
        if name.is_empty() {
            return Err(bad(number, "a section header names no section"));
        }
        if name != DEFAULT {
            if !self.seen.insert(name.to_owned()) {
                let name = super::shown(name);
                return Err(bad(number, format!("section [{name}] is there twice")));
            }
            self.checked.sections.push(name.to_owned());
        }
        self.write(format_args!("[{name}]\n"));
        self.section = Some(name.to_owned());
        Ok(())
    }

    fn key(&mut self, number: usize, content: &'t str) -> Result<(), BadLine> {
        let Some(section) = self.section.clone() else {
            return Err(bad(
                number,
                "the missing section header: a line like [DEFAULT] must come first",
            ));
        };
        let Some((key, value)) = content.split_once(['=', ':']) else {
            return Err(bad(number, "neither a section header nor `key = value`"));
        };
        let key = key.trim().to_lowercase();
        if key.is_empty() {
            return Err(bad(number, "there is no key before the = sign"));
        }
        let place = Place {
            line: number,
            continued: None,
        };
        if let Some(first) = self.checked.places.get(&(section.clone(), key.clone())) {
            let first = first.line;
            let (section, key) = (super::shown(&section), super::shown(&key));
            let text = format!("[{section}] {key}: it is set already in line {first}");
            return Err(bad(number, text));
        }
        // Entered at once, so that its own second coming is seen; finished with its value.
        self.checked
            .places
            .insert((section.clone(), key.clone()), place);
        self.open = Some(Open {
            section,
            key,
            place,
            lines: vec![value.trim()],
        });
        Ok(())
    }

    fn finish_value(&mut self) {
        let Some(open) = self.open.take() else { return };
        let value = open.lines.join(LINE_BREAK.encode_utf8(&mut [0; 4]));
        let value = value.trim_end_matches(|c: char| c == LINE_BREAK || c.is_whitespace());
        self.write(format_args!("{} = {value}\n", open.key));
        self.checked
            .places
            .insert((open.section, open.key), open.place);
    }

    fn write(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.checked.text.write_fmt(line);
    }
}

fn bad(line: usize, text: impl Into<String>) -> BadLine {
    BadLine {
        line,
        text: text.into(),
    }
}
