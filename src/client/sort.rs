//! SORT and THREAD: the server's order. RFC 5256

use super::exchange::Taken;
use super::found::Found;
use super::reading::Data;
use super::search_return::{complete, first};
use super::{Client, Numbering, State};
use crate::error::{Error, Result};
use crate::types::{SearchKey, SearchResult, SearchReturn, SortKey, Thread};
use crate::wire::encode::Command;
use crate::wire::views;

impl Client {
    /// Sends SORT or UID SORT and gives the messages for which all criteria hold, in the order of the keys. The
    /// charset is US-ASCII unless a criterion is not.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks SORT, or SORT=DISPLAY for the keys that need it.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Numbering, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::{SearchKey, SortKey};
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 SORT] ready\nC: A1 SELECT INBOX\nS: A1 OK done\nC: A2 UID SORT (REVERSE SIZE DATE) US-ASCII UNSEEN\nS: * SORT 9 4 5\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// # client.select(&"INBOX".into())?;
    /// let keys = [SortKey::reverse("SIZE"), SortKey::new("DATE")];
    /// let unseen = [SearchKey::Word("UNSEEN".into())];
    /// let sorted = client.sort(&keys, Numbering::Uid, &unseen)?;
    /// assert_eq!(sorted.ids.unwrap_or_default().to_string(), "9,4:5");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 5256 section 3; RFC 5957
    pub fn sort(
        &mut self,
        keys: &[SortKey],
        numbering: Numbering,
        criteria: &[SearchKey],
    ) -> Result<SearchResult> {
        self.sort_each(keys, numbering, criteria)?.whole()
    }

    /// Sends SORT or UID SORT and yields the messages for which all criteria hold as they arrive, in the order of the
    /// keys, so that very many of them need no memory.
    ///
    /// # Errors
    /// As those of [`Client::sort`].
    ///
    /// RFC 5256 section 3; RFC 5957
    pub fn sort_each(
        &mut self,
        keys: &[SortKey],
        numbering: Numbering,
        criteria: &[SearchKey],
    ) -> Result<Found<'_>> {
        self.need_sort(keys, numbering)?;
        self.need_keys(criteria)?;
        let command = Command::new(&numbering.of("SORT"))
            .sort_keys(keys)?
            .search_in_charset(criteria)?;
        self.exchange.find(&command)
    }

    /// Sends SORT or UID SORT with RETURN: the server tells of the result what was asked for and no more. `MIN` and
    /// `MAX` are the first and the last in the order of the keys.
    ///
    /// # Errors
    /// As those of [`Client::sort`]; [`Error::Unsupported`] where the server lacks ESORT, or CONTEXT=SORT for a window.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Numbering, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::{SearchKey, SearchReturn, SortKey};
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 SORT ESORT] ready\nC: A1 SELECT INBOX\nS: A1 OK done\nC: A2 UID SORT RETURN (COUNT) (DATE) US-ASCII UNSEEN\nS: * ESEARCH (TAG \"A2\") UID COUNT 4\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// # client.select(&"INBOX".into())?;
    /// let unseen = [SearchKey::Word("UNSEEN".into())];
    /// let keys = [SortKey::new("DATE")];
    /// let sorted = client.sort_return(&keys, Numbering::Uid, &[SearchReturn::Count], &unseen)?;
    /// assert_eq!(sorted.count, Some(4));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 5267 section 3
    pub fn sort_return(
        &mut self,
        keys: &[SortKey],
        numbering: Numbering,
        options: &[SearchReturn],
        criteria: &[SearchKey],
    ) -> Result<SearchResult> {
        self.need_sort(keys, numbering)?;
        self.exchange
            .need_capability("ESORT", Some("sort without RETURN"))?;
        self.need_options(options, &["PARTIAL", "CONTEXT=SORT"])?;
        self.need_keys(criteria)?;
        let command = Command::new(&numbering.of("SORT"))
            .search_return(options)?
            .sort_keys(keys)?
            .search_in_charset(criteria)?;
        let mut found = self.exchange.find(&command)?.whole()?;
        complete(&mut found, options);
        Ok(found)
    }

    /// Sends SORT or UID SORT and gives the first `most` of the messages for which all criteria hold: by RETURN
    /// (PARTIAL 1:most) where the server can leave the others out, else out of all of them.
    ///
    /// # Errors
    /// As those of [`Client::sort`].
    ///
    /// RFC 5267 section 4.4; RFC 5256 section 3
    pub fn sort_first(
        &mut self,
        keys: &[SortKey],
        numbering: Numbering,
        most: u32,
        criteria: &[SearchKey],
    ) -> Result<SearchResult> {
        let window = self.window(&["ESORT"], &["PARTIAL", "CONTEXT=SORT"], most)?;
        let found = match window {
            Some(window) => self.sort_return(keys, numbering, &[window], criteria)?,
            None => self
                .sort_each(keys, numbering, criteria)?
                .collected(u64::from(most))?,
        };
        Ok(first(found, most))
    }

    fn need_sort(&mut self, keys: &[SortKey], numbering: Numbering) -> Result<()> {
        self.exchange.need(&numbering.of("SORT"), State::Selected)?;
        self.exchange
            .need_capability("SORT", Some("fetch of the sort keys, sorted here"))?;
        if keys.iter().any(|key| key.name.starts_with("DISPLAY")) {
            self.exchange
                .need_capability("SORT=DISPLAY", Some("the sort keys FROM and TO"))?;
        }
        Ok(())
    }

    /// Sends THREAD or UID THREAD and gives the messages for which all criteria hold as conversations, found by an
    /// algorithm such as `REFERENCES`. The charset is US-ASCII unless a criterion is not.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks the algorithm: it names those that are there.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Numbering, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::SearchKey;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 THREAD=REFERENCES] ready\nC: A1 SELECT INBOX\nS: A1 OK done\nC: A2 UID THREAD REFERENCES US-ASCII ALL\nS: * THREAD (2)(3 6 (4 23)(44 7 96))\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// # client.select(&"INBOX".into())?;
    /// let threads = client.thread("REFERENCES", Numbering::Uid, &[SearchKey::Word("ALL".into())])?;
    /// assert_eq!(threads[1].chain, [3, 6]);
    /// assert_eq!(threads[1].branches[1].chain, [44, 7, 96]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 5256 section 3
    pub fn thread(
        &mut self,
        algorithm: &str,
        numbering: Numbering,
        criteria: &[SearchKey],
    ) -> Result<Vec<Thread>> {
        let name = numbering.of("THREAD");
        self.exchange.need(&name, State::Selected)?;
        self.need_algorithm(algorithm)?;
        self.need_keys(criteria)?;
        let command = Command::new(&name)
            .atom("the algorithm", &algorithm.to_ascii_uppercase())?
            .search_in_charset(criteria)?;
        let mut threads = Vec::new();
        self.exchange.read(&command, &mut |data: Data<'_>| {
            if data.name != "THREAD" {
                return Taken::No;
            }
            threads.extend(views::threads(data.values, data.notes));
            Taken::Yes
        })?;
        Ok(threads)
    }

    fn need_algorithm(&mut self, algorithm: &str) -> Result<()> {
        let capabilities = self.exchange.capabilities()?;
        let capability = format!("THREAD={}", algorithm.to_ascii_uppercase());
        if capabilities.has(&capability) {
            return Ok(());
        }
        let others: Vec<&str> = capabilities
            .iter()
            .filter_map(|name| name.strip_prefix("THREAD="))
            .collect();
        let instead = match &others[..] {
            [] => "fetch of the References fields, threaded here".to_owned(),
            others => format!("THREAD with {}", others.join(" or ")),
        };
        Err(Error::Unsupported {
            capability,
            instead: Some(instead),
        })
    }
}
