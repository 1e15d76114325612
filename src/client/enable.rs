//! ENABLE: extensions that change what a server says. RFC 5161

use super::exchange::Taken;
use super::{Client, State};
use crate::error::{Error, Result};
use crate::types::Capabilities;
use crate::wire::encode::Command;
use crate::wire::views;

impl Client {
    /// Sends ENABLE and gives the extensions the server says are on now. From UTF8=ACCEPT or IMAP4rev2 on names are sent
    /// and read in UTF-8. A server that agrees without saying to what has turned on all that it offers.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks ENABLE; [`Error::WrongState`] while a mailbox is open.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 ENABLE UTF8=ACCEPT] ready\nC: A1 ENABLE UTF8=ACCEPT X-NONE\nS: * ENABLED UTF8=ACCEPT\nS: A1 OK done\nC~ A2 CREATE \"\\xc3\\xa9t\\xc3\\xa9\"\\r\\n\nS: A2 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// assert_eq!(client.enable(&["UTF8=ACCEPT", "X-NONE"])?, ["UTF8=ACCEPT"]);
    /// client.create(&"été".into())?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.3.1; RFC 5161; RFC 6855 section 3
    pub fn enable(&mut self, extensions: &[&str]) -> Result<Vec<String>> {
        self.exchange.need("ENABLE", State::Authenticated)?;
        if self.state() == State::Selected {
            return Err(Error::WrongState {
                command: "ENABLE".to_owned(),
                needed: "a session with no mailbox selected",
            });
        }
        self.exchange.need_one_of(
            &["ENABLE", "IMAP4REV2"],
            Some("the extensions that work without it, such as CONDSTORE in SELECT"),
        )?;
        if extensions.is_empty() {
            return Err(Error::Argument("no extension is named".to_owned()));
        }
        let mut command = Command::new("ENABLE");
        for extension in extensions {
            command = command.atom("the extension", extension)?;
        }
        let (mut told, mut enabled) = (false, Vec::new());
        self.exchange.read(&command, &mut |data| match data.name {
            "ENABLED" => {
                told = true;
                enabled.extend(views::enabled(data.values));
                Taken::Yes
            }
            _ => Taken::No,
        })?;
        if !told {
            // iCloud never says what it enabled.
            let offered = self.exchange.capabilities()?.clone();
            let on = extensions.iter().filter(|name| offered.has(name));
            self.exchange.session.enable(on);
        }
        Ok(enabled)
    }

    /// Has mailbox names encoded when they are sent and decoded when they are read, as they are to begin with, or
    /// sent and read as they stand on the wire. Where UTF-8 was agreed on both are the same.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 CREATE R&AOk-sum\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// client.encode_names(false);
    /// client.create(&"R&AOk-sum".into())?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 3501 section 5.1.3
    pub fn encode_names(&mut self, encode: bool) {
        self.exchange.session.names_as_they_are = !encode;
    }

    /// Says whether what IMAP4rev2 has taken away is gone, LSUB and RECENT: it was enabled, or the server knows no older
    /// IMAP. Asks for the capabilities where they are not known.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 IMAP4rev2] ready\nC: A1 ENABLE IMAP4rev2\nS: * ENABLED IMAP4rev2\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// assert!(!client.is_rev2()?);
    /// client.enable(&["IMAP4rev2"])?;
    /// assert!(client.is_rev2()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 appendix E
    pub fn is_rev2(&mut self) -> Result<bool> {
        if self.enabled().has("IMAP4REV2") {
            return Ok(true);
        }
        let known = self.exchange.capabilities()?;
        Ok(known.has("IMAP4REV2") && !known.has("IMAP4REV1"))
    }

    /// The extensions that were turned on in this session, without asking.
    pub fn enabled(&self) -> &Capabilities {
        &self.exchange.session.enabled
    }
}
