//! SEARCH with RETURN, and which search keys need what of a server.

use super::{Client, Numbering, State};
use crate::error::Result;
use crate::types::{SearchKey, SearchResult, SearchReturn};
use crate::wire::encode::Command;

/// Capabilities one of which has to be there, and the next best thing where none is.
type Need = (&'static [&'static str], &'static str);

impl Client {
    /// Sends SEARCH or UID SEARCH with RETURN: the server tells of the result what was asked for and no more, or keeps
    /// it for [`SearchKey::Saved`]. Where it tells all numbers though, what was asked for is made of these.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks ESEARCH, SEARCHRES for SAVE, or PARTIAL.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Numbering, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::{SearchKey, SearchReturn};
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 ESEARCH] ready\nC: A1 SELECT INBOX\nS: A1 OK done\nC: A2 UID SEARCH RETURN (MIN COUNT) UNSEEN\nS: * ESEARCH (TAG \"A2\") UID MIN 7 COUNT 17\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// # client.select(&"INBOX".into())?;
    /// let options = [SearchReturn::Min, SearchReturn::Count];
    /// let found = client.search_return(Numbering::Uid, &options, &[SearchKey::Word("UNSEEN".into())])?;
    /// assert_eq!((found.min, found.count), (Some(7), Some(17)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.4.4; RFC 4731; RFC 5182; RFC 9394
    pub fn search_return(
        &mut self,
        numbering: Numbering,
        options: &[SearchReturn],
        keys: &[SearchKey],
    ) -> Result<SearchResult> {
        let name = numbering.of("SEARCH");
        self.exchange.need(&name, State::Selected)?;
        self.exchange
            .need_capability("ESEARCH", Some("search without RETURN"))?;
        self.need_options(options, &["PARTIAL", "CONTEXT=SEARCH"])?;
        self.need_keys(keys)?;
        let command = Command::new(&name).search_return(options)?.search(keys)?;
        let mut found = self.exchange.find(&command)?.whole()?;
        complete(&mut found, options);
        Ok(found)
    }

    /// Sends SEARCH or UID SEARCH and gives the first `most` of the messages for which all keys hold: by RETURN
    /// (PARTIAL 1:most) where the server can leave the others out, else out of all of them.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Numbering, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::SearchKey;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 ESEARCH PARTIAL] ready\nC: A1 SELECT INBOX\nS: A1 OK done\nC: A2 UID SEARCH RETURN (PARTIAL 1:2) UNSEEN\nS: * ESEARCH (TAG \"A2\") UID PARTIAL (1:2 4,9)\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// # client.select(&"INBOX".into())?;
    /// let found = client.search_first(Numbering::Uid, 2, &[SearchKey::Word("UNSEEN".into())])?;
    /// assert_eq!(found.ids.unwrap_or_default().to_string(), "4,9");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9394 section 3.1; RFC 5267 section 4.4; RFC 9051 section 6.4.4
    pub fn search_first(
        &mut self,
        numbering: Numbering,
        most: u32,
        keys: &[SearchKey],
    ) -> Result<SearchResult> {
        let window = self.window(
            &["ESEARCH", "IMAP4REV2"],
            &["PARTIAL", "CONTEXT=SEARCH"],
            most,
        )?;
        let found = match window {
            Some(window) => self.search_return(numbering, &[window], keys)?,
            None => self
                .search_each(numbering, keys)?
                .collected(u64::from(most))?,
        };
        Ok(first(found, most))
    }

    /// The window of the first results, where the server has one of each of these capabilities.
    pub(super) fn window(
        &mut self,
        returns: &[&str],
        partial: &[&str],
        most: u32,
    ) -> Result<Option<SearchReturn>> {
        let known = self.exchange.capabilities()?;
        let has = |names: &[&str]| names.iter().any(|name| known.has(name));
        Ok((has(returns) && has(partial)).then_some(SearchReturn::Partial(1, i64::from(most))))
    }

    /// Refuses what the server cannot tell of a result; windows of it need one of `partial`.
    pub(super) fn need_options(
        &mut self,
        options: &[SearchReturn],
        partial: &[&str],
    ) -> Result<()> {
        for option in options {
            let (capabilities, instead): (&[&str], _) = match option {
                SearchReturn::Save => (
                    &["SEARCHRES", "IMAP4REV2"],
                    "the numbers themselves in the next command",
                ),
                SearchReturn::Relevancy => (&["SEARCH=FUZZY"], "sort, for another order"),
                SearchReturn::Partial(first, _) if *first < 0 => {
                    (&["PARTIAL"], "a window counted from the first message")
                }
                SearchReturn::Partial(..) => (partial, "RETURN (ALL), shown in part"),
                SearchReturn::Min | SearchReturn::Max | SearchReturn::Count | SearchReturn::All => {
                    continue;
                }
            };
            self.exchange.need_one_of(capabilities, Some(instead))?;
        }
        Ok(())
    }

    /// Refuses search keys that the server does not know.
    pub(super) fn need_keys(&mut self, keys: &[SearchKey]) -> Result<()> {
        for (_, key) in SearchKey::walk(keys) {
            if let Some((capabilities, instead)) = key_need(key) {
                self.exchange.need_one_of(capabilities, Some(instead))?;
            }
        }
        Ok(())
    }
}

/// Cuts a result to its first messages, which are those of its window where it has one.
pub(super) fn first(mut found: SearchResult, most: u32) -> SearchResult {
    let ids = found.partial.take().map(|window| window.ids).or(found.ids);
    found.ids = ids.map(|ids| ids.first(u64::from(most)));
    found
}

/// Some servers tell all numbers by SEARCH or SORT whatever RETURN asked for.
pub(super) fn complete(found: &mut SearchResult, options: &[SearchReturn]) {
    let told = found.min.or(found.max).or(found.count).is_some() || found.partial.is_some();
    let (Some(ids), false) = (&found.ids, told) else {
        return;
    };
    let ends = || {
        ids.ranges()
            .iter()
            .flat_map(|range| [range.start, range.end])
    };
    for option in options {
        match option {
            SearchReturn::Min => found.min = ends().flatten().min(),
            SearchReturn::Max => found.max = ends().flatten().max(),
            SearchReturn::Count => {
                found.count = ids.count().and_then(|count| u32::try_from(count).ok());
            }
            _ => {}
        }
    }
}

/// `$` in place of numbers.
const SAVED: Need = (&["SEARCHRES", "IMAP4REV2"], "the numbers themselves");

/// RFC 3501 has all other keys.
fn key_need(key: &SearchKey) -> Option<Need> {
    let word = match key {
        SearchKey::Saved => return Some(SAVED),
        SearchKey::Messages(set) if set.set().is_saved() => return Some(SAVED),
        SearchKey::Fuzzy(_) => return Some((&["SEARCH=FUZZY"], "the key without FUZZY")),
        SearchKey::Word(word)
        | SearchKey::Text(word, _)
        | SearchKey::Date(word, _)
        | SearchKey::Number(word, _) => word.as_str(),
        _ => return None,
    };
    Some(match word {
        "OLDER" | "YOUNGER" => (&["WITHIN"], "BEFORE and SINCE, which count in days"),
        "MODSEQ" => (&["CONDSTORE", "QRESYNC"], "SINCE"),
        "EMAILID" | "THREADID" => (&["OBJECTID"], "HEADER Message-ID"),
        "SAVEDBEFORE" | "SAVEDON" | "SAVEDSINCE" | "SAVEDATESUPPORTED" => {
            (&["SAVEDATE"], "BEFORE, ON and SINCE")
        }
        "FILTER" => (&["FILTERS"], "the criteria of the filter"),
        "X-GM-RAW" | "X-GM-MSGID" | "X-GM-THRID" | "X-GM-LABELS" => {
            (&["X-GM-EXT-1"], "TEXT, SUBJECT or FROM")
        }
        _ => return None,
    })
}
