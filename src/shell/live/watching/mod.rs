//! Watching: news one after the other, for as long as somebody wants them, over however many connections.

mod means;
mod meanwhile;
mod mishaps;
mod rounds;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::elsewhere::{Elsewhere, Way};
use super::folder::Folder;
use super::handler;
use super::hearing::mend_numbers;
use super::listening::Listener;
use super::losing::Loss;
use super::news::News;
use super::tally::Tally;
use crate::shell::connecting;
use crate::shell::failure::{Class, Failure};
use crate::shell::line::Program;
use crate::shell::news;
use crate::shell::output::{Names, Value};
use crate::shell::render::harmless;
use crate::shell::session::Session;
use crate::shell::shared::Shared;

/// Of how many pieces the answer, `_`, may be: messages that came one behind the other are one.
const MOST_NAMED: usize = 100_000;

/// How long the end of NOTIFY is waited for; what is left of it is read away behind the prompt.
const FAREWELL: Duration = Duration::from_millis(500);

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
    /// What ended it, once all news are told.
    failure: Option<Failure>,
    /// When the present link was made after another was lost, and after how many attempts.
    back: Option<(Instant, usize)>,
    /// News that was not given yet.
    queue: VecDeque<News>,
    /// News that was given, and that the program is due to get.
    due: Option<News>,
    names: Names,
    /// What was warned of.
    warned: Vec<String>,
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
            failure: None,
            back: None,
            queue: VecDeque::new(),
            due: None,
            names: Names::default(),
            warned: Vec::new(),
            tally: Tally::default(),
            begun: false,
            over: false,
        };
        watch.say_earlier();
        watch
            .settle_in()
            .and_then(|said| watch.first_round(said))
            .map_err(|error| Failure::from_error(command, &error))?;
        watch.say_how();
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

    /// Something that was said, or happened to the connection, is news too.
    fn said(&mut self, event: &'static str, text: impl Into<String>) {
        self.queue
            .push_back(News::said(event, (self.session.now)(), text));
    }

    /// Takes a piece of news into the account.
    fn give(&mut self, news: News) -> Value {
        self.tally.add(&news);
        if let (true, Some(uid)) = (news.event == "new", news.uid) {
            self.name(uid);
        }
        let value = news.value();
        self.due = Some(news).filter(Tally::counts);
        value
    }

    /// Takes a message into the answer.
    fn name(&mut self, uid: u32) {
        if self.names.borrow().ranges().len() < MOST_NAMED {
            self.names.borrow_mut().push(uid);
        } else {
            self.warn_once("_ has no more room: what comes from now on is not in it".to_owned());
        }
    }

    /// Has the program run for the news that was given last: it is shown by then, however long the program takes.
    fn hand_over(&mut self) {
        if let Some(news) = self.due.take()
            && let Some(program) = &self.wishes.program
            && let Err(failure) = handler::run(self.session, program, &news)
            && failure.class != Class::Interrupted
        {
            self.say(&format!("warning: --exec: {}", failure.text));
        }
    }

    /// Tells of messages that have come before the link was lost, and of which the next was to be asked.
    fn tell_the_rest(&mut self) {
        while let Some((first, _)) = self.folder.arrivals().filter(|_| self.loss.is_some()) {
            let news = self.folder.arrived(first, None, (self.session.now)());
            self.queue.push_back(news);
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

    /// Warns of something, unless that was done before.
    fn warn_once(&mut self, text: String) {
        if !self.warned.contains(&text) {
            self.say(&format!("warning: {text}"));
            self.warned.push(text);
        }
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
        self.hand_over();
        loop {
            if self.is_complete() {
                return None;
            }
            if let Some(news) = self.queue.pop_front() {
                return Some(Ok(self.give(news)));
            }
            if let Some(failure) = self.failure.take() {
                return Some(Err(failure));
            }
            if self.is_over() {
                self.tell_the_rest();
                if self.queue.is_empty() {
                    return None;
                }
            } else if let Err(failure) = self.step() {
                self.over = true;
                self.tell_the_rest();
                self.failure = Some(failure);
            }
        }
    }
}

impl Drop for Watch<'_> {
    /// However it ends, also when nobody reads any more, the session is as before.
    fn drop(&mut self) {
        self.hand_over();
        self.restore();
        if self.begun && self.session.modes.interactive {
            let took = (self.session.now)().duration_since(self.began);
            let took = Duration::try_from(took).unwrap_or_default();
            let number = self.session.results.next_number();
            self.say(&self.tally.told(took, number));
        }
    }
}
