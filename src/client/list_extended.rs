//! LIST with options, and mailboxes made for a special use. RFC 5258; RFC 6154

use super::exchange::{Taken, nothing};
use super::reading::{Data, noted};
use super::session::Completed;
use super::{Client, State};
use crate::error::Result;
use crate::types::{
    Flag, ListReturn, ListSelection, ListedMailbox, MailboxName, MailboxStatus, Metadata, MyRights,
};
use crate::wire::encode::Command;
use crate::wire::views;

/// What an extended LIST told.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExtendedList {
    /// The mailboxes.
    pub mailboxes: Vec<ListedMailbox>,
    /// Their status, under [`ListReturn::Status`].
    pub statuses: Vec<MailboxStatus>,
    /// What we may do with them, under [`ListReturn::MyRights`].
    pub rights: Vec<MyRights>,
    /// Their metadata, under [`ListReturn::Metadata`].
    pub metadata: Vec<Metadata>,
}

/// What one response of a LIST with options tells.
#[derive(Debug, Clone, PartialEq)]
pub enum ListTold {
    /// A mailbox.
    Mailbox(ListedMailbox),
    /// The status of one.
    Status(MailboxStatus),
    /// What we may do with one.
    Rights(MyRights),
    /// The metadata of one.
    Metadata(Metadata),
}

impl ExtendedList {
    fn add(&mut self, told: ListTold) {
        match told {
            ListTold::Mailbox(mailbox) => self.mailboxes.push(mailbox),
            ListTold::Status(status) => self.statuses.push(status),
            ListTold::Rights(rights) => self.rights.push(rights),
            ListTold::Metadata(metadata) => self.metadata.push(metadata),
        }
    }
}

/// Takes what a response tells of a LIST with options.
pub(super) fn tell(data: Data<'_>, told: &mut Vec<ListTold>) -> Taken {
    let read = match data.name {
        "LIST" => views::listed_mailbox(data.values, data.notes).map(ListTold::Mailbox),
        "STATUS" => views::mailbox_status(data.values, data.notes).map(ListTold::Status),
        "MYRIGHTS" => views::my_rights(data.values, data.notes).map(ListTold::Rights),
        "METADATA" => views::metadata(data.values, data.bodies, data.notes).map(ListTold::Metadata),
        _ => return Taken::No,
    };
    noted(data.name, read, told, data.notes)
}

impl Client {
    /// Sends LIST with selection options, several patterns and RETURN, and gives all that comes back, in one round trip.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks LIST-EXTENDED or what an option needs;
    /// [`crate::Error::Argument`] for RECURSIVEMATCH by itself.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::{ListReturn, ListSelection, StatusItem};
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 LIST-EXTENDED LIST-STATUS] ready\nC: A1 LIST (SUBSCRIBED) \"\" (INBOX Work/%) RETURN (CHILDREN STATUS (UNSEEN))\nS: * LIST (\\Subscribed) \"/\" Work/a (\"CHILDINFO\" (\"SUBSCRIBED\"))\nS: * STATUS Work/a (UNSEEN 3)\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let listing = client.list_extended(
    ///     &[ListSelection::Subscribed],
    ///     "",
    ///     &["INBOX", "Work/%"],
    ///     &[ListReturn::Children, ListReturn::Status(vec![StatusItem::new("UNSEEN")])],
    /// )?;
    /// assert_eq!(listing.mailboxes[0].name.as_str(), "Work/a");
    /// assert_eq!(listing.statuses[0].number("UNSEEN"), Some(3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.3.9; RFC 5258; RFC 5819; RFC 6154; RFC 8440; RFC 9590
    pub fn list_extended(
        &mut self,
        selection: &[ListSelection],
        reference: &str,
        patterns: &[&str],
        returns: &[ListReturn],
    ) -> Result<ExtendedList> {
        let command = self.list_extended_line(selection, reference, patterns, returns)?;
        let mut listing = ExtendedList::default();
        self.exchange.read(&command, &mut |data| {
            let mut told = Vec::new();
            let taken = tell(data, &mut told);
            told.into_iter().for_each(|told| listing.add(told));
            taken
        })?;
        Ok(listing)
    }

    /// The line of a LIST with options.
    pub(super) fn list_extended_line(
        &mut self,
        selection: &[ListSelection],
        reference: &str,
        patterns: &[&str],
        returns: &[ListReturn],
    ) -> Result<Command> {
        self.exchange.need("LIST", State::Authenticated)?;
        self.need_list_options(selection, patterns, returns)?;
        let mut command = Command::new("LIST");
        if !selection.is_empty() {
            command = command.list_selection(selection)?;
        }
        command = command.mailbox(&MailboxName::new(reference))?;
        command = match patterns {
            [pattern] => command.list_mailbox(pattern)?,
            patterns => {
                let open = Ok(command.open());
                let written = patterns
                    .iter()
                    .fold(open, |command, pattern| command?.list_mailbox(pattern));
                written?.close()
            }
        };
        if !returns.is_empty() {
            command = command.list_return(returns)?;
        }
        Ok(command)
    }

    /// Refuses options that the server does not know.
    fn need_list_options(
        &mut self,
        selection: &[ListSelection],
        patterns: &[&str],
        returns: &[ListReturn],
    ) -> Result<()> {
        let selects = selection.iter().map(|option| match option {
            ListSelection::SpecialUse => ("SPECIAL-USE", "LIST, whose attributes may tell the use"),
            _ => ("LIST-EXTENDED", "LIST or LSUB"),
        });
        let tells = returns.iter().map(|option| match option {
            ListReturn::Subscribed => ("LIST-EXTENDED", "LSUB"),
            ListReturn::Children => ("LIST-EXTENDED", "LIST"),
            ListReturn::SpecialUse => ("SPECIAL-USE", "LIST"),
            ListReturn::Status(_) => ("LIST-STATUS", "one STATUS for each mailbox"),
            ListReturn::MyRights => ("LIST-MYRIGHTS", "one MYRIGHTS for each mailbox"),
            ListReturn::Metadata(_) => ("LIST-METADATA", "one GETMETADATA for each mailbox"),
        });
        let several = (patterns.len() != 1).then_some(("LIST-EXTENDED", "one LIST for each"));
        for (capability, instead) in selects.chain(tells).chain(several) {
            // RFC 9051 appendix E: IMAP4rev2 has three of these in it.
            let part = ["LIST-EXTENDED", "LIST-STATUS", "SPECIAL-USE"].contains(&capability);
            let capabilities = [capability, "IMAP4REV2"];
            let known = if part {
                &capabilities[..]
            } else {
                &capabilities[..1]
            };
            self.exchange.need_one_of(known, Some(instead))?;
        }
        for option in returns {
            if let ListReturn::Status(items) = option {
                self.exchange.need_status_items(items)?;
            }
        }
        Ok(())
    }

    /// Sends CREATE with the special uses the new mailbox is for, such as `\Drafts`.
    ///
    /// # Errors
    /// [`crate::Error::Unsupported`] where the server lacks CREATE-SPECIAL-USE.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::Flag;
    ///
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 CREATE-SPECIAL-USE] ready\nC: A1 CREATE \"Old mail\" (USE (\\Archive))\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// client.create_special(&"Old mail".into(), &[Flag::new("\\Archive")])?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 6154 section 3
    pub fn create_special(&mut self, mailbox: &MailboxName, uses: &[Flag]) -> Result<Completed> {
        self.exchange.need("CREATE", State::Authenticated)?;
        let instead = "CREATE, and the use in the server's own settings";
        self.exchange
            .need_capability("CREATE-SPECIAL-USE", Some(instead))?;
        let command = Command::new("CREATE")
            .mailbox(mailbox)?
            .open()
            .keyword("USE")
            .flags(uses)?
            .close();
        self.exchange.run(&command, &mut nothing)
    }
}
