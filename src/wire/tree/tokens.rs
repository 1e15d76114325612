//! Cuts the bytes of a response into tokens, each byte looked at a bounded number of times whatever the
//! server sent: where a search for the end of something came to nothing, it is not repeated.

use super::AnomalyKind;
use super::quote::quote_or_backslash;
use crate::wire::framer::{Frame, Literal, line};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    Nil,
    Number,
    Atom,
    /// A quoted string without a backslash.
    Plain,
    /// A quoted string with backslashes.
    Escaped,
    /// A quoted string that nothing closes.
    Unclosed,
    /// The literal with this index in the frame.
    Literal(u32),
    /// The same with a tilde before it.
    Literal8(u32),
}

/// The names whose brackets may hold blanks.
const SECTIONS: [&[u8]; 5] = [
    b"BODY",
    b"BODY.PEEK",
    b"BINARY",
    b"BINARY.PEEK",
    b"BINARY.SIZE",
];

/// A token with its first byte and the byte after its last.
type Found = (Token, usize, usize);

/// Where anomalies are told.
pub(super) type Note<'n> = &'n mut dyn FnMut(usize, AnomalyKind);

/// Where the next literal stands.
#[derive(Debug, Clone, Copy)]
struct Span {
    /// Its opening brace, or the tilde before that.
    head: usize,
    /// The byte after its last.
    end: usize,
    token: Token,
}

/// The tokens of a frame.
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    literals: &'a [Literal],
    at: usize,
    /// The literals passed so far.
    passed: usize,
    literal: Option<Span>,
    /// Up to where a word or a string may go: the next literal, or the end.
    stop: usize,
    /// No quote with a blank or parenthesis behind it is left before `stop`.
    no_closing_quote: bool,
    /// No bracket is left that closes a section.
    no_closing_bracket: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(frame: Frame<'a>, from: usize) -> Self {
        let passed = frame
            .literals
            .partition_point(|literal| literal.start <= from);
        let mut tokens = Tokens {
            bytes: frame.bytes,
            literals: frame.literals,
            at: from,
            passed,
            literal: None,
            stop: 0,
            no_closing_quote: false,
            no_closing_bracket: false,
        };
        tokens.look_for_literal();
        tokens
    }

    /// The next token.
    pub(super) fn next(&mut self, note: Note<'_>) -> Option<Found> {
        while self.at < self.stop && is_blank(self.byte(self.at)) {
            self.at += 1;
        }
        let start = self.at;
        if start >= self.stop {
            let span = self.literal?;
            self.pass_literal(span);
            return Some((span.token, span.head, span.end));
        }
        let token = match self.byte(start) {
            b'(' => self.single(Token::Open),
            b')' => self.single(Token::Close),
            b'"' => self.quoted(note),
            _ => self.word(note),
        };
        Some((token, start, self.at))
    }

    fn single(&mut self, token: Token) -> Token {
        self.at += 1;
        token
    }

    /// The byte at an offset; past the end a blank, which ends anything.
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b' ')
    }

    /// Finds where the next literal stands.
    fn look_for_literal(&mut self) {
        self.literal = self.literals.get(self.passed).and_then(|literal| {
            let line = line::without_end(self.bytes.get(self.at..literal.start)?);
            let head = self.at + line::announced(line)?.at;
            let len = if literal.elsewhere {
                0
            } else {
                usize::try_from(literal.len).ok()?
            };
            let end = literal
                .start
                .checked_add(len)
                .filter(|end| *end <= self.bytes.len())?;
            let index = u32::try_from(self.passed).ok()?;
            let token = if self.byte(head) == b'~' {
                Token::Literal8(index)
            } else {
                Token::Literal(index)
            };
            Some(Span { head, end, token })
        });
        self.stop = self.literal.map_or(self.bytes.len(), |span| span.head);
        self.no_closing_quote = false;
    }

    fn pass_literal(&mut self, span: Span) {
        self.at = span.end;
        self.passed += 1;
        self.look_for_literal();
    }

    /// A word; the brackets of a section and what is in them belong to it.
    fn word(&mut self, note: Note<'_>) -> Token {
        let start = self.at;
        let mut section = false;
        loop {
            let rest = self.bytes.get(self.at..self.stop).unwrap_or_default();
            let plain = rest
                .iter()
                .position(|byte| is_special(*byte))
                .unwrap_or(rest.len());
            self.at += plain;
            match rest.get(plain) {
                Some(b'"') if !section => self.at += 1,
                Some(b'[') if !section && self.names_section(start) => {
                    section = self.section(note);
                    self.at += usize::from(!section);
                }
                Some(b'[') => self.at += 1,
                _ => break,
            }
        }
        let word = self.bytes.get(start..self.at).unwrap_or_default();
        match word {
            [b'0'..=b'9', ..] if is_number(word) => Token::Number,
            [b'n' | b'N', _, _] if word.eq_ignore_ascii_case(b"NIL") => Token::Nil,
            _ => Token::Atom,
        }
    }

    /// Goes on over numbers that follow, a blank before each, and says where the last ends.
    pub(super) fn more_numbers(&mut self) -> usize {
        let mut rest = self.bytes.get(self.at..self.stop).unwrap_or_default();
        while let [b' ', digits @ ..] = rest {
            let len = digits
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            let (number, after) = digits.split_at_checked(len).unwrap_or_default();
            let whole = matches!(after, [] | [b' ' | b'\t' | b'\r' | b'\n' | b'(' | b')', ..]);
            if !whole || !is_number(number) {
                break;
            }
            rest = after;
        }
        self.at = self.stop - rest.len();
        self.at
    }

    /// Says whether the word from `start` up to here is one whose brackets hold a section.
    fn names_section(&self, start: usize) -> bool {
        let name = self.bytes.get(start..self.at).unwrap_or_default();
        !self.no_closing_bracket
            && SECTIONS
                .iter()
                .any(|section| name.eq_ignore_ascii_case(section))
    }

    /// Goes behind the bracket that closes a section, over strings and literals in it. Where there is none, nothing
    /// is passed, and no further section is looked for in this response.
    fn section(&mut self, note: Note<'_>) -> bool {
        let (at, passed, literal, stop) = (self.at, self.passed, self.literal, self.stop);
        let mut quoted = false;
        loop {
            while self.at < self.stop {
                match self.byte(self.at) {
                    b'\\' if quoted => self.at += 1,
                    b'"' => quoted = !quoted,
                    b']' if !quoted => {
                        self.at += 1;
                        return true;
                    }
                    _ => {}
                }
                self.at += 1;
            }
            match self.literal {
                Some(span) if !quoted => self.pass_literal(span),
                _ => break,
            }
        }
        (self.at, self.passed, self.literal, self.stop) = (at, passed, literal, stop);
        self.no_closing_bracket = true;
        note(at, AnomalyKind::UnclosedSection);
        false
    }

    /// A quoted string. It ends at the first quote that is not escaped; where what follows that quote shows that it
    /// cannot be the last, servers are known that forget to escape quotes, and ones that end with a backslash.
    fn quoted(&mut self, note: Note<'_>) -> Token {
        let start = self.at;
        let mut escaped = false;
        // An escaped quote that could be the last if the backslash did not escape it.
        let mut candidate = None;
        let mut from = start + 1;
        while let Some(at) = self.quote_or_backslash(from) {
            if self.byte(at) == b'\\' {
                escaped = true;
                from = at + 2;
                if candidate.is_none()
                    && at + 1 < self.stop
                    && self.byte(at + 1) == b'"'
                    && self.ends(at + 2)
                {
                    candidate = Some(at + 1);
                }
                continue;
            }
            if self.ends(at + 1) {
                return self.close(at, escaped);
            }
            let opens = at > start + 1 && matches!(self.byte(at - 1), b' ' | b'(');
            if let Some(candidate) = candidate.filter(|_| opens) {
                note(candidate, AnomalyKind::BackslashAtEnd);
                return self.close(candidate, true);
            }
            note(at, AnomalyKind::BareQuote);
            let last = self.later_quote(at + 1).unwrap_or(at);
            return self.close(last, true);
        }
        if let Some(candidate) = candidate {
            note(candidate, AnomalyKind::BackslashAtEnd);
            return self.close(candidate, true);
        }
        note(start, AnomalyKind::UnclosedString);
        self.at = self.stop;
        Token::Unclosed
    }

    fn close(&mut self, quote: usize, escaped: bool) -> Token {
        self.at = quote + 1;
        if escaped {
            Token::Escaped
        } else {
            Token::Plain
        }
    }

    /// Finds the next quote that is not escaped and that something follows which ends a string.
    fn later_quote(&mut self, from: usize) -> Option<usize> {
        let mut from = from;
        while let Some(at) = self
            .quote_or_backslash(from)
            .filter(|_| !self.no_closing_quote)
        {
            if self.byte(at) == b'"' && self.ends(at + 1) {
                return Some(at);
            }
            from = at + if self.byte(at) == b'\\' { 2 } else { 1 };
        }
        self.no_closing_quote = true;
        None
    }

    fn quote_or_backslash(&self, from: usize) -> Option<usize> {
        let bytes = self.bytes.get(from..self.stop)?;
        quote_or_backslash(bytes).map(|distance| from + distance)
    }

    /// Says whether a string may end before this offset.
    fn ends(&self, at: usize) -> bool {
        at >= self.stop || matches!(self.byte(at), b' ' | b'\t' | b'\r' | b'\n' | b'(' | b')')
    }
}

/// Says whether a byte ends a word, or may do so.
fn is_special(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t' | b'\r' | b'\n' | b'(' | b')' | b'"' | b'['
    )
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Says whether a word is a number: digits without a leading zero that fit 64 bits.
fn is_number(word: &[u8]) -> bool {
    match word {
        [] => false,
        [b'0', rest @ ..] => rest.is_empty(),
        _ if word.len() < 20 => word.iter().all(u8::is_ascii_digit),
        _ => line::number(word).is_some(),
    }
}
