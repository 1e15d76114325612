//! Dry runs: commands that are kept to be looked at, and not sent.

use super::Client;
use super::exchange::Exchange;
use crate::error::{Error, Result};
use crate::wire::encode::Command;

/// More commands are counted by nobody.
const KEPT: usize = 10_000;

/// Commands that change what a server keeps, and nothing about the session: where one is withheld, whatever
/// follows it can still be worked out.
const CHANGES: &[&str] = &[
    "STORE",
    "COPY",
    "MOVE",
    "EXPUNGE",
    "APPEND",
    "REPLACE",
    "CREATE",
    "DELETE",
    "RENAME",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "SETACL",
    "DELETEACL",
    "SETQUOTA",
    "SETMETADATA",
];

/// Commands that change nothing a server keeps.
const READS: &[&str] = &[
    "CAPABILITY",
    "NOOP",
    "LOGOUT",
    "ID",
    "ENABLE",
    "LOGIN",
    "AUTHENTICATE",
    "STARTTLS",
    "SELECT",
    "EXAMINE",
    "UNSELECT",
    "CHECK",
    "LIST",
    "LSUB",
    "XLIST",
    "STATUS",
    "NAMESPACE",
    "SEARCH",
    "FETCH",
    "SORT",
    "THREAD",
    "IDLE",
    "NOTIFY",
    "GETACL",
    "LISTRIGHTS",
    "MYRIGHTS",
    "GETQUOTA",
    "GETQUOTAROOT",
    "GETMETADATA",
    "ESEARCH",
    "LANGUAGE",
    "COMPARATOR",
];

/// Which commands go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sending {
    /// All of them.
    #[default]
    All,
    /// Those that change nothing a server keeps. FETCH is one, also where it marks messages as read.
    Reading,
    /// None.
    Nothing,
}

impl Sending {
    /// Says whether a command of this name goes out, in capitals and without `UID` before it.
    pub fn lets_through(self, name: &str) -> bool {
        match self {
            Sending::All => true,
            Sending::Reading => READS.contains(&name),
            Sending::Nothing => false,
        }
    }
}

/// What became of commands that are not sent.
#[derive(Default)]
pub(super) struct Withholding {
    sending: Sending,
    kept: Vec<String>,
}

impl Client {
    /// Has commands withheld from now on: they are kept for [`Client::take_withheld`]. One that changes what the
    /// server keeps succeeds with an empty answer, so that the commands behind it can be seen too; any other
    /// fails.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::client::Sending;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// client.set_sending(Sending::Nothing);
    /// client.create(&"Archive".into())?;
    /// assert!(client.noop().is_err());
    /// assert_eq!(client.take_withheld(), ["CREATE Archive", "NOOP"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_sending(&mut self, sending: Sending) {
        self.exchange.withholding.sending = sending;
    }

    /// Hands out the commands that were not sent, as people may see them.
    pub fn take_withheld(&mut self) -> Vec<String> {
        std::mem::take(&mut self.exchange.withholding.kept)
    }
}

impl Exchange {
    /// Keeps a command that is not to be sent; says whether it succeeds all the same.
    ///
    /// # Errors
    /// [`Error::Refused`] for one whose answer the session needs.
    pub(super) fn withhold(&mut self, command: &Command) -> Result<bool> {
        let name = command.name();
        let name = name.strip_prefix("UID ").unwrap_or(name);
        if self.withholding.sending.lets_through(name) {
            return Ok(false);
        }
        if self.withholding.kept.len() < KEPT {
            self.withholding.kept.push(command.display());
        }
        match CHANGES.contains(&name) {
            true => Ok(true),
            false => Err(Error::Refused(format!(
                "this is a dry run: {name} was not sent"
            ))),
        }
    }
}
