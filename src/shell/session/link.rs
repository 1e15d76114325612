//! The connection of a session: whether there is one, and for which commands it is good.

use imapclient::Client;
use imapclient::client::State;

use super::Session;
use crate::shell::call::Call;
use crate::shell::command::Needs;
use crate::shell::failure::{Class, Failure};

impl Session {
    /// Says whether the link was lost, and not given up.
    pub(crate) fn lost(&self) -> bool {
        let end = self.client.as_ref().and_then(|client| client.end());
        end.is_some_and(|why| why != "you logged out" && why != "you disconnected")
    }

    /// Why the link was lost.
    pub(crate) fn why_lost(&self) -> &str {
        let why = self
            .client
            .as_ref()
            .and_then(Client::end)
            .unwrap_or_default();
        why.strip_prefix("the link was lost: ").unwrap_or(why)
    }

    /// What brings a lost connection back.
    pub(crate) fn way_back(&self) -> &'static str {
        match self.modes.reconnect && self.signed_in {
            true => "the next command connects again",
            false => "connect signs in again",
        }
    }

    /// Keeps how far the session had come, and how the open folder stands, for when the link is lost.
    pub(crate) fn note_stage(&mut self) {
        if self.is_connected() {
            self.signed_in = self.state() >= State::Authenticated;
            if let Some(selected) = self.client.as_ref().and_then(Client::selected) {
                self.known_folders.note(selected);
            }
        }
    }

    /// The connection, alive or not.
    ///
    /// # Errors
    /// `closed:` where there is none.
    pub(crate) fn client(&mut self, call: &Call<'_>) -> Result<&mut Client, Failure> {
        self.client_and_warnings(call).map(|(client, _)| client)
    }

    /// The connection, alive or not, and where warnings go that come up while it is used.
    ///
    /// # Errors
    /// `closed:` where there is none.
    pub(crate) fn client_and_warnings(
        &mut self,
        call: &Call<'_>,
    ) -> Result<(&mut Client, &mut Vec<String>), Failure> {
        match &mut self.client {
            Some(client) => {
                client.encode_names(self.settings.folder_encode);
                Ok((client, &mut self.warnings))
            }
            None => Err(call
                .failing(Class::Closed, "not connected")
                .hint("connect opens a connection")),
        }
    }

    /// Says whether a connection can be used.
    pub(crate) fn is_connected(&self) -> bool {
        self.client
            .as_ref()
            .is_some_and(|client| client.end().is_none())
    }

    /// Where the session stands.
    pub(crate) fn state(&self) -> State {
        self.client.as_ref().map_or(State::Logout, Client::state)
    }

    /// Refuses a command that makes no sense now.
    ///
    /// # Errors
    /// `closed:` without a connection, `refused:` in the wrong state.
    pub(crate) fn check(&self, needs: Needs, call: &Call<'_>) -> Result<(), Failure> {
        let Some(wanted) = needs.state() else {
            return Ok(());
        };
        let end = self.client.as_ref().map(|client| client.end());
        match end {
            None => {
                return Err(call
                    .failing(Class::Closed, "not connected")
                    .hint("connect opens a connection"));
            }
            Some(Some(why)) => {
                let failure = call.failing(Class::Closed, format!("not connected: {why}"));
                return Err(failure.hint("connect signs in again"));
            }
            Some(None) => {}
        }
        if self.state() >= wanted {
            return Ok(());
        }
        Err(match wanted {
            State::Selected if self.state() == State::Authenticated => call
                .failing(Class::Refused, "no folder is open")
                .hint("select_folder FOLDER opens one"),
            _ => call
                .failing(Class::Refused, "not signed in")
                .hint("login USER signs in"),
        })
    }

    /// Refuses a command that changes something while the session is read-only.
    ///
    /// # Errors
    /// `refused:`
    pub(crate) fn check_writable(&self, call: &Call<'_>) -> Result<(), Failure> {
        let read_only = self.modes.read_only || self.account.read_only;
        let selected = self.client.as_ref().and_then(Client::selected);
        // CLOSE of a folder opened by EXAMINE removes nothing.
        let harmless = call.command.name == "close_folder"
            && selected.is_some_and(|selected| selected.read_only);
        if read_only && !harmless {
            return Err(call.failing(Class::Refused, "this session is read-only (--read-only)"));
        }
        Ok(())
    }
}
