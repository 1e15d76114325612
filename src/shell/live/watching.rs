//! Watching: news one after the other, for as long as somebody wants them, over however many connections.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use imapclient::Error;
use imapclient::client::IDLE_RENEWAL;
use imapclient::types::{Event, MailboxStatus, SequenceSet};
use jiff::Timestamp;

use super::elsewhere::{Elsewhere, Way};
use super::folder::Folder;
use super::handler;
use super::hearing::{Asking, mend_numbers, take_kept, tell, uids_now};
use super::listening::{LOOK, Listener, Sign};
use super::losing::{Loss, Outlook};
use super::news::News;
use super::tally::Tally;
use crate::shell::account::Interval;
use crate::shell::connecting;
use crate::shell::failure::{Class, Failure};
use crate::shell::line::Program;
use crate::shell::news;
use crate::shell::output::{Names, Value};
use crate::shell::render::harmless;
use crate::shell::session::Session;
use crate::shell::shared::Shared;
use crate::shell::signals;

/// How often a folder is asked about where there is no IDLE.
const NOOP_EVERY: Duration = Duration::from_secs(15);

/// How often the folders that are not open are asked about where there is no NOTIFY.
const STATUS_EVERY: Duration = Duration::from_secs(60);

/// Nothing is asked more often than this.
const LEAST: Duration = Duration::from_secs(1);

/// How long an answer is waited for: a link that is dead without a word is noticed by it.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long the end of NOTIFY is waited for; what is left of it is read away behind the prompt.
const FAREWELL: Duration = Duration::from_millis(500);

/// How often it is looked whether somebody still reads what is written.
const READERS: Duration = Duration::from_millis(500);

/// What is wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wishes {
    /// Not only the open folder.
    pub(crate) all: bool,
    /// For how long.
    pub(crate) lasts: Option<Duration>,
    /// Until so many pieces of news about mail have come.
    pub(crate) count: Option<u64>,
    /// The program that is run for each of them.
    pub(crate) program: Option<Program>,
    /// The server's own bytes are the answer.
    pub(crate) raw: bool,
}

/// Somebody watching. An iterator: each step waits for the next piece of news.
pub(crate) struct Watch<'s> {
    session: &'s mut Session,
    /// The command that is typed for it.
    command: &'static str,
    wishes: Wishes,
    folder: Folder,
    elsewhere: Elsewhere,
    way: Option<Way>,
    /// When the folders that are not open are asked about next.
    poll_at: Instant,
    listener: Option<Listener>,
    loss: Option<Loss>,
    /// News that was not given yet.
    queue: VecDeque<News>,
    names: Names,
    tally: Tally,
    began: Timestamp,
    until: Option<Instant>,
    /// It was said how, so the end is said too.
    begun: bool,
    over: bool,
}

impl<'s> Watch<'s> {
    /// Begins to watch the open folder, and all others if that is wanted, and says how.
    ///
    /// # Errors
    /// The failure of what is asked first.
    pub(crate) fn begin(
        session: &'s mut Session,
        command: &'static str,
        wishes: Wishes,
    ) -> Result<Self, Failure> {
        let now = Instant::now();
        let mut watch = Watch {
            began: (session.now)(),
            until: wishes.lasts.and_then(|lasts| now.checked_add(lasts)),
            session,
            command,
            wishes,
            folder: Folder::default(),
            elsewhere: Elsewhere::default(),
            way: None,
            poll_at: now,
            listener: None,
            loss: None,
            queue: VecDeque::new(),
            names: Names::default(),
            tally: Tally::default(),
            begun: false,
            over: false,
        };
        watch.say_earlier();
        watch
            .settle_in()
            .map_err(|error| Failure::from_error(command, &error))?;
        let stop = match watch.session.modes.interactive {
            true => ", Ctrl-C to stop",
            false => "",
        };
        watch.say(&format!("watching {}{stop}", watch.how()));
        watch.begun = true;
        Ok(watch)
    }

    /// The UIDs of what arrives in the open folder.
    pub(crate) fn names(&self) -> Names {
        self.names.clone()
    }

    /// What was there before is told as it is after any command.
    fn say_earlier(&mut self) {
        let Some(client) = &mut self.session.client else {
            return;
        };
        let (events, _) = client.take_events();
        mend_numbers(self.session, &events);
        let interactive = self.session.modes.interactive;
        for told in events
            .iter()
            .filter_map(|event| news::told(event, interactive))
        {
            self.say(&told);
        }
    }

    /// Learns how things are on a new connection.
    fn settle_in(&mut self) -> imapclient::Result<()> {
        let raw = self.session.answers.clone().filter(|_| self.wishes.raw);
        let Some(client) = &mut self.session.client else {
            return Ok(());
        };
        client.set_patience(None);
        client.set_timeout(Some(PATIENCE));
        client.set_tap(None);
        client.capability()?;
        let (uids, said) = match client.selected() {
            Some(_) => uids_now(client)?,
            None => (None, Vec::new()),
        };
        self.folder = Folder::open_in(client);
        self.folder.know(uids);
        self.listener = Some(Listener::new(client, Instant::now(), false));
        self.way = self.wishes.all.then(|| Way::of(client));
        if let Some(raw) = raw {
            client.set_tap(Some(Box::new(raw)));
        }
        self.hear(said)?;
        if self.way.is_some() {
            self.poll()?;
        }
        Ok(())
    }

    /// What is watched, and by what means.
    fn how(&self) -> String {
        let idle = self
            .listener
            .as_ref()
            .is_some_and(|listener| listener.idle_works);
        let open = self.folder.name().map(|name| match idle {
            true => format!("{name} (IDLE)"),
            false => format!(
                "{name} (NOOP every {} s, there is no IDLE)",
                self.noop_every().as_secs()
            ),
        });
        let every = self.status_every().as_secs();
        let others = match self.way {
            None => None,
            Some(Way::Notify) => return "all folders (NOTIFY)".to_owned(),
            Some(Way::ListStatus) => {
                Some(format!("(LIST-STATUS every {every} s, there is no NOTIFY)"))
            }
            Some(Way::Status) => Some(format!("(STATUS every {every} s, there is no NOTIFY)")),
        };
        match (open, others) {
            (Some(open), Some(others)) => format!("{open} and all other folders {others}"),
            (Some(open), None) => open,
            (None, others) => format!("all folders {}", others.unwrap_or_default()),
        }
    }

    fn noop_every(&self) -> Duration {
        self.at_most(NOOP_EVERY)
    }

    fn status_every(&self) -> Duration {
        self.at_most(STATUS_EVERY)
    }

    /// A time, or the shorter one that `set keepalive` names.
    fn at_most(&self, usual: Duration) -> Duration {
        match self.session.settings.keepalive {
            Interval::After(every) => every.clamp(LEAST, usual),
            Interval::Unset | Interval::Off => usual,
        }
    }

    /// Waits for what comes next.
    fn step(&mut self) -> Result<(), Failure> {
        if self.loss.is_some() {
            return self.find_back();
        }
        let result = match self.way {
            Some(_) if Instant::now() >= self.poll_at => self.poll(),
            _ => self.listen(),
        };
        match result {
            Ok(()) => Ok(()),
            // A refusal of what is asked again and again; the server's words for it are shown once.
            Err(error @ (Error::No(_) | Error::Bad(_))) => self.refused(&error),
            Err(error) => self.failed(error),
        }
    }

    fn listen(&mut self) -> imapclient::Result<()> {
        if self.folder.arrivals().is_some() {
            return self.hear(Vec::new());
        }
        let sign = self.sign();
        let until = [
            Some(Instant::now() + LOOK),
            self.until,
            self.reader_check(),
            self.poll_due(),
        ];
        let until = until
            .into_iter()
            .flatten()
            .min()
            .unwrap_or_else(Instant::now);
        let Some(listener) = &mut self.listener else {
            return Ok(());
        };
        let worked = listener.idle_works;
        let heard = listener.listen(self.session, sign, until)?;
        let works = listener.idle_works;
        if heard.renewed {
            self.said("alive", "still connected, IDLE renewed");
        }
        if worked && !works {
            let every = self.noop_every().as_secs();
            self.said(
                "alive",
                format!("the server ends IDLE at once, NOOP every {every} s from now on"),
            );
        }
        self.hear(heard.events)
    }

    fn poll_due(&self) -> Option<Instant> {
        self.way
            .filter(|way| *way != Way::Notify)
            .map(|_| self.poll_at)
    }

    /// Where the answer goes into a pipe, nothing but looking says that nobody reads it any more.
    fn reader_check(&self) -> Option<Instant> {
        let piped = self.session.answers.as_ref()?.is_piped();
        piped.then(|| Instant::now() + READERS)
    }

    fn sign(&self) -> Sign {
        let idle = self
            .listener
            .as_ref()
            .is_some_and(|listener| listener.idle_works);
        let renewal = self.at_most(IDLE_RENEWAL);
        match (self.folder.name(), self.way) {
            (_, Some(Way::Notify)) | (Some(_), _) if idle => Sign::Idle(renewal),
            (Some(_), _) => Sign::Noop(self.noop_every()),
            (None, Some(Way::Notify)) => Sign::Noop(self.status_every()),
            (None, _) => Sign::None,
        }
    }

    /// Asks about the folders that are not open, or has the server tell.
    fn poll(&mut self) -> imapclient::Result<()> {
        let (Some(way), Some(client)) = (self.way, &mut self.session.client) else {
            return Ok(());
        };
        let asked = way.ask(client);
        self.poll_at = Instant::now()
            + match way {
                // Once is enough.
                Way::Notify => Duration::from_secs(u32::MAX.into()),
                Way::ListStatus | Way::Status => self.status_every(),
            };
        let told = match asked {
            Err(Error::No(_) | Error::Bad(_)) if way != Way::Status => {
                self.way = Some(Way::Status);
                self.poll_at = Instant::now();
                return Ok(());
            }
            asked => asked?,
        };
        let mut waiting = Vec::new();
        take_kept(self.session, &mut self.folder, &mut waiting);
        self.queue.extend(waiting);
        self.elsewhere_said(told.into_iter());
        Ok(())
    }

    fn elsewhere_said(&mut self, told: impl Iterator<Item = MailboxStatus>) {
        let at = (self.session.now)();
        for status in told {
            if Some(&status.name) != self.folder.name() {
                self.queue.extend(self.elsewhere.take(&status, at));
            }
        }
    }

    /// Takes what was heard, and asks who wrote what has come.
    fn hear(&mut self, events: Vec<Event>) -> imapclient::Result<()> {
        let mut statuses = Vec::new();
        let events = events.into_iter().filter_map(|event| match event {
            Event::MailboxStatus(status) => {
                statuses.push(status);
                None
            }
            event => Some(event),
        });
        let events = events.collect();
        self.elsewhere_said(statuses.into_iter());
        let (news, asked) = tell(self.session, &mut self.folder, events, Asking::Each);
        self.queue.extend(news);
        asked
    }

    fn said(&mut self, event: &'static str, text: impl Into<String>) {
        self.queue
            .push_back(News::said(event, (self.session.now)(), text));
    }

    /// IDLE that is refused gives way to NOOP; anything else that is refused ends the watching.
    fn refused(&mut self, error: &Error) -> Result<(), Failure> {
        match &mut self.listener {
            Some(listener) if listener.idle_works => {
                listener.idle_works = false;
                let every = self.noop_every().as_secs();
                self.said(
                    "alive",
                    format!("{error}: NOOP every {every} s from now on"),
                );
                Ok(())
            }
            _ => Err(Failure::from_error(self.command, error)),
        }
    }

    fn failed(&mut self, error: Error) -> Result<(), Failure> {
        let failure = Failure::from_error(self.command, &error);
        if failure.class == Class::Interrupted {
            return self.stop(failure);
        }
        let mends = self.session.modes.reconnect && self.session.signed_in;
        if !mends || !self.session.lost() {
            return Err(failure);
        }
        self.session.told_loss = true;
        let text = format!("connection lost: {}", self.session.why_lost());
        self.said("lost", text);
        self.loss = Some(Loss::new(failure));
        Ok(())
    }

    /// Somebody has seen enough. At the prompt that is how watching ends.
    fn stop(&mut self, failure: Failure) -> Result<(), Failure> {
        if !self.session.modes.interactive {
            return Err(failure);
        }
        if !signals::leaving() {
            self.session.waker.reset();
        }
        if self.session.modes.redraws {
            // The terminal has ^C on a line of its own.
            self.say("");
        }
        self.over = true;
        Ok(())
    }

    /// Connects again when it is time for it, and learns what has happened meanwhile.
    fn find_back(&mut self) -> Result<(), Failure> {
        let until = [self.until, self.reader_check()]
            .into_iter()
            .flatten()
            .min();
        let Some(loss) = &mut self.loss else {
            return Ok(());
        };
        match loss.try_again(self.session, until) {
            Outlook::Stopped(failure) => self.stop(failure),
            Outlook::Later(None) => Ok(()),
            Outlook::Later(Some(text)) => {
                self.said("lost", text);
                Ok(())
            }
            Outlook::Never(failure) => Err(failure),
            Outlook::Back(mended) => {
                self.loss = None;
                self.said("back", mended.told);
                if mended.uids_changed {
                    *self.names.borrow_mut() = SequenceSet::default();
                }
                let before = std::mem::take(&mut self.folder);
                if let Err(error) = self.settle_in() {
                    self.folder = before;
                    return self.failed(error);
                }
                if !mended.uids_changed && self.folder.name() == before.name() {
                    let gone = self.folder.follow(&before, (self.session.now)());
                    self.queue.extend(gone);
                }
                Ok(())
            }
        }
    }

    /// Takes a piece of news into the account, and has the program run for it.
    fn give(&mut self, news: &News) {
        self.tally.add(news);
        if let (true, Some(uid)) = (news.event == "new", news.uid) {
            self.names.borrow_mut().push(uid);
        }
        if let Some(program) = self.wishes.program.as_ref().filter(|_| Tally::counts(news))
            && let Err(failure) = handler::run(self.session, program, news)
        {
            self.say(&format!("warning: --exec: {}", failure.text));
        }
    }

    /// Says whether as much came as was wanted.
    fn is_complete(&self) -> bool {
        let count = self.wishes.count;
        count.is_some_and(|count| self.tally.events() >= count)
    }

    /// Says whether there is nothing more to wait for.
    fn is_over(&self) -> bool {
        let late = self.until.is_some_and(|until| Instant::now() >= until);
        let read = self.session.answers.as_ref().is_none_or(Shared::has_reader);
        self.over || late || !read
    }

    /// Says something that is no news.
    fn say(&self, text: &str) {
        self.session.notices.say(&harmless::line(text));
    }

    /// Leaves everything as it was: no NOTIFY, the usual patience.
    fn restore(&mut self) {
        let Some(mut client) = self.session.client.take() else {
            return;
        };
        if self.way == Some(Way::Notify) && client.end().is_none() {
            client.set_leave_at(Some(Instant::now() + FAREWELL));
            // What is not answered in time is read away later, and a link that is lost is noticed then.
            let _ = client.notify_selected();
            client.set_leave_at(None);
        }
        connecting::settle(self.session, &mut client);
        self.session.client = Some(client);
    }
}

impl Iterator for Watch<'_> {
    type Item = Result<Value, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.is_complete() {
                return None;
            }
            if let Some(news) = self.queue.pop_front() {
                self.give(&news);
                return Some(Ok(news.value()));
            }
            if self.is_over() {
                let lost = self.loss.take().filter(|_| !self.session.modes.interactive);
                return lost.map(|loss| Err(loss.into_failure()));
            }
            if let Err(failure) = self.step() {
                self.over = true;
                return Some(Err(failure));
            }
        }
    }
}

impl Drop for Watch<'_> {
    /// However it ends, also when nobody reads any more, the session is as before.
    fn drop(&mut self) {
        self.restore();
        if self.begun && self.session.modes.interactive {
            let took = (self.session.now)().duration_since(self.began);
            let took = Duration::try_from(took).unwrap_or_default();
            let number = self.session.results.next_number();
            self.say(&self.tally.told(took, number));
        }
    }
}
