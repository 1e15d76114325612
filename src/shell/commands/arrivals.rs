//! What became of each of several messages that were put into a folder, and the account of it.

use imapclient::Error;
use imapclient::client::{Completed, Delivery};
use imapclient::types::{MailboxName, ResponseCode, SequenceSet};

use super::super::failure::{Class, Failure};
use super::super::render::{grouped, short_set};

/// Messages by their places, counted from 1.
#[derive(Default)]
pub(super) struct Account {
    /// What the server said of those that arrived.
    pub(super) done: Vec<Completed>,
    uids: SequenceSet,
    arrived: u32,
    refused: SequenceSet,
    unknown: SequenceSet,
    unsent: SequenceSet,
    /// How many are put down.
    count: u32,
}

impl Account {
    /// Puts down what became of messages of which all arrive or none.
    pub(super) fn together(
        &mut self,
        messages: usize,
        done: imapclient::Result<Completed>,
    ) -> imapclient::Result<()> {
        let last = self.count + u32::try_from(messages).unwrap_or(u32::MAX);
        let places = self.count + 1..=last;
        self.count = last;
        match done {
            Ok(completed) => {
                self.arrived += u32::try_from(messages).unwrap_or(u32::MAX);
                self.completed(completed);
                Ok(())
            }
            Err(error) => {
                let lost = error.is_fatal() || matches!(error, Error::Interrupted { .. });
                let set = if lost {
                    &mut self.unknown
                } else {
                    &mut self.refused
                };
                places.for_each(|place| set.push(place));
                Err(error)
            }
        }
    }

    /// Puts down what became of the next message.
    pub(super) fn put_down(&mut self, became: Delivery) {
        self.count += 1;
        match became {
            Delivery::Arrived(completed) => {
                self.arrived += 1;
                self.completed(completed);
            }
            Delivery::Refused(_) => self.refused.push(self.count),
            Delivery::Unknown => self.unknown.push(self.count),
            Delivery::NotSent => self.unsent.push(self.count),
        }
    }

    fn completed(&mut self, completed: Completed) {
        if let Some(ResponseCode::AppendUid { uids, .. }) = &completed.code {
            self.uids.append(uids.clone());
        }
        self.done.push(completed);
    }

    /// Puts down that the rest of so many messages was not sent.
    pub(super) fn left(&mut self, total: usize) {
        while (self.count as usize) < total {
            self.put_down(Delivery::NotSent);
        }
    }

    /// What arrived, where all did.
    pub(super) fn line(&self, mailbox: &MailboxName) -> String {
        let noun = if self.arrived == 1 {
            "message"
        } else {
            "messages"
        };
        let lead = format!(
            "{} {noun} appended to {mailbox}",
            grouped(self.arrived.into())
        );
        match self.uids.is_empty() {
            false => format!("{lead} as UID {}", short_set(&self.uids)),
            true => format!("{lead}; the server does not say under which UIDs"),
        }
    }

    /// Adds to a failure what became of each message, where there are several. `name` is a file's, by its place.
    pub(super) fn told(&self, failure: Failure, name: impl Fn(u32) -> Option<String>) -> Failure {
        let known = failure.class != Class::Interrupted && !failure.class.ends_connection();
        if self.count == 1 && known {
            // The server's word on it is there.
            return failure;
        }
        let uids = match self.uids.is_empty() {
            false => format!(" as UID {}", short_set(&self.uids)),
            true => String::new(),
        };
        let (arrived, total) = (grouped(self.arrived.into()), grouped(self.count.into()));
        let mut told = format!("{arrived} of {total} messages arrived{uids}");
        for (what, places) in [
            ("refused", &self.refused),
            ("nobody knows of", &self.unknown),
            ("not sent", &self.unsent),
        ] {
            let file = places.iter().next().filter(|_| places.count() == Some(1));
            let file = file.and_then(&name).map(|file| format!(" ({file})"));
            if !places.is_empty() {
                told += &format!(
                    "; {what}: number {}{}",
                    short_set(places),
                    file.unwrap_or_default()
                );
            }
        }
        let mut hints = failure.hints;
        hints.insert(0, told);
        Failure { hints, ..failure }
    }
}
