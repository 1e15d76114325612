//! A part of a word that still knows its place in the line.

use crate::shell::line::{Span, Word};

/// A part of a word's text. Its place is exact where the text stands in the line as it is; after
/// escapes, and for values of Python, it is that of the whole word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'w> {
    word: &'w Word,
    start: usize,
    text: &'w str,
}

impl<'w> Piece<'w> {
    /// All of a word.
    pub(super) fn whole(word: &'w Word) -> Self {
        Piece {
            word,
            start: 0,
            text: &word.text,
        }
    }

    /// Its text.
    pub(super) fn text(&self) -> &'w str {
        self.text
    }

    /// Says whether the word stood in quotes.
    pub(super) fn quoted(&self) -> bool {
        self.word.quoted
    }

    /// Its place in the line; that of the whole word for nothing.
    pub(super) fn span(&self) -> Span {
        let quotes = usize::from(self.word.quoted);
        let span = &self.word.span;
        // With one quote on each side and no escape between them both have the same length.
        let length = span.end.checked_sub(span.start);
        if self.text.is_empty() || length != Some(self.word.text.len() + 2 * quotes) {
            return span.clone();
        }
        let start = span.start + quotes + self.start;
        start..start + self.text.len()
    }

    /// The two parts before and from a place; the second is empty when the place is none of the text's.
    pub(super) fn split_at(&self, place: usize) -> (Self, Self) {
        let (before, after) = self.text.split_at_checked(place).unwrap_or((self.text, ""));
        (self.at(0, before), self.at(before.len(), after))
    }

    /// The two parts around the first of a character.
    pub(super) fn split_once(&self, separator: char) -> Option<(Self, Self)> {
        let (before, after) = self.text.split_once(separator)?;
        let begin = before.len() + separator.len_utf8();
        Some((self.at(0, before), self.at(begin, after)))
    }

    /// The parts between separators, empty ones among them.
    pub(super) fn split(self, separator: char) -> impl Iterator<Item = Self> {
        let mut rest = Some(self);
        std::iter::from_fn(move || {
            let piece = rest?;
            let split = piece.split_once(separator);
            rest = split.map(|(_, after)| after);
            Some(split.map_or(piece, |(before, _)| before))
        })
    }

    /// Without blanks at both ends.
    pub(super) fn trim(&self) -> Self {
        let text = self.text.trim_start();
        self.at(self.text.len() - text.len(), text.trim_end())
    }

    /// Without blanks and one pair of parentheses around it.
    pub(super) fn unlisted(&self) -> Self {
        let whole = self.trim();
        let inside = whole
            .strip_prefix("(")
            .and_then(|inside| inside.strip_suffix(")"));
        inside.map_or(whole, |inside| inside.trim())
    }

    /// What follows a beginning, if it has that one.
    pub(super) fn strip_prefix(&self, prefix: &str) -> Option<Self> {
        Some(self.at(prefix.len(), self.text.strip_prefix(prefix)?))
    }

    /// What stands before an end, if it has that one.
    pub(super) fn strip_suffix(&self, suffix: &str) -> Option<Self> {
        Some(self.at(0, self.text.strip_suffix(suffix)?))
    }

    fn at(&self, offset: usize, text: &'w str) -> Self {
        Piece {
            word: self.word,
            start: self.start + offset,
            text,
        }
    }
}

/// Says whether a byte may stand in an `atom`. RFC 9051 section 9, rule `ATOM-CHAR`
pub(super) fn is_atom_byte(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'(' | b')' | b'{' | b'%' | b'*' | b'"' | b'\\' | b']')
}

/// Says whether a text is an `atom`.
pub(super) fn is_atom(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_atom_byte)
}

/// Says whether an upper-case name is one of the `X-…` that everybody may invent.
pub(super) fn is_extension(name: &str) -> bool {
    name.len() > 2 && name.starts_with("X-") && is_atom(name)
}
