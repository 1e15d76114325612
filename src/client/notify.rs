//! NOTIFY: news of every mailbox, without asking. RFC 5465

use super::exchange::nothing;
use super::session::Completed;
use super::{Client, State};
use crate::error::Result;
use crate::types::MailboxStatus;
use crate::wire::encode::Command;
use crate::wire::views;

/// What is told of a mailbox: the RFC wants the first two for any other.
const EVENTS: [&str; 3] = ["MessageNew", "MessageExpunge", "FlagChange"];

impl Client {
    /// Sends NOTIFY SET: from then on the server tells at once what happens in the selected mailbox and in all of the
    /// user's own, and first of all the status of those that are not selected. [`Client::wait_for_news`] hears it.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks NOTIFY.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use std::time::{Duration, Instant};
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 NOTIFY] ready\nC: A1 NOTIFY SET STATUS (SELECTED (MessageNew MessageExpunge FlagChange)) (PERSONAL (MessageNew MessageExpunge FlagChange))\nS: * STATUS Lists (MESSAGES 7 UIDNEXT 9)\nS: A1 OK done\nS: * STATUS Lists (MESSAGES 8 UIDNEXT 10)\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let mailboxes = client.notify_all()?;
    /// assert_eq!(mailboxes[0].name.as_str(), "Lists");
    /// let news = client.wait_for_news(Instant::now() + Duration::from_secs(60))?;
    /// assert!(news.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 5465 section 3.1
    pub fn notify_all(&mut self) -> Result<Vec<MailboxStatus>> {
        self.need_notify()?;
        let command = Command::new("NOTIFY").keyword("SET").keyword("STATUS");
        let command = of(of(command, "SELECTED"), "PERSONAL");
        self.exchange
            .read_all(&command, "STATUS", views::mailbox_status)
    }

    /// Sends NOTIFY SET for the selected mailbox alone, which is how a session begins: from then on the server tells
    /// what happens there whenever it answers, or at once under IDLE.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks NOTIFY.
    ///
    /// RFC 5465 section 6.2
    pub fn notify_selected(&mut self) -> Result<Completed> {
        self.need_notify()?;
        let command = of(Command::new("NOTIFY").keyword("SET"), "SELECTED-DELAYED");
        self.exchange.run(&command, &mut nothing)
    }

    /// Sends NOTIFY NONE: from then on the server tells nothing by itself, the selected mailbox included.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks NOTIFY.
    ///
    /// RFC 5465 section 3.1
    pub fn notify_none(&mut self) -> Result<Completed> {
        self.need_notify()?;
        let command = Command::new("NOTIFY").keyword("NONE");
        self.exchange.run(&command, &mut nothing)
    }

    fn need_notify(&mut self) -> Result<()> {
        self.exchange.need("NOTIFY", State::Authenticated)?;
        self.exchange
            .need_capability("NOTIFY", Some("IDLE and STATUS"))
    }
}

/// The events of some mailboxes.
fn of(command: Command, mailboxes: &'static str) -> Command {
    let mut command = command.open().keyword(mailboxes).open();
    for event in EVENTS {
        command = command.keyword(event);
    }
    command.close().close()
}
