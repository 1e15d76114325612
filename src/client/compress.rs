//! COMPRESS: from its answer on both sides send DEFLATE. RFC 4978

use super::exchange::nothing;
use super::session::Completed;
use super::{Client, State};
use crate::error::{Error, Result};
use crate::wire::encode::Command;

impl Client {
    /// Sends COMPRESS DEFLATE and compresses the connection from then on. A server whose bytes inflate to several
    /// hundred times their number is cut off.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks COMPRESS=DEFLATE, [`Error::Refused`] when the connection is
    /// compressed already.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] ready\nC: A1 COMPRESS DEFLATE\nS: A1 OK go\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// client.compress()?;
    /// assert!(client.is_compressed());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 4978 section 3
    pub fn compress(&mut self) -> Result<Completed> {
        self.exchange.need("COMPRESS", State::Authenticated)?;
        if self.is_compressed() {
            return Err(Error::Refused(
                "the connection is compressed already".to_owned(),
            ));
        }
        self.exchange.need_capability("COMPRESS=DEFLATE", None)?;
        let command = Command::new("COMPRESS").atom("the mechanism", "DEFLATE")?;
        let completed = self.exchange.run(&command, &mut nothing)?;
        self.exchange.connection.compress();
        Ok(completed)
    }

    /// Says whether [`Client::compress`] was agreed to.
    pub fn is_compressed(&self) -> bool {
        self.exchange.connection.is_compressed()
    }
}
