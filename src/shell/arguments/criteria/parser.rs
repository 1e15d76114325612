//! The grammar of search keys.

use imapclient::types::{Date, Flag, MessageSet, SearchKey};

use super::keys::{self, SEARCH_KEYS, SearchWord, Takes};
use super::tokens::Token;
use super::values;
use crate::shell::arguments::mistake::Mistake;
use crate::shell::arguments::piece::is_atom;
use crate::shell::arguments::sets::{self, Numbers};
use crate::shell::arguments::when;
use crate::shell::line::{Argument, Span, Word, is_variable};

/// How deep keys may lie in keys; more is no search but an attack on somebody's stack.
const DEPTH_LIMIT: usize = 50;

/// Reads keys out of a row of tokens.
pub(super) struct Parser<'a> {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    numbers: &'a Numbers<'a>,
    today: Date,
    /// The word before was a text without quotes, so the next may have been meant to be more of it.
    after_bare_text: bool,
}

impl<'a> Parser<'a> {
    pub(super) fn new(tokens: Vec<Token>, numbers: &'a Numbers<'a>, today: Date) -> Self {
        Parser {
            tokens: tokens.into_iter().peekable(),
            numbers,
            today,
            after_bare_text: false,
        }
    }

    /// Reads all there is: a charset perhaps, then keys.
    pub(super) fn criteria(mut self) -> Result<Vec<SearchKey>, Mistake> {
        let charset = self.charset()?;
        let mut keys = Vec::new();
        while self.tokens.peek().is_some() {
            keys.push(self.key(0)?);
        }
        match charset {
            Some(span) if keys.is_empty() => Err(Mistake::new(
                span,
                "search criteria are missing behind the charset",
            )),
            _ => Ok(keys),
        }
    }

    /// Takes `CHARSET UTF-8`, which the encoder writes by itself where it is needed.
    fn charset(&mut self) -> Result<Option<Span>, Mistake> {
        let is_charset = |token: &Token| matches!(token, Token::Word(word) if word.text.eq_ignore_ascii_case("CHARSET"));
        let Some(name) = self.tokens.next_if(is_charset) else {
            return Ok(None);
        };
        let Some(Token::Word(charset)) = self.tokens.next() else {
            let message = "CHARSET takes the name of a charset, such as UTF-8";
            return Err(Mistake::new(name.span(), message));
        };
        let accepted = ["UTF-8", "US-ASCII", "ASCII"];
        if !accepted
            .iter()
            .any(|known| known.eq_ignore_ascii_case(&charset.text))
        {
            let message = "not a charset that is built: these are UTF-8 and US-ASCII";
            return Err(Mistake::new(charset.span, message).with_hint(
                "leave CHARSET out, it is sent where it is needed; or send the command with raw",
            ));
        }
        Ok(Some(name.span()))
    }

    /// Reads one key with what it takes.
    fn key(&mut self, depth: usize) -> Result<SearchKey, Mistake> {
        let after_bare_text = std::mem::take(&mut self.after_bare_text);
        let word = match self.tokens.next() {
            None => return Err(Mistake::new(0..0, "a search key is missing")),
            Some(Token::Close(span)) => {
                return Err(Mistake::new(span, "this bracket was not opened"));
            }
            Some(Token::Open(span)) => return self.group(span, depth).map(SearchKey::All),
            Some(Token::Word(word)) => word,
        };
        match keys::known(&word.text) {
            Some(key) => self.known_key(key, &word, depth),
            // What only the server has kept is asked of it.
            None if word.text == "$" && (self.numbers.results)("$").is_none() => {
                Ok(SearchKey::Saved)
            }
            None if is_set(&word) => self.messages(word),
            None => Err(unknown(&word, after_bare_text)),
        }
    }

    /// Reads keys up to the closing parenthesis.
    fn group(&mut self, open: Span, depth: usize) -> Result<Vec<SearchKey>, Mistake> {
        if depth == DEPTH_LIMIT {
            return Err(too_deep(open));
        }
        let mut keys = Vec::new();
        loop {
            match self.tokens.peek() {
                None => return Err(Mistake::new(open, "the bracket opened here is not closed")),
                Some(Token::Close(_)) => break,
                Some(_) => keys.push(self.key(depth + 1)?),
            }
        }
        self.tokens.next();
        self.after_bare_text = false;
        if keys.is_empty() {
            return Err(Mistake::new(
                open,
                "a search key belongs into these brackets",
            ));
        }
        Ok(keys)
    }

    fn known_key(
        &mut self,
        key: SearchWord,
        word: &Word,
        depth: usize,
    ) -> Result<SearchKey, Mistake> {
        let name = key.name.to_owned();
        match key.takes {
            Takes::Nothing if name == "UNREAD" => Ok(SearchKey::Word("UNSEEN".to_owned())),
            Takes::Nothing => Ok(SearchKey::Word(name)),
            Takes::Text => {
                let text = self.operand(key, word)?;
                self.after_bare_text = !text.quoted;
                Ok(SearchKey::Text(name, text.text))
            }
            Takes::Header => {
                let field = values::field(self.operand(key, word)?)?;
                let text = self.operand(key, word)?;
                self.after_bare_text = !text.quoted;
                Ok(SearchKey::Header(field, text.text))
            }
            Takes::Uids => self.uids(key, word),
            Takes::Key => {
                let one = Box::new(self.inner_key(key, word, depth)?);
                Ok(if name == "NOT" {
                    SearchKey::Not(one)
                } else {
                    SearchKey::Fuzzy(one)
                })
            }
            Takes::TwoKeys => {
                let one = self.inner_key(key, word, depth)?;
                let two = self.inner_key(key, word, depth)?;
                Ok(SearchKey::Or(Box::new(one), Box::new(two)))
            }
            Takes::Groups => self.any(key, word, depth),
            _ => self.value_key(key, word),
        }
    }

    /// Reads a key that takes one checked value.
    fn value_key(&mut self, key: SearchWord, word: &Word) -> Result<SearchKey, Mistake> {
        let name = key.name.to_owned();
        let value = self.operand(key, word)?;
        let text = value.text.as_str();
        let number = match key.takes {
            Takes::Date => return Ok(SearchKey::Date(name, when::date(&value, self.today)?)),
            Takes::Keyword if is_atom(text) => {
                return Ok(SearchKey::Keyword(name, Flag::new(text)));
            }
            Takes::Identifier if values::is_identifier(text) => {
                return Ok(SearchKey::Text(name, value.text));
            }
            Takes::Size => values::size(text),
            Takes::Seconds => values::seconds(text),
            Takes::Number => values::number(text),
            _ => None,
        };
        match number {
            Some(number) => Ok(SearchKey::Number(name, number)),
            None if key.name == "MODSEQ" && text.starts_with('/') => Err(Mistake::new(
                value.span,
                "MODSEQ of a single entry is not built yet; send it with raw",
            )),
            None => {
                let message = format!("{} takes {}", key.name, key.takes.sentence());
                Err(Mistake::new(value.span, message))
            }
        }
    }

    /// Takes the word a key needs.
    fn operand(&mut self, key: SearchWord, word: &Word) -> Result<Word, Mistake> {
        match self.tokens.next_if(|token| matches!(token, Token::Word(_))) {
            Some(Token::Word(operand)) if is_result(&operand, key.takes) => {
                let message =
                    "a result stands for messages, not for text; quote a word that begins with $";
                Err(Mistake::new(operand.span, message))
            }
            Some(Token::Word(operand)) => Ok(operand),
            _ => Err(missing(key, word)),
        }
    }

    fn inner_key(
        &mut self,
        key: SearchWord,
        word: &Word,
        depth: usize,
    ) -> Result<SearchKey, Mistake> {
        if depth == DEPTH_LIMIT {
            return Err(too_deep(word.span.clone()));
        }
        match self.tokens.peek() {
            None | Some(Token::Close(_)) => Err(missing(key, word)),
            Some(_) => self.key(depth + 1),
        }
    }

    /// Reads the groups of `ANY`, of which one must hold.
    fn any(&mut self, key: SearchWord, word: &Word, depth: usize) -> Result<SearchKey, Mistake> {
        let mut groups = Vec::new();
        while let Some(open) = self.tokens.next_if(|token| matches!(token, Token::Open(_))) {
            let mut keys = self.group(open.span(), depth)?;
            groups.push(match (keys.pop(), keys.is_empty()) {
                (Some(only), true) => only,
                (last, _) => {
                    keys.extend(last);
                    SearchKey::All(keys)
                }
            });
        }
        either(groups).ok_or_else(|| missing(key, word))
    }

    fn uids(&mut self, key: SearchWord, word: &Word) -> Result<SearchKey, Mistake> {
        let operand = self.operand(key, word)?;
        let span = operand.span.clone();
        match self.set(operand, true)? {
            set @ MessageSet::Uid(_) => Ok(SearchKey::Messages(set)),
            MessageSet::Sequence(_) => Err(Mistake::new(
                span,
                "these are sequence numbers; leave UID out before them",
            )),
        }
    }

    fn messages(&mut self, word: Word) -> Result<SearchKey, Mistake> {
        self.set(word, false).map(SearchKey::Messages)
    }

    /// Reads a message set. An empty one has no form in IMAP, and leaving it out would find too much.
    fn set(&self, word: Word, uid: bool) -> Result<MessageSet, Mistake> {
        let span = word.span.clone();
        let numbers = Numbers {
            uid,
            exists: self.numbers.exists,
            results: self.numbers.results,
        };
        let set = sets::message_set(&Argument::Word(word), &numbers)?;
        if set.is_empty() {
            return Err(Mistake::new(
                span,
                "no message is in this set, so none can be found",
            ));
        }
        Ok(set)
    }
}

/// Puts keys into `OR`s, as shallow as they can be.
fn either(keys: Vec<SearchKey>) -> Option<SearchKey> {
    let mut level = keys;
    while level.len() > 1 {
        // The odd one goes first and alone, so that three keys come to `OR a OR b c`.
        let mut next = Vec::with_capacity(level.len().div_ceil(2));
        let odd = level.len() % 2 == 1;
        let mut keys = level.into_iter();
        if odd {
            next.extend(keys.next());
        }
        while let (Some(one), Some(two)) = (keys.next(), keys.next()) {
            next.push(SearchKey::Or(Box::new(one), Box::new(two)));
        }
        level = next;
    }
    level.pop()
}

/// Says whether a word that is no key begins like a message set.
pub(crate) fn is_set(word: &Word) -> bool {
    let text = word.text.as_str();
    let last = text
        .get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case("last:"));
    let result = !word.quoted && text.starts_with(['_', '$']);
    last || result || text.starts_with(|first: char| first.is_ascii_digit() || first == '*')
}

/// Says whether a word that a key takes can only be meant as a result.
fn is_result(word: &Word, takes: Takes) -> bool {
    let other = !matches!(takes, Takes::Uids | Takes::Keyword);
    other && !word.quoted && is_variable(&word.text)
}

fn unknown(word: &Word, after_bare_text: bool) -> Mistake {
    let span = word.span.clone();
    match word.text.to_ascii_uppercase().as_str() {
        "RETURN" => return Mistake::new(span, "RETURN is not built yet; send it with raw"),
        "CHARSET" => return Mistake::new(span, "CHARSET stands before all search keys"),
        _ => {}
    }
    let known = SEARCH_KEYS.iter().map(|key| key.name);
    let mistake = Mistake::unknown(span, "not a search key", &word.text, known);
    if after_bare_text {
        return mistake.with_hint("text of several words stands in quotes");
    }
    if word.quoted && word.text.contains(char::is_whitespace) {
        return mistake.with_hint("in a list every word of the criteria stands in its own quotes");
    }
    mistake
}

fn missing(key: SearchWord, word: &Word) -> Mistake {
    let message = format!("{} takes {}", key.name, key.takes.sentence());
    Mistake::new(word.span.clone(), message)
}

fn too_deep(span: Span) -> Mistake {
    Mistake::new(span, "the search keys are nested too deeply")
}
