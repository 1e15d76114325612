//! Commands about the session itself, most of them for any state: CAPABILITY, NOOP, LOGOUT, ID, NAMESPACE.

use super::Client;
use super::exchange::Taken;
use super::news::event;
use super::session::{Completed, State};
use crate::error::{Error, Result};
use crate::types::{Capabilities, Condition, Event, Namespace};
use crate::wire::encode::Command;
use crate::wire::response::Response;
use crate::wire::views;

/// Field and value pairs of an ID response.
pub type IdFields = Vec<(Vec<u8>, Option<Vec<u8>>)>;

impl Client {
    /// Asks for the capabilities where they are not known, and gives them.
    ///
    /// RFC 9051 section 6.1.1; RFC 3501 section 6.1.1
    pub fn capability(&mut self) -> Result<&Capabilities> {
        self.exchange.capabilities()
    }

    /// Sends CAPABILITY, whether the capabilities are known or not, and gives them.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// # let script = Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1] ready\nC: A1 CAPABILITY\nS: * CAPABILITY IMAP4rev1 IDLE\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// assert!(!client.capability()?.has("IDLE"));
    /// assert!(client.ask_capability()?.has("IDLE"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.1.1; RFC 3501 section 6.1.1
    pub fn ask_capability(&mut self) -> Result<&Capabilities> {
        self.exchange.ask_capabilities()?;
        self.exchange.capabilities()
    }

    /// The capabilities as far as they are known, without asking.
    pub fn known_capabilities(&self) -> Option<&Capabilities> {
        self.exchange.session.capabilities.as_ref()
    }

    /// Sends NOOP and gives what the server used the occasion to say.
    ///
    /// # Example
    /// ```
    /// # use imapclient::client::{Client, Options, Waker};
    /// # use imapclient::script::Script;
    /// use imapclient::types::Event;
    ///
    /// # let script = Script::parse("S: * PREAUTH ready\nC: A1 NOOP\nS: * 4 EXISTS\nS: A1 OK done\n")?;
    /// # let mut client = Client::greet(Box::new(script), Waker::new()?, Options::default(), None)?;
    /// let (completed, news) = client.noop()?;
    /// assert_eq!(completed.text, "done");
    /// assert_eq!(news, [Event::Exists(4)]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// RFC 9051 section 6.1.2; RFC 3501 section 6.1.2
    pub fn noop(&mut self) -> Result<(Completed, Vec<Event>)> {
        self.run_for_events(&Command::new("NOOP"))
    }

    /// Sends LOGOUT and gives the text of the server's BYE. The connection is over, also on an error.
    ///
    /// RFC 9051 section 6.1.3; RFC 3501 section 6.1.3
    pub fn logout(&mut self) -> Result<String> {
        if self.exchange.connection.end().is_some() {
            return Err(self.exchange.connection.ended());
        }
        let mut farewell = None;
        let result =
            self.exchange.run(
                &Command::new("LOGOUT"),
                &mut |received| match &received.response {
                    Response::Status {
                        condition: Condition::Bye,
                        text,
                        ..
                    } => {
                        farewell = Some(text.to_string());
                        Taken::Yes
                    }
                    _ => Taken::No,
                },
            );
        self.exchange.session.logged_out();
        self.exchange.connection.close("you logged out");
        match (result, farewell) {
            (_, Some(farewell)) => Ok(farewell),
            (Ok(completed), None) => Ok(completed.text),
            (Err(Error::Bye(bye)), None) => Ok(bye.text),
            (Err(error), None) => Err(error),
        }
    }

    /// Closes the link without a word.
    pub fn disconnect(&mut self, why: &str) {
        self.exchange.connection.close(why);
    }

    /// Sends ID with what the client says of itself, NIL for nothing, and gives what the server says of itself.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks ID.
    ///
    /// RFC 2971 section 3.1
    pub fn id(&mut self, fields: &[(String, Option<String>)]) -> Result<Option<IdFields>> {
        self.exchange.need_capability("ID", None)?;
        let mut command = Command::new("ID");
        if fields.is_empty() {
            command = command.nil();
        } else {
            command = command.open();
            for (name, value) in fields {
                command = command.string("the ID field", name.as_bytes())?;
                command = match value {
                    Some(value) => command.string(name, value.as_bytes())?,
                    None => command.nil(),
                };
            }
            command = command.close();
        }
        let mut answers = self.exchange.read_all(&command, "ID", views::id)?;
        Ok(answers.pop().flatten())
    }

    /// Sends NAMESPACE and gives the prefixes of names.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the server lacks NAMESPACE.
    ///
    /// RFC 9051 section 6.3.10; RFC 2342 section 5
    pub fn namespace(&mut self) -> Result<Namespace> {
        self.exchange.need("NAMESPACE", State::Authenticated)?;
        self.exchange.need_capability("NAMESPACE", None)?;
        let command = Command::new("NAMESPACE");
        let mut answers = self
            .exchange
            .read_all(&command, "NAMESPACE", views::namespace)?;
        Ok(answers.pop().unwrap_or_default())
    }

    /// Runs a command whose untagged data is all its own.
    pub(super) fn run_for_events(&mut self, command: &Command) -> Result<(Completed, Vec<Event>)> {
        let mut events = Vec::new();
        let completed = self.exchange.run(command, &mut |received| {
            events.push(event(received));
            Taken::Yes
        })?;
        Ok((completed, events))
    }
}
