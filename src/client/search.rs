//! SEARCH.

use super::found::Found;
use super::{Client, State};
use crate::error::Result;
use crate::types::{SearchKey, SearchResult, SearchReturn, SequenceSet};
use crate::wire::encode::Command;

/// Whether a search answers with UIDs or with sequence numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// UID SEARCH
    Uid,
    /// SEARCH
    Sequence,
}

impl Numbering {
    /// The command that numbers its answer so.
    pub(super) fn of(self, command: &str) -> String {
        match self {
            Numbering::Uid => format!("UID {command}"),
            Numbering::Sequence => command.to_owned(),
        }
    }
}

impl Client {
    /// Sends SEARCH or UID SEARCH and gives the messages for which all keys hold. CHARSET UTF-8 goes along only
    /// when a key is not ASCII. Several SEARCH lines are joined, an ESEARCH line is understood; one that names another
    /// command is an event.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Numbering, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::SearchKey;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 SELECT INBOX\nS: A1 OK done\nC: A2 UID SEARCH UNSEEN\nS: * SEARCH 4 5 9\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// # client.select(&"INBOX".into())?;
    /// let found = client.search(Numbering::Uid, &[SearchKey::Word("UNSEEN".into())])?;
    /// assert_eq!(found.ids.unwrap_or_default().to_string(), "4:5,9");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.4.4; RFC 3501 section 6.4.4
    pub fn search(&mut self, numbering: Numbering, keys: &[SearchKey]) -> Result<SearchResult> {
        self.search_each(numbering, keys)?.whole()
    }

    /// Sends SEARCH or UID SEARCH and yields the messages for which all keys hold as they arrive, so that very many of
    /// them need no memory.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Numbering, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::SearchKey;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 SELECT INBOX\nS: A1 OK done\nC: A2 UID SEARCH UNSEEN\nS: * SEARCH 4 5 9\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// # client.select(&"INBOX".into())?;
    /// let mut unseen = 0;
    /// for part in client.search_each(Numbering::Uid, &[SearchKey::Word("UNSEEN".into())])? {
    ///     unseen += part?.ids.unwrap_or_default().iter().count();
    /// }
    /// assert_eq!(unseen, 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.4.4; RFC 3501 section 6.4.4
    pub fn search_each(&mut self, numbering: Numbering, keys: &[SearchKey]) -> Result<Found<'_>> {
        let name = numbering.of("SEARCH");
        self.exchange.need(&name, State::Selected)?;
        self.need_keys(keys)?;
        let command = Command::new(&name).search(keys)?;
        self.exchange.find(&command)
    }

    /// Sends UID SEARCH RETURN (COUNT) and gives the number of messages for which all keys hold.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks ESEARCH.
    ///
    /// RFC 4731; RFC 9051 section 6.4.4
    pub fn count(&mut self, keys: &[SearchKey]) -> Result<Option<u64>> {
        let found = self.search_return(Numbering::Uid, &[SearchReturn::Count], keys)?;
        Ok(found
            .count
            .map(u64::from)
            .or_else(|| found.ids.as_ref().and_then(SequenceSet::count)))
    }

    /// Sends UID SEARCH RETURN (MIN COUNT): as [`Client::count`], with the lowest UID among the messages.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks ESEARCH.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::SearchKey;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 ESEARCH] ready\nC: A1 SELECT INBOX\nS: A1 OK done\nC: A2 UID SEARCH RETURN (MIN COUNT) UNSEEN\nS: * ESEARCH (TAG \"A2\") UID MIN 3291 COUNT 3\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// # client.select(&"INBOX".into())?;
    /// let found = client.count_from(&[SearchKey::Word("UNSEEN".into())])?;
    /// assert_eq!((found.min, found.count), (Some(3291), Some(3)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 4731; RFC 9051 section 6.4.4
    pub fn count_from(&mut self, keys: &[SearchKey]) -> Result<SearchResult> {
        let options = [SearchReturn::Min, SearchReturn::Count];
        self.search_return(Numbering::Uid, &options, keys)
    }
}
