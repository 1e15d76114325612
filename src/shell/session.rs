//! What the shell knows between two lines: the connection, the settings, the results. Commands work on it.

mod link;
mod modes;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use imapclient::Client;
use imapclient::client::{Listing, Waker};
use imapclient::types::{ListedMailbox, MailboxName, MessageSet, Secret};
use jiff::Timestamp;

pub(crate) use self::modes::Modes;
use super::account::Account;
use super::aliases::Aliases;
use super::arguments::Numbers;
use super::known_folders::KnownFolders;
use super::line::CommandLine;
use super::murmur::Murmur;
use super::output::Output;
use super::recording::Recording;
use super::render::{Format, harmless};
use super::results::Results;
use super::settings::Settings;
use super::shared::Shared;
use super::sourcing::{Source, Sourced};
use super::tally::Tally;
use super::tokens::Tokens;
use super::trace::Tracing;
use super::trouble::Trouble;

/// Everything a command may look at and change.
pub(crate) struct Session {
    /// The connection; absent before the first and after `disconnect`.
    pub(crate) client: Option<Client>,
    /// The server within this process, where the program was started with it.
    pub(crate) demo: Option<imapclient::demo::Demo>,
    /// Whom we sign in as, and where.
    pub(crate) account: Account,
    /// What the server says it is.
    pub(crate) software: Option<String>,
    /// The password that worked, for `connect` without arguments.
    pub(crate) password: Option<Secret>,
    /// The password was typed, so that a refused one can be asked for again.
    pub(crate) password_typed: bool,
    /// What a command in place of a server says on its standard error.
    pub(crate) murmur: Murmur,
    /// The access tokens of OAuth 2.
    pub(crate) tokens: Tokens,
    /// The commands that the account has run after signing in, until they have.
    pub(crate) init_due: Option<String>,
    /// What `set` sets.
    pub(crate) settings: Settings,
    /// What it was set to when the session began.
    pub(crate) begun_with: Settings,
    /// The file that takes what is typed and answered, if one does.
    pub(crate) recording: Recording,
    /// Lines that `source` has read, and which run next.
    pub(crate) sourced: Option<Sourced>,
    /// The files whose lines run, each within the one before.
    pub(crate) sourcing: Vec<Source>,
    /// The words made by `alias`.
    pub(crate) aliases: Aliases,
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
    /// What was known of folders when they were left.
    pub(crate) known_folders: KnownFolders,
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
    /// Where the answer of the command that runs goes, for one that may wait long with nothing to write.
    pub(crate) answers: Option<Shared>,
    /// How a person is asked.
    pub(crate) asker: Asker,
    /// How long the present line waited for a person's answers: microseconds, which no footer counts.
    pub(crate) asked: Arc<AtomicU64>,
    /// Where the trace goes.
    pub(crate) tracing: Tracing,
    /// How the process was started.
    pub(crate) modes: Modes,
    /// The lines typed so far, those of earlier sessions too, oldest first.
    pub(crate) history: Vec<String>,
    /// What the session has done so far.
    pub(crate) tally: Tally,
    /// The last failure, for `errverbose`.
    pub(crate) last_trouble: Option<Trouble>,
    /// It was said once that BODY[] marks messages as read.
    pub(crate) told_of_seen: bool,
    /// How many messages the last FETCH asked for, where that is known.
    pub(crate) expected: Option<u64>,
    /// The last command for the server, with its variables replaced, for `as`.
    pub(crate) last_line: Option<CommandLine>,
    /// How far the tour has come: the place of its next step.
    pub(crate) toured: usize,
    /// The command that runs is only to be shown.
    pub(crate) dry: bool,
    /// `quit` was typed.
    pub(crate) leaving: bool,
    /// When the present connection was made.
    pub(crate) connected: Option<Instant>,
    /// The IDLE that runs, if one does, was begun by nobody's typing.
    pub(crate) own_idle: bool,
    /// Somebody was signed in when the connection was last seen alive.
    pub(crate) signed_in: bool,
    /// Connecting again was given up: it is tried once from now on.
    pub(crate) gave_up: bool,
    /// It was said that the link is lost.
    pub(crate) told_loss: bool,
    /// How long something is ago; a fixed time where screens are compared.
    pub(crate) stopwatch: fn(Instant) -> Duration,
    /// What time it is; a fixed one where screens are compared.
    pub(crate) now: fn() -> Timestamp,
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
        let settings = Settings {
            keepalive: account.keepalive,
            ..settings
        };
        Session {
            client: None,
            demo: None,
            account,
            software: None,
            password: None,
            password_typed: false,
            murmur: Murmur::default(),
            tokens: Tokens::default(),
            init_due: None,
            begun_with: settings.clone(),
            settings,
            recording: Recording::default(),
            sourced: None,
            sourcing: Vec::new(),
            aliases: Aliases::default(),
            results: Results::default(),
            folders: None,
            listing: None,
            opened: None,
            known_folders: KnownFolders::default(),
            to_reopen: None,
            previous: None,
            unseen: None,
            waker,
            warnings: Vec::new(),
            notices: Shared::new(std::io::stderr()),
            answers: None,
            asker: Box::new(|_, _| None),
            asked: Arc::default(),
            tracing,
            modes,
            history: Vec::new(),
            tally: Tally::default(),
            last_trouble: None,
            told_of_seen: false,
            expected: None,
            last_line: None,
            toured: 0,
            dry: false,
            leaving: false,
            connected: None,
            own_idle: false,
            signed_in: false,
            gave_up: false,
            told_loss: false,
            stopwatch: |started| started.elapsed(),
            now: Timestamp::now,
        }
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

    /// Says whether the beginning of a command is enough: where somebody types it.
    pub(crate) fn may_abbreviate(&self) -> bool {
        self.modes.interactive && self.sourcing.is_empty()
    }

    /// Says whether commands may be sent that nobody typed.
    pub(crate) fn may_ask_unasked(&self) -> bool {
        self.modes.interactive && !self.modes.bare && self.settings.auto
    }
}
