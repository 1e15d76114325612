//! Mod-sequences: SELECT that tells them, and STORE that leaves changed messages alone. RFC 7162

use super::fetch::own_messages;
use super::session::Completed;
use super::{Client, Report, State, StoreAction};
use crate::error::{Error, Result};
use crate::types::{
    Flag, MailboxName, Message, MessageSet, ResponseCode, SelectedMailbox, SequenceSet,
};
use crate::wire::encode::Command;

/// What a conditional STORE did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stored {
    /// The messages that were changed, with their new flags and mod-sequences.
    pub messages: Vec<Message>,
    /// Those that were left alone because they had changed meanwhile, numbered as they were asked for.
    pub modified: SequenceSet,
}

impl Client {
    /// Sends SELECT, or EXAMINE to look only, with CONDSTORE: the server tells mod-sequences from then on.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks CONDSTORE.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 CONDSTORE] ready\nC: A1 SELECT INBOX (CONDSTORE)\nS: * OK [HIGHESTMODSEQ 715194045007] Highest\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let mailbox = client.select_condstore(&"INBOX".into(), false)?;
    /// assert_eq!(mailbox.highest_modseq, Some(715_194_045_007));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 7162 section 3.1.8
    pub fn select_condstore(
        &mut self,
        mailbox: &MailboxName,
        read_only: bool,
    ) -> Result<&SelectedMailbox> {
        let name = if read_only { "EXAMINE" } else { "SELECT" };
        self.exchange.need(name, State::Authenticated)?;
        self.need_condstore("SELECT without CONDSTORE")?;
        let command = Command::new(name).mailbox(mailbox)?;
        self.open_with(command.open().keyword("CONDSTORE").close(), mailbox)
    }

    /// Sends STORE with UNCHANGEDSINCE: messages that changed after this mod-sequence are left alone, and told.
    /// A long set goes out in several commands.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks CONDSTORE.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Report, StoreAction, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::{Flag, MessageSet};
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 CONDSTORE] ready\nC: A1 SELECT INBOX\nS: A1 OK done\nC: A2 UID STORE 6,8 (UNCHANGEDSINCE 12) +FLAGS (\\Seen)\nS: * 3 FETCH (UID 6 MODSEQ (13) FLAGS (\\Seen))\nS: A2 OK [MODIFIED 8] Conditional STORE failed\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// # client.select(&"INBOX".into())?;
    /// let set = MessageSet::Uid([6, 8].into_iter().collect());
    /// let stored =
    ///     client.store_unchanged(&set, 12, StoreAction::Add, &[Flag::new("\\Seen")], Report::Flags)?;
    /// assert_eq!(stored.messages[0].uid, Some(6));
    /// assert_eq!(stored.modified.to_string(), "8");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 7162 section 3.1.3
    pub fn store_unchanged(
        &mut self,
        messages: &MessageSet,
        unchanged_since: u64,
        action: StoreAction,
        flags: &[Flag],
        report: Report,
    ) -> Result<Stored> {
        self.exchange.need("STORE", State::Selected)?;
        self.need_condstore("STORE without UNCHANGEDSINCE")?;
        let mut stored = Stored::default();
        for (name, set) in self.commands("STORE", messages)? {
            let command = Command::new(&name)
                .set(set.set())?
                .open()
                .keyword("UNCHANGEDSINCE")
                .number(unchanged_since)
                .close()
                .atom("the item", &action.item("FLAGS", report))?
                .flags(flags)?;
            let outcome = own_messages(
                &mut self.exchange,
                &command,
                &set,
                &["FLAGS"],
                &mut stored.messages,
            );
            stored.modified.append(modified(outcome)?);
        }
        Ok(stored)
    }

    fn need_condstore(&mut self, instead: &str) -> Result<()> {
        // RFC 7162 section 3.2.3: QRESYNC has CONDSTORE in it.
        self.exchange
            .need_one_of(&["CONDSTORE", "QRESYNC"], Some(instead))
    }
}

/// What `[MODIFIED ...]` names; a server that left all alone may say NO with it.
fn modified(outcome: Result<Completed>) -> Result<SequenceSet> {
    let code = match outcome {
        Ok(completed) => completed.code,
        Err(Error::No(rejection)) if matches!(rejection.code, Some(ResponseCode::Modified(_))) => {
            rejection.code
        }
        Err(error) => return Err(error),
    };
    match code {
        Some(ResponseCode::Modified(set)) => Ok(set),
        _ => Ok(SequenceSet::default()),
    }
}
