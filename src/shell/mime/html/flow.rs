//! Words that flow into lines, as on a page.

/// Quotes in quotes further in than this are not marked.
pub(super) const DEEPEST: usize = 8;

/// Text as it flows: blanks become one, lines end where elements do.
#[derive(Default)]
pub(super) struct Flow {
    /// Something was written.
    pub(super) begun: bool,
    /// Something was written in this line.
    pub(super) in_line: bool,
    /// A blank stands before what comes next.
    pub(super) blank: bool,
    /// So many lines end before what comes next.
    pub(super) lines: usize,
    /// So many quotes are open.
    pub(super) quotes: usize,
    /// Blanks and line ends stay.
    pub(super) as_it_is: bool,
}

impl Flow {
    pub(super) fn letter(&mut self, letter: char, out: &mut String) {
        match letter {
            '\n' if self.as_it_is => self.break_line(),
            '\r' if self.as_it_is => {}
            ' ' | '\t' if self.as_it_is => {
                self.place(out);
                out.push(letter);
            }
            // Of no width: they are there for the breaking of lines, and to fill previews.
            '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            letter if letter.is_whitespace() => self.blank = true,
            letter => {
                self.place(out);
                out.push(letter);
            }
        }
    }

    pub(super) fn words(&mut self, words: &str, out: &mut String) {
        words.chars().for_each(|letter| self.letter(letter, out));
    }

    pub(super) fn blank(&mut self) {
        self.blank = true;
    }

    /// Ends the line before what comes next; `many` is 2 for an empty line between.
    pub(super) fn lines(&mut self, many: usize) {
        self.lines = self.lines.max(many);
    }

    /// Ends the line here; two such make an empty line.
    pub(super) fn break_line(&mut self) {
        self.lines = (self.lines + 1).min(2);
    }

    /// Writes what was put off until something follows.
    pub(super) fn place(&mut self, out: &mut String) {
        if self.lines > 0 && self.begun {
            (0..self.lines).for_each(|_| out.push('\n'));
            self.in_line = false;
        }
        if !self.in_line {
            (0..self.quotes.min(DEEPEST)).for_each(|_| out.push_str("> "));
        } else if self.blank {
            out.push(' ');
        }
        (self.lines, self.blank) = (0, false);
        (self.begun, self.in_line) = (true, true);
    }

    pub(super) fn end(&mut self, out: &mut String) {
        if self.begun {
            out.push('\n');
        }
    }
}
