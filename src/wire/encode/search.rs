//! Search keys as arguments.

use super::{Command, Element};
use crate::error::{Error, Result};
use crate::types::{MessageSet, SearchKey};

/// Keys stand in no more others than this: servers have their limits, and so has our stack.
const MOST_DEPTH: usize = 100;

impl Command {
    /// Writes search keys, after `CHARSET UTF-8` where one of them is not ASCII.
    ///
    /// # Errors
    /// [`Error::Argument`] for no keys at all, for what cannot be sent, and for keys within more than 100 others.
    pub fn search(mut self, keys: &[SearchKey]) -> Result<Self> {
        if !are_ascii(keys)? {
            self.elements.push(Element::Charset);
        }
        self.search_keys(keys)
    }

    /// Writes search keys without a charset before them. How deep they go was checked by [`are_ascii`].
    pub(super) fn search_keys(mut self, keys: &[SearchKey]) -> Result<Self> {
        for key in keys {
            self = self.search_key(key)?;
        }
        Ok(self)
    }

    fn search_key(self, key: &SearchKey) -> Result<Self> {
        const WHAT: &str = "the search key";
        match key {
            SearchKey::Word(word) => self.atom(WHAT, word),
            SearchKey::Keyword(word, flag) => {
                self.atom(WHAT, word)?.atom("the keyword", flag.as_str())
            }
            SearchKey::Text(word, text) => self.atom(WHAT, word)?.astring(word, text.as_bytes()),
            SearchKey::Header(field, text) => self
                .word("HEADER")
                .astring("the field name", field.as_bytes())?
                .astring(field, text.as_bytes()),
            SearchKey::Date(word, date) => Ok(self.atom(WHAT, word)?.word(&date.to_string())),
            SearchKey::Number(word, number) => Ok(self.atom(WHAT, word)?.number(*number)),
            SearchKey::Messages(set) if set.set().is_saved() => Ok(self.word("$")),
            SearchKey::Messages(MessageSet::Sequence(set)) => self.set(set),
            SearchKey::Messages(MessageSet::Uid(set)) => self.word("UID").set(set),
            SearchKey::Saved => Ok(self.word("$")),
            SearchKey::Not(key) => self.word("NOT").search_key(key),
            SearchKey::Or(one, two) => self.word("OR").search_key(one)?.search_key(two),
            SearchKey::Fuzzy(key) => self.word("FUZZY").search_key(key),
            SearchKey::All(keys) if keys.is_empty() => Err(Error::Argument(
                "parentheses without a search key in them".to_owned(),
            )),
            SearchKey::All(keys) => Ok(self.open().search_keys(keys)?.close()),
        }
    }
}

/// Checks that there are keys and that they are not too deep, and says whether all their text is ASCII.
pub(super) fn are_ascii(keys: &[SearchKey]) -> Result<bool> {
    if keys.is_empty() {
        return Err(Error::Argument("no search criteria".to_owned()));
    }
    let mut ascii = true;
    for (depth, key) in SearchKey::walk(keys) {
        if depth > MOST_DEPTH {
            return Err(Error::Argument(format!(
                "search criteria within more than {MOST_DEPTH} others"
            )));
        }
        ascii &= match key {
            SearchKey::Text(_, text) => text.is_ascii(),
            SearchKey::Header(field, text) => field.is_ascii() && text.is_ascii(),
            _ => true,
        };
    }
    Ok(ascii)
}
