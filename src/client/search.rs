//! SEARCH.

use super::exchange::Taken;
use super::{Client, State};
use crate::error::Result;
use crate::types::{SearchKey, SearchResult, SearchReturn, SequenceSet};
use crate::wire::encode::Command;
use crate::wire::response::Response;
use crate::wire::views;

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
        let name = numbering.of("SEARCH");
        self.exchange.need(&name, State::Selected)?;
        self.need_keys(keys)?;
        let command = Command::new(&name).search(keys)?;
        self.searched(&command)
    }

    /// Runs a command that is answered by message numbers.
    pub(super) fn searched(&mut self, command: &Command) -> Result<SearchResult> {
        let mut found = None::<SearchResult>;
        let (mut notes, mut of_another) = (Vec::new(), None);
        self.exchange.run(command, &mut |received| {
            let Response::Data {
                name,
                values,
                number: None,
            } = &received.response
            else {
                return Taken::No;
            };
            let mut own_notes = Vec::new();
            let told = match name.to_ascii_uppercase().as_str() {
                "SEARCH" | "SORT" => views::search(values.clone(), &mut own_notes),
                "ESEARCH" => views::esearch(values.clone(), &mut own_notes),
                _ => return Taken::No,
            };
            if !answers(&told, received.running) {
                of_another = told.tag;
                return Taken::No;
            }
            notes.extend(own_notes);
            found.get_or_insert_default().merge(told);
            Taken::Yes
        })?;
        if let (None, Some(tag)) = (&found, of_another) {
            let tag = String::from_utf8_lossy(&tag);
            notes.push(format!(
                "the only ESEARCH that came names another command: {tag}"
            ));
        }
        self.exchange.session.note(notes);
        let mut found = found.unwrap_or_default();
        if let Some(ids) = &mut found.ids {
            ids.shrink();
        }
        Ok(found)
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

/// Says whether an ESEARCH is about the command that runs: one that names another is not, as the changes of a result
/// that was to be kept up to date are. RFC 4466 section 2.6.2; RFC 5267 section 4.3
fn answers(told: &SearchResult, running: Option<&str>) -> bool {
    match (&told.tag, running) {
        (Some(tag), Some(running)) => tag.eq_ignore_ascii_case(running.as_bytes()),
        _ => true,
    }
}
