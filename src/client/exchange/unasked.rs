//! What the server says though no command asked for it.

use super::Exchange;
use crate::client::news::event;
use crate::error::{Error, Result};
use crate::types::Event;
use crate::wire::response::Response;

impl Exchange {
    /// An answer that is there before its command was sent cannot be its answer. Other data is news.
    pub(in crate::client) fn refuse_early_answers(&mut self) -> Result<()> {
        while self.connection.poll(std::time::Instant::now(), &mut None)? {
            self.receive_unasked()?;
        }
        Ok(())
    }

    /// Reads a response while no command runs, and keeps it as news.
    pub(in crate::client) fn receive_unasked(&mut self) -> Result<()> {
        self.connection.set_names(self.session.names());
        let mut received = self.connection.receive(&mut None)?;
        if matches!(received.response, Response::Tagged { .. }) {
            return Err(Error::Protocol(
                "the server answered a command that was not sent yet".to_owned(),
            ));
        }
        self.session.update(&received.response);
        let size = received.frame.bytes.len();
        let event = event(&mut received);
        self.keep(event, size);
        self.leave_after_bye("")
    }

    /// Keeps news. What could not be read may hold a secret too.
    pub(in crate::client) fn keep(&mut self, event: Event, size: usize) {
        let event = match event {
            Event::Unparsed { bytes, problem } => Event::Unparsed {
                bytes: self.connection.secrets.masked(bytes),
                problem,
            },
            event => event,
        };
        self.session.news.keep(event, size);
    }
}
