//! A place in a text that only moves forward, one whole character at a time.

use super::argument::Span;

/// Reads a text from left to right. A copy is a way to look ahead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    position: usize,
    /// Where the present line ends, and where what follows it begins, if here-documents stand between.
    documents: Option<(usize, usize)>,
}

impl<'t> Cursor<'t> {
    /// Stands at the beginning of a text.
    pub(super) fn new(text: &'t str) -> Self {
        Cursor {
            text,
            position: 0,
            documents: None,
        }
    }

    /// The place in the text, in bytes.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// The whole text.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.position..).unwrap_or_default()
    }

    /// What was read since a place.
    pub(super) fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.position).unwrap_or_default()
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The place of the next character; empty at the end.
    pub(super) fn here(&self) -> Span {
        self.position..self.position + self.peek().map_or(0, char::len_utf8)
    }

    /// Says whether a blank, a line end or nothing at all stands to the left.
    pub(super) fn after_blank(&self) -> bool {
        self.text
            .get(..self.position)
            .and_then(|before| before.chars().next_back())
            .is_none_or(is_blank)
    }

    /// Says whether the text is over.
    pub(super) fn at_end(&self) -> bool {
        self.rest().is_empty()
    }

    /// Takes one character.
    pub(super) fn bump(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.position += character.len_utf8();
        Some(character)
    }

    /// Moves to a later place, which has to be between two characters.
    pub(super) fn take_to(&mut self, place: usize) {
        if place > self.position && self.text.is_char_boundary(place) {
            self.position = place;
        }
    }

    /// Takes the text of a here-document out of the lines that follow the present one, up to the line that is just
    /// this word; nothing when there is none.
    pub(super) fn take_document(&mut self, word: &str) -> Option<&'t str> {
        let (line_end, begin) = match self.documents {
            Some((line_end, after)) => (line_end, after),
            None => {
                let length = self.rest().find('\n')?;
                let before = self.rest().get(..length)?;
                let line_end = self.position + before.trim_end_matches('\r').len();
                (line_end, self.position + length)
            }
        };
        let lines = self.text.get(begin..)?.strip_prefix('\n')?;
        let begin = begin + 1;
        let mut place = 0;
        for line in lines.split_inclusive('\n') {
            let ends = line.trim_end_matches('\n').trim_end_matches('\r');
            if ends == word {
                self.documents = Some((line_end, begin + place + ends.len()));
                return lines.get(..place);
            }
            place += line.len();
        }
        None
    }

    /// Goes over the here-documents that follow the line, if it ends here.
    pub(super) fn skip_documents(&mut self) {
        if let Some((line_end, after)) = self.documents
            && line_end == self.position
        {
            self.position = after;
            self.documents = None;
        }
    }

    /// Takes a prefix if it stands here.
    pub(super) fn take(&mut self, prefix: &str) -> bool {
        let there = self.rest().starts_with(prefix);
        if there {
            self.position += prefix.len();
        }
        there
    }

    /// Takes characters as long as they fit.
    pub(super) fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let start = self.position;
        let rest = self.rest();
        self.position += rest
            .find(|character| !fits(character))
            .unwrap_or(rest.len());
        self.since(start)
    }

    /// Takes a line end, with or without a carriage return.
    pub(super) fn take_line_end(&mut self) -> bool {
        self.take("\r\n") || self.take("\n")
    }

    /// Takes an identifier of Python's, ASCII only.
    pub(super) fn take_identifier(&mut self) -> Option<&'t str> {
        if !self
            .peek()
            .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        {
            return None;
        }
        Some(self.take_while(|character| character.is_ascii_alphanumeric() || character == '_'))
    }
}

/// Says whether a character parts words: a blank, a tab or a line end.
pub(super) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}
