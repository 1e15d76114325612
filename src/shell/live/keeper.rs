//! The thread that owns the connection while the prompt waits: keeps it alive, hears the news, reads away what an
//! interrupted command left. The editor takes the shell back at any moment, within milliseconds.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use imapclient::Result;
use imapclient::client::{IDLE_RENEWAL, State, Waker};
use imapclient::types::Event;

use super::announcer::Announcer;
use super::folder::Folder;
use super::hearing::{Asking, mend_numbers, take_kept, tell};
use super::listening::{LOOK, Listener, Sign};
use super::news::News;
use crate::shell::account::Interval;
use crate::shell::complete::folders::list_on;
use crate::shell::connecting;
use crate::shell::engine::Shell;
use crate::shell::news::told;
use crate::shell::settings::NewsAt;

/// How often NOOP shows that somebody is there, where there is no IDLE.
const NOOP_EVERY: Duration = Duration::from_secs(240);

/// No keep-alive is sent more often than this.
const LEAST: Duration = Duration::from_secs(1);

/// Who types fast is not made to wait for the end of IDLE: it begins after this.
const BEFORE_IDLE: Duration = Duration::from_millis(200);

/// How long the answer to what nobody typed is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Of more news at once only the first are told, and of more messages nobody is asked who wrote them.
const MOST: usize = 10;

/// Whose the shell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// The editor's, or of the command that runs.
    Taken,
    /// The keeper's.
    Kept,
}

/// The shell in two hands, of which one has it at a time.
#[derive(Clone)]
pub(crate) struct Keeper {
    shell: Arc<Mutex<Shell>>,
    turn: Arc<(Mutex<Turn>, Condvar)>,
    waker: Waker,
    announcer: Announcer,
    /// The trace can be printed above what is being typed.
    above: bool,
}

impl Keeper {
    /// Takes a shell, and starts the thread that keeps it whenever it is given away.
    pub(crate) fn new(shell: Shell, announcer: Announcer, above: bool) -> Self {
        let keeper = Keeper {
            waker: shell.session.waker.clone(),
            shell: Arc::new(Mutex::new(shell)),
            turn: Arc::new((Mutex::new(Turn::Taken), Condvar::new())),
            announcer,
            above,
        };
        let worker = keeper.clone();
        // Without the thread nothing is kept alive, and all else works.
        let _ = thread::Builder::new()
            .name("keeper".to_owned())
            .spawn(move || {
                loop {
                    worker.attend();
                }
            });
        keeper
    }

    /// Gives the shell away until it is taken back: the editor has the terminal, and prints what comes above its line
    /// if it can.
    pub(crate) fn give(&self, shell: MutexGuard<'_, Shell>) {
        if self.above {
            let announcer = self.announcer.clone();
            let print = Box::new(move |line| announcer.say(line));
            shell.session.tracing.print_above(print);
        } else {
            shell.session.tracing.hold();
        }
        drop(shell);
        self.set(Turn::Kept);
    }

    /// Takes the shell back; the keeper's wait ends at once, and what it was doing is finished later.
    pub(crate) fn take(&self) -> MutexGuard<'_, Shell> {
        self.set(Turn::Taken);
        self.waker.wake();
        let mut shell = lock(&self.shell);
        self.waker.reset();
        shell.session.tracing.release();
        if let Some(mut client) = shell.session.client.take() {
            connecting::settle(&shell.session, &mut client);
            shell.session.client = Some(client);
        }
        shell
    }

    fn set(&self, turn: Turn) {
        *lock(&self.turn.0) = turn;
        self.turn.1.notify_one();
    }

    /// Waits for a turn, and uses it to its end.
    fn attend(&self) {
        let mut turn = lock(&self.turn.0);
        while *turn != Turn::Kept {
            turn = self
                .turn
                .1
                .wait(turn)
                .unwrap_or_else(PoisonError::into_inner);
        }
        drop(turn);
        let mut shell = lock(&self.shell);
        // It may have been taken back between the two.
        let mut turn = lock(&self.turn.0);
        let still = *turn == Turn::Kept;
        *turn = Turn::Taken;
        drop(turn);
        if still {
            keep(&mut shell, &self.announcer);
        }
    }
}

/// A panic elsewhere does not make the shell unusable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps the connection until the waker is used, or there is nothing to keep.
fn keep(shell: &mut Shell, announcer: &Announcer) {
    let Some(client) = &mut shell.session.client else {
        return;
    };
    client.set_patience(None);
    client.set_timeout(Some(PATIENCE));
    let (events, _) = client.take_events();
    let mut keeping = Keeping {
        folder: Folder::open_in(client),
        listener: Listener::new(client, Instant::now() + BEFORE_IDLE, true),
        announcer,
        shell,
    };
    keeping.told_before(&events);
    while let Ok(true) = keeping.step() {}
    keeping.tell_loss();
}

/// One turn of the keeper.
struct Keeping<'k> {
    shell: &'k mut Shell,
    announcer: &'k Announcer,
    folder: Folder,
    listener: Listener,
}

impl Keeping<'_> {
    /// Tells what a turn before this one heard and had no time to tell: it is counted in already.
    fn told_before(&mut self, events: &[Event]) {
        mend_numbers(&mut self.shell.session, events);
        let wanted = self.shell.session.settings.news != NewsAt::Never;
        for told in events.iter().filter_map(|event| told(event, wanted)) {
            self.announcer.say(self.shell.screen.dim(&told));
        }
    }

    /// Does what is due, and waits for news; says whether there is more to wait for.
    fn step(&mut self) -> Result<bool> {
        let sign = self.sign();
        let session = &mut self.shell.session;
        if session.listing.is_some() && session.is_connected() {
            // Tab began it, and the next Tab wants it.
            return list_on(session, Instant::now() + LOOK).map(|_| true);
        }
        let Some(client) = session
            .client
            .as_mut()
            .filter(|client| client.end().is_none())
        else {
            return Ok(false);
        };
        if client.unfinished().is_some() {
            // What an interrupted command left is read away behind the prompt.
            return client.drain_until(None);
        }
        if client.is_idling() && !session.own_idle {
            // What comes now is for idle_check.
            return Ok(false);
        }
        let until = Instant::now() + LOOK;
        let heard = self.listener.listen(session, sign, until)?;
        self.heard(heard.events)
    }

    /// What the settings and the server allow.
    fn sign(&self) -> Sign {
        let session = &self.shell.session;
        if !session.may_ask_unasked() || session.state() < State::Authenticated {
            return Sign::None;
        }
        let every = match session.settings.keepalive {
            Interval::Off => return Sign::None,
            Interval::After(every) => Some(every.max(LEAST)),
            Interval::Unset => None,
        };
        if self.listener.idle_works {
            Sign::Idle(every.unwrap_or(IDLE_RENEWAL))
        } else {
            Sign::Noop(every.unwrap_or(NOOP_EVERY))
        }
    }

    /// Tells what was heard, and brings the count at the prompt up to date.
    fn heard(&mut self, events: Vec<Event>) -> Result<bool> {
        if events.is_empty() {
            return Ok(true);
        }
        let session = &mut self.shell.session;
        let asking = match session.settings.news {
            // Envelopes are not among what is sent without being asked for.
            NewsAt::Never | NewsAt::Unasked => Asking::Nothing,
            _ if session.may_ask_unasked() => Asking::Few(MOST as u32),
            _ => Asking::Nothing,
        };
        let (news, asked) = tell(session, &mut self.folder, events, asking);
        self.announce(&news);
        asked?;
        let session = &mut self.shell.session;
        if session.unseen.is_none()
            && session.may_ask_unasked()
            && let Some(client) = &mut session.client
        {
            client.drain_until(None)?;
            let mut news = Vec::new();
            take_kept(session, &mut self.folder, &mut news);
            self.announce(&news);
            self.shell.session.count_unseen();
        }
        Ok(true)
    }

    fn announce(&self, news: &[News]) {
        let wanted = self.shell.session.settings.news != NewsAt::Never;
        let told: Vec<&News> = news
            .iter()
            .filter(|news| wanted || news.event == "said")
            .collect();
        for news in told.iter().take(MOST) {
            self.announcer
                .say(self.shell.screen.news_line(&news.value()));
        }
        if let more @ 1.. = told.len().saturating_sub(MOST) {
            let text = format!("{more} more of the like");
            self.announcer.say(self.shell.screen.dim(&text));
        }
    }

    /// Says once that the link is lost, if it is.
    fn tell_loss(&mut self) {
        let session = &mut self.shell.session;
        if !session.lost() || session.told_loss {
            return;
        }
        session.told_loss = true;
        let (why, next) = (session.why_lost(), session.way_back());
        let text = format!("connection lost: {why} · {next}");
        let news = News::said("lost", (session.now)(), text);
        self.announcer
            .say(self.shell.screen.news_line(&news.value()));
    }
}
