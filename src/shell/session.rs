//! What the shell knows between two lines: the connection, the settings, the results. Commands work on it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use imapclient::Client;
use imapclient::client::{Listing, Numbering, State, Waker};
use imapclient::types::{ListedMailbox, MailboxName, MessageSet, SearchKey, Secret, SequenceSet};

use super::account::Account;
use super::arguments::Numbers;
use super::call::Call;
use super::command::Needs;
use super::failure::{Class, Failure};
use super::output::Output;
use super::render::{Format, harmless};
use super::results::Results;
use super::settings::Settings;
use super::shared::Shared;
use super::trace::Tracing;

/// Up to this many messages are searched for the prompt's sake where the server cannot count by itself.
const FEW: u32 = 10_000;

/// How long the unseen messages are waited for, which nobody asked about.
const UNSEEN_PATIENCE: Duration = Duration::from_secs(2);

/// Everything a command may look at and change.
pub(crate) struct Session {
    /// The connection; absent before the first and after `disconnect`.
    pub(crate) client: Option<Client>,
    /// Whom we sign in as, and where.
    pub(crate) account: Account,
    /// What the server says it is.
    pub(crate) software: Option<String>,
    /// The password that worked, for `connect` without arguments.
    pub(crate) password: Option<Secret>,
    /// The password was typed, so that a refused one can be asked for again.
    pub(crate) password_typed: bool,
    /// What `set` sets.
    pub(crate) settings: Settings,
    /// The answers so far, by number.
    pub(crate) results: Results,
    /// The folders, once they were listed; forgotten when they change.
    pub(crate) folders: Option<Vec<ListedMailbox>>,
    /// A LIST for Tab whose answer is not complete yet.
    pub(crate) listing: Option<Listing>,
    /// The folder that was open, and how, for `connect`; the one before it, for `cd -`.
    pub(crate) opened: Option<Opened>,
    /// The folder that was open when the link was lost, while attempts to connect again fail.
    pub(crate) to_reopen: Option<Opened>,
    /// The folder before the present one.
    pub(crate) previous: Option<Opened>,
    /// Messages unseen in the open folder, once that was asked; the server may not have said.
    pub(crate) unseen: Option<Option<u64>>,
    /// Ends waits.
    pub(crate) waker: Waker,
    /// What commands have to warn of; shown after them.
    pub(crate) warnings: Vec<String>,
    /// Where remarks go that cannot wait for the answer.
    pub(crate) notices: Shared,
    /// How a person is asked.
    pub(crate) asker: Asker,
    /// How long the present line waited for a person's answers: microseconds, which no footer counts.
    pub(crate) asked: Arc<AtomicU64>,
    /// Where the trace goes.
    pub(crate) tracing: Tracing,
    /// How the process was started.
    pub(crate) modes: Modes,
    /// The failure before, for `errverbose` and hints.
    pub(crate) last_failure: Option<Failure>,
    /// It was said once that BODY[] marks messages as read.
    pub(crate) told_of_seen: bool,
    /// `quit` was typed.
    pub(crate) leaving: bool,
    /// When the present connection was made.
    pub(crate) connected: Option<Instant>,
}

/// A folder and how it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opened {
    /// Its name.
    pub(crate) name: MailboxName,
    /// By EXAMINE.
    pub(crate) read_only: bool,
    /// The validity of its UIDs then.
    pub(crate) uid_validity: Option<u64>,
}

/// How the process was started.
#[derive(Debug, Clone, Default)]
pub(crate) struct Modes {
    /// There is a prompt and somebody at it.
    pub(crate) interactive: bool,
    /// EXAMINE and PEEK only.
    pub(crate) read_only: bool,
    /// Do not ask for confirmation.
    pub(crate) yes: bool,
    /// Never ask anything.
    pub(crate) no_input: bool,
    /// Send only what was typed.
    pub(crate) bare: bool,
    /// Where the home directory is, for `~` in file names.
    pub(crate) home: Option<PathBuf>,
}

/// Asks a person: shows lines, gives what was typed, or nothing when that is not possible.
pub(crate) type Asker = Box<dyn FnMut(&[String], &str) -> Option<String> + Send>;

impl Session {
    /// A session without a connection.
    pub(crate) fn new(
        account: Account,
        modes: Modes,
        settings: Settings,
        waker: Waker,
        tracing: Tracing,
    ) -> Self {
        Session {
            client: None,
            account,
            software: None,
            password: None,
            password_typed: false,
            settings,
            results: Results::default(),
            folders: None,
            listing: None,
            opened: None,
            to_reopen: None,
            previous: None,
            unseen: None,
            waker,
            warnings: Vec::new(),
            notices: Shared::new(std::io::stderr()),
            asker: Box::new(|_, _| None),
            asked: Arc::default(),
            tracing,
            modes,
            last_failure: None,
            told_of_seen: false,
            leaving: false,
            connected: None,
        }
    }

    /// Says whether the link was lost, and not given up.
    pub(crate) fn lost(&self) -> bool {
        let end = self.client.as_ref().and_then(|client| client.end());
        end.is_some_and(|why| why != "you logged out" && why != "you disconnected")
    }

    /// The connection, alive or not.
    ///
    /// # Errors
    /// `closed:` where there is none.
    pub(crate) fn client(&mut self, call: &Call<'_>) -> Result<&mut Client, Failure> {
        match &mut self.client {
            Some(client) => Ok(client),
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

    /// Calls a reader of message numbers with what it has to know of this session.
    pub(crate) fn with_numbers<T>(&self, uid: bool, read: impl FnOnce(&Numbers<'_>) -> T) -> T {
        let selected = self.client.as_ref().and_then(Client::selected);
        let results = |name: &str| self.results.messages(name);
        read(&Numbers {
            uid: uid && self.settings.uid,
            exists: selected.and_then(|selected| selected.exists),
            results: &results,
        })
    }

    /// How many messages a set names, as far as that can be said without asking the server.
    pub(crate) fn count(&self, messages: &MessageSet) -> Option<u64> {
        let exists = self
            .client
            .as_ref()
            .and_then(Client::selected)
            .and_then(|selected| selected.exists);
        let count = messages.set().count()?;
        Some(exists.map_or(count, |exists| count.min(u64::from(exists))))
    }

    /// Says whether leave can be asked for, and has to be.
    pub(crate) fn can_confirm(&self, call: &Call<'_>) -> bool {
        self.can_ask() && !self.has_leave(call)
    }

    /// Asks for leave: shows what will go and wants the number typed.
    ///
    /// # Errors
    /// `refused:` where it cannot be asked, or something else was typed.
    pub(crate) fn confirm(
        &mut self,
        call: &Call<'_>,
        lines: &[String],
        question: &str,
        number: &str,
    ) -> Result<(), Failure> {
        if self.has_leave(call) {
            return Ok(());
        }
        if !self.can_ask() {
            let text = lines.first().map_or(question, |line| {
                // The name of the command stands in front of every failure already.
                line.strip_prefix(call.command.name)
                    .unwrap_or(line)
                    .trim()
                    .trim_end_matches(':')
            });
            return Err(call
                .failing(Class::Refused, text)
                .hint("nothing was sent · -y does it without asking"));
        }
        let prompt = format!("{question} Type {number} to go on, anything else to stop: ");
        let harmless: Vec<String> = lines
            .iter()
            .map(|line| harmless::line(line).into_owned())
            .collect();
        let since = Instant::now();
        let answer = (self.asker)(&harmless, &harmless::line(&prompt));
        let waited = u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.asked.fetch_add(waited, Ordering::Relaxed);
        match answer {
            Some(answer) if answer.trim() == number.trim() => Ok(()),
            _ => Err(call.failing(Class::Refused, "stopped, nothing was sent")),
        }
    }

    /// Says whether leave was given beforehand: `-y` of the process or of the line.
    pub(crate) fn has_leave(&self, call: &Call<'_>) -> bool {
        self.modes.yes || call.has("yes")
    }

    /// Says whether somebody can be asked.
    pub(crate) fn can_ask(&self) -> bool {
        self.modes.interactive && !self.modes.no_input
    }

    /// Counts the unseen messages of the open folder where that may be asked without being told to, keeps the
    /// number, and gives the UID of the first of them.
    pub(crate) fn count_unseen(&mut self) -> Option<u32> {
        if !self.may_ask_unasked() || self.state() != State::Selected {
            return None;
        }
        let client = self
            .client
            .as_mut()
            .filter(|client| !client.is_draining())?;
        let few = client
            .selected()
            .and_then(|selected| selected.exists)
            .is_some_and(|exists| exists <= FEW);
        let esearch = client
            .known_capabilities()
            .is_some_and(|known| known.has("ESEARCH"));
        if !esearch && !few {
            self.unseen = Some(None);
            return None;
        }
        self.tracing.own("auto");
        let unseen = [SearchKey::Word("UNSEEN".to_owned())];
        client.set_leave_at(Some(Instant::now() + UNSEEN_PATIENCE));
        let found = if esearch {
            client.count_from(&unseen)
        } else {
            client.search(Numbering::Uid, &unseen)
        };
        client.set_leave_at(None);
        // A server that will not say leaves the number out, and is not asked again until something changes.
        self.unseen = Some(None);
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                if error.is_fatal() {
                    let failure = Failure::from_error("counting unseen messages", &error);
                    self.warnings
                        .push(format!("{failure}; connect signs in again"));
                }
                return None;
            }
        };
        let ids = found.ids.as_ref();
        self.unseen = Some(
            found
                .count
                .map(u64::from)
                .or_else(|| ids.and_then(SequenceSet::count)),
        );
        found.min.or_else(|| ids.and_then(|ids| ids.iter().min()))
    }

    /// Answers nothing on stdout, whatever the format, and tells a person at the prompt that it is done.
    pub(crate) fn done(&self, remark: &str) -> Output<'static> {
        if self.modes.interactive {
            self.notices.say(&harmless::line(remark));
        }
        Output::raw(|_| Ok(()))
    }

    /// Forgets what is known of the folders.
    pub(crate) fn folders_changed(&mut self) {
        self.folders = None;
        self.listing = None;
    }

    /// Keeps which folder is open now.
    pub(crate) fn folder_opened(&mut self, opened: Opened) {
        if self
            .opened
            .as_ref()
            .is_none_or(|before| before.name != opened.name)
        {
            self.previous = self.opened.take().or(self.previous.take());
        }
        self.unseen = None;
        self.opened = Some(opened);
    }

    /// Keeps that no folder is open any more.
    pub(crate) fn folder_left(&mut self) {
        self.previous = self.opened.take().or(self.previous.take());
        self.unseen = None;
    }

    /// Forgets a password that was typed and refused.
    pub(crate) fn forget_password(&mut self) {
        if self.password_typed {
            self.password = None;
            self.password_typed = false;
        }
    }

    /// The format that answers have unless a command says otherwise.
    pub(crate) fn format(&self) -> Format {
        self.settings.format
    }

    /// Says whether commands may be sent that nobody typed.
    pub(crate) fn may_ask_unasked(&self) -> bool {
        self.modes.interactive && !self.modes.bare && self.settings.auto
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::commands::COMMANDS;
    use crate::shell::line::{self, Line};
    use crate::shell::render::Palette;

    #[test]
    fn the_time_that_a_person_takes_to_answer_is_told_apart() -> Result<(), Failure> {
        let waker = Waker::new().map_err(|error| Failure::refused("", error.to_string()))?;
        let modes = Modes {
            interactive: true,
            ..Modes::default()
        };
        let tracing = Tracing::new(Box::new(std::io::sink()), Palette::none());
        let account = Account::default();
        let mut session = Session::new(account, modes, Settings::default(), waker, tracing);
        session.asker = Box::new(|_, _| {
            let since = Instant::now();
            while since.elapsed() < Duration::from_millis(2) {
                std::hint::spin_loop();
            }
            Some("5".to_owned())
        });
        let Ok(Line::Command(line)) = line::parse("expunge") else {
            return Err(Failure::usage("", "expunge is a command"));
        };
        let command = COMMANDS.iter().find(|command| command.name == "expunge");
        let Some(command) = command else {
            return Err(Failure::usage("", "expunge is in the table"));
        };
        let call = Call::new(command, &line.verb, &line.arguments, false, None)?;
        session.confirm(&call, &[], "Go?", "5")?;
        assert!(session.asked.load(Ordering::Relaxed) >= 2000);
        Ok(())
    }
}
