//! One round of watching after the other: what is due is asked, what comes is heard.

use std::time::{Duration, Instant};

use imapclient::Error;
use imapclient::types::{Event, MailboxStatus};

use super::Watch;
use crate::shell::failure::Failure;
use crate::shell::live::elsewhere::Way;
use crate::shell::live::folder::Folder;
use crate::shell::live::hearing::{Asking, take_kept, tell};
use crate::shell::live::learning::{Learnt, learn};
use crate::shell::live::listening::{LOOK, Listener};
use crate::shell::render::grouped;

/// How long an answer is waited for: a link that is dead without a word is noticed by it.
const PATIENCE: Duration = Duration::from_secs(60);

impl Watch<'_> {
    /// Learns how things are on a new connection, and gives what was said meanwhile.
    pub(super) fn settle_in(&mut self) -> imapclient::Result<Vec<Event>> {
        let raw = self.session.answers.clone().filter(|_| self.wishes.raw);
        let Some(client) = &mut self.session.client else {
            return Ok(Vec::new());
        };
        client.set_tap(None);
        client.capability()?;
        let learnt = match client.selected() {
            Some(_) => learn(client)?,
            None => Learnt::default(),
        };
        client.set_patience(None);
        client.set_timeout(Some(PATIENCE));
        self.folder = Folder::open_in(client);
        self.folder.know(learnt.uids, learnt.changes);
        self.listener = Some(Listener::new(client, Instant::now(), false));
        self.way = self.wishes.all.then(|| Way::of(client));
        if let Some(raw) = raw {
            client.set_tap(Some(Box::new(raw)));
        }
        Ok(learnt.said)
    }

    /// Hears the first news of a connection, and asks about the folders that are not open.
    pub(super) fn first_round(&mut self, said: Vec<Event>) -> imapclient::Result<()> {
        self.hear(said)?;
        match self.way {
            Some(_) => self.poll(),
            None => Ok(()),
        }
    }

    /// Waits for what comes next.
    pub(super) fn step(&mut self) -> Result<(), Failure> {
        if self.loss.is_some() {
            return self.find_back();
        }
        let polls = self.way.is_some() && Instant::now() >= self.poll_at;
        let result = match polls {
            true => self.poll(),
            false => self.listen(),
        };
        match result {
            Ok(()) => Ok(()),
            Err(error @ (Error::No(_) | Error::Bad(_))) if !polls => self.refused(&error),
            Err(error) => self.failed(error),
        }
    }

    pub(super) fn listen(&mut self) -> imapclient::Result<()> {
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

    /// Asks about the folders that are not open, or has the server tell.
    pub(super) fn poll(&mut self) -> imapclient::Result<()> {
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

    pub(super) fn elsewhere_said(&mut self, told: impl Iterator<Item = MailboxStatus>) {
        let at = (self.session.now)();
        for status in told {
            if Some(&status.name) != self.folder.name() {
                self.queue.extend(self.elsewhere.take(&status, at));
            }
        }
        if self.elsewhere.more {
            let most = grouped(self.elsewhere.len() as i128);
            self.warn_once(format!(
                "only {most} other folders are watched, there are more"
            ));
        }
    }

    /// Takes what was heard, and asks who wrote what has come.
    pub(super) fn hear(&mut self, events: Vec<Event>) -> imapclient::Result<()> {
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
        let knew = self.folder.knows_uids();
        let (news, asked) = tell(self.session, &mut self.folder, events, Asking::Each);
        self.queue.extend(news);
        asked?;
        if knew && !self.folder.knows_uids() {
            self.learn_again()?;
        }
        Ok(())
    }

    /// Learns the UIDs once more: news came too fast, or without them.
    fn learn_again(&mut self) -> imapclient::Result<()> {
        let Some(client) = &mut self.session.client else {
            return Ok(());
        };
        let learnt = learn(client)?;
        let exists = client.selected().and_then(|selected| selected.exists);
        self.folder.know_again(exists, learnt.uids, learnt.changes);
        let at = (self.session.now)();
        for event in learnt.said {
            self.queue.extend(self.folder.take(event, at));
        }
        Ok(())
    }
}
