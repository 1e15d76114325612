//! Quotas. RFC 9208; RFC 2087

use super::exchange::{Taken, about};
use super::reading::Data;
use super::{Client, State};
use crate::error::{Error, Result};
use crate::types::{MailboxName, Quota, QuotaRoots};
use crate::wire::encode::Command;
use crate::wire::views;

impl Client {
    /// Sends GETQUOTA and gives the limits of a quota root.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks QUOTA.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 QUOTA] ready\nC: A1 GETQUOTA \"\"\nS: * QUOTA \"\" (STORAGE 3783 17179869184)\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let quotas = client.quota(b"")?;
    /// assert_eq!(quotas[0].resources[0].limit, 17_179_869_184);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9208 section 4.1.2; RFC 2087 section 4.2
    pub fn quota(&mut self, root: &[u8]) -> Result<Vec<Quota>> {
        self.need_quota("GETQUOTA")?;
        let command = Command::new("GETQUOTA").astring("the quota root", root)?;
        self.exchange.read_all(&command, "QUOTA", views::quota)
    }

    /// Sends GETQUOTAROOT and gives the quota roots of a mailbox with their limits; no root where nothing limits it.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks QUOTA.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 QUOTA] ready\nC: A1 GETQUOTAROOT \"My mail\"\nS: * QUOTAROOT \"My mail\" \"User quota\"\nS: * QUOTA \"User quota\" (STORAGE 10 5120 MESSAGE 3 100)\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let (roots, quotas) = client.quota_root(&"My mail".into())?;
    /// assert_eq!(roots.roots, [b"User quota"]);
    /// assert_eq!(quotas[0].resources[1].name, "MESSAGE");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9208 section 4.1.3; RFC 2087 section 4.3
    pub fn quota_root(&mut self, mailbox: &MailboxName) -> Result<(QuotaRoots, Vec<Quota>)> {
        self.need_quota("GETQUOTAROOT")?;
        let command = Command::new("GETQUOTAROOT").mailbox(mailbox)?;
        let (mut roots, mut quotas) = (Vec::new(), Vec::new());
        self.exchange
            .read(&command, &mut |data: Data<'_>| match data.name {
                "QUOTAROOT" => data.into(&mut roots, views::quota_roots),
                "QUOTA" => data.into(&mut quotas, views::quota),
                _ => Taken::No,
            })?;
        let unlimited = || QuotaRoots {
            mailbox: mailbox.clone(),
            roots: Vec::new(),
        };
        let roots = about(roots, mailbox, |roots: &QuotaRoots| &roots.mailbox);
        Ok((roots.unwrap_or_else(unlimited), quotas))
    }

    /// Sends SETQUOTA with the limit of each resource, and gives the limits the root has then. What is not named
    /// is not limited any more.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks QUOTA, or has it by RFC 9208 without QUOTASET.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 QUOTA] ready\nC: A1 SETQUOTA \"\" (STORAGE 512)\nS: * QUOTA \"\" (STORAGE 10 512)\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// client.set_quota(b"", &[("STORAGE", 512)])?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9208 section 4.1.4; RFC 2087 section 4.1
    pub fn set_quota(&mut self, root: &[u8], limits: &[(&str, u64)]) -> Result<Vec<Quota>> {
        self.need_quota("SETQUOTA")?;
        let capabilities = self.exchange.capabilities()?;
        let new = capabilities
            .iter()
            .any(|name| name.starts_with("QUOTA=RES-"));
        if new && !capabilities.has("QUOTASET") {
            return Err(Error::Unsupported {
                capability: "QUOTASET".to_owned(),
                instead: Some("the server's own administration".to_owned()),
            });
        }
        let mut command = Command::new("SETQUOTA")
            .astring("the quota root", root)?
            .open();
        for (resource, limit) in limits {
            command = command.atom("the resource", resource)?.number(*limit);
        }
        self.exchange
            .read_all(&command.close(), "QUOTA", views::quota)
    }

    fn need_quota(&mut self, command: &str) -> Result<()> {
        self.exchange.need(command, State::Authenticated)?;
        self.exchange.need_capability(
            "QUOTA",
            Some("STATUS with SIZE, the bytes of one mailbox, where the server has STATUS=SIZE"),
        )
    }
}
