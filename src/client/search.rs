//! SEARCH.

use super::session::Taken;
use super::{Client, State};
use crate::error::Result;
use crate::types::{SearchKey, SequenceSet};
use crate::wire::encode::Command;
use crate::wire::response::Response;
use crate::wire::views;

/// What a SEARCH found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchAnswer {
    /// The numbers as ranges, in the server's order.
    pub ids: SequenceSet,
    /// The highest mod-sequence among them, where the search was for one. RFC 7162
    pub modseq: Option<u64>,
}

/// Whether a search answers with UIDs or with sequence numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// UID SEARCH
    Uid,
    /// SEARCH
    Sequence,
}

impl Client {
    /// Sends SEARCH or UID SEARCH and gives the messages for which all keys hold. CHARSET UTF-8 goes along only
    /// when a key is not ASCII. Several SEARCH lines are joined, an ESEARCH line is understood.
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
    /// assert_eq!(found.ids.to_string(), "4:5,9");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.4.4; RFC 3501 section 6.4.4
    pub fn search(&mut self, numbering: Numbering, keys: &[SearchKey]) -> Result<SearchAnswer> {
        let name = match numbering {
            Numbering::Uid => "UID SEARCH",
            Numbering::Sequence => "SEARCH",
        };
        self.exchange.need(name, State::Selected)?;
        let command = Command::new(name).search(keys)?;
        let mut answer = SearchAnswer::default();
        self.exchange.run(&command, &mut |received| match &received.response {
            Response::Data { name, values, number: None } if name.eq_ignore_ascii_case("SEARCH") => {
                match views::search(values.clone(), &mut answer.ids) {
                    Ok(modseq) => {
                        answer.modseq = modseq.or(answer.modseq);
                        Taken::Yes
                    }
                    Err(_) => Taken::No,
                }
            }
            Response::Data { name, values, number: None } if name.eq_ignore_ascii_case("ESEARCH") => {
                match views::esearch(values.clone()) {
                    Ok(result) => {
                        for range in result.ids.iter().flat_map(SequenceSet::ranges) {
                            answer.ids.push_range(*range);
                        }
                        answer.modseq = result.modseq.or(answer.modseq);
                        Taken::Yes
                    }
                    Err(_) => Taken::No,
                }
            }
            _ => Taken::No,
        })?;
        Ok(answer)
    }

    /// Sends UID SEARCH RETURN (COUNT) and gives the number of messages for which all keys hold.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks ESEARCH.
    ///
    /// RFC 4731; RFC 9051 section 6.4.4
    pub fn count(&mut self, keys: &[SearchKey]) -> Result<Option<u64>> {
        self.exchange.need("UID SEARCH", State::Selected)?;
        self.exchange.need_capability("ESEARCH", Some("search, and count the answer"))?;
        let command = Command::new("UID SEARCH").atom("RETURN", "RETURN")?;
        let command = command.open().atom("COUNT", "COUNT")?.close().search(keys)?;
        let mut count = None;
        self.exchange.run(&command, &mut |received| match &received.response {
            Response::Data { name, values, .. } if name.eq_ignore_ascii_case("ESEARCH") => {
                count = views::esearch(values.clone()).ok().and_then(|result| result.count);
                Taken::Yes
            }
            Response::Data { name, values, .. } if name.eq_ignore_ascii_case("SEARCH") => {
                let mut ids = SequenceSet::default();
                let _ = views::search(values.clone(), &mut ids);
                count = ids.count();
                Taken::Yes
            }
            _ => Taken::No,
        })?;
        Ok(count)
    }
}
