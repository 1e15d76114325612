//! Criteria as one row of words and parentheses, from arguments and from a text.

use crate::shell::arguments::mistake::Mistake;
use crate::shell::line::{Argument, Span, Word};

/// The characters of a text with their places.
type Characters<'t> = std::iter::Peekable<std::str::CharIndices<'t>>;

/// A word or a parenthesis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    Open(Span),
    Close(Span),
}

impl Token {
    /// Its place in the line.
    pub(super) fn span(&self) -> Span {
        match self {
            Token::Word(word) => word.span.clone(),
            Token::Open(span) | Token::Close(span) => span.clone(),
        }
    }
}

/// Flattens arguments, however deep their lists are.
pub(super) fn of_arguments(arguments: &[Argument]) -> Result<Vec<Token>, Mistake> {
    let mut tokens = Vec::new();
    let mut open: Vec<(std::slice::Iter<'_, Argument>, Span)> = Vec::new();
    let mut current = arguments.iter();
    loop {
        match current.next() {
            Some(Argument::Word(word)) => tokens.push(Token::Word(word.clone())),
            Some(Argument::List { items, span, .. }) => {
                tokens.push(Token::Open(span.clone()));
                open.push((std::mem::replace(&mut current, items.iter()), span.clone()));
            }
            Some(other) => return Err(Mistake::form(other, "a search key such as UNSEEN")),
            None => match open.pop() {
                Some((outer, span)) => {
                    tokens.push(Token::Close(span));
                    current = outer;
                }
                None => return Ok(tokens),
            },
        }
    }
}

/// Splits a text the way IMAP writes criteria: words, strings in double quotes in which `\"` and
/// `\\` are escapes, and parentheses.
///
/// All words count as quoted, so that none of them names a result.
pub(super) fn of_text(word: &Word) -> Result<Vec<Token>, Mistake> {
    let places = Places::of(word);
    let mut tokens = Vec::new();
    let mut characters = word.text.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        tokens.push(match character {
            ' ' | '\t' | '\n' | '\r' => continue,
            '(' => Token::Open(places.span(start, start + 1)),
            ')' => Token::Close(places.span(start, start + 1)),
            '"' => string(&mut characters, start, &places)?,
            _ => atom(&mut characters, start, character, &places)?,
        });
    }
    Ok(tokens)
}

/// Reads the rest of a string, whose opening quote was taken.
fn string(
    characters: &mut Characters<'_>,
    start: usize,
    places: &Places,
) -> Result<Token, Mistake> {
    let mut text = String::new();
    let mut last = start;
    while let Some((place, character)) = characters.next() {
        last = place + character.len_utf8();
        match character {
            '"' => return Ok(quoted(text, places.span(start, last))),
            '\\' => {
                let escaped = characters.next_if(|(_, next)| matches!(next, '"' | '\\'));
                text.push(escaped.map_or('\\', |(_, next)| next));
            }
            _ => text.push(character),
        }
    }
    let span = places.span(start, last.max(start + 1));
    Err(Mistake::new(span, "the quote opened here is not closed"))
}

/// Reads the rest of a word without quotes.
fn atom(
    characters: &mut Characters<'_>,
    start: usize,
    first: char,
    places: &Places,
) -> Result<Token, Mistake> {
    let ends = |next: char| matches!(next, ' ' | '\t' | '\n' | '\r' | '(' | ')');
    let mut text = String::from(first);
    while let Some((place, next)) = characters.next_if(|(_, next)| !ends(*next)) {
        if next == '"' {
            let message = "a quote inside a word; put quotes around the whole word";
            return Err(Mistake::new(places.span(start, place + 1), message));
        }
        text.push(next);
    }
    let end = start + text.len();
    Ok(quoted(text, places.span(start, end)))
}

fn quoted(text: String, span: Span) -> Token {
    Token::Word(Word {
        text,
        span,
        quoted: true,
    })
}

/// Where the characters of a quoted word stand in the line.
struct Places {
    whole: Span,
    /// The place of the first character, when the text stands in the line without escapes.
    begin: Option<usize>,
}

impl Places {
    fn of(word: &Word) -> Self {
        let exact = word.span.end.checked_sub(word.span.start) == Some(word.text.len() + 2);
        Places {
            whole: word.span.clone(),
            begin: exact.then_some(word.span.start + 1),
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        match self.begin {
            Some(begin) => begin + start..begin + end,
            None => self.whole.clone(),
        }
    }
}
