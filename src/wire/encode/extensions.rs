//! The arguments of commands that came after RFC 3501.

use super::{Command, Element, Name, is_ascii, no_nul};
use crate::error::{Error, Result};
use crate::types::{
    ListReturn, ListSelection, MailboxName, MetadataDepth, MetadataOptions, RightsChange,
    SearchKey, SearchReturn, SortKey,
};
use crate::wire::names::Names;

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
        if keys.is_empty() {
            return Err(Error::Argument("no search criteria".to_owned()));
        }
        let charset = if keys.iter().all(is_ascii) {
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
            no_nul("the label", &Names::Utf8.spell(label))?;
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
    /// [`Error::Argument`] for no entries at all, for what is no name, and for NUL in a value.
    pub fn metadata_values(mut self, entries: &[(String, Option<Vec<u8>>)]) -> Result<Self> {
        if entries.is_empty() {
            return Err(Error::Argument("no entry is named".to_owned()));
        }
        self = self.open();
        for (name, value) in entries {
            self = self.metadata_entry(name)?;
            self = match value {
                Some(value) => self.string(name, value)?,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::encode::Piece;

    fn check(command: Result<Command>, names: Names, expected: &str) {
        let shown = match command {
            Ok(command) => command.pieces(names).iter().map(shown).collect(),
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(shown, expected);
    }

    fn shown(piece: &Piece) -> String {
        match piece {
            Piece::Line(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Piece::Literal(bytes) => {
                format!("{{{}}}{}", bytes.len(), String::from_utf8_lossy(bytes))
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn names_follow_what_the_session_agreed_on() {
        let name = MailboxName::new("Entwürfe & mehr");
        let rename = |name: &MailboxName| {
            Command::new("X")
                .mailbox(name)?
                .list_mailbox("Ä%")?
                .labels(std::slice::from_ref(name))
        };
        check(
            rename(&name),
            Names::ModifiedUtf7,
            r#"X "Entw&APw-rfe &- mehr" &AMQ-% ("Entw&APw-rfe &- mehr")"#,
        );
        check(
            rename(&name),
            Names::Utf8,
            r#"X "Entwürfe & mehr" "Ä%" ("Entwürfe & mehr")"#,
        );
        // A line end has no place in quotes, whatever was agreed.
        check(
            rename(&MailboxName::new("a\r\nb")),
            Names::Utf8,
            "X {4}a\r\nb \"Ä%\" ({4}a\r\nb)",
        );
    }

    #[test]
    fn a_session_in_utf8_says_no_charset() {
        let keys = [SearchKey::Text("SUBJECT".to_owned(), "müde".to_owned())];
        check(
            Command::new("SEARCH").search(&keys),
            Names::Utf8,
            "SEARCH SUBJECT {5}müde",
        );
        check(
            Command::new("SORT").search_in_charset(&keys),
            Names::Utf8,
            "SORT UTF-8 SUBJECT {5}müde",
        );
    }

    #[test]
    fn what_the_grammar_has_no_form_for_is_refused() {
        let new = || Command::new("X");
        let refused = [
            new().sort_keys(&[]),
            new().sort_keys(&[SortKey::new("DATE) X (")]),
            new().search_in_charset(&[]),
            new().search_return(&[SearchReturn::Partial(0, 5)]),
            new().search_return(&[SearchReturn::Partial(-1, 5)]),
            new().search_return(&[SearchReturn::Partial(1, 1 << 33)]),
            new().list_selection(&[ListSelection::RecursiveMatch]),
            new().list_selection(&[ListSelection::Remote, ListSelection::RecursiveMatch]),
            new().rights(RightsChange::Add, "lr s"),
            new().rights(RightsChange::Replace, "é"),
            new().rights(RightsChange::Replace, "L"),
            new().metadata_entries(&[]),
            new().metadata_entries(&["comment".to_owned()]),
            new().metadata_entries(&["/private/*".to_owned()]),
            new().metadata_entries(&["/private//x".to_owned()]),
            new().metadata_entries(&["/private/".to_owned()]),
            new().metadata_values(&[("/private/x".to_owned(), Some(b"a\0".to_vec()))]),
            new().labels(&[MailboxName::new("a\0")]),
        ];
        for (index, command) in refused.into_iter().enumerate() {
            assert!(
                matches!(command, Err(Error::Argument(_))),
                "{index}: {command:?}"
            );
        }
    }

    #[test]
    fn arguments_are_spelt_as_their_grammar_has_them() {
        let new = || Command::new("X");
        let utf7 = Names::ModifiedUtf7;
        check(
            new().sort_keys(&[SortKey::reverse("size"), SortKey::new("DATE")]),
            utf7,
            "X (REVERSE SIZE DATE)",
        );
        check(
            new().search_return(&[SearchReturn::Save, SearchReturn::Partial(-1, -100)]),
            utf7,
            "X RETURN (SAVE PARTIAL -1:-100)",
        );
        check(new().rights(RightsChange::Replace, ""), utf7, "X \"\"");
        check(new().rights(RightsChange::Remove, "te"), utf7, "X -te");
        let options = MetadataOptions {
            max_size: Some(1024),
            depth: MetadataDepth::Infinity,
        };
        check(
            new()
                .metadata_options(options)
                .metadata_entries(&["/shared/a b".to_owned()]),
            utf7,
            "X (MAXSIZE 1024 DEPTH infinity) (\"/shared/a b\")",
        );
    }
}
