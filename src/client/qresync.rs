//! SELECT that tells what became of a mailbox since it was left. RFC 7162

use super::exchange::Taken;
use super::fetch::told;
use super::{Client, State};
use crate::error::{Error, Result};
use crate::types::{Event, MailboxName, Message, SelectedMailbox, SequenceSet};
use crate::wire::encode::Command;
use crate::wire::response::Response;
use crate::wire::views;

/// What was known of a mailbox when it was left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// UIDVALIDITY: where it is another one by now, nothing that was known counts.
    pub uid_validity: u64,
    /// HIGHESTMODSEQ: what changed up to here is known.
    pub highest_modseq: u64,
    /// The UIDs that were known; absent for all up to the highest.
    pub uids: Option<SequenceSet>,
    /// Some sequence numbers and the UIDs they had: what still fits, a server that has forgotten what vanished need not
    /// tell.
    pub numbers: Option<(SequenceSet, SequenceSet)>,
}

/// What became of a mailbox.
#[derive(Debug, Clone, PartialEq)]
pub struct Resynced {
    /// What the server says of it now.
    pub mailbox: SelectedMailbox,
    /// UIDs that are gone; the server may name some that never were. It is as large as a server makes it: look at its
    /// ranges, not at its numbers.
    pub vanished: SequenceSet,
    /// The messages that are new, or have other flags, with their flags and mod-sequences.
    pub changed: Vec<Message>,
}

impl Client {
    /// Sends SELECT, or EXAMINE to look only, with QRESYNC: the server tells what vanished and what changed since the
    /// mailbox was left. Where nothing is known it is a SELECT without it. From the first time on VANISHED comes in
    /// place of EXPUNGE in this session.
    ///
    /// ENABLE QRESYNC goes before, once; a mailbox that is open then is left with UNSELECT.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks QRESYNC, or UNSELECT where that is needed; [`Error::Refused`]
    /// when it does not turn QRESYNC on.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::client::Known;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 ENABLE QRESYNC] ready\nC: A1 ENABLE QRESYNC\nS: * ENABLED QRESYNC\nS: A1 OK done\nC: A2 SELECT INBOX (QRESYNC (67890007 90060115194045000))\nS: * OK [UIDVALIDITY 67890007] valid\nS: * VANISHED (EARLIER) 41,43:116\nS: * 49 FETCH (UID 117 FLAGS (\\Seen) MODSEQ (90060115194045001))\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let known = Known { uid_validity: 67890007, highest_modseq: 90060115194045000, uids: None, numbers: None };
    /// let now = client.select_qresync(&"INBOX".into(), Some(&known), false)?;
    /// assert_eq!(now.vanished.to_string(), "41,43:116");
    /// assert_eq!(now.changed[0].uid, Some(117));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 7162 section 3.2.5
    pub fn select_qresync(
        &mut self,
        mailbox: &MailboxName,
        known: Option<&Known>,
        read_only: bool,
    ) -> Result<Resynced> {
        let name = if read_only { "EXAMINE" } else { "SELECT" };
        self.exchange.need(name, State::Authenticated)?;
        self.enable_qresync()?;
        let mut line = Command::new(name).mailbox(mailbox)?;
        if let Some(known) = known {
            line = line.open().keyword("QRESYNC").open();
            line = line.number(known.uid_validity).number(known.highest_modseq);
            if let Some(uids) = known.uids.as_ref().filter(|uids| !uids.is_empty()) {
                line = line.set(uids)?;
            }
            if let Some((numbers, uids)) = &known.numbers {
                line = line.open().set(numbers)?.set(uids)?.close();
            }
            line = line.close().close();
        }
        let (mut vanished, mut changed) = (SequenceSet::default(), Vec::new());
        let selected = self.open_and_see(line, mailbox, &mut |received| {
            if closes(&received.response) {
                // What came before was about the mailbox that was open until now.
                vanished = SequenceSet::default();
                changed.clear();
                return Taken::Yes;
            }
            if let Some(earlier) = vanished_earlier(&received.response) {
                vanished.append(earlier);
                return Taken::Yes;
            }
            match told(received) {
                Some(message) if message.uid.is_some() => changed.push(message),
                // One without a UID cannot be told from news.
                Some(message) => return Taken::As(Event::Fetch(Box::new(message))),
                None => return Taken::No,
            }
            Taken::Yes
        });
        let mailbox = selected?.clone();
        Ok(Resynced {
            mailbox,
            vanished,
            changed,
        })
    }

    /// Has VANISHED come in place of EXPUNGE.
    fn enable_qresync(&mut self) -> Result<()> {
        let instead =
            "fetch with CHANGEDSINCE after a plain SELECT, and search for the UIDs that are left";
        self.exchange.need_capability("QRESYNC", Some(instead))?;
        if self.enabled().has("QRESYNC") {
            return Ok(());
        }
        if self.state() == State::Selected {
            // RFC 5161 section 3.1: ENABLE comes before a mailbox is selected.
            self.unselect()?;
        }
        self.enable(&["QRESYNC"])?;
        match self.enabled().has("QRESYNC") {
            true => Ok(()),
            false => Err(Error::Refused(
                "the server offers QRESYNC and does not turn it on".to_owned(),
            )),
        }
    }
}

/// Says whether the mailbox that was open before is closed from here on. RFC 7162 section 3.2.11
fn closes(response: &Response<'_>) -> bool {
    matches!(response, Response::Status { code: Some(code), .. } if code.name() == "CLOSED")
}

/// The UIDs of a `VANISHED (EARLIER)`. RFC 7162 section 3.2.10.1
pub(super) fn vanished_earlier(response: &Response<'_>) -> Option<SequenceSet> {
    match response {
        Response::Data {
            number: None,
            name,
            values,
        } if name.eq_ignore_ascii_case("VANISHED") => {
            match views::vanished(values.clone(), &mut Vec::new()) {
                Ok((true, uids)) => Some(uids),
                _ => None,
            }
        }
        _ => None,
    }
}
