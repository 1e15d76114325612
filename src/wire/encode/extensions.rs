//! The arguments of commands that came after RFC 3501.

#[cfg(test)]
mod tests;

use super::search::are_ascii;
use super::string::no_nul_in_name;
use super::{Command, Element, Name};
use crate::error::{Error, Result};
use crate::types::{
    ListReturn, ListSelection, MailboxName, MetadataDepth, MetadataOptions, RightsChange,
    SearchKey, SearchReturn, SortKey,
};

impl Command {
    /// Writes a word of the grammar.
    pub fn keyword(self, word: &'static str) -> Self {
        self.word(word)
    }

    /// Writes the keys of a SORT in parentheses.
    ///
    /// # Errors
    /// [`Error::Argument`] for no keys at all, and for what is no key.
    pub fn sort_keys(mut self, keys: &[SortKey]) -> Result<Self> {
        if keys.is_empty() {
            return Err(Error::Argument("no sort key is named".to_owned()));
        }
        self = self.open();
        for key in keys {
            if key.reverse {
                self = self.keyword("REVERSE");
            }
            self = self.atom("the sort key", &key.name)?;
        }
        Ok(self.close())
    }

    /// Writes search keys behind the charset they need, as SORT and THREAD have it.
    ///
    /// # Errors
    /// [`Error::Argument`] for no keys at all, and for what cannot be sent.
    pub fn search_in_charset(self, keys: &[SearchKey]) -> Result<Self> {
        let charset = if are_ascii(keys)? {
            "US-ASCII"
        } else {
            "UTF-8"
        };
        self.keyword(charset).search_keys(keys)
    }

    /// Writes `RETURN` and what a SEARCH is to tell.
    ///
    /// # Errors
    /// [`Error::Argument`] for a window that is none.
    pub fn search_return(mut self, options: &[SearchReturn]) -> Result<Self> {
        self = self.keyword("RETURN").open();
        for option in options {
            self = match option {
                SearchReturn::Min => self.keyword("MIN"),
                SearchReturn::Max => self.keyword("MAX"),
                SearchReturn::Count => self.keyword("COUNT"),
                SearchReturn::All => self.keyword("ALL"),
                SearchReturn::Save => self.keyword("SAVE"),
                SearchReturn::Relevancy => self.keyword("RELEVANCY"),
                SearchReturn::Partial(first, last) => {
                    check_window(*first, *last)?;
                    self.keyword("PARTIAL").word(&format!("{first}:{last}"))
                }
            };
        }
        Ok(self.close())
    }

    /// Writes the selection options of LIST in parentheses.
    ///
    /// # Errors
    /// [`Error::Argument`] where RECURSIVEMATCH has nothing to apply to. RFC 5258 section 3.1
    pub fn list_selection(mut self, options: &[ListSelection]) -> Result<Self> {
        let modifier = |option| {
            matches!(
                option,
                ListSelection::RecursiveMatch | ListSelection::Remote
            )
        };
        if options.contains(&ListSelection::RecursiveMatch) && options.iter().copied().all(modifier)
        {
            return Err(Error::Argument(
                "RECURSIVEMATCH needs SUBSCRIBED or SPECIAL-USE beside it".to_owned(),
            ));
        }
        self = self.open();
        for option in options {
            self = self.keyword(option.as_str());
        }
        Ok(self.close())
    }

    /// Writes `RETURN` and what LIST is to tell.
    ///
    /// # Errors
    /// [`Error::Argument`] for what is no status item or entry.
    pub fn list_return(mut self, options: &[ListReturn]) -> Result<Self> {
        self = self.keyword("RETURN").open();
        for option in options {
            self = self.keyword(option.as_str());
            self = match option {
                ListReturn::Status(items) => self.status_items(items)?,
                ListReturn::Metadata(entries) => self.metadata_entries(entries)?,
                _ => self,
            };
        }
        Ok(self.close())
    }

    /// Writes labels of Gmail, each in quotes, in parentheses.
    ///
    /// # Errors
    /// [`Error::Argument`] for NUL.
    pub fn labels(mut self, labels: &[MailboxName]) -> Result<Self> {
        self = self.open();
        for label in labels {
            no_nul_in_name("the label", label)?;
            self.separate();
            self.elements
                .push(Element::Name(Name::Label(label.clone())));
        }
        Ok(self.close())
    }

    /// Writes rights, with a sign before them where they are added or taken away.
    ///
    /// # Errors
    /// [`Error::Argument`] for what is no right. RFC 4314 section 2
    pub fn rights(self, change: RightsChange, rights: &str) -> Result<Self> {
        let is_right = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if let Some(wrong) = rights
            .chars()
            .find(|letter| !u8::try_from(*letter).is_ok_and(is_right))
        {
            return Err(Error::Argument(format!(
                "{wrong:?} is no right: rights are small letters such as lrs"
            )));
        }
        let sign = match change {
            RightsChange::Add => "+",
            RightsChange::Remove => "-",
            RightsChange::Replace => "",
        };
        self.astring("the rights", format!("{sign}{rights}").as_bytes())
    }

    /// Writes the options of GETMETADATA in parentheses; nothing where there are none.
    pub fn metadata_options(mut self, options: MetadataOptions) -> Self {
        if options == MetadataOptions::default() {
            return self;
        }
        self = self.open();
        if let Some(size) = options.max_size {
            self = self.keyword("MAXSIZE").number(size);
        }
        self = match options.depth {
            MetadataDepth::Zero => self,
            MetadataDepth::One => self.keyword("DEPTH").keyword("1"),
            MetadataDepth::Infinity => self.keyword("DEPTH").keyword("infinity"),
        };
        self.close()
    }

    /// Writes the names of entries in parentheses.
    ///
    /// # Errors
    /// [`Error::Argument`] for no names at all, and for what is none.
    pub fn metadata_entries(mut self, entries: &[String]) -> Result<Self> {
        if entries.is_empty() {
            return Err(Error::Argument("no entry is named".to_owned()));
        }
        self = self.open();
        for entry in entries {
            self = self.metadata_entry(entry)?;
        }
        Ok(self.close())
    }

    /// Writes entries with their values, `NIL` for one that goes away, in parentheses.
    ///
    /// # Errors
    /// [`Error::Argument`] for no entries at all, and for what is no name.
    pub fn metadata_values(mut self, entries: &[(String, Option<Vec<u8>>)]) -> Result<Self> {
        if entries.is_empty() {
            return Err(Error::Argument("no entry is named".to_owned()));
        }
        self = self.open();
        for (name, value) in entries {
            self = self.metadata_entry(name)?;
            self = match value {
                Some(value) => self.string8(value),
                None => self.nil(),
            };
        }
        Ok(self.close())
    }

    /// RFC 5464 section 3.2: a path of ASCII, without patterns and empty steps.
    fn metadata_entry(self, name: &str) -> Result<Self> {
        let step =
            |step: &str| !step.is_empty() && step.bytes().all(|byte| (b' '..0x7f).contains(&byte));
        let path = name
            .strip_prefix('/')
            .is_some_and(|path| !path.contains(['*', '%']) && path.split('/').all(step));
        if !path {
            return Err(Error::Argument(format!(
                "{name:?} is no entry: entries are named like /private/comment"
            )));
        }
        self.astring("the entry", name.as_bytes())
    }
}

/// Places are counted from 1, or both from -1 backwards. RFC 9394 section 3.1
fn check_window(first: i64, last: i64) -> Result<()> {
    let places = 1..=i64::from(u32::MAX);
    let fits = |place: i64| places.contains(&place.saturating_abs());
    if fits(first) && fits(last) && (first < 0) == (last < 0) {
        return Ok(());
    }
    Err(Error::Argument(format!(
        "{first}:{last} is no window: both ends count from 1, or both from -1 backwards"
    )))
}
