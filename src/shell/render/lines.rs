//! Text of any length, line by line and harmless.

use std::io::{self, BufRead, BufReader, Read};

use super::fit;
use super::harmless;

/// Longer lines are read in pieces: a mail may be one line of a gigabyte.
const LONGEST_LINE: u64 = 64 * 1024;

/// Reads lines.
pub(crate) struct Lines<R: Read> {
    reader: BufReader<R>,
    bytes: Vec<u8>,
    /// How many bytes were read so far.
    pub(crate) read: u64,
}

/// A line, or a piece of a very long one.
pub(crate) struct Line {
    /// Its text, harmless, without the line end.
    pub(crate) text: String,
    /// The line ends here.
    pub(crate) ends: bool,
}

impl<R: Read> Lines<R> {
    /// Reads from the beginning.
    pub(crate) fn new(reader: R) -> Self {
        Lines {
            reader: BufReader::new(reader),
            bytes: Vec::new(),
            read: 0,
        }
    }

    /// The next line, or none at the end.
    ///
    /// # Errors
    /// The reader's.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line>> {
        self.bytes.clear();
        let mut limited = (&mut self.reader).take(LONGEST_LINE);
        if limited.read_until(b'\n', &mut self.bytes)? == 0 {
            return Ok(None);
        }
        let whole = self.bytes.last() == Some(&b'\n');
        if !whole {
            self.complete_character()?;
        }
        self.read += self.bytes.len() as u64;
        let mut text = harmless::text_bytes(&self.bytes);
        text.truncate(text.strip_suffix('\n').map_or(text.len(), str::len));
        Ok(Some(Line {
            text,
            ends: whole || self.reader.fill_buf()?.is_empty(),
        }))
    }

    /// A line that was cut for its length goes on to the end of the character it was cut in.
    fn complete_character(&mut self) -> io::Result<()> {
        for _ in 0..3 {
            let cut =
                std::str::from_utf8(&self.bytes).is_err_and(|error| error.error_len().is_none());
            let next = self.reader.fill_buf()?.first().copied();
            match next {
                Some(byte) if cut => {
                    self.bytes.push(byte);
                    self.reader.consume(1);
                }
                _ => break,
            }
        }
        Ok(())
    }
}

/// Breaks a line between words into rows no wider than this; a word that is wider goes on in the next row.
pub(crate) fn rows(line: &str, most: usize) -> Vec<&str> {
    let mut rows = Vec::new();
    let mut rest = line;
    loop {
        let row = fit::prefix(rest, most);
        if row.len() == rest.len() || row.is_empty() {
            rows.push(rest);
            return rows;
        }
        let behind = rest.get(row.len()..).unwrap_or_default();
        let cut = match behind.starts_with(' ') {
            true => row.len(),
            // Blanks at the beginning are no place to break.
            false => row
                .rfind(' ')
                .filter(|place| *place >= row.len() - row.trim_start().len())
                .unwrap_or(row.len()),
        };
        let (row, behind) = rest.split_at(cut);
        rows.push(row.trim_end());
        rest = behind.strip_prefix(' ').unwrap_or(behind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_break_between_words() {
        for (line, told) in [
            ("", &[""][..]),
            ("short", &["short"]),
            ("one two three", &["one two", "three"]),
            ("eight888 x", &["eight888", "x"]),
            ("unbreakable", &["unbreaka", "ble"]),
            ("a unbreakable", &["a", "unbreaka", "ble"]),
            ("   unbreakable", &["   unbre", "akable"]),
            ("你好世界 你好", &["你好世界", "你好"]),
        ] {
            assert_eq!(rows(line, 8), told, "{line}");
        }
        assert_eq!(rows("你", 1), ["你"]);
    }
}
