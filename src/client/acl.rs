//! Access rights. RFC 4314

use super::exchange::{about, nothing};
use super::session::Completed;
use super::{Client, State};
use crate::error::Result;
use crate::types::{Acl, ListedRights, MailboxName, MyRights, RightsChange};
use crate::wire::encode::Command;
use crate::wire::views;

impl Client {
    /// Sends GETACL and gives who may do what with a mailbox, if the server says.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks ACL.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 ACL] ready\nC: A1 GETACL INBOX\nS: * ACL INBOX ana lrswipkxtea \"fred x\" lr\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let acl = client.acl(&"INBOX".into())?.expect("an answer");
    /// assert_eq!(acl.entries[1].identifier, b"fred x");
    /// assert_eq!(acl.entries[1].rights, "lr");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 4314 section 3.3
    pub fn acl(&mut self, mailbox: &MailboxName) -> Result<Option<Acl>> {
        let command = self.acl_command("GETACL", mailbox)?;
        let told = self.exchange.read_all(&command, "ACL", views::acl)?;
        Ok(about(told, mailbox, |acl: &Acl| &acl.mailbox))
    }

    /// Sends SETACL: gives rights to an identifier, takes them away, or replaces all it has.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks ACL; [`crate::Error::Argument`] for what is no right.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::RightsChange;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 ACL] ready\nC: A1 SETACL Team bob +lrs\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// client.set_acl(&"Team".into(), b"bob", RightsChange::Add, "lrs")?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 4314 section 3.1
    pub fn set_acl(
        &mut self,
        mailbox: &MailboxName,
        identifier: &[u8],
        change: RightsChange,
        rights: &str,
    ) -> Result<Completed> {
        let command = self
            .acl_command("SETACL", mailbox)?
            .astring("the identifier", identifier)?
            .rights(change, rights)?;
        self.exchange.run(&command, &mut nothing)
    }

    /// Sends DELETEACL: an identifier has no rights of its own any more.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks ACL.
    ///
    /// RFC 4314 section 3.2
    pub fn delete_acl(&mut self, mailbox: &MailboxName, identifier: &[u8]) -> Result<Completed> {
        let command = self
            .acl_command("DELETEACL", mailbox)?
            .astring("the identifier", identifier)?;
        self.exchange.run(&command, &mut nothing)
    }

    /// Sends LISTRIGHTS and gives what an identifier has in any case and what it can be granted, if the server says.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks ACL.
    ///
    /// RFC 4314 section 3.4
    pub fn list_rights(
        &mut self,
        mailbox: &MailboxName,
        identifier: &[u8],
    ) -> Result<Option<ListedRights>> {
        let command = self
            .acl_command("LISTRIGHTS", mailbox)?
            .astring("the identifier", identifier)?;
        let told = self
            .exchange
            .read_all(&command, "LISTRIGHTS", views::listed_rights)?;
        Ok(about(told, mailbox, |rights: &ListedRights| {
            &rights.mailbox
        }))
    }

    /// Sends MYRIGHTS and gives what we may do with a mailbox, if the server says.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks ACL.
    ///
    /// RFC 4314 section 3.5
    pub fn my_rights(&mut self, mailbox: &MailboxName) -> Result<Option<MyRights>> {
        let command = self.acl_command("MYRIGHTS", mailbox)?;
        let told = self
            .exchange
            .read_all(&command, "MYRIGHTS", views::my_rights)?;
        Ok(about(told, mailbox, |rights: &MyRights| &rights.mailbox))
    }

    /// Begins a command of the extension, where the server has it.
    fn acl_command(&mut self, name: &str, mailbox: &MailboxName) -> Result<Command> {
        self.exchange.need(name, State::Authenticated)?;
        self.exchange.need_capability(
            "ACL",
            Some("SELECT, whose READ-ONLY or READ-WRITE says the most important right"),
        )?;
        Command::new(name).mailbox(mailbox)
    }
}
